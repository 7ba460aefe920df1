//! What a row becomes.

use contacts_api::PhoneNumber;
use contacts_api::phone_book::ContactId;
use serde_json::{Map, Value};

use super::RowFinding;

/// What a row became.
#[derive(Debug, Clone)]
pub(crate) enum Item<'a> {
    Taken {
        /// An entry for each number of the row; at least one.
        entries: Vec<Entry<'a>>,
        /// Numbers of the row that cannot be used, while others can.
        left_out: Vec<RowFinding>,
    },
    /// Everything that keeps the row from becoming a contact; at least one.
    Rejected(Vec<RowFinding>),
    /// It has no number, and such rows are not wanted.
    Skipped,
}

/// A contact that a row wants in the book.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// The row as a spreadsheet counts.
    pub(crate) row: u64,
    /// The line in which the row begins.
    pub(crate) line: u64,
    /// The source key of the row, from the column of `--key`. The second number of a row has
    /// `KEY#2`, by the place of its column, so that it stays the same when another number is gone.
    pub(crate) key: Option<String>,
    /// The contact that the row is about, if the file is an export.
    pub(crate) id: Option<ContactId>,
    /// The number by which it is matched.
    pub(crate) number: PhoneNumber,
    /// The payload that creates it, with everything that the row has; it is known to be allowed.
    pub(crate) payload: Map<String, Value>,
    /// The number as it is written in the file.
    pub(crate) written: Written<'a>,
    /// The paths of the properties for which the row has a value.
    pub(crate) given: Vec<&'a str>,
    /// The paths of properties for which the file has columns and this row has no value, if that
    /// clears them.
    pub(crate) cleared: Vec<&'a str>,
    /// What is doubtful about it.
    pub(crate) warnings: Vec<RowFinding>,
}

/// A number as it is written in the file.
#[derive(Debug, Clone)]
pub(crate) struct Written<'a> {
    /// The property for which it is read.
    pub(crate) property: &'a str,
    pub(crate) text: String,
}
