//! The Contact API's OpenAPI document as data, and every question that the others ask of it.
//!
//! `openapi/contacts.yaml` is written by hand and is the single source of everything else. This
//! crate embeds it, so that it reaches every package that needs it, also a published one, and
//! cargo rebuilds what depends on it when it changes. A team that has a document of its own names it
//! when building, by `CONTACTS_OPENAPI=path/to/api.yaml` in the environment or in the section `[env]`
//! of `.cargo/config.toml`; everything then follows that one.
//!
//! Reading, in its order:
//!
//! - `read` takes YAML or JSON, `dialect` brings OpenAPI 3.1 to 3.0, `check` says in sentences why a
//!   document cannot be used, `place` finds the line of everything that is said.
//! - `schema` and `operation` are the typed view: what is asked, with what, and what is answered.
//! - `roles` finds what hand-written code relies on, such as the number of a contact.
//! - `property` is one property with all that is known of it; `text` reads and writes its value;
//!   `names` are names in Rust; `regions` those of phone numbers.
//!
//! ```
//! let document = contacts_openapi::document();
//! assert_eq!(document.server(), "https://app.relatel.dk/api/v2");
//! let create = document.roles().create.as_ref().unwrap();
//! let required = create.payload.properties.iter().filter(|it| it.is_required());
//! let required: Vec<_> = required.map(|it| &*it.name).collect();
//! assert_eq!(required, ["name", "number"]);
//! ```

#![forbid(unsafe_code)]

mod check;
mod dialect;
mod document;
pub mod names;
mod operation;
mod place;
mod problem;
mod property;
mod read;
mod regions;
mod roles;
mod schema;
mod text;

use std::sync::LazyLock;

pub use document::Document;
pub use operation::{
    Content, Location, Operation, Parameter, Request, Response, Scheme, Security, Status, Style,
};
pub use place::Path;
pub use problem::{Problem, Problems};
pub use property::{Presence, Property, leaves};
pub use regions::REGIONS;
pub use roles::{
    Contact, Cursor, Delete, Get, IdKind, Leaf, Limit, List, OtherList, Payload, Roles, Write,
};
pub use schema::{Bound, Constraints, Format, Kind, Member, Object, Schema, SchemaId};
pub use text::{SEPARATOR, get, set, show};

/// The document's text: that of `openapi/contacts.yaml`, or of the document that `CONTACTS_OPENAPI`
/// named when this was built.
pub const YAML: &str = include_str!(env!("CONTACTS_OPENAPI_TEXT"));

/// How messages name the document.
pub const PATH: &str = env!("CONTACTS_OPENAPI_NAME");

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
/// so what depends on them may rely on it; a build script calls [`try_document`].
pub fn document() -> &'static Document {
    match try_document() {
        Ok(document) => document,
        Err(problems) => panic!("{problems}"),
    }
}
