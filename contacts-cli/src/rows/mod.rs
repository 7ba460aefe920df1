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
use contacts_openapi::{Document, Payload, Property};

use crate::failure::Failure;
use crate::payload::{Sent, readable};

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
    pub(crate) fn read(path: &Path, layout: &Layout) -> Result<Self, Failure> {
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
        Self::parse(name, &bytes, layout).map_err(Failure::error)
    }

    /// Reads the bytes of a file; an error is a sentence that names the file.
    pub(crate) fn parse(name: String, bytes: &[u8], layout: &Layout) -> Result<Self, String> {
        let text = decode::decode(bytes).map_err(|reason| format!("{name} {reason}"))?;
        let body = text.body.trim_start();
        if body.is_empty() {
            return Err(format!(
                "{name} is empty: it needs a header with the names of the columns, and rows below it"
            ));
        }
        let (delimiter, (header, records)) = if body.starts_with(['{', '[']) {
            let read = json::read(&text.body, &layout.objects);
            (b',', read.map_err(|reason| format!("{name} {reason}"))?)
        } else {
            csv::read(&text.body)
        };
        Ok(Source {
            name,
            encoding: text.encoding,
            delimiter,
            is_export: layout.is_export(&header),
            header,
            records,
        })
    }
}

/// What of a document matters to how a file of contacts looks.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// The paths of the objects in a contact whose members are known.
    objects: Vec<String>,
    /// The columns that only an export has: what the service gives a contact, such as its id.
    of_export: Vec<String>,
}

impl Layout {
    pub(crate) fn of(document: &Document, payload: &Payload) -> Self {
        let sent = Sent::new(document, payload);
        let is_sent = |path: &str| sent.leaf(path).is_some();
        let contact = document.roles().contact.as_ref();
        let read = contact.map(readable).unwrap_or_default();
        let mut of_export: Vec<String> = read.iter().map(|it| it.path.clone()).collect();
        // Where everything that is read can be sent, only a file with all of it is taken for an export.
        if of_export.iter().any(|it| !is_sent(it)) {
            of_export.retain(|it| !is_sent(it));
        } else if contact.is_none_or(|it| it.id.is_none()) {
            of_export.clear();
        }
        let mut objects = Vec::new();
        collect_objects(&payload.properties, &mut objects);
        if let Some(contact) = contact {
            collect_objects(&contact.properties, &mut objects);
        }
        Layout { objects, of_export }
    }

    fn is_export(&self, header: &[String]) -> bool {
        !self.of_export.is_empty() && self.of_export.iter().all(|it| header.contains(it))
    }
}

fn collect_objects(properties: &[Property], objects: &mut Vec<String>) {
    for property in properties.iter().filter(|it| it.has_members()) {
        objects.push(property.path.clone());
        collect_objects(&property.properties, objects);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Layout, Source};
    use crate::documents::{every_kind, parsed};

    #[test]
    fn an_export_is_known_by_what_only_the_service_gives() {
        let layout = |document: &contacts_openapi::Document| {
            let create = document.roles().create.as_ref().unwrap();
            Layout::of(document, &create.payload)
        };
        let is_export = |layout: &Layout, header: &str| {
            let header: Vec<_> = header.split(',').map(str::to_owned).collect();
            layout.is_export(&header)
        };
        let own = layout(contacts_openapi::document());
        assert!(is_export(&own, "id,name,number,number_formatted,email"));
        assert!(!is_export(&own, "id,name,number"));
        let mut document = every_kind();
        let theirs = layout(&parsed(&document));
        assert!(is_export(&theirs, "id,phone_number,address.verified"));
        assert!(!is_export(&theirs, "Id,phone_number,address.zip"));
        // Without a word on what only the service sets, it has to have everything.
        let kept = ["id", "full_name", "phone_number"];
        let person = &mut document["components"]["schemas"]["Person"]["properties"];
        person
            .as_object_mut()
            .unwrap()
            .retain(|name, _| kept.contains(&&**name));
        person["id"]["readOnly"] = false.into();
        let theirs = layout(&parsed(&document));
        assert!(is_export(&theirs, "id,full_name,phone_number"));
        assert!(!is_export(&theirs, "id,phone_number"));
    }

    fn parse(bytes: &[u8]) -> Result<Source, String> {
        Source::parse("file".to_owned(), bytes, &Layout::default())
    }

    const SAMPLE: &[u8] = include_bytes!("../../samples/customers.csv");

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn no_text_is_a_panic(text in "([;,\t\"\r\n aæ{}\\[\\]:]|sep=){0,80}") {
            let _ = parse(text.as_bytes());
        }

        /// Wherever it is, and whether it is a quote, a line end or a delimiter.
        #[test]
        fn a_changed_byte_costs_few_rows(
            at in 40..SAMPLE.len(),
            byte in prop_oneof![Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b';'), any::<u8>()],
        ) {
            let whole = parse(SAMPLE).unwrap();
            let mut bytes = SAMPLE.to_vec();
            bytes[at] = byte;
            match parse(&bytes) {
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
            let source = parse(&writer.into_inner().unwrap()).unwrap();
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
