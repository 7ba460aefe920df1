//! Data on stdout, in the form that was asked for.

use std::io::{self, BufWriter, Stdout, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use contacts_api::types::Contact;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Aligned columns for people.
    Table,
    /// One JSON value.
    Json,
    /// One JSON value a line.
    Jsonl,
    /// Comma-separated, with a header.
    Csv,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Format::Table, Format::Json, Format::Jsonl, Format::Csv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Format::Table => PossibleValue::new("table").help("Aligned columns"),
            Format::Json => PossibleValue::new("json").help("One JSON value"),
            Format::Jsonl => PossibleValue::new("jsonl").help("One JSON value a line"),
            Format::Csv => PossibleValue::new("csv").help("Comma-separated, with a header"),
        })
    }
}

/// Where data is written; failures are sentences that name the place.
pub(crate) struct Output<W: Write> {
    writer: BufWriter<W>,
    place: String,
}

impl Output<Stdout> {
    pub(crate) fn stdout() -> Self {
        Output::to(io::stdout(), "stdout")
    }
}

impl<W: Write> Output<W> {
    pub(crate) fn to(writer: W, place: impl Into<String>) -> Self {
        Output {
            writer: BufWriter::new(writer),
            place: place.into(),
        }
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.writer.write_all(text.as_bytes());
        written.map_err(|error| Failure::output(&self.place, &error))
    }

    /// A JSON value on lines of its own, for people to read as well.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| self.unwritable(&error))?;
        self.text(&text)?;
        self.text("\n")
    }

    /// A JSON value on one line.
    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|error| self.unwritable(&error))?;
        self.text(&text)?;
        self.text("\n")
    }

    /// A row of CSV.
    pub(crate) fn csv<'a>(
        &mut self,
        cells: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Failure> {
        let mut row = csv::Writer::from_writer(Vec::new());
        row.write_record(cells.into_iter().map(str::as_bytes))
            .map_err(|error| self.unwritable(&error))?;
        let bytes = row
            .into_inner()
            .map_err(|error| self.unwritable(error.error()))?;
        let written = self.writer.write_all(&bytes);
        written.map_err(|error| Failure::output(&self.place, &error))
    }

    /// Rows in aligned columns; nothing at all without rows.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut table = Table::new();
        table
            .load_style(NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(header.iter().map(|name| name.to_uppercase()));
        for row in rows {
            table.add_row(row.iter().map(|cell| printable(cell)));
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for line in table.lines() {
            self.text(line.trim_end())?;
            self.text("\n")?;
        }
        Ok(())
    }

    /// Everything that was written is on its way when this returns.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.writer.flush();
        flushed.map_err(|error| Failure::output(&self.place, &error))
    }

    fn unwritable(&self, error: &dyn std::error::Error) -> Failure {
        Failure::error(format!("{} cannot be written: {error}", self.place))
    }
}

/// Without what would move the cursor or colour the terminal: names come from anybody.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// Writes contacts one by one, as they come from the service.
pub(crate) struct Contacts<W: Write> {
    output: Output<W>,
    format: Format,
    /// The properties of a contact, in the document's order.
    columns: Vec<String>,
    /// A table is aligned when all is known.
    rows: Vec<Vec<String>>,
    count: usize,
}

impl<W: Write> Contacts<W> {
    pub(crate) fn new(output: Output<W>, format: Format) -> Self {
        let properties = contacts_openapi::document().properties("Contact");
        Contacts {
            output,
            format,
            columns: properties.into_iter().map(|it| it.name).collect(),
            rows: Vec::new(),
            count: 0,
        }
    }

    pub(crate) fn push(&mut self, contact: &Contact) -> Result<(), Failure> {
        let first = self.count == 0;
        self.count += 1;
        let contact = self.in_order(contact);
        match self.format {
            Format::Table => self.rows.push(self.cells(&contact)),
            Format::Json => {
                self.output.text(if first { "[\n  " } else { ",\n  " })?;
                let text = serde_json::to_string(&contact).unwrap_or_default();
                self.output.text(&text)?;
            }
            Format::Jsonl => self.output.json_line(&contact)?,
            Format::Csv => {
                if first {
                    self.header()?;
                }
                let cells = self.cells(&contact);
                self.output.csv(cells.iter().map(String::as_str))?;
            }
        }
        Ok(())
    }

    /// Ends the list and gives how many contacts it has.
    pub(crate) fn finish(mut self) -> Result<usize, Failure> {
        match self.format {
            Format::Table => {
                let header: Vec<_> = self.columns.iter().map(|it| it.replace('_', " ")).collect();
                let header: Vec<_> = header.iter().map(String::as_str).collect();
                self.output.table(&header, &self.rows)?;
            }
            Format::Json => self
                .output
                .text(if self.count == 0 { "[]\n" } else { "\n]\n" })?,
            Format::Csv if self.count == 0 => self.header()?,
            Format::Jsonl | Format::Csv => {}
        }
        self.output.finish()?;
        Ok(self.count)
    }

    /// Writes one contact by itself: in JSON it is an object, not a list of one.
    pub(crate) fn only(mut self, contact: &Contact) -> Result<(), Failure> {
        if self.format == Format::Json {
            let contact = self.in_order(contact);
            self.output.json(&contact)?;
            return self.output.finish();
        }
        self.push(contact)?;
        self.finish().map(|_| ())
    }

    fn header(&mut self) -> Result<(), Failure> {
        self.output.csv(self.columns.iter().map(String::as_str))
    }

    /// The contact's properties in the document's order.
    fn in_order(&self, contact: &Contact) -> Map<String, Value> {
        let Ok(Value::Object(mut properties)) = serde_json::to_value(contact) else {
            return Map::new();
        };
        let mut ordered: Map<_, _> = self
            .columns
            .iter()
            .filter_map(|name| properties.remove_entry(name))
            .collect();
        ordered.append(&mut properties);
        ordered
    }

    fn cells(&self, contact: &Map<String, Value>) -> Vec<String> {
        let cell = |name: &String| match contact.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        self.columns.iter().map(cell).collect()
    }
}
