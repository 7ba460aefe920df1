//! Reads text as cells: separated by comma, semicolon, tab or bar, with quotes as spreadsheets
//! write them.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::lines::{
    DELIMITERS, LINE_END, Quoting, first_line, line_breaks, most_frequent, quoting,
};
use super::raw::{Cells, Malformed, Position, RawRows};
use crate::formula::plain;

/// How many lines may come before the header: a title, a date, an author.
const PREAMBLE: usize = 30;

/// A file that is parsed up to its header.
#[derive(Debug)]
pub(super) struct Csv {
    pub(super) delimiter: u8,
    pub(super) header: Vec<String>,
    /// The place where the rows begin.
    start: Start,
}

#[derive(Debug, Clone, Copy)]
struct Start {
    at: usize,
    position: Position,
}

impl Csv {
    /// Finds the header, which `is_header` recognises, and the delimiter. If no line is a header, the first
    /// line with several cells is taken, so that a message can name them.
    pub(super) fn open(text: &str, is_header: &dyn Fn(&[String]) -> bool) -> Self {
        let mut rest = Rest::new(text, b';');
        rest.skip_blank_lines();
        let said = rest.take_separator();
        let mut candidates = Vec::new();
        let mut at = rest.clone();
        for _ in 0..PREAMBLE {
            at.skip_blank_lines();
            if at.text.is_empty() {
                break;
            }
            candidates.push(at.clone());
            at.take(first_line(at.text).len());
        }
        let delimiters = said.as_ref().map_or(&DELIMITERS[..], std::slice::from_ref);
        for candidate in &candidates {
            let read = delimiters.iter().map(|it| candidate.header(*it));
            let read = read.filter(|it| is_header(&it.header));
            // If two are equally good, `max_by_key` takes the last.
            if let Some(found) = read.rev().max_by_key(|it| it.header.len()) {
                return found;
            }
        }
        let has_cells = |it: &&Rest<'_>| said.is_some() || most_frequent(it.text).1 > 0;
        let first = candidates.iter().find(has_cells).or(candidates.first());
        let first = first.unwrap_or(&rest);
        first.header(said.unwrap_or_else(|| most_frequent(first.text).0))
    }

    pub(super) fn raw_rows<'a>(&self, text: &'a str) -> CsvRows<'a> {
        let mut rest = Rest::new(&text[self.start.at..], self.delimiter);
        rest.position = self.start.position;
        CsvRows {
            rest,
            width: self.header.len(),
        }
    }
}

/// The rows after the header.
#[derive(Debug)]
pub(super) struct CsvRows<'a> {
    rest: Rest<'a>,
    width: usize,
}

impl RawRows for CsvRows<'_> {
    fn next(&mut self, cells: &mut Cells) -> Option<(Position, Result<(), Malformed>)> {
        loop {
            let taken = self.rest.next(cells)?;
            let is_blank = taken.result.is_ok() && cells.is_blank();
            // Spreadsheets write rows of delimiters below the last row that has content.
            if !is_blank {
                let fitting = taken
                    .result
                    .and_then(|()| fit(cells, self.width, taken.text));
                return Some((taken.position, fitting));
            }
        }
    }
}

/// Gives a row as many cells as the header has.
fn fit(cells: &mut Cells, width: usize, text: &str) -> Result<(), Malformed> {
    if cells.len() > width && cells.iter().skip(width).any(|cell| !cell.is_empty()) {
        return Err(Malformed {
            value: text.trim_end().to_owned(),
            reason: format!(
                "the row has {} cells and the header has {width}: put quotes around a cell that holds the delimiter",
                cells.len()
            ),
        });
    }
    cells.resize(width);
    Ok(())
}

/// The text that was not read yet, and where it begins.
#[derive(Debug, Clone)]
struct Rest<'a> {
    text: &'a str,
    whole: usize,
    delimiter: u8,
    reader: Reader,
    position: Position,
    output: Vec<u8>,
    ends: Vec<usize>,
}

/// A row and its place.
struct Taken<'a> {
    text: &'a str,
    position: Position,
    result: Result<(), Malformed>,
}

impl<'a> Rest<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        Rest {
            text,
            whole: text.len(),
            delimiter,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            position: Position { row: 1, line: 1 },
            output: vec![0; 256],
            ends: vec![0; 32],
        }
    }

    /// Takes the line `sep=;` with which files tell Excel their delimiter.
    fn take_separator(&mut self) -> Option<u8> {
        let line = first_line(self.text);
        let separator = line.trim_end_matches(LINE_END).strip_prefix("sep=")?;
        let [separator @ (b';' | b',' | b'\t' | b'|' | b':')] = *separator.as_bytes() else {
            return None;
        };
        self.take(line.len());
        // Spreadsheets read this line and do not show it.
        self.position.row -= 1;
        Some(separator)
    }

    /// Returns the file whose header is here.
    fn header(&self, delimiter: u8) -> Csv {
        let mut rest = self.clone();
        rest.delimiter = delimiter;
        rest.reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut cells = Cells::default();
        let header = match rest.next(&mut cells).map(|it| it.result) {
            Some(Err(malformed)) => vec![malformed.value],
            _ => cells.to_vec(),
        };
        Csv {
            delimiter,
            header,
            start: Start {
                at: rest.whole - rest.text.len(),
                position: rest.position,
            },
        }
    }

    fn next(&mut self, cells: &mut Cells) -> Option<Taken<'a>> {
        self.skip_blank_lines();
        if self.text.is_empty() {
            return None;
        }
        cells.clear();
        let position = self.position;
        let line = first_line(self.text);
        // Most rows have no quotes, so that they are one line of plain cells.
        if !line.as_bytes().contains(&b'"') {
            for cell in line
                .trim_end_matches(LINE_END)
                .split(char::from(self.delimiter))
            {
                cells.push(plain(cell.trim()));
            }
            self.text = &self.text[line.len()..];
            self.position.row += 1;
            self.position.line += 1;
            let result = Ok(());
            let text = line;
            return Some(Taken {
                text,
                position,
                result,
            });
        }
        let mut length = self.read_cells(cells);
        // A quote that is not closed turns the rows below it into one cell, up to the next quote. Then only
        // its own line is given up, and reading goes on with the next line.
        let broken = match quoting(&self.text[..length], self.delimiter) {
            Quoting::Closed => false,
            Quoting::Open => true,
            Quoting::TextBehind => line_breaks(self.text[..length].trim_end()) > 0,
        };
        if broken {
            length = line.len();
            self.reader.reset();
        }
        let text = self.take(length);
        // However many lines it has, it is one row.
        self.position.row = position.row + 1;
        let result = if broken {
            Err(Malformed {
                value: text.trim_end().to_owned(),
                reason: "a quote (\") is opened here and not closed".to_owned(),
            })
        } else {
            Ok(())
        };
        Some(Taken {
            text,
            position,
            result,
        })
    }

    /// Reads the cells of the next row; returns its length with its line end.
    fn read_cells(&mut self, cells: &mut Cells) -> usize {
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, input, bytes, cells) = self.reader.read_record(
                &self.text.as_bytes()[read..],
                &mut self.output[written..],
                &mut self.ends[ended..],
            );
            (read, written, ended) = (read + input, written + bytes, ended + cells);
            match result {
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // Everything is read: the next call, without input, ends the row.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        if self.text[..read].ends_with('\r') && self.text[read..].starts_with('\n') {
            read += 1;
        }
        let mut start = 0;
        for &end in &self.ends[..ended] {
            let cell = String::from_utf8_lossy(&self.output[start..end]);
            cells.push(plain(cell.trim()));
            start = end;
        }
        read
    }

    fn skip_blank_lines(&mut self) {
        // A line that begins with a letter or a digit is not blank.
        while !self
            .text
            .as_bytes()
            .first()
            .is_none_or(u8::is_ascii_alphanumeric)
        {
            let line = first_line(self.text);
            if !line.trim().is_empty() {
                return;
            }
            self.take(line.len());
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.text.split_at(length);
        let breaks = line_breaks(taken);
        self.position.line += breaks;
        self.position.row += breaks;
        self.text = rest;
        taken
    }
}

#[cfg(test)]
mod tests;
