//! From a file to the rows that are wanted in the book.

use std::path::Path;

use contacts_openapi::Property;

use super::plan::{Wanted, writable};
use super::report::Reject;
use crate::failure::Failure;
use crate::source::row::Reader;
use crate::source::{Columns, Map, Source};

/// The file, and which of its columns feed what.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) source: Source,
    columns: Columns,
    properties: Vec<Property>,
}

/// Rows that can become contacts, and for each of the others why it cannot.
#[derive(Debug, Default)]
pub(crate) struct Sorted<'a> {
    pub(crate) wanted: Vec<Wanted<'a>>,
    pub(crate) invalid: Vec<Vec<Reject>>,
    pub(crate) warnings: Vec<Reject>,
}

impl Rows {
    /// Reads a file, `-` for stdin, and matches its columns with the properties of a contact.
    pub(crate) fn read(file: &Path, maps: &[Map]) -> Result<Self, Failure> {
        let properties = writable("create_contact");
        for map in maps {
            map.check(&properties).map_err(Failure::usage)?;
        }
        let source = Source::read(file)?;
        let columns = Columns::find(&source.header, &properties, maps)
            .map_err(|reason| Failure::error(format!("{} {reason}", source.name)))?;
        Ok(Rows {
            source,
            columns,
            properties,
        })
    }

    /// Which column feeds which property.
    pub(crate) fn feeds(&self) -> String {
        let feeds: Vec<_> = self
            .properties
            .iter()
            .filter(|property| self.columns.has(&property.name))
            .map(|property| {
                let names = self.columns.names(&property.name, &self.source.header);
                format!("{} from {names}", property.name)
            })
            .collect();
        feeds.join(", ")
    }

    /// What becomes of each row by itself.
    pub(crate) fn sort(&self, region: &str, clear_empty: bool) -> Sorted<'_> {
        let reader = Reader {
            source: &self.source,
            columns: &self.columns,
            properties: &self.properties,
            region,
        };
        let mut sorted = Sorted::default();
        for record in &self.source.records {
            match reader.contact(record) {
                Ok(contact) => {
                    let cells = record.cells.as_deref().unwrap_or_default();
                    let cleared = if clear_empty {
                        self.empty(cells)
                    } else {
                        Vec::new()
                    };
                    sorted.warnings.extend(reader.warnings(record));
                    sorted.wanted.push(Wanted {
                        record,
                        contact,
                        written: self.columns.value("number", cells).unwrap_or_default(),
                        cleared,
                    });
                }
                Err(rejects) => sorted.invalid.push(rejects),
            }
        }
        sorted
    }

    /// The properties that the file has columns for and these cells have nothing for.
    fn empty(&self, cells: &[String]) -> Vec<String> {
        self.properties
            .iter()
            .map(|property| &property.name)
            .filter(|name| self.columns.has(name) && self.columns.value(name, cells).is_none())
            .cloned()
            .collect()
    }
}
