//! Reads a file of rows as the entries that the phone book should have.
//!
//! - `encoding` turns bytes into text; `guess` tells apart encodings other than Unicode.
//! - `csv`, `json`, `workbook` and `card` turn that into rows of cells, one at a time.
//! - `columns` matches the columns with the document's properties: `owners` by the `names` that people give
//!   them, `map` by `--map`; a `feed` gives a property its text.
//! - `mapper` turns cells into an `entry`, reading its `numbers`; `rejects` says what is wrong with a row
//!   that cannot be one. `export` recognises the files that this program has written.
//!
//! Rows flow one way: nothing here knows the phone book, or what happens to an entry.

mod card;
mod columns;
mod csv;
mod encoding;
mod entry;
mod export;
mod feed;
mod finding;
mod guess;
mod json;
mod lines;
mod map;
mod mapper;
mod names;
mod numbers;
mod owners;
mod raw;
mod rejects;
#[cfg(test)]
mod tests;
mod workbook;

use std::io::{self, Read as _};
use std::path::Path;

use contacts_openapi::{Document, Leaf, Payload};

use columns::Columns;
use csv::Csv;
use export::ExportLayout;
use json::Json;
use mapper::Mapper;
use workbook::Workbook;

pub(crate) use encoding::Encoding;
pub(crate) use entry::{Entry, Item};
pub(crate) use finding::RowFinding;
pub(crate) use map::Map;
pub(crate) use raw::{Cells, RawRows};

use crate::failure::Failure;
use crate::payload::{Sent, Strict};

/// What a row becomes: the payload that creates a contact, and the number by which it is matched.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    pub(crate) sent: Sent<'a>,
    /// The path of the number.
    pub(crate) number: &'a str,
    /// The path of the id of a contact, as an export has it.
    id: Option<&'a str>,
    layout: ExportLayout,
}

impl Target<'static> {
    /// Returns the target of the program's own document.
    pub(crate) fn embedded() -> Option<Self> {
        let document = contacts_openapi::document();
        let create = document.roles().create.as_ref()?;
        Target::of(document, &create.payload)
    }
}

impl<'a> Target<'a> {
    /// Returns the target for a payload that creates a contact; `None` if that has no number.
    pub(crate) fn of(document: &'a Document, payload: &'a Payload) -> Option<Self> {
        let sent = Sent::new(document, payload);
        let id = document
            .roles()
            .contact
            .as_ref()
            .and_then(|it| it.id.as_ref());
        Some(Target {
            number: sent.number()?,
            sent,
            id: id.map(|(path, _)| path.as_str()),
            layout: ExportLayout::of(document, payload),
        })
    }
}

/// How a file is read; what is not given is detected.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) maps: Vec<Map>,
    /// The column with the source key.
    pub(crate) key: Option<String>,
    pub(crate) encoding: Option<Encoding>,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// The region whose numbers are written without a country code, such as `DK`.
    pub(crate) region: String,
    /// Whether an empty cell clears the property in the phone book.
    pub(crate) clear_empty: bool,
    /// Whether rows without a number are passed over, and not rejected.
    pub(crate) skip_without_number: bool,
    /// Whether a column with the name of the contacts' id is always taken for the id, whatever else
    /// the file has.
    pub(crate) keep_ids: bool,
}

/// A file whose header is known; its rows are read each time they are asked for.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    /// The file's name in messages.
    pub(crate) name: String,
    target: &'a Target<'a>,
    options: Options,
    table: Table,
    /// The text of the file, unless it is a workbook.
    text: String,
    encoding: Option<Encoding>,
    columns: Columns,
    /// The column of `--key`.
    key: Option<usize>,
    /// The column of the contacts' ids, if the file is an export or ids are kept.
    id: Option<usize>,
    /// Whether it was written by this program, so that its numbers begin with the country code.
    is_export: bool,
}

/// The format of the rows in the file.
#[derive(Debug)]
enum Table {
    Csv(Csv),
    Json(Json),
    Cards(Vec<String>),
    Workbook(Workbook),
}

impl Table {
    fn header(&self) -> &[String] {
        match self {
            Table::Csv(csv) => &csv.header,
            Table::Json(json) => &json.header,
            Table::Cards(header) => header,
            Table::Workbook(workbook) => &workbook.header,
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// The file is empty.
    Empty(Failure),
    Other(Failure),
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Empty(failure) | Unreadable::Other(failure) => failure,
        }
    }
}

impl From<Failure> for Unreadable {
    fn from(failure: Failure) -> Self {
        Unreadable::Other(failure)
    }
}

impl<'a> Rows<'a> {
    /// Opens a file, `-` for stdin: finds out what it is, and which of its columns feed what.
    ///
    /// # Errors
    ///
    /// A sentence that names the file: it cannot be read, is not a list of rows, or lacks a column.
    pub(crate) fn open(
        target: &'a Target<'a>,
        file: &Path,
        options: Options,
    ) -> Result<Self, Unreadable> {
        for map in &options.maps {
            map.check(&target.sent).map_err(Failure::usage)?;
        }
        let name = if file == Path::new("-") {
            "stdin".to_owned()
        } else {
            file.display().to_string()
        };
        let bytes = read(file, &name)?;
        if encoding::is_blank(&bytes) {
            let sentence = format!(
                "{name} is empty: it needs a header with the names of the columns, and rows below it"
            );
            return Err(Unreadable::Empty(Failure::error(sentence)));
        }
        let rows = Self::parse(target, name.clone(), bytes, options);
        rows.map_err(|reason| Failure::error(format!("{name} {reason}")).into())
    }

    /// Does the same with the bytes of a file; an error is the rest of a sentence that begins with
    /// the file's name.
    pub(crate) fn parse(
        target: &'a Target<'a>,
        name: String,
        bytes: Vec<u8>,
        options: Options,
    ) -> Result<Self, String> {
        let columns =
            |header: &[String]| Columns::find(header, &target.sent, target.number, &options.maps);
        let is_header = |header: &[String]| columns(header).is_ok();
        let (table, text, encoding) = if workbook::is_one(&bytes) {
            let workbook = Workbook::open(&bytes, options.sheet.as_deref(), &is_header)?;
            (Table::Workbook(workbook), String::new(), None)
        } else {
            if let Some(sheet) = &options.sheet {
                return Err(format!("is not a workbook, so it has no sheet `{sheet}`"));
            }
            let (text, encoding) = encoding::decode(bytes, options.encoding)?;
            (table(&text, target, &is_header)?, text, Some(encoding))
        };
        let header = table.header();
        let key = options.key.as_ref().map(|key| feed::column(header, key));
        let has_id = target
            .id
            .is_some_and(|it| header.iter().any(|name| name == it));
        let is_export = match &table {
            // No other program writes a card with such an id.
            Table::Cards(_) => has_id,
            _ => target.layout.is_export(header),
        };
        let id = header
            .iter()
            .position(|it| (is_export || options.keep_ids) && target.id == Some(it));
        Ok(Rows {
            columns: columns(header)?,
            key: key.transpose()?,
            id,
            is_export,
            name,
            target,
            options,
            table,
            text,
            encoding,
        })
    }

    /// Returns what each row becomes, in the order of the file.
    pub(crate) fn items<'r>(&'r self, strict: Strict<'r>) -> impl Iterator<Item = Item<'r>> {
        self.items_of(strict, |_| true)
    }

    /// Returns what some rows become, given by their spreadsheet row numbers; of other rows only the cells
    /// are read.
    pub(crate) fn items_of<'r>(
        &'r self,
        strict: Strict<'r>,
        is_meant: impl Fn(u64) -> bool,
    ) -> impl Iterator<Item = Item<'r>> {
        let mapper = Mapper::new(self, strict);
        let mut raw = self.raw_rows();
        let mut cells = Cells::default();
        std::iter::from_fn(move || {
            loop {
                let (position, read) = raw.next(&mut cells)?;
                if is_meant(position.row) {
                    return Some(mapper.item(position, read, &cells));
                }
            }
        })
    }

    /// Returns the rows as they are written in the file, before anything is made of them.
    pub(crate) fn raw_rows(&self) -> Box<dyn RawRows + '_> {
        match &self.table {
            Table::Csv(csv) => Box::new(csv.raw_rows(&self.text)),
            Table::Json(json) => Box::new(json.raw_rows(&self.text)),
            Table::Cards(header) => Box::new(card::Cards::of(&self.text, header)),
            Table::Workbook(workbook) => Box::new(workbook.raw_rows()),
        }
    }

    /// Returns the names of the columns.
    pub(crate) fn header(&self) -> &[String] {
        self.table.header()
    }

    /// Returns the delimiter for a CSV file like this one.
    pub(crate) fn delimiter(&self) -> u8 {
        match &self.table {
            Table::Csv(csv) => csv.delimiter,
            // Workbooks are expected from countries that write 1,5, where Excel uses this one.
            Table::Workbook(_) => b';',
            Table::Json(_) | Table::Cards(_) => b',',
        }
    }

    /// Returns what the file was taken for, such as `CSV in Windows-1252`.
    pub(crate) fn format(&self) -> String {
        let format = match &self.table {
            Table::Csv(_) => "CSV",
            Table::Json(json) if json.is_lines() => "JSON Lines",
            Table::Json(_) => "JSON",
            Table::Cards(_) => "vCard",
            Table::Workbook(workbook) => {
                return format!("{}, sheet {}", workbook.format, workbook.sheet);
            }
        };
        match self.encoding {
            Some(encoding) => format!("{format} in {}", encoding.name()),
            None => format.to_owned(),
        }
    }

    /// Returns which columns feed which property, for a person.
    pub(crate) fn feeds(&self) -> String {
        self.columns.summary(self.header())
    }

    fn leaf(&self, at: usize) -> &Leaf<'a> {
        &self.target.sent.leaves[at]
    }
}

fn table(
    text: &str,
    target: &Target<'_>,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Table, String> {
    let body = text.trim_start();
    Ok(if card::is_one(body) {
        Table::Cards(card::header(text))
    } else if body.starts_with(['{', '[']) {
        Table::Json(Json::open(text, &target.layout.objects, is_header)?)
    } else {
        Table::Csv(Csv::open(text, is_header))
    })
}

fn read(file: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else if file.is_dir() {
        return Err(Failure::error(format!(
            "{name} is a folder: give the file with the rows itself"
        )));
    } else {
        std::fs::read(file)
    };
    bytes.map_err(|error| {
        Failure::error(match error.kind() {
            io::ErrorKind::NotFound => format!("there is no file {name}: check the path"),
            io::ErrorKind::PermissionDenied => {
                format!("{name} may not be read by you: check its permissions")
            }
            _ => format!("{name} cannot be read: {error}"),
        })
    })
}
