//! The Contact API's OpenAPI document as data.
//!
//! `openapi/contacts.yaml` is written by hand and is the single source of everything else. This
//! crate embeds it, so that it reaches every package that needs it, also a published one, and
//! cargo rebuilds what depends on it when it changes.
//!
//! - `document` answers what the others ask: servers, operations, payloads, schemas.
//! - `property` is one property of a schema: what is known of it, and where it stands.
//! - `place` finds the line of the YAML in which something is written.
//! - `lint` says, in sentences, why a document cannot be used.
//!
//! ```
//! let document = contacts_openapi::document();
//! assert_eq!(document.server(), "https://app.relatel.dk/api/v2");
//! let create = document.payload("create_contact").unwrap();
//! let required: Vec<_> = create.properties.iter().filter(|p| p.required).map(|p| &*p.name).collect();
//! assert_eq!(required, ["name", "number"]);
//! ```

#![forbid(unsafe_code)]

mod document;
mod lint;
mod place;
mod property;

use std::sync::LazyLock;

pub use document::{Document, Operation, Payload};
pub use lint::{Problem, Problems};
pub use property::{Kind, Property};

/// The document's text, as it stands in `openapi/contacts.yaml`.
pub const YAML: &str = include_str!("../contacts.yaml");

/// How messages name the document.
pub const PATH: &str = "openapi/contacts.yaml";

/// The embedded document, parsed and checked once.
///
/// # Errors
///
/// The problems that keep the document from being used: a build script shows them and stops.
pub fn try_document() -> Result<&'static Document, &'static Problems> {
    static DOCUMENT: LazyLock<Result<Document, Problems>> =
        LazyLock::new(|| Document::parse(YAML, PATH));
    DOCUMENT.as_ref()
}

/// The embedded document, parsed and checked once.
///
/// # Panics
///
/// If the embedded document cannot be used. `contacts-api` and `contacts-macros` do not build then,
/// so what depends on them may rely on it; a build script calls [`try_document`].
pub fn document() -> &'static Document {
    match try_document() {
        Ok(document) => document,
        Err(problems) => panic!("{problems}"),
    }
}
