//! The document's schemas, compiled once: values are checked against them and made from them.
//!
//! - `compile` reads them, the subset of OpenAPI 3.0 that describes JSON: `nullable` is part of it,
//!   so a JSON Schema validator will not do. Unknown keywords are ignored: the emulator must work
//!   with every document that others can read.
//! - `check` says which rules a value breaks, when it is sent or when it is answered; `violation` is one
//!   such rule, in words; `format` has the rules of formats.
//! - `unknown` finds members of a value that no schema describes.
//! - `sample` makes a value that follows the rules, with `pattern` for texts that match one; `complete` adds
//!   to a value what the service sets.

mod check;
mod compile;
mod complete;
mod format;
mod pattern;
mod sample;
mod unknown;
mod violation;

pub(crate) use check::Direction;
pub(crate) use compile::Schemas;
pub(crate) use format::{date_time, now};
pub(crate) use violation::Violation;

use std::ops::RangeInclusive;

use regress::Regex;
use serde_json::Value;

/// A schema in [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SchemaId(usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword of its own"
)]
struct Schema {
    kind: Option<Type>,
    nullable: bool,
    read_only: bool,
    write_only: bool,
    example: Option<Value>,
    default: Option<Value>,
    values: Option<Vec<Value>>,
    format: Option<String>,
    width: Option<RangeInclusive<i128>>,
    minimum: Option<Bound>,
    maximum: Option<Bound>,
    multiple_of: Option<f64>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    pattern: Option<Pattern>,
    items: Option<SchemaId>,
    min_items: Option<u64>,
    max_items: Option<u64>,
    unique_items: bool,
    properties: Vec<(String, SchemaId)>,
    required: Vec<String>,
    additional: Additional,
    /// Whether it says that an object may have any other member.
    is_open: bool,
    min_properties: Option<u64>,
    max_properties: Option<u64>,
    all_of: Vec<SchemaId>,
    any_of: Vec<SchemaId>,
    one_of: Vec<SchemaId>,
    not: Option<SchemaId>,
    discriminator: Option<Discriminator>,
}

/// A pattern of ECMA-262, which is what the specification means.
#[derive(Debug)]
struct Pattern {
    text: String,
    regex: Regex,
}

/// A bound as it is written, so that whole numbers are compared and shown as whole numbers.
#[derive(Debug)]
struct Bound {
    value: serde_json::Number,
    exclusive: bool,
}

#[derive(Debug, Default)]
enum Additional {
    #[default]
    Allowed,
    Refused,
    Like(SchemaId),
}

/// The property that says which alternative a value is.
#[derive(Debug)]
struct Discriminator {
    property: String,
    /// The values that the property may have, with the alternative that each means.
    meanings: Vec<(String, SchemaId)>,
}
