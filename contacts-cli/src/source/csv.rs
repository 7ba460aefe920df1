//! From text to cells: comma, semicolon or tab, quotes as spreadsheets write them.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{Malformed, Record};
use crate::formula::plain;

const LINE_END: [char; 2] = ['\n', '\r'];

/// The delimiter, the header and the rows; the text is not blank.
pub(super) fn read(text: &str) -> (u8, (Vec<String>, Vec<Record>)) {
    let mut rest = Rest::new(text);
    let delimiter = rest.delimiter;
    let (mut header, mut records) = (Vec::new(), Vec::new());
    if let Some(taken) = rest.next() {
        header = match taken.cells {
            Ok(cells) => cells,
            Err(malformed) => vec![malformed.value],
        };
    }
    while let Some(taken) = rest.next() {
        let cells = taken
            .cells
            .and_then(|cells| fit(cells, header.len(), taken.text));
        // Spreadsheets write rows of delimiters below the last row that was ever used.
        if cells
            .as_ref()
            .is_ok_and(|it| it.iter().all(String::is_empty))
        {
            continue;
        }
        records.push(Record {
            row: taken.row,
            line: taken.line,
            cells,
        });
    }
    (delimiter, (header, records))
}

/// As many cells as the header has.
fn fit(mut cells: Vec<String>, width: usize, text: &str) -> Result<Vec<String>, Malformed> {
    if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
        return Err(Malformed {
            value: text.trim_end().to_owned(),
            reason: format!(
                "the row has {} cells and the header has {width}: put quotes around a cell that holds the delimiter",
                cells.len()
            ),
        });
    }
    cells.resize(width, String::new());
    Ok(cells)
}

/// The text that is not read yet, and where it begins.
struct Rest<'a> {
    text: &'a str,
    delimiter: u8,
    reader: Reader,
    line: u64,
    row: u64,
}

/// A record and where it stands.
struct Taken<'a> {
    text: &'a str,
    row: u64,
    line: u64,
    cells: Result<Vec<String>, Malformed>,
}

impl<'a> Rest<'a> {
    fn new(text: &'a str) -> Self {
        let mut rest = Rest {
            text,
            delimiter: b';',
            reader: Reader::new(),
            line: 1,
            row: 1,
        };
        rest.skip_blank_lines();
        rest.delimiter = rest
            .take_separator()
            .unwrap_or_else(|| delimiter(rest.text));
        rest.reader = ReaderBuilder::new().delimiter(rest.delimiter).build();
        rest
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
        self.row -= 1;
        Some(separator)
    }

    fn next(&mut self) -> Option<Taken<'a>> {
        self.skip_blank_lines();
        if self.text.is_empty() {
            return None;
        }
        let (row, line) = (self.row, self.line);
        let (cells, mut length) = self.record();
        // A quote that is opened and not closed draws the rows below it into one cell, up to the next
        // quote: then only its own line is given up, and reading goes on with the line after it.
        let broken = match quoting(&self.text[..length], self.delimiter) {
            Quoting::Closed => false,
            Quoting::Open => true,
            Quoting::TextBehind => line_breaks(self.text[..length].trim_end()) > 0,
        };
        if broken {
            length = first_line(self.text).len();
            self.reader.reset();
        }
        let text = self.take(length);
        // However many lines it has, it is one row.
        self.row = row + 1;
        let cells = if broken {
            Err(Malformed {
                value: text.trim_end().to_owned(),
                reason: "a quote (\") is opened here and not closed".to_owned(),
            })
        } else {
            Ok(cells)
        };
        Some(Taken {
            text,
            row,
            line,
            cells,
        })
    }

    /// The cells of the next record, and how long it is with its line end.
    fn record(&mut self) -> (Vec<String>, usize) {
        let (mut output, mut ends) = (vec![0; 256], vec![0; 32]);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, input, bytes, cells) = self.reader.read_record(
                &self.text.as_bytes()[read..],
                &mut output[written..],
                &mut ends[ended..],
            );
            (read, written, ended) = (read + input, written + bytes, ended + cells);
            match result {
                ReadRecordResult::OutputFull => output.resize(output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                // All is read: the next call, without input, ends the record.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        if self.text[..read].ends_with('\r') && self.text[read..].starts_with('\n') {
            read += 1;
        }
        let mut start = 0;
        let cells = ends[..ended]
            .iter()
            .map(|&end| {
                let cell = String::from_utf8_lossy(&output[start..end]);
                let cell = plain(cell.trim()).trim().to_owned();
                start = end;
                cell
            })
            .collect();
        (cells, read)
    }

    fn skip_blank_lines(&mut self) {
        loop {
            let line = first_line(self.text);
            if line.is_empty() || !line.trim().is_empty() {
                return;
            }
            self.take(line.len());
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.text.split_at(length);
        let breaks = line_breaks(taken);
        self.line += breaks;
        self.row += breaks;
        self.text = rest;
        taken
    }
}

/// The delimiter that stands in the header most often.
fn delimiter(text: &str) -> u8 {
    let header = first_line(text);
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    let [first, others @ ..] = counts;
    others
        .into_iter()
        .fold(first, |best, it| if it.1 > best.1 { it } else { best })
        .0
}

/// How the quotes of a record are.
#[derive(Debug, PartialEq)]
enum Quoting {
    /// Each that opens a cell is closed, and the cell ends there.
    Closed,
    /// One is not closed.
    Open,
    /// Behind one that closes, the cell goes on.
    TextBehind,
}

fn quoting(record: &str, delimiter: u8) -> Quoting {
    let mut quoting = Quoting::Closed;
    let mut bytes = record.bytes().peekable();
    let (mut at_start, mut quoted) = (true, false);
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            b'"' if quoted => {
                quoted = false;
                let ends = bytes
                    .peek()
                    .is_none_or(|next| *next == delimiter || matches!(next, b'\r' | b'\n'));
                if !ends {
                    quoting = Quoting::TextBehind;
                }
            }
            b'"' if at_start => quoted = true,
            _ => {}
        }
        at_start = !quoted && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
    }
    if quoted { Quoting::Open } else { quoting }
}

/// The first line with its end: `\n`, `\r\n` or `\r`.
fn first_line(text: &str) -> &str {
    let Some(at) = text.find(LINE_END) else {
        return text;
    };
    let end = at + if text[at..].starts_with("\r\n") { 2 } else { 1 };
    &text[..end]
}

fn line_breaks(text: &str) -> u64 {
    let breaks = text.matches(LINE_END).count() - text.matches("\r\n").count();
    breaks as u64
}

#[cfg(test)]
mod tests {
    use super::{Quoting, quoting, read};

    /// `row/line: cells`, cells apart by `|`, a malformed row as `!reason`.
    fn rows(text: &str) -> Vec<String> {
        let (_, (_, records)) = read(text);
        records
            .into_iter()
            .map(|record| {
                let cells = match record.cells {
                    Ok(cells) => cells.join("|"),
                    Err(malformed) => format!("!{}", malformed.value),
                };
                format!("{}/{}: {cells}", record.row, record.line)
            })
            .collect()
    }

    #[test]
    fn the_delimiter_is_the_one_of_the_header() {
        for (text, cells) in [
            ("a;b,c;d\n1;2,0;3", "2/2: 1|2,0|3"),
            ("a,b\n1;0,2", "2/2: 1;0|2"),
            ("a\tb\n1\t2", "2/2: 1|2"),
            ("\"a;b;c\",d\n1,2", "2/2: 1|2"),
            ("sep=,\na,b\n1,2", "2/3: 1|2"),
        ] {
            assert_eq!(rows(text), [cells], "{text:?}");
        }
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does_and_lines_as_an_editor_does() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "a;b\n1;\"x\ny\"\n\n2;z\n;\n3;\"p \"\"q\"\"\"\n".replace('\n', end);
            let y = format!("2/2: 1|x{end}y");
            assert_eq!(rows(&text), [&*y, "4/5: 2|z", "6/7: 3|p \"q\""], "{end:?}");
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_costs_its_own_row_only() {
        let text = "a;b;c\n1;\"x;y\n2;z;z\n3;\"Data \"\"Nord\"\" ApS\";w\n4;v;v\n5;u;\"t\n";
        assert_eq!(
            rows(text),
            [
                "2/2: !1;\"x;y",
                "3/3: 2|z|z",
                "4/4: 3|Data \"Nord\" ApS|w",
                "5/5: 4|v|v",
                "6/6: !5;u;\"t"
            ]
        );
    }

    #[test]
    fn too_many_cells_are_refused_and_too_few_are_empty() {
        assert_eq!(
            rows("a;b\n1;2;3\n4\n5;6;;\n"),
            ["2/2: !1;2;3", "3/3: 4|", "4/4: 5|6"]
        );
    }

    #[test]
    fn quotes_inside_a_cell_are_text() {
        assert_eq!(rows("a;b\n5\" rør;x\n"), ["2/2: 5\" rør|x"]);
        assert_eq!(quoting("a;\"b\";c\n", b';'), Quoting::Closed);
        assert_eq!(quoting("\"\"\"\";c\n", b';'), Quoting::Closed);
        assert_eq!(quoting("a;\"b\" c;d", b';'), Quoting::TextBehind);
        assert_eq!(quoting("a;\"b;d\n", b';'), Quoting::Open);
    }
}
