//! What is generated for the project's own document, compared with the copy that is checked in: an
//! upgrade of the generator, or a change here, shows as a difference.
//!
//! `UPDATE_GOLDEN=1 cargo test -p contacts-codegen --test golden` renews the copy.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use contacts_codegen::{Generated, Wanted, generate};
use contacts_openapi::Document;

/// The project's own document, whatever `CONTACTS_OPENAPI` names.
const YAML: &str = include_str!("../../openapi/contacts.yaml");

fn generated() -> Generated {
    let document = Document::parse(YAML, "openapi/contacts.yaml").unwrap();
    let wanted = Wanted {
        mocks: true,
        json_schema: false,
    };
    generate(&document, wanted).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn what_is_generated_is_what_is_checked_in() {
    let generated = generated();
    let files = [
        ("client.rs", &generated.client),
        ("mocks.rs", generated.mocks.as_ref().unwrap()),
        ("operations.rs", &generated.operations),
        ("mapping.rs", &generated.mapping),
        ("phone_book.rs", &generated.phone_book),
    ];
    let mut different = Vec::new();
    for (name, text) in files {
        let path = folder().join(name);
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        if golden != **text {
            let line = golden.lines().zip(text.lines()).position(|(a, b)| a != b);
            let line = line.unwrap_or_else(|| golden.lines().count().min(text.lines().count())) + 1;
            different.push(format!("{name}, from line {line}"));
        }
    }
    assert!(
        different.is_empty(),
        "the generated code differs from tests/golden: {}; look at it and renew it with UPDATE_GOLDEN=1",
        different.join("; ")
    );
}

#[test]
fn our_own_document_is_followed_to_the_letter() {
    assert_eq!(generated().warnings, []);
}
