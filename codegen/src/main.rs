//! `contacts-codegen client FOLDER` and `contacts-codegen table FOLDER` write what is generated from the
//! embedded document: for build scripts of this repository that do not depend on a generator. Lines on stdout
//! are warnings, or errors if the program fails.
#![forbid(unsafe_code)]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use contacts_codegen::write_client;
use contacts_openapi::generated::write_table;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let written = match &arguments[..] {
        [part, folder] if part == "client" => write_client(Path::new(folder)),
        [part, folder] if part == "table" => write_table(Path::new(folder)),
        _ => Err(vec![
            "usage: contacts-codegen client|table FOLDER".to_owned(),
        ]),
    };
    let exit = ExitCode::from(u8::from(written.is_err()));
    let (Ok(lines) | Err(lines)) = written;
    for line in lines {
        println!("{line}");
    }
    exit
}
