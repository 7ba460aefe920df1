//! Reads a workbook as cells: XLSX, XLSB and XLS of Excel, ODS of `LibreOffice`.

use std::io::Cursor;

use calamine::{Data, Ods, Range, Reader, Sheets, Xls, XlsError, Xlsb, Xlsx, XlsxError};

use super::raw::{Cells, Malformed, Position, RawRows};

/// How many rows may come before the header.
const PREAMBLE: usize = 30;

/// The sheet with the contacts.
#[derive(Debug)]
pub(super) struct Workbook {
    /// The format, such as `XLSX`.
    pub(super) format: &'static str,
    pub(super) sheet: String,
    pub(super) header: Vec<String>,
    cells: Range<Data>,
    /// The row of the sheet where the rows begin.
    start: usize,
}

/// Returns whether the bytes are a workbook, or at least an archive like one.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

impl Workbook {
    /// Finds the sheet and its header; unless it is named, it is the first sheet with a header.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as the rest of a sentence that begins with the file's name.
    pub(super) fn open(
        bytes: &[u8],
        wanted: Option<&str>,
        is_header: &dyn Fn(&[String]) -> bool,
    ) -> Result<Self, String> {
        let (format, mut sheets) = unpack(bytes)?;
        let names = sheets.sheet_names();
        if let Some(wanted) = wanted
            && !names.iter().any(|it| it == wanted)
        {
            let names: Vec<_> = names.iter().map(|it| format!("`{it}`")).collect();
            return Err(format!(
                "has no sheet `{wanted}`: its sheets are {}",
                names.join(", ")
            ));
        }
        let mut first = None;
        for sheet in names {
            if wanted.is_some_and(|it| it != sheet) {
                continue;
            }
            let cells = sheets.worksheet_range(&sheet);
            let cells = cells
                .map_err(|error| format!("has a sheet `{sheet}` that cannot be read: {error}"))?;
            if cells.is_empty() {
                continue;
            }
            let candidates = cells.rows().take(PREAMBLE).enumerate();
            let mut candidates: Vec<_> = candidates.map(|(at, row)| (at, texts(row))).collect();
            let place = candidates.iter().position(|(_, header)| is_header(header));
            let found = place.is_some();
            // Otherwise a message names the cells of the row that has the most.
            let filled = |header: &[String]| header.iter().filter(|it| !it.is_empty()).count();
            let widest = (0..candidates.len())
                .rev()
                .max_by_key(|at| filled(&candidates[*at].1));
            let (at, header) = candidates.swap_remove(place.or(widest).unwrap_or_default());
            let workbook = Workbook {
                format,
                sheet,
                header,
                cells,
                start: at + 1,
            };
            if found {
                return Ok(workbook);
            }
            first.get_or_insert(workbook);
        }
        first.ok_or_else(|| "is a workbook without anything in it".to_owned())
    }

    pub(super) fn raw_rows(&self) -> WorkbookRows<'_> {
        WorkbookRows {
            workbook: self,
            at: self.start,
        }
    }
}

/// The rows below the header.
#[derive(Debug)]
pub(super) struct WorkbookRows<'a> {
    workbook: &'a Workbook,
    at: usize,
}

impl RawRows for WorkbookRows<'_> {
    fn next(&mut self, cells: &mut Cells) -> Option<(Position, Result<(), Malformed>)> {
        let range = &self.workbook.cells;
        let (first, _) = range.start()?;
        loop {
            if self.at >= range.height() {
                return None;
            }
            let row = u64::from(first) + self.at as u64 + 1;
            cells.clear();
            for cell in &range[self.at] {
                cells.push(&text(cell));
            }
            self.at += 1;
            if !cells.is_blank() {
                return Some((Position { row, line: row }, Ok(())));
            }
        }
    }
}

type Unpacked<'a> = (&'static str, Sheets<Cursor<&'a [u8]>>);

fn unpack(bytes: &[u8]) -> Result<Unpacked<'_>, String> {
    const PROTECTED: &str = "is protected by a password: save it without one";
    let file = Cursor::new(bytes);
    let reason = match Xlsx::new(file.clone()) {
        Ok(sheets) => return Ok(("XLSX", Sheets::Xlsx(sheets))),
        Err(XlsxError::Password) => return Err(PROTECTED.to_owned()),
        Err(error) => error.to_string(),
    };
    if let Ok(sheets) = Ods::new(file.clone()) {
        return Ok(("ODS", Sheets::Ods(sheets)));
    }
    if let Ok(sheets) = Xlsb::new(file.clone()) {
        return Ok(("XLSB", Sheets::Xlsb(sheets)));
    }
    match Xls::new(file) {
        Ok(sheets) => Ok(("XLS", Sheets::Xls(sheets))),
        Err(XlsError::Password) => Err(PROTECTED.to_owned()),
        Err(_) => Err(format!(
            "begins like an Excel workbook and cannot be read as one ({reason}): open it and save it as XLSX, \
             ODS or \"CSV UTF-8\""
        )),
    }
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(|it| text(it).trim().to_owned()).collect()
}

/// Returns what a spreadsheet shows in a cell: a number without needless decimals, a date as
/// `2026-01-31`. An error such as `#N/A` gives an empty text.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                return day;
            }
            format!("{day}T{hour:02}:{minute:02}:{second:02}")
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        // Rust writes `4571999999` for 4571999999.0, and never an exponent.
        Data::Float(number) => number.to_string(),
    }
}
