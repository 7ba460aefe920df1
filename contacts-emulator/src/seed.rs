use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use contacts_openapi::{Document, IdKind, Property, SEPARATOR, SchemaId};
use serde_json::{Map, Value};

use crate::book::{self, Layout, PackedContact};
use crate::new_company::SeedId;
use crate::typed::NewContact;

/// A contact that is in the book from the start.
///
/// Its properties are not checked: real books have odd contacts from before there were rules. An `id` is
/// kept, but refused if the emulator cannot keep it: where ids are numbers, they must be whole numbers from 0
/// up to 63 bits. The other contacts get the ids after the highest one before them.
///
/// ```
/// # use contacts_emulator::Seed;
/// let seed = Seed::new([("name", "Relatel A/S"), ("number", "4571999999")]);
/// let odd = Seed::verbatim([("name", serde_json::Value::Null), ("number", "hidden".into())]);
/// ```
#[derive(Clone, PartialEq)]
pub struct Seed {
    properties: Map<String, Value>,
    verbatim: bool,
}

impl Seed {
    /// Returns a contact with these properties; those that the service computes are computed.
    pub fn new<N: Into<String>, V: Into<Value>>(
        properties: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Seed {
            properties: properties
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            verbatim: false,
        }
    }

    /// Returns a contact that is shown exactly as it is written here: nothing is computed and nothing is
    /// left out, not even a property that the document does not know.
    pub fn verbatim<N: Into<String>, V: Into<Value>>(
        properties: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Seed {
            verbatim: true,
            ..Seed::new(properties)
        }
    }

    /// Returns the contacts in a file: CSV if its name ends in `.csv`, otherwise JSON.
    ///
    /// CSV is UTF-8 with `,` or `;`, and a header of the document's property paths, such as `name` or
    /// `address.zip`; a cell with several values separates them by `;` or is JSON. JSON is an array of
    /// contacts, an answer of the list as in the document, or one contact on each line.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened or its header has an unknown column; the iterator gives an
    /// error for a row that cannot be read, that has no property of a contact, or whose id cannot
    /// be kept.
    pub fn read_file(
        path: impl AsRef<Path>,
    ) -> Result<Box<dyn Iterator<Item = Result<Seed, SeedError>>>, SeedError> {
        SeedReader::by(contacts_openapi::document()).file(path.as_ref())
    }

    /// Returns the contacts in CSV, see [`Seed::read_file`].
    ///
    /// # Errors
    ///
    /// If the header has an unknown column or cannot be read.
    pub fn read_csv(
        source: impl Read + 'static,
    ) -> Result<impl Iterator<Item = Result<Seed, SeedError>> + 'static, SeedError> {
        SeedReader::by(contacts_openapi::document()).csv(source)
    }

    /// Returns the contacts in JSON, see [`Seed::read_file`]; the iterator gives an error where it is not
    /// JSON.
    pub fn read_json(
        source: impl Read + 'static,
    ) -> impl Iterator<Item = Result<Seed, SeedError>> + 'static {
        SeedReader::by(contacts_openapi::document()).json(source)
    }

    /// Returns the same contact if it has a property of the document's contacts, and either no id or one that
    /// can be kept.
    ///
    /// ```
    /// # use contacts_emulator::Seed;
    /// assert!(Seed::new([("id", 7)]).checked().is_ok());
    /// assert!(Seed::new([("id", -7)]).checked().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Which of the two is not the case.
    pub fn checked(self) -> Result<Self, SeedError> {
        SeedReader::by(contacts_openapi::document()).checked(self)
    }

    /// Returns its id, if it was given one, and the packed contact.
    pub(crate) fn pack(
        mut self,
        layout: &Layout,
    ) -> Result<(Option<SeedId>, PackedContact), SeedError> {
        let id = layout.id().and_then(|it| self.properties.shift_remove(it));
        let id = match id {
            None | Some(Value::Null) => None,
            Some(id) => {
                let known = SeedId::of(layout.ids.is_number(), &id, |it| layout.ids.read(it));
                Some(known.map_err(SeedError::value)?)
            }
        };
        let packed = if self.verbatim {
            PackedContact::verbatim(&self.properties)
        } else {
            PackedContact::pack(layout, &self.properties)
        };
        Ok((id, packed))
    }
}

/// Reads seeds by a document.
#[derive(Clone, Copy)]
pub(crate) struct SeedReader {
    document: &'static Document,
}

type Seeds = Box<dyn Iterator<Item = Result<Seed, SeedError>>>;

impl SeedReader {
    pub(crate) fn by(document: &'static Document) -> Self {
        SeedReader { document }
    }

    pub(crate) fn file(self, path: &Path) -> Result<Seeds, SeedError> {
        let fail = |reason: String| SeedError {
            position: SeedPosition::File(path.to_owned()),
            reason,
        };
        let file = File::open(path).map_err(|error| fail(error.to_string()))?;
        let named = path.to_owned();
        let in_file = move |mut error: SeedError| {
            error.position = match error.position {
                SeedPosition::Row(row) => SeedPosition::FileRow(named.clone(), row),
                _ => SeedPosition::File(named.clone()),
            };
            error
        };
        let is_csv = path
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("csv"));
        if is_csv {
            let rows = self.csv(file).map_err(&in_file)?;
            Ok(Box::new(rows.map(move |it| it.map_err(&in_file))))
        } else {
            let contacts = self.json(file);
            Ok(Box::new(contacts.map(move |it| it.map_err(&in_file))))
        }
    }

    fn csv(
        self,
        source: impl Read + 'static,
    ) -> Result<impl Iterator<Item = Result<Seed, SeedError>> + 'static, SeedError> {
        let mut source = BufReader::with_capacity(1 << 16, source);
        let header = source
            .fill_buf()
            .map_err(|error| SeedError::row(1, error.to_string()))?;
        let header = header.split(|it| *it == b'\n').next().unwrap_or_default();
        let columns = |delimiter| header.split(|it| *it == delimiter).count();
        let delimiter = if columns(b';') > columns(b',') {
            b';'
        } else {
            b','
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(source);
        let header = reader
            .headers()
            .map_err(|error| SeedError::row(1, error.to_string()))?;
        let columns = header
            .iter()
            .map(|path| self.column(path.trim_start_matches('\u{feff}').trim()))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(reader
            .into_records()
            .zip(2..)
            .map(move |(packed, row)| match packed {
                Ok(packed) => self.row(&columns, &packed, row),
                Err(error) => Err(SeedError::row(row, error.to_string())),
            }))
    }

    fn json(
        self,
        source: impl Read + 'static,
    ) -> impl Iterator<Item = Result<Seed, SeedError>> + 'static {
        serde_json::Deserializer::from_reader(BufReader::new(source))
            .into_iter::<Value>()
            .flat_map(move |value| match value {
                Ok(value) => self.contacts_in(value).into_iter().map(Ok).collect(),
                Err(error) => vec![Err(SeedError::value(error.to_string()))],
            })
            .zip(1..)
            .map(move |(value, row)| {
                value
                    .and_then(Seed::try_from)
                    .and_then(|seed| self.checked(seed))
                    .map_err(|error| SeedError::row(row, error.reason))
            })
    }

    fn contacts_in(self, value: Value) -> Vec<Value> {
        let list = self.document.roles().list.as_ref();
        let names = list.map_or(&[][..], |it| &it.items);
        let page = names.iter().try_fold(&value, |it, name| it.get(name));
        match (page, &value) {
            (Some(Value::Array(items)), _) => items.clone(),
            (Some(other), _) if !names.is_empty() => vec![other.clone()],
            (_, Value::Array(items)) => items.clone(),
            _ => vec![value],
        }
    }

    fn column(self, path: &str) -> Result<SeedColumn, SeedError> {
        let contact = self.document.roles().contact.as_ref();
        let known = contact.map_or(&[][..], |it| &it.properties);
        if let Some(property) = contact.and_then(|it| it.property(path)) {
            return Ok(SeedColumn {
                path: path.to_owned(),
                is_inside: property.name != path,
                schema: property.schema,
            });
        }
        let leaves = contacts_openapi::leaves(known);
        let paths: Vec<_> = leaves.map(|it: &Property| it.path.as_str()).collect();
        let reason = format!(
            "there is no property `{path}`: the columns may be {}",
            paths.join(", ")
        );
        Err(SeedError::row(1, reason))
    }

    fn row(
        self,
        columns: &[SeedColumn],
        packed: &csv::StringRecord,
        row: usize,
    ) -> Result<Seed, SeedError> {
        let mut properties = Map::new();
        for (column, cell) in columns.iter().zip(packed) {
            if cell.is_empty() {
                continue;
            }
            let value = self.document.value_of(column.schema, cell, SEPARATOR);
            // The cell is not shown: it may be personal data.
            let value = value
                .map_err(|_| SeedError::row(row, format!("{}: cannot be read", column.path)))?;
            if column.is_inside {
                contacts_openapi::set(&mut properties, &column.path, value);
            } else {
                properties.insert(column.path.clone(), value);
            }
        }
        let seed = Seed {
            properties,
            verbatim: false,
        };
        self.checked(seed)
            .map_err(|error| SeedError::row(row, error.reason))
    }

    /// Returns the contact, if it is one of the document's and has an id that can be kept.
    fn checked(self, seed: Seed) -> Result<Seed, SeedError> {
        let Some(contact) = self.document.roles().contact.as_ref() else {
            return Ok(seed);
        };
        if let Some((name, kind)) = &contact.id
            && let Some(id) = seed.properties.get(name).filter(|it| !it.is_null())
        {
            let is_number = matches!(kind, IdKind::Integer);
            SeedId::of(is_number, id, |_| None).map_err(SeedError::value)?;
        }
        let known = &contact.properties;
        let mut names = seed.properties.keys();
        let is_known = known.is_empty()
            || seed.properties.is_empty()
            || book::has_others(self.document, contact.schema)
            || names.any(|name| known.iter().any(|it| it.name == *name));
        if is_known {
            return Ok(seed);
        }
        let names: Vec<_> = known.iter().map(|it| it.name.as_str()).collect();
        Err(SeedError::value(format!(
            "it has no property of a contact: they are {}",
            names.join(", ")
        )))
    }
}

struct SeedColumn {
    path: String,
    /// Whether it is a member of an object.
    is_inside: bool,
    schema: SchemaId,
}

impl TryFrom<Value> for Seed {
    type Error = SeedError;

    /// Returns a contact from a JSON object of its properties.
    fn try_from(value: Value) -> Result<Self, SeedError> {
        match value {
            Value::Object(properties) => Ok(Seed {
                properties,
                verbatim: false,
            }),
            _ => Err(SeedError::value("a contact is a JSON object".to_owned())),
        }
    }
}

impl From<NewContact> for Seed {
    fn from(contact: NewContact) -> Self {
        Seed::from(&contact)
    }
}

impl From<&NewContact> for Seed {
    fn from(contact: &NewContact) -> Self {
        let properties = match serde_json::to_value(contact) {
            Ok(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        Seed {
            properties,
            verbatim: false,
        }
    }
}

/// Shows none of the contact's values.
impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seed")
            .field("verbatim", &self.verbatim)
            .finish_non_exhaustive()
    }
}

/// Why a contact cannot be put into the book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}{reason}")]
pub struct SeedError {
    position: SeedPosition,
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SeedPosition {
    Nowhere,
    Row(usize),
    File(PathBuf),
    FileRow(PathBuf, usize),
}

impl SeedError {
    fn row(row: usize, reason: String) -> Self {
        SeedError {
            position: SeedPosition::Row(row),
            reason,
        }
    }

    pub(crate) fn value(reason: String) -> Self {
        SeedError {
            position: SeedPosition::Nowhere,
            reason,
        }
    }
}

impl std::fmt::Display for SeedPosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SeedPosition::Nowhere => Ok(()),
            SeedPosition::Row(row) => write!(f, "row {row}: "),
            SeedPosition::File(path) => write!(f, "{}: ", path.display()),
            SeedPosition::FileRow(path, row) => write!(f, "{}: row {row}: ", path.display()),
        }
    }
}
