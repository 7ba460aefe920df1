//! What is wrong with a row, or doubtful about it.

use std::fmt;

/// One thing that is wrong with a rejected row, or doubtful about a row that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowFinding {
    /// The row as a spreadsheet counts: the first row, usually the header, is row 1.
    pub(crate) row: u64,
    /// The line of the file in which the row begins, as a text editor counts; of a workbook, the row.
    pub(crate) line: u64,
    /// The property of a contact that it is about; empty if it is the row as a whole.
    pub(crate) field: String,
    /// The columns that hold the value.
    pub(crate) column: String,
    /// The value as it is written in the file.
    pub(crate) value: String,
    /// What is wrong or doubtful, as the rest of a sentence about the value.
    pub(crate) reason: String,
}

impl fmt::Display for RowFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RowFinding {
            row,
            field,
            value,
            reason,
            ..
        } = self;
        write!(f, "row {row}: {field} {value:?} {reason}")
    }
}
