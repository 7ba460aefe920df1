//! CSV as Excel reads it best: a UTF-8 mark, since letters are misread without it; `;`, which Excel uses as a
//! separator in most of Europe; and no cell that Excel would calculate.

use std::io::Write;

use csv::{Terminator, WriterBuilder};
use serde_json::{Map, Value};

use super::Output;
use super::columns::Columns;
use crate::failure::Failure;
use crate::formula::harmless;

const MARK: &str = "\u{feff}";

pub(super) fn begin<W: Write>(output: &mut Output<W>, columns: &Columns) -> Result<(), Failure> {
    output.text(MARK)?;
    output.csv_row(&form(), columns.paths())
}

pub(super) fn row<W: Write>(
    output: &mut Output<W>,
    columns: &Columns,
    contact: &Map<String, Value>,
) -> Result<(), Failure> {
    let cells = columns.columns.iter().map(|column| {
        let cell = column.cell(contact);
        if column.is_number && is_number(&cell) {
            cell
        } else {
            harmless(cell)
        }
    });
    let cells: Vec<String> = cells.collect();
    output.csv_row(&form(), cells.iter().map(String::as_str))
}

fn form() -> WriterBuilder {
    let mut form = WriterBuilder::new();
    form.delimiter(b';').terminator(Terminator::CRLF);
    form
}

/// Returns whether a cell is a number such as `+45 71 99 99 99`, which is not a formula and needs
/// its plus.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('+').unwrap_or(cell);
    digits.chars().all(|c| c.is_ascii_digit() || c == ' ')
}
