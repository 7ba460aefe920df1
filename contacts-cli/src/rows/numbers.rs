//! Reads the numbers of a row: from several columns, and several from a cell.

use std::borrow::Cow;

use contacts_api::{NumberError, ParsedNumber, PhoneNumber};

use super::raw::Cells;
use super::{Rows, export};

/// A number of a row, in the order of columns and within a cell.
pub(super) struct Numbered<'c> {
    /// The index of the column, from 0, among those of the number.
    pub(super) column: usize,
    /// Its index in the cell, from 0.
    pub(super) index: usize,
    pub(super) text: Cow<'c, str>,
    pub(super) parsed: Result<ParsedNumber, NumberError>,
}

impl Numbered<'_> {
    /// Returns whether it says that there is no number.
    pub(super) fn is_missing(&self) -> bool {
        matches!(
            self.parsed,
            Err(NumberError::Empty | NumberError::Placeholder)
        )
    }
}

/// Reads the numbers in their columns, each once.
pub(super) fn read<'c>(rows: &Rows<'_>, cells: &'c Cells) -> Vec<Numbered<'c>> {
    let region = &*rows.options.region;
    let mut numbers = Vec::new();
    for cell in rows.columns.numbers(cells) {
        let is_digits = cell.text.bytes().all(|it| it.is_ascii_digit());
        if rows.is_export && is_digits {
            let parsed = export::number(&cell.text, region);
            numbers.push(Numbered {
                column: cell.at,
                index: 0,
                text: cell.text,
                parsed,
            });
            continue;
        }
        let mut index = 0;
        // Google puts ` ::: ` between numbers, and cells may have several lines; other separators
        // are handled elsewhere.
        let parts = cell.text.split(":::").flat_map(|it| it.split(['\n', '\r']));
        for part in parts.filter(|it| !it.trim().is_empty()) {
            for parsed in PhoneNumber::split_with_warnings(part, region) {
                numbers.push(Numbered {
                    column: cell.at,
                    index,
                    text: cell.text.clone(),
                    parsed,
                });
                index += 1;
            }
        }
    }
    numbers
}
