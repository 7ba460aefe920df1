//! Any bytes as a file of rows, as `sync` reads it: CSV above all, and JSON and vCards.
#![no_main]
#![forbid(unsafe_code)]
#![allow(
    dead_code,
    unused_imports,
    reason = "a program exports nothing, so what of it reads files is part of this one"
)]

#[path = "../../../contacts-cli/src/failure.rs"]
mod failure;
#[path = "../../../contacts-cli/src/formula.rs"]
mod formula;
mod output;
#[path = "../../../contacts-cli/src/payload.rs"]
mod payload;
#[path = "../../../contacts-cli/src/rows/mod.rs"]
mod rows;

use std::sync::LazyLock;

use contacts_api::phone_book::NewContact;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

use payload::strictly;
use rows::{Cells, Item, Options, Rows, Target};

fuzz_target!(|bytes: &[u8]| {
    // Workbooks are another library's to read.
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF]) {
        return;
    }
    static TARGET: LazyLock<Target<'static>> =
        LazyLock::new(|| Target::embedded().expect("the document has what creates a contact"));
    let target = &*TARGET;
    let rows = match open(target, bytes, Options::default()) {
        Ok(rows) => rows,
        Err(reason) => return assert!(!reason.is_empty()),
    };
    let read = raw_rows(&rows);
    assert!(
        read == raw_rows(&rows),
        "rows are read as often as they are asked for"
    );
    is_in_order(&read, rows.header().len());
    is_sent_as_it_may_be(&rows, &read);
    let all = Options {
        clear_empty: true,
        skip_without_number: true,
        keep_ids: true,
        ..Options::default()
    };
    let rows = open(target, bytes, all).expect("what can be read can be read with more");
    is_sent_as_it_may_be(&rows, &read);
    if rows.format().starts_with("CSV") {
        is_the_same_as_csv(target, &rows, &read);
    }
});

/// The cells of a row, or what is wrong with it, and the row and line where it stands.
type RawRow = (u64, u64, Result<Vec<String>, String>);

fn open<'t>(target: &'t Target<'t>, bytes: &[u8], options: Options) -> Result<Rows<'t>, String> {
    let options = Options {
        region: "DK".to_owned(),
        ..options
    };
    Rows::parse(target, "file".to_owned(), bytes.to_vec(), options)
}

fn raw_rows(rows: &Rows<'_>) -> Vec<RawRow> {
    let (mut raw, mut cells) = (rows.raw_rows(), Cells::default());
    let mut all = Vec::new();
    while let Some((position, read)) = raw.next(&mut cells) {
        let read = read.map(|()| cells.to_vec());
        all.push((position.row, position.line, read.map_err(|it| it.reason)));
    }
    all
}

/// Rows come in the file's order and have as many cells as the header.
fn is_in_order(read: &[RawRow], width: usize) {
    let (mut last_row, mut last_line) = (0, 0);
    for (row, line, read) in read {
        assert!(
            *row > last_row && *line >= last_line,
            "row {row} in line {line}"
        );
        (last_row, last_line) = (*row, *line);
        match read {
            Ok(cells) => {
                assert_eq!(cells.len(), width);
                assert!(
                    cells.iter().all(|it| it.trim() == it),
                    "space around {cells:?}"
                );
            }
            Err(reason) => assert!(!reason.is_empty()),
        }
    }
}

/// Each row becomes what may be sent, or is told to be wrong, at its own place.
fn is_sent_as_it_may_be(rows: &Rows<'_>, read: &[RawRow]) {
    let strict = strictly::<NewContact>;
    let mut items = rows.items(&strict);
    for (row, line, read) in read {
        let item = items.next().expect("something becomes of each row");
        match item {
            Item::Taken { entries, left_out } => {
                assert!(read.is_ok() && !entries.is_empty());
                for entry in entries {
                    assert_eq!((entry.row, entry.line), (*row, *line));
                    let number = entry.number.to_string();
                    let payload = Value::Object(entry.payload);
                    assert!(strict(&payload).is_ok(), "{payload} must not be sent");
                    assert!(payload.to_string().contains(&number), "{number} is lost");
                    assert!(entry.warnings.iter().all(|it| it.row == *row));
                }
                assert!(
                    left_out
                        .iter()
                        .all(|it| it.row == *row && !it.reason.is_empty())
                );
            }
            Item::Rejected(findings) => {
                assert!(!findings.is_empty());
                assert!(
                    findings
                        .iter()
                        .all(|it| it.row == *row && !it.reason.is_empty())
                );
            }
            Item::Skipped => assert!(read.is_ok()),
        }
    }
    assert!(items.next().is_none(), "nothing becomes of no row");
}

/// What was read can be written as CSV in UTF-8, and is read again as it was.
fn is_the_same_as_csv(target: &Target<'_>, rows: &Rows<'_>, read: &[RawRow]) {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(rows.delimiter())
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    let taken = || read.iter().filter_map(|(_, _, read)| read.as_ref().ok());
    let header = rows.header().to_vec();
    let all = || std::iter::once(&header).chain(taken());
    // Few of them are text, many are none: how many there are to a row has changed.
    if all().flatten().any(|it| it.contains(is_control)) {
        return;
    }
    for cells in all() {
        let cells = cells.iter().map(|it| formula::kept(it.clone()));
        writer.write_record(cells).expect("memory takes all");
    }
    let bytes = writer.into_inner().expect("memory takes all");
    let options = Options {
        encoding: "utf-8".parse().ok(),
        ..Options::default()
    };
    let again = open(target, &bytes, options).expect("what was read can be read again");
    assert_eq!(again.header(), rows.header());
    let again = raw_rows(&again);
    let again: Vec<_> = again.iter().map(|(_, _, read)| read.as_ref()).collect();
    assert!(
        again.into_iter().eq(taken().map(Ok)),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\r' | '\n')
}
