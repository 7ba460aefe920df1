//! `contacts`: look up, edit, export and sync the phone book that a whole company shares.
//!
//! The modules, in the order in which a run uses them:
//!
//! - `args` is the command line; the flags of `create` and `update` come from the document
//!   (`flags`), as do the operations of `call`.
//! - `settings` combines the command line, the environment and the config file; `connect` opens the
//!   service, or an emulator for the run, and `outage` notices when the service is down.
//! - `commands` holds one module for each command.
//! - `payload` turns texts, from flags or cells, into the payload that is sent.
//! - `call` turns arguments into a request of any operation; `drift` compares answers with the
//!   document.
//! - `rows` reads a file: bytes to text, text to cells, cells to the entries that the book should
//!   have.
//! - `sync` gives those entries to `contacts-sync`, which plans and applies, the reports what became of each row.
//! - `output` writes data to stdout or to a file, in every format; `files` writes files completely or not at
//!   all, and are kept `apart` from those that are read.
//! - `formula` handles cells that a spreadsheet would calculate, in writing and in reading.
//! - `failure` says what went wrong, as a sentence with an exit code.

#![forbid(unsafe_code)]

mod apart;
mod args;
mod call;
mod commands;
mod connect;
#[cfg(test)]
mod documents;
mod drift;
mod failure;
mod files;
mod flags;
mod formula;
mod interrupt;
mod outage;
mod output;
mod payload;
mod rows;
mod settings;
mod sync;

use std::process::ExitCode;

use output::color::Color;

fn main() -> ExitCode {
    let arguments = std::env::args_os().map(|it| it.to_string_lossy().into_owned());
    let color = Color::of_arguments(arguments);
    color.set();
    let matches = args::command().color(color.into()).get_matches();
    let outcome = commands::run(&matches);
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => failure.tell().into(),
    }
}
