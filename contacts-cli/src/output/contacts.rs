use std::io::Write;

use contacts_api::phone_book::Contact;

use super::columns::Columns;
use super::xlsx::Sheet;
use super::{ContactFormat, Format, Output, excel, vcard};
use crate::failure::Failure;
use crate::formula::kept;

/// Writes contacts one by one, as they come from the service.
pub(crate) struct Contacts<W: Write> {
    output: Output<W>,
    columns: Columns,
    form: Writer,
    count: usize,
}

/// What a format keeps between two contacts.
enum Writer {
    /// All rows of a table, which is aligned at the end.
    Table(Vec<Vec<String>>),
    Json,
    Jsonl,
    Csv,
    Excel,
    Vcard(vcard::Version),
    Xlsx(Box<Sheet>),
}

impl<W: Write> Contacts<W> {
    /// Begins a list of contacts.
    pub(crate) fn new(output: Output<W>, format: ContactFormat) -> Result<Self, Failure> {
        let columns = Columns::own();
        let form = match format {
            ContactFormat::Plain(Format::Table) => Writer::Table(Vec::new()),
            ContactFormat::Plain(Format::Json) => Writer::Json,
            ContactFormat::Plain(Format::Jsonl) => Writer::Jsonl,
            ContactFormat::Plain(Format::Csv) => Writer::Csv,
            ContactFormat::Excel => Writer::Excel,
            ContactFormat::Vcard(version) => Writer::Vcard(version),
            ContactFormat::Xlsx if output.is_screen() => {
                return Err(Failure::usage(
                    "a workbook cannot be shown in a terminal: write it to a file, as in contacts \
                     export book.xlsx",
                ));
            }
            ContactFormat::Xlsx => {
                let sheet = Sheet::new(&columns).map_err(|error| output.unwritable(&error))?;
                Writer::Xlsx(Box::new(sheet))
            }
        };
        Ok(Contacts {
            output,
            columns,
            form,
            count: 0,
        })
    }

    /// Writes the beginning, with the first contact or at the end, so that nothing is written if
    /// the service fails.
    fn begin(&mut self) -> Result<(), Failure> {
        match self.form {
            Writer::Csv => self.output.csv(self.columns.paths()),
            Writer::Excel => excel::begin(&mut self.output, &self.columns),
            _ => Ok(()),
        }
    }

    pub(crate) fn push(&mut self, contact: &Contact) -> Result<(), Failure> {
        let first = self.count == 0;
        if first {
            self.begin()?;
        }
        self.count += 1;
        let contact = self.columns.in_order(contact);
        match &mut self.form {
            Writer::Table(rows) => rows.push(self.columns.cells(&contact)),
            Writer::Json => {
                self.output.text(if first { "[\n  " } else { ",\n  " })?;
                let text = serde_json::to_string(&contact).unwrap_or_default();
                self.output.text(&text)?;
            }
            Writer::Jsonl => self.output.json_line(&contact)?,
            Writer::Csv => {
                let cells = self.columns.cells(&contact).into_iter().map(kept);
                let cells: Vec<String> = cells.collect();
                self.output.csv(cells.iter().map(String::as_str))?;
            }
            Writer::Excel => excel::row(&mut self.output, &self.columns, &contact)?,
            Writer::Vcard(version) => {
                let card = vcard::card(&self.columns, &contact, *version);
                self.output.text(&card)?;
            }
            Writer::Xlsx(sheet) => {
                let pushed = sheet.push(&self.columns, &contact);
                pushed.map_err(|error| self.output.unwritable(&error))?;
            }
        }
        Ok(())
    }

    /// Ends the list and returns how many contacts it has.
    pub(crate) fn finish(mut self) -> Result<usize, Failure> {
        if self.count == 0 {
            self.begin()?;
        }
        match self.form {
            Writer::Table(rows) => {
                let paths = self.columns.paths().map(|it| it.replace('_', " "));
                let header: Vec<_> = paths.collect();
                let header: Vec<_> = header.iter().map(String::as_str).collect();
                self.output.table(&header, &rows)?;
            }
            Writer::Json => self
                .output
                .text(if self.count == 0 { "[]\n" } else { "\n]\n" })?,
            Writer::Xlsx(sheet) => self.output.workbook(*sheet)?,
            Writer::Jsonl | Writer::Csv | Writer::Excel | Writer::Vcard(_) => {}
        }
        self.output.finish()?;
        Ok(self.count)
    }

    /// Writes a single contact: in JSON it is an object, not a list of one.
    pub(crate) fn only(mut self, contact: &Contact) -> Result<(), Failure> {
        if matches!(self.form, Writer::Json) {
            let contact = self.columns.in_order(contact);
            self.output.json(&contact)?;
            return self.output.finish();
        }
        self.push(contact)?;
        self.finish().map(|_| ())
    }
}
