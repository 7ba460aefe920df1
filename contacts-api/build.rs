//! Writes the client of the document: `contacts-codegen` makes it.
#![forbid(unsafe_code)]

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use contacts_codegen::{Wanted, write};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    let is_on = |feature: &str| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    let wanted = Wanted {
        mocks: is_on("HTTPMOCK"),
        json_schema: is_on("SCHEMARS"),
    };
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let (kind, lines, exit) = match write(&folder, wanted) {
        Ok(warnings) => ("warning", warnings, ExitCode::SUCCESS),
        Err(problems) => ("error", problems, ExitCode::FAILURE),
    };
    for line in lines {
        println!("cargo::{kind}={line}");
    }
    exit
}
