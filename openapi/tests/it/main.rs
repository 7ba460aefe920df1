//! What is asked of documents of all kinds: our own with an edit, and small ones.
#![forbid(unsafe_code)]

mod followed;
mod refused;
mod roles;
mod warned;

use contacts_openapi::Document;

/// The project's own document, whatever `CONTACTS_OPENAPI` names.
const YAML: &str = include_str!("../../contacts.yaml");

/// The project's own document after some edits, each of the first place where it fits.
fn edited(edits: &[(&str, &str)]) -> String {
    let mut text = YAML.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the document has no {from:?} to edit");
        text = text.replacen(from, to, 1);
    }
    text
}

fn read(edits: &[(&str, &str)]) -> Document {
    match Document::parse(&edited(edits), "edited.yaml") {
        Ok(document) => document,
        Err(problems) => panic!("{edits:?} is refused:\n{problems}"),
    }
}

/// The line, from 1, in which `text` stands first.
fn line(document: &str, text: &str) -> usize {
    let at = document
        .find(text)
        .unwrap_or_else(|| panic!("no {text:?} is there"));
    let begin = at + text.len() - text.trim_start().len();
    document[..begin].lines().count().max(1) + usize::from(document[..begin].ends_with('\n'))
}
