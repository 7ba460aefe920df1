//! Data on stdout, in the form that was asked for.

use std::io::{self, BufWriter, Stdout, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use contacts_api::phone_book::Contact;
use contacts_openapi::{Document, Kind, Property, show};
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::payload::readable;

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
        self.bytes(text.as_bytes())
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.writer.write_all(bytes);
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
        self.bytes(&bytes)
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
    columns: Columns,
    /// A table is aligned when all is known.
    rows: Vec<Vec<String>>,
    count: usize,
}

impl<W: Write> Contacts<W> {
    pub(crate) fn new(output: Output<W>, format: Format) -> Self {
        let contact = contacts_openapi::document().roles().contact.as_ref();
        Contacts {
            output,
            format,
            columns: contact
                .map(|it| Columns::of(contacts_openapi::document(), it))
                .unwrap_or_default(),
            rows: Vec::new(),
            count: 0,
        }
    }

    pub(crate) fn push(&mut self, contact: &Contact) -> Result<(), Failure> {
        let first = self.count == 0;
        self.count += 1;
        let contact = self.columns.in_order(contact);
        match self.format {
            Format::Table => self.rows.push(self.columns.cells(&contact)),
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
                let cells = self.columns.cells(&contact);
                self.output.csv(cells.iter().map(String::as_str))?;
            }
        }
        Ok(())
    }

    /// Ends the list and gives how many contacts it has.
    pub(crate) fn finish(mut self) -> Result<usize, Failure> {
        match self.format {
            Format::Table => {
                let paths = &self.columns.paths;
                let header: Vec<_> = paths.iter().map(|it| it.replace('_', " ")).collect();
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
            let contact = self.columns.in_order(contact);
            self.output.json(&contact)?;
            return self.output.finish();
        }
        self.push(contact)?;
        self.finish().map(|_| ())
    }

    fn header(&mut self) -> Result<(), Failure> {
        self.output
            .csv(self.columns.paths.iter().map(String::as_str))
    }
}

/// What of a contact is shown in which column: in the document's order.
#[derive(Debug, Default)]
struct Columns {
    /// The properties of a contact, as it is read.
    names: Vec<String>,
    /// The same, but for objects: those of their members that have a value of their own.
    paths: Vec<String>,
    /// Which of them may be anything, so that a text has to be told from what it looks like.
    any: Vec<bool>,
}

impl Columns {
    fn of(document: &Document, contact: &contacts_openapi::Contact) -> Self {
        let read = readable(contact);
        let is_any = |property: &&Property| match property.kind {
            Kind::Array(items) => document.schema(items).kind == Kind::Any,
            _ => property.kind == Kind::Any,
        };
        let names = contact.properties.iter().map(|it| it.name.clone());
        Columns {
            names: names.collect(),
            paths: read.iter().map(|it| it.path.clone()).collect(),
            any: read.iter().map(is_any).collect(),
        }
    }

    /// The contact's properties in the document's order, those behind that the document lacks.
    fn in_order(&self, contact: &impl Serialize) -> Map<String, Value> {
        let Ok(Value::Object(mut properties)) = serde_json::to_value(contact) else {
            return Map::new();
        };
        let mut ordered: Map<_, _> = self
            .names
            .iter()
            .filter_map(|name| properties.remove_entry(name))
            .collect();
        ordered.append(&mut properties);
        ordered
    }

    fn cells(&self, contact: &Map<String, Value>) -> Vec<String> {
        let cell = |(path, is_any): (&String, &bool)| {
            let value = contacts_openapi::get(contact, path);
            value.map(if *is_any { json } else { show })
        };
        let columns = self.paths.iter().zip(&self.any);
        columns.map(|it| cell(it).unwrap_or_default()).collect()
    }
}

/// JSON, but for nothing and for texts that can be taken for nothing else.
fn json(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text)
            if serde_json::from_str::<IgnoredAny>(text).is_err() && text.trim() == text =>
        {
            text.clone()
        }
        other => other.to_string(),
    }
}

/// The columns and the rows that `export` writes of these contacts, for tests of the way back.
#[cfg(test)]
pub(crate) fn exported(document: &Document, contacts: &[Value]) -> (Vec<String>, Vec<Vec<String>>) {
    let contact = document.roles().contact.as_ref();
    let columns = contact.map(|it| Columns::of(document, it));
    let columns = columns.unwrap_or_default();
    let rows = contacts
        .iter()
        .map(|it| columns.cells(&columns.in_order(it)));
    let rows = rows.collect();
    (columns.paths, rows)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn every_kind_has_a_column_in_the_documents_order() {
        let contact = json!({
            "id": "7", "full_name": "Åse", "tags": ["a", "b"], "favourite": false, "rank": 3, "since": null,
            "address": {"zip": "2100", "geo": {"lat": 55.5}}, "attributes": {"a": "b"}, "extra": "x",
            "phones": [{"label": "home"}],
        });
        let (paths, rows) = exported(&parsed(&every_kind()), &[contact]);
        let shown: Vec<_> = paths
            .iter()
            .zip(&rows[0])
            .map(|(path, cell)| format!("{path}={cell}"))
            .collect();
        assert_eq!(
            shown,
            [
                "id=7",
                "full_name=Åse",
                "phone_number=",
                "tags=a;b",
                "favourite=false",
                "kind=",
                "priority=",
                "rank=3",
                "credit=",
                "since=",
                "address.zip=2100",
                "address.city=",
                "address.geo.lat=55.5",
                "address.verified=",
                "attributes={\"a\":\"b\"}",
                "extra=x",
                "phones=[{\"label\":\"home\"}]",
                "other_numbers=",
            ]
        );
    }
}
