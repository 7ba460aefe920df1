//! The document's schemas, compiled once, and values checked against them.
//!
//! The subset of OpenAPI 3.0 that describes JSON: `nullable` is part of it, which is why no JSON
//! Schema validator does. Formats other than the widths of integers are notes, as the
//! specification has it.

mod check;
mod compile;

pub(crate) use compile::{SchemaError, Schemas};

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
struct Schema {
    kind: Option<Type>,
    nullable: bool,
    read_only: bool,
    default: Option<Value>,
    values: Option<Vec<Value>>,
    width: Option<RangeInclusive<i128>>,
    minimum: Option<Limit>,
    maximum: Option<Limit>,
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
    min_properties: Option<u64>,
    max_properties: Option<u64>,
    all_of: Vec<SchemaId>,
    any_of: Vec<SchemaId>,
    one_of: Vec<SchemaId>,
    not: Option<SchemaId>,
}

/// As ECMA-262 has it, which is what the specification means.
#[derive(Debug)]
struct Pattern {
    text: String,
    regex: Regex,
}

/// A bound as it is written, so that whole numbers are compared and shown as whole numbers.
#[derive(Debug)]
struct Limit {
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
