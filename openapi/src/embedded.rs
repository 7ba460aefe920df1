//! The document with which this was built, read once.

use std::sync::LazyLock;

use crate::{Document, PATH, Problems, YAML};

/// Returns the embedded document, parsed and checked once.
///
/// # Errors
///
/// The problems that keep the document from being used: a build script shows them and stops.
pub fn try_document() -> Result<&'static Document, &'static Problems> {
    static DOCUMENT: LazyLock<Result<Document, Problems>> =
        LazyLock::new(|| Document::parse(YAML, PATH));
    DOCUMENT.as_ref()
}

/// Returns the embedded document, parsed and checked once.
///
/// # Panics
///
/// If the embedded document cannot be used. `contacts-api` and `contacts-macros` do not build then,
/// so crates that depend on them never see this panic; a build script calls [`try_document`].
pub fn document() -> &'static Document {
    match try_document() {
        Ok(document) => document,
        Err(problems) => panic!("{problems}"),
    }
}
