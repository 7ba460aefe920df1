//! Contacts as a workbook with one sheet; only one row is in memory at a time.

use std::io::Write;

use rust_xlsxwriter::{ColNum, Format, RowNum, Workbook, XlsxError};
use serde_json::{Map, Value};

use super::Output;
use super::columns::{Column, Columns};
use crate::failure::Failure;

/// The most rows of Excel, including the header.
const ROWS: RowNum = 1_048_576;
/// The width of a column, in characters, approximately.
const WIDTH: f64 = 20.0;
/// Excel rounds whole numbers beyond this.
const EXACT: u64 = 1 << 53;
/// How many digits of a number Excel shows.
const DIGITS: usize = 15;

/// A sheet that is being filled.
pub(super) struct Sheet {
    workbook: Workbook,
    text: Format,
    next: RowNum,
}

impl Sheet {
    pub(super) fn new(columns: &Columns) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let header = Format::new().set_bold();
        // A number that is typed into such a cell later stays text, too.
        let text = Format::new().set_num_format("@");
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name("Contacts")?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(&columns.columns) {
            sheet.set_column_width(at, WIDTH)?;
            sheet.write_string_with_format(0, at, &column.path, &header)?;
        }
        Ok(Sheet {
            workbook,
            text,
            next: 1,
        })
    }

    pub(super) fn push(
        &mut self,
        columns: &Columns,
        contact: &Map<String, Value>,
    ) -> Result<(), XlsxError> {
        let row = self.next;
        if row >= ROWS {
            return Err(XlsxError::ParameterError(format!(
                "a sheet of Excel has no more than {ROWS} rows; write CSV instead"
            )));
        }
        self.next += 1;
        for (at, column) in (0..).zip(&columns.columns) {
            self.write(row, at, column, contact)?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        row: RowNum,
        at: ColNum,
        column: &Column,
        contact: &Map<String, Value>,
    ) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        match column.value(contact) {
            Some(Value::Number(number)) if !column.is_number && is_exact(number) => {
                let number = number.as_f64().unwrap_or_default();
                sheet.write_number(row, at, number)?;
            }
            Some(Value::Bool(flag)) => {
                sheet.write_boolean(row, at, *flag)?;
            }
            _ => {
                let cell = column.cell(contact);
                if !cell.is_empty() {
                    sheet.write_string_with_format(row, at, cell, &self.text)?;
                }
            }
        }
        Ok(())
    }
}

/// Returns whether Excel keeps a number unchanged.
fn is_exact(number: &serde_json::Number) -> bool {
    match number.as_i64() {
        Some(whole) => whole.unsigned_abs() <= EXACT && whole.to_string().len() <= DIGITS,
        None => number.is_f64() && number.to_string().len() <= DIGITS,
    }
}

impl<W: Write> Output<W> {
    /// Writes a sheet as the file of a workbook.
    pub(super) fn workbook(&mut self, mut sheet: Sheet) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let saved = sheet.workbook.save_to_writer(&mut bytes);
        saved.map_err(|error| self.unwritable(&error))?;
        self.bytes(&bytes)
    }
}
