//! From `openapi/contacts.yaml` to the client.
//!
//! - `prepare` writes the document as the generator should read it: strict in what is sent, lenient
//!   in what is read.
//! - `generate` runs the generator.
//! - `polish` completes what the generator has no setting for, and `examples` its documentation.
//! - `mapping` is what the mapping of domain types has to know.
//! - `operations` is a table of what the transport has to know of each operation.
//! - `syntax` is how the others find their way in generated code.
#![forbid(unsafe_code)]

mod examples;
mod generate;
mod mapping;
mod operations;
mod polish;
mod prepare;
mod syntax;

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
    let prepared = prepare::prepare(document);
    let feature = |name: &str| env::var_os(format!("CARGO_FEATURE_{name}")).is_some();
    let code = generate::generate(
        &prepared,
        generate::Wanted {
            mocks: feature("HTTPMOCK"),
            json_schema: feature("SCHEMARS"),
        },
    )?;
    let out = env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let write = |name: &str, text: &str| {
        let path = Path::new(&out).join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    let client = polish::polish(code.client)?;
    write("client.rs", &client)?;
    write(
        "operations.rs",
        &polish::format(operations::operations(document))?,
    )?;
    write(
        "mapping.rs",
        &polish::format(mapping::mapping(document, &client)?)?,
    )?;
    if let Some(mocks) = code.mocks {
        write("mocks.rs", &polish::format(mocks)?)?;
    }
    Ok(())
}
