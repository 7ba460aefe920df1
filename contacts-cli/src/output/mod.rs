//! Writes data to stdout or a file, in the format that was asked for.
//!
//! - this module has the places to which data is written, and the formats,
//! - `contacts` writes contacts one by one in each format; `columns` says which property is in which column,
//! - `table` fits columns into a terminal, and `visible` escapes characters that would disturb it; `color`
//!   says whether there is colour,
//! - `excel`, `vcard` and `xlsx` are the formats of other programs.

pub(crate) mod color;
mod columns;
mod contacts;
mod excel;
mod table;
mod vcard;
mod visible;
pub(crate) use visible::visible;
mod xlsx;

use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::failure::Failure;
#[cfg(test)]
pub(crate) use columns::exported;
pub(crate) use contacts::Contacts;
pub(crate) use vcard::Version;

/// Returns a count with its noun: `1 row`, `2 rows`.
pub(crate) fn counted(count: u64, name: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}

/// The format of data in general, such as a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Aligned columns for people.
    Table,
    /// One JSON value.
    Json,
    /// One JSON value on each line.
    Jsonl,
    /// Comma-separated, with a header.
    Csv,
}

/// The format of contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactFormat {
    /// A format of data in general.
    Plain(Format),
    /// CSV as Excel reads it best.
    Excel,
    /// Cards of an address book.
    Vcard(Version),
    /// A workbook with one sheet.
    Xlsx,
}

impl ValueEnum for ContactFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            ContactFormat::Plain(Format::Table),
            ContactFormat::Plain(Format::Json),
            ContactFormat::Plain(Format::Jsonl),
            ContactFormat::Plain(Format::Csv),
            ContactFormat::Vcard(Version::Four),
            ContactFormat::Xlsx,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            ContactFormat::Plain(Format::Table) => ("table", "Aligned columns"),
            ContactFormat::Plain(Format::Json) => ("json", "One JSON value"),
            ContactFormat::Plain(Format::Jsonl) => ("jsonl", "One JSON value a line"),
            ContactFormat::Plain(Format::Csv) => ("csv", "Comma-separated, with a header"),
            ContactFormat::Vcard(Version::Four) => ("vcard", "Cards of an address book"),
            ContactFormat::Xlsx => ("xlsx", "A workbook, as Excel opens it"),
            ContactFormat::Excel | ContactFormat::Vcard(Version::Three) => return None,
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// The place to which data is written; failures are sentences that name it.
pub(crate) struct Output<W: Write> {
    writer: BufWriter<W>,
    place: String,
    screen: table::Screen,
    /// Whether a person reads it as it is written.
    is_screen: bool,
}

impl Output<Stdout> {
    pub(crate) fn stdout() -> Self {
        let mut output = Output::to(io::stdout(), "stdout");
        output.screen = table::Screen::of_stdout();
        output.is_screen = io::stdout().is_terminal();
        output
    }
}

impl<W: Write> Output<W> {
    pub(crate) fn to(writer: W, place: impl Into<String>) -> Self {
        Output {
            writer: BufWriter::new(writer),
            place: place.into(),
            screen: table::Screen::default(),
            is_screen: false,
        }
    }

    /// Returns whether a person reads it as it is written.
    pub(crate) fn is_screen(&self) -> bool {
        self.is_screen
    }

    /// Returns how many lines the screen has, and how many of them `text` takes; `None` if there is no
    /// screen.
    pub(crate) fn height(&self, text: &str) -> Option<(usize, usize)> {
        let height = self.screen.height?;
        let width = self.screen.width.unwrap_or(usize::MAX);
        let lines = text.lines().map(|it| it.width().div_ceil(width).max(1));
        Some((height, lines.sum()))
    }

    /// Returns the text, or as much of it as fits on a line of the screen.
    pub(crate) fn cut(&self, text: &str) -> String {
        table::cut(text, self.screen.width.unwrap_or(usize::MAX))
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.writer.write_all(bytes);
        written.map_err(|error| Failure::output(&self.place, &error))
    }

    /// Writes a JSON value on several lines, which people can read as well.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| self.unwritable(&error))?;
        self.text(&text)?;
        self.text("\n")
    }

    /// Writes a JSON value on one line.
    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|error| self.unwritable(&error))?;
        self.text(&text)?;
        self.text("\n")
    }

    /// Writes a row of CSV.
    pub(crate) fn csv<'a>(
        &mut self,
        cells: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Failure> {
        self.csv_row(&csv::WriterBuilder::new(), cells)
    }

    /// Writes a row of CSV with these separators and line ends.
    fn csv_row<'a>(
        &mut self,
        form: &csv::WriterBuilder,
        cells: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Failure> {
        let mut row = form.from_writer(Vec::new());
        row.write_record(cells.into_iter().map(str::as_bytes))
            .map_err(|error| self.unwritable(&error))?;
        let bytes = row
            .into_inner()
            .map_err(|error| self.unwritable(error.error()))?;
        self.bytes(&bytes)
    }

    /// Writes rows in aligned columns that fit the terminal; without rows, writes nothing.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
        for line in table::lines(header, rows, &self.screen) {
            self.text(&line)?;
            self.text("\n")?;
        }
        Ok(())
    }

    /// Flushes everything that was written.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.writer.flush();
        flushed.map_err(|error| Failure::output(&self.place, &error))
    }

    fn unwritable(&self, error: &dyn std::error::Error) -> Failure {
        Failure::error(format!("{} cannot be written: {error}", self.place))
    }
}
