//! The rows of a file before their meaning is known.

use std::ops::Range;

/// The place of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// As a spreadsheet counts: the first row is 1, and a row without content counts.
    pub(crate) row: u64,
    /// The line in which it begins, as a text editor counts: a cell may hold line breaks.
    pub(crate) line: u64,
}

/// A row that cannot be parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Malformed {
    /// The row's text, or the part of it that is wrong.
    pub(crate) value: String,
    pub(crate) reason: String,
}

/// The cells of one row, without the space around each; reused for the next row, so that a million
/// rows need the memory of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cells {
    text: String,
    ranges: Vec<Range<usize>>,
}

impl Cells {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ranges.clear();
    }

    pub(crate) fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell.trim());
        self.ranges.push(start..self.text.len());
    }

    /// Makes it as many cells as the header has.
    pub(crate) fn resize(&mut self, width: usize) {
        self.ranges.resize(width, 0..0);
    }

    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Returns the cell in a column; an empty text if the row is too short.
    pub(crate) fn get(&self, column: usize) -> &str {
        let range = self.ranges.get(column).cloned();
        &self.text[range.unwrap_or_default()]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.ranges.iter().map(|it| &self.text[it.clone()])
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns whether a cell has a replacement for a character that could not be read.
    pub(crate) fn has_lost(&self) -> bool {
        self.text.contains(char::REPLACEMENT_CHARACTER)
    }

    pub(crate) fn to_vec(&self) -> Vec<String> {
        self.iter().map(str::to_owned).collect()
    }
}

impl<'a> FromIterator<&'a str> for Cells {
    fn from_iter<I: IntoIterator<Item = &'a str>>(cells: I) -> Self {
        let mut all = Cells::default();
        for cell in cells {
            all.push(cell);
        }
        all
    }
}

/// Reads the rows of a file one after the other.
pub(crate) trait RawRows {
    /// Reads the next row into `cells`, or says what is wrong with it; rows without content are
    /// skipped.
    fn next(&mut self, cells: &mut Cells) -> Option<(Position, Result<(), Malformed>)>;
}
