//! The table of properties that the derive checks against, for its target.
#![forbid(unsafe_code)]

#[path = "../contacts-macros/build/table.rs"]
mod table;

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=../contacts-macros/build/table.rs");
    let document = contacts_openapi::try_document().expect("a document that can be used");
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&out).join("table.rs"), table::write(document)).expect("a place to write");
}
