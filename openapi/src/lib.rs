//! The Contact API's OpenAPI document as data, and everything that the other crates ask about it.
//!
//! `openapi/contacts.yaml` is written by hand and is the single source of everything else. This crate embeds
//! it, so that it reaches every package that needs it, even a published one, and cargo rebuilds what depends
//! on it when it changes. A team with its own document names it when building, by
//! `CONTACTS_OPENAPI=path/to/api.yaml` in the environment or in the section `[env]` of `.cargo/config.toml`;
//! with the feature `generate` of `contacts-api`, everything then follows that document.
//!
//! The modules, in the order of reading:
//!
//! - `read` takes YAML or JSON, `dialect` rewrites OpenAPI 3.1 as 3.0, `check` says in sentences why a
//!   document cannot be used, `place` finds the line for every message.
//! - `schema` and `operation` are the typed view: operations, what they take and what they answer.
//! - `roles` finds what hand-written code relies on, such as the number of a contact.
//! - `property` is one property with everything that is known about it; `text` reads and writes its value;
//!   `names` makes names in Rust; `regions` has the regions of phone numbers; `derive_table` is what the
//!   derive has to know of all this.
//!
//! Without the default feature `read` there is only the document's text, and no dependency: for build scripts
//! that take the code `generated` from it before.
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

pub mod generated;
mod regions;

#[cfg(feature = "read")]
mod check;
#[cfg(feature = "read")]
mod derive_table;
#[cfg(feature = "read")]
mod dialect;
#[cfg(feature = "read")]
mod document;
#[cfg(feature = "read")]
mod embedded;
#[cfg(feature = "read")]
pub mod names;
#[cfg(feature = "read")]
mod operation;
#[cfg(feature = "read")]
mod place;
#[cfg(feature = "read")]
mod problem;
#[cfg(feature = "read")]
mod property;
#[cfg(feature = "read")]
mod read;
#[cfg(feature = "read")]
mod roles;
#[cfg(feature = "read")]
mod schema;
#[cfg(feature = "read")]
mod text;

#[cfg(feature = "read")]
pub use {
    derive_table::derive_table,
    document::Document,
    embedded::{document, try_document},
    operation::{
        Content, Location, Operation, Parameter, Request, Response, Scheme, Security, Status, Style,
    },
    place::Path,
    problem::{Problem, Problems},
    property::{Presence, Property, leaves},
    roles::{
        Contact, Cursor, Delete, Get, IdKind, Leaf, Limit, List, OtherList, Payload, Roles, Write,
    },
    schema::{Bound, Constraints, Format, Kind, Member, Object, Schema, SchemaId},
    text::{SEPARATOR, get, set, show},
};

pub use regions::REGIONS;

/// The document's text: `openapi/contacts.yaml`, or the document that `CONTACTS_OPENAPI` named when
/// this was built.
pub const YAML: &str = include_str!(env!("CONTACTS_OPENAPI_TEXT"));

/// The document's name in messages.
pub const PATH: &str = env!("CONTACTS_OPENAPI_NAME");
