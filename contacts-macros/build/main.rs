//! From the document to the table of properties that the derive checks against.
#![forbid(unsafe_code)]

mod table;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let document = contacts_openapi::try_document().map_err(ToString::to_string)?;
    let table = table::write(document);
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let path = Path::new(&out).join("table.rs");
    fs::write(&path, table).map_err(|error| format!("{}: {error}", path.display()))
}
