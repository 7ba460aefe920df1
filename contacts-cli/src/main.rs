//! `contacts`: look up, edit, export and sync the phone book that a whole company shares.
//!
//! What happens, in the order of the modules:
//!
//! - `args` is the command line; the flags of `create` and `update` come from the document
//!   (`flags`), as do the operations of `call`.
//! - `settings` is what the command line, the environment and the config file say together;
//!   `connect` opens the service, or an emulator for the run, and an `outage` of it is seen.
//! - `commands` holds one module for each command.
//! - `payload` makes texts, of flags or of cells, what is sent of a contact.
//! - `call` makes arguments a request of any operation; `drift` compares answers with the document.
//! - `rows` reads a file: bytes to text, text to cells, cells to entries that the book is to have.
//! - `sync` gives those entries to `contacts-sync`, which plans and applies, and reports what became of each row.
//! - `output` writes data to stdout or to a file, in every form; `files` are written whole or not at
//!   all, and are kept `apart` from those that are read.
//! - `formula` is about cells that a spreadsheet would calculate, written and read.
//! - `failure` is what went wrong, as a sentence with an exit code.

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
