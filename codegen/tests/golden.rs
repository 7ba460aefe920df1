//! What is generated for the project's own document, compared with what is checked in where it is compiled:
//! an application that is built without a generator has the same code, byte for byte, and an upgrade of the
//! generator, or a change here, shows as a difference.
//!
//! `UPDATE_GOLDEN=1 cargo test -p contacts-codegen --test golden` renews it.
#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use contacts_codegen::{Generated, generate};
use contacts_openapi::Document;
use contacts_openapi::generated::table_files;

/// The project's own document, whatever `CONTACTS_OPENAPI` names.
const YAML: &str = include_str!("../../openapi/contacts.yaml");

fn document() -> Document {
    Document::parse(YAML, "openapi/contacts.yaml").unwrap()
}

fn generated() -> Generated {
    generate(&document()).unwrap()
}

/// Where the crate of this name has what is checked in.
fn folder(package: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    workspace.join(package).join("generated")
}

/// Compares a folder with the files that belong there, and with nothing else.
fn compare(package: &str, files: &[(&str, &str)]) {
    let folder = folder(package);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let wanted: BTreeSet<_> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
    let found = fs::read_dir(&folder).unwrap();
    let found = found.map(|it| it.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<_>>(), wanted, "{package}");
    let mut different = Vec::new();
    for (name, text) in files {
        let golden = fs::read_to_string(folder.join(name)).unwrap();
        if golden != *text {
            let line = golden.lines().zip(text.lines()).position(|(a, b)| a != b);
            let line = line.unwrap_or_else(|| golden.lines().count().min(text.lines().count())) + 1;
            different.push(format!("{name}, from line {line}"));
        }
    }
    assert!(
        different.is_empty(),
        "what is generated differs from {package}/generated: {}; renew it with UPDATE_GOLDEN=1, and look at it",
        different.join("; ")
    );
}

#[test]
fn the_client_is_the_one_that_is_checked_in() {
    compare("contacts-api", &generated().files());
}

#[test]
fn the_table_of_the_derive_is_the_one_that_is_checked_in() {
    let files = table_files(&document());
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    compare("contacts-macros", &files);
}

#[test]
fn our_own_document_is_followed_to_the_letter() {
    assert_eq!(generated().warnings, []);
}
