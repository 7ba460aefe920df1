//! A file of rows: its bytes become text (`decode`), the text becomes cells (`csv`, `json`), the
//! columns are matched with the document's properties (`columns`), and each row is read into the
//! type that becomes a contact (`row`).

mod columns;
mod csv;
mod decode;
mod json;
pub(crate) mod row;

use std::io::{self, Read as _};
use std::path::Path;

pub(crate) use columns::{Columns, Map};

use crate::failure::Failure;

/// The rows of a file, as they stand there.
#[derive(Debug, PartialEq)]
pub(crate) struct Source {
    /// How messages call the file.
    pub(crate) name: String,
    /// `UTF-8` or `Windows-1252`.
    pub(crate) encoding: &'static str,
    /// What stands between two cells; a comma for JSON.
    pub(crate) delimiter: u8,
    /// Was it written by `export` or `list`? Then its numbers begin with the country code.
    pub(crate) is_export: bool,
    /// The names of the columns.
    pub(crate) header: Vec<String>,
    pub(crate) records: Vec<Record>,
}

/// One row of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// Its row as a spreadsheet counts them: the header is row 1, a row without content counts.
    pub(crate) row: u64,
    /// The line in which it begins, as a text editor counts them: a cell may hold line breaks.
    pub(crate) line: u64,
    /// Its cells in the order of the header, or what is wrong with the row as such.
    pub(crate) cells: Result<Vec<String>, Malformed>,
}

/// A row that cannot be taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Malformed {
    /// The row's text, or the part of it that is wrong.
    pub(crate) value: String,
    pub(crate) reason: String,
}

impl Source {
    /// Reads a file; `-` is stdin.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let stdin = path == Path::new("-");
        let name = if stdin {
            "stdin".to_owned()
        } else {
            path.display().to_string()
        };
        let bytes = if stdin {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        } else if path.is_dir() {
            return Err(Failure::error(format!(
                "{name} is a folder: give the CSV or JSONL file itself"
            )));
        } else {
            std::fs::read(path)
        };
        let bytes = bytes.map_err(|error| {
            Failure::error(match error.kind() {
                io::ErrorKind::NotFound => {
                    format!("there is no file {name}: check the path")
                }
                io::ErrorKind::PermissionDenied => {
                    format!("{name} may not be read by you: check its permissions")
                }
                _ => format!("{name} cannot be read: {error}"),
            })
        })?;
        Self::parse(name, &bytes).map_err(Failure::error)
    }

    /// Reads the bytes of a file; an error is a sentence that names the file.
    pub(crate) fn parse(name: String, bytes: &[u8]) -> Result<Self, String> {
        let text = decode::decode(bytes).map_err(|reason| format!("{name} {reason}"))?;
        let body = text.body.trim_start();
        if body.is_empty() {
            return Err(format!(
                "{name} is empty: it needs a header with the names of the columns, and rows below it"
            ));
        }
        let (delimiter, (header, records)) = if body.starts_with(['{', '[']) {
            let read = json::read(&text.body);
            (b',', read.map_err(|reason| format!("{name} {reason}"))?)
        } else {
            csv::read(&text.body)
        };
        Ok(Source {
            name,
            encoding: text.encoding,
            delimiter,
            is_export: is_export(&header),
            header,
            records,
        })
    }
}

/// An export has what only the service gives a contact, such as its id.
fn is_export(header: &[String]) -> bool {
    let properties = contacts_openapi::document().properties("Contact");
    let mut given = properties.iter().filter(|it| it.read_only).peekable();
    given.peek().is_some() && given.all(|it| header.contains(&it.name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Source;

    const SAMPLE: &[u8] = include_bytes!("../../samples/customers.csv");

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = Source::parse("file".to_owned(), &bytes);
        }

        #[test]
        fn no_text_is_a_panic(text in "([;,\t\"\r\n aæ{}\\[\\]:]|sep=){0,80}") {
            let _ = Source::parse("file".to_owned(), text.as_bytes());
        }

        /// Wherever it is, and whether it is a quote, a line end or a delimiter.
        #[test]
        fn a_changed_byte_costs_few_rows(
            at in 40..SAMPLE.len(),
            byte in prop_oneof![Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b';'), any::<u8>()],
        ) {
            let whole = Source::parse("file".to_owned(), SAMPLE).unwrap();
            let mut bytes = SAMPLE.to_vec();
            bytes[at] = byte;
            match Source::parse("file".to_owned(), &bytes) {
                Ok(source) => {
                    let is_kept = |cells| source.records.iter().any(|it| it.cells == cells);
                    let all = whole.records.len();
                    let kept = whole.records.into_iter().filter(|it| is_kept(it.cells.clone())).count();
                    prop_assert!(kept + 2 >= all, "{kept} of {all} rows are as they were");
                }
                Err(reason) => prop_assert_eq!(byte, 0, "{}", reason),
            }
        }

        /// But for the space around cells.
        #[test]
        fn cells_survive_being_written_as_csv(
            rows in prop::collection::vec(prop::collection::vec("[aæ;,\" \n\r\tx]{0,6}", 3), 1..8),
            delimiter in prop_oneof![Just(b';'), Just(b','), Just(b'\t')],
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            writer.write_record(["one", "two", "three"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let source = Source::parse("file".to_owned(), &writer.into_inner().unwrap()).unwrap();
            let read: Vec<_> = source.records.into_iter().map(|it| it.cells.unwrap()).collect();
            let mut written: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect())
                .collect();
            // A row without content is no row.
            written.retain(|row| row.iter().any(|cell| !cell.is_empty()));
            prop_assert_eq!(read, written);
        }
    }
}
