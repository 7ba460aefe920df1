//! A typed view of the document's schemas, which say what a value may be.
//!
//! - this module is the model,
//! - `read` makes it from the document's JSON: it follows references, merges `allOf`, and combines
//!   alternatives where possible.

mod read;

use serde_json::Value;

use crate::place::Path;

pub(crate) use read::{SchemaReader, pointer};

/// One schema of a document; [`Document::schema`](crate::Document::schema) returns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(usize);

impl SchemaId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// What a value may be.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the document says, each apart from the others"
)]
pub struct Schema {
    /// What kind of value it is.
    pub kind: Kind,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Whether only the service sets it.
    pub read_only: bool,
    /// Whether it is only sent, and never read.
    pub write_only: bool,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// The document's description of it.
    pub description: Option<String>,
    /// An example of its value.
    pub example: Option<Value>,
    /// Its value if none is given.
    pub default: Option<Value>,
    /// The further rules for a value.
    pub constraints: Constraints,
    /// The named component that it is, such as `PhoneNumber`.
    pub component: Option<String>,
    /// The role that the document gives it (`x-contacts-role`), such as `number`.
    pub role: Option<String>,
    /// Where it is written.
    pub path: Path,
    /// The schema's JSON, in the dialect of OpenAPI 3.0.
    pub json: Value,
}

/// The kind of a JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Any kind: the schema names none, or more than one.
    Any,
    /// A string with a format.
    String(Format),
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An array, with the schema of its items.
    Array(SchemaId),
    /// An object with named members.
    Object(Object),
    /// An object whose names are not known beforehand, with the schema of its values.
    Map(SchemaId),
}

/// The format of a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// No format, or an unknown one.
    Plain,
    /// `2026-11-24` (RFC 3339, full-date).
    Date,
    /// `2026-11-24T12:00:00Z` (RFC 3339, date-time).
    DateTime,
    /// A UUID (RFC 9562).
    Uuid,
    /// An e-mail address.
    Email,
    /// A URI with a scheme (RFC 3986).
    Uri,
    /// Bytes in base64 (RFC 4648).
    Byte,
    /// Bytes as they are.
    Binary,
    /// A phone number, under any of the names that people give such a format.
    Phone,
}

/// The members of an object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object {
    /// The members with a name in the document, in its order.
    pub members: Vec<Member>,
    /// The schema of other members, if the document describes them.
    pub additional: Option<SchemaId>,
    /// Whether it stands for several alternatives, with the members of all of them.
    pub is_choice: bool,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name, as it stands in the JSON.
    pub name: String,
    /// The schema of its value.
    pub schema: SchemaId,
    /// Whether it must be there.
    pub required: bool,
    /// Where it is written.
    pub path: Path,
}

/// The rules for a value, beside its kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Constraints {
    /// The fewest code points of a string.
    pub min_length: Option<u64>,
    /// The most code points of a string.
    pub max_length: Option<u64>,
    /// A regular expression (ECMA-262) that a string has to match.
    pub pattern: Option<String>,
    /// The least number, and whether it is excluded itself.
    pub minimum: Option<Bound>,
    /// The greatest number, and whether it is excluded itself.
    pub maximum: Option<Bound>,
    /// What a number has to be a multiple of.
    pub multiple_of: Option<f64>,
    /// The fewest items of an array.
    pub min_items: Option<u64>,
    /// The most items of an array.
    pub max_items: Option<u64>,
    /// Whether all items of an array must be different.
    pub unique_items: bool,
    /// The only values that are allowed, except `null`.
    pub values: Option<Vec<Value>>,
}

/// An end of a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: serde_json::Number,
    /// Whether the number itself is out of the range.
    pub exclusive: bool,
}

impl Bound {
    /// Returns the least or greatest whole number within the bound.
    pub fn whole(&self, step: i128) -> Option<i128> {
        let whole = if let Some(number) = self.value.as_i64() {
            i128::from(number)
        } else if let Some(number) = self.value.as_u64() {
            i128::from(number)
        } else {
            // A fraction lies between two whole numbers.
            let number = self.value.as_f64()?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a bound beyond is no bound"
            )]
            let floor = number.floor() as i128;
            let is_whole = number.fract() == 0.0;
            return Some(match (is_whole, step > 0) {
                (true, _) if self.exclusive => floor + step,
                (false, true) => floor + 1,
                _ => floor,
            });
        };
        Some(if self.exclusive { whole + step } else { whole })
    }
}

impl Schema {
    /// Returns the members of an object; none for any other kind.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(object) => &object.members,
            _ => &[],
        }
    }

    /// Returns the texts that a string may be, if they are listed.
    pub fn texts(&self) -> Option<Vec<&str>> {
        if !matches!(self.kind, Kind::String(_)) {
            return None;
        }
        let values = self.constraints.values.as_ref()?;
        values.iter().map(Value::as_str).collect()
    }
}
