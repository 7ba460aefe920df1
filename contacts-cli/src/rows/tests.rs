//! Tests of what holds for any file.

use std::time::Instant;

use contacts_api::phone_book::NewContact;
use proptest::prelude::*;

use super::*;
use crate::payload::strictly;

fn target() -> Target<'static> {
    let document = contacts_openapi::document();
    let create = document.roles().create.as_ref().unwrap();
    Target::of(document, &create.payload).unwrap()
}

fn options() -> Options {
    Options {
        region: "DK".to_owned(),
        ..Options::default()
    }
}

#[test]
fn rows_flow_one_way() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rows");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let code = std::fs::read_to_string(&path).unwrap();
        for later in ["sync", "commands", "connect", "output"].map(|it| format!("crate::{it}")) {
            let is_used = code.contains(&later) || code.contains("contacts_sync");
            // This file contains the names.
            assert!(
                !is_used || path.ends_with("tests.rs"),
                "{later} in {}",
                path.display()
            );
        }
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

/// Returns the rows as they are written in the file.
fn raw_rows(bytes: &[u8]) -> Result<Vec<Result<Vec<String>, String>>, String> {
    let target = target();
    let rows = Rows::parse(&target, "file".to_owned(), bytes.to_vec(), options())?;
    let (mut raw, mut cells) = (rows.raw_rows(), Cells::default());
    let mut all = Vec::new();
    while let Some((_, read)) = raw.next(&mut cells) {
        all.push(read.map(|()| cells.to_vec()).map_err(|it| it.value));
    }
    drop(raw);
    Ok(all)
}

/// Returns what the rows become: `row key id name number <- text`, `row! value`, `-`; doubts as
/// `?`.
fn items(bytes: &[u8], options: Options) -> Result<Vec<String>, String> {
    let target = target();
    let rows = Rows::parse(&target, "file".to_owned(), bytes.to_vec(), options)?;
    let mut all = Vec::new();
    for item in rows.items(&strictly::<NewContact>) {
        match item {
            Item::Taken { entries, left_out } => {
                for it in entries {
                    let key = it.key.unwrap_or_else(|| "-".to_owned());
                    let id = it.id.map_or_else(|| "-".to_owned(), |it| it.to_string());
                    let name = it.payload["name"].as_str().unwrap();
                    all.push(format!(
                        "{} {key} {id} {name} {} <- {}",
                        it.row, it.number, it.written.text
                    ));
                    all.extend(
                        it.warnings
                            .iter()
                            .map(|it| format!("{}? {} {}", it.row, it.column, it.value)),
                    );
                }
                all.extend(
                    left_out
                        .iter()
                        .map(|it| format!("{}? {} {}", it.row, it.column, it.value)),
                );
            }
            Item::Rejected(findings) => {
                all.extend(
                    findings
                        .iter()
                        .map(|it| format!("{}! {}", it.row, it.value)),
                );
            }
            Item::Skipped => all.push("-".to_owned()),
        }
    }
    Ok(all)
}

const SAMPLE: &[u8] = include_bytes!("../../samples/customers.csv");

proptest! {
    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = items(&bytes, options());
    }

    #[test]
    fn no_text_is_a_panic(text in "(name,number\n|\\[|BEGIN:VCARD\n|PK\u{3}\u{4})?([;,\t\"\r\n aæ71{}\\[\\]:+/]|sep=|TEL:|END:VCARD){0,80}") {
        let _ = items(text.as_bytes(), options());
    }

    /// Changes a byte anywhere, also a quote, a line end or a delimiter.
    #[test]
    fn a_changed_byte_costs_few_rows(
        at in 40..SAMPLE.len(),
        byte in prop_oneof![Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b';'), any::<u8>()],
    ) {
        let whole = raw_rows(SAMPLE).unwrap();
        let mut bytes = SAMPLE.to_vec();
        bytes[at] = byte;
        match raw_rows(&bytes) {
            Ok(changed) => {
                let kept = whole.iter().filter(|it| changed.contains(it)).count();
                prop_assert!(kept + 2 >= whole.len(), "{kept} of {} rows are as they were", whole.len());
            }
            Err(reason) => prop_assert_eq!(byte, 0, "{}", reason),
        }
    }
}

#[test]
fn several_numbers_of_a_row_are_contacts_with_keys_that_stay() {
    let options = || Options {
        key: Some("kundenr".to_owned()),
        ..options()
    };
    let rows = "Kundenr;Navn;Telefon;Mobil\n\
                7;Bo;31709720 / 31709721;31709727\n\
                7;Bo;;31709727\n\
                ;Ida;ukendt;31709728\n\
                8;Eva;31709729;3170 97 29\n\
                9;Ib;7199;31709730 ::: 31709731\n";
    assert_eq!(
        items(rows.as_bytes(), options()).unwrap(),
        [
            "2 7 - Bo 4531709720 <- 31709720 / 31709721",
            "2 7#1.2 - Bo 4531709721 <- 31709720 / 31709721",
            "2 7#2 - Bo 4531709727 <- 31709727",
            "3 7#2 - Bo 4531709727 <- 31709727",
            "4 - - Ida 4531709728 <- 31709728",
            "5 8 - Eva 4531709729 <- 31709729",
            "6 9#2 - Ib 4531709730 <- 31709730 ::: 31709731",
            "6 9#2.2 - Ib 4531709731 <- 31709730 ::: 31709731",
            "6? Telefon 7199",
        ]
    );
    let reason = items(
        rows.as_bytes(),
        Options {
            key: Some("Nr".to_owned()),
            ..options()
        },
    );
    assert!(reason.unwrap_err().contains("no column `Nr`"));
}

#[test]
fn rows_without_a_number_are_passed_over_if_that_is_asked_for() {
    let rows = "Navn;Tlf;Mobil\nA;;\n;-;ukendt\nB;7199;\nC;;71999999\n";
    let skip = Options {
        skip_without_number: true,
        ..options()
    };
    let taken = "5 - - C 4571999999 <- 71999999";
    assert_eq!(
        items(rows.as_bytes(), skip).unwrap(),
        ["-", "-", "4! 7199", taken]
    );
    let all = items(rows.as_bytes(), options()).unwrap();
    assert_eq!(all, ["2! ", "3! ", "3! -", "3! ukendt", "4! 7199", taken]);
}

#[test]
fn an_export_says_which_contact_a_row_is_about() {
    let rows = "id,name,number,number_formatted,email\n\
                7,A,4571999999,,\n8,B,61234567,,\n,C,+46700413812,,\n";
    assert_eq!(
        items(rows.as_bytes(), options()).unwrap(),
        [
            "2 - 7 A 4571999999 <- 4571999999",
            "3 - 8 B 4561234567 <- 61234567",
            "4 - - C 46700413812 <- +46700413812",
        ]
    );
    // A CRM has its own ids.
    let rows = "id,name,number\n7,A,4571999999\n";
    assert_eq!(
        items(rows.as_bytes(), options()).unwrap(),
        ["2 - - A 4571999999 <- 4571999999"]
    );
}

/// Measures; run it with `cargo test --release -p contacts-cli a_million_rows -- --ignored
/// --nocapture`.
#[test]
#[ignore = "a measurement, of use with --release only"]
fn a_million_rows_are_read() {
    let mut csv = String::from("Navn;Telefon;E-mail\n");
    for n in 0..1_000_000_u32 {
        use std::fmt::Write as _;
        writeln!(
            csv,
            "Åse Hansen {n};+45 {};ase.hansen{n}@example.dk",
            20_100_000 + n * 7
        )
        .unwrap();
    }
    let (target, bytes) = (target(), csv.into_bytes());
    let length = bytes.len();
    let start = Instant::now();
    let rows = Rows::parse(&target, "file".to_owned(), bytes, options()).unwrap();
    let mut taken = 0;
    for item in rows.items(&strictly::<NewContact>) {
        taken += usize::from(matches!(item, Item::Taken { .. }));
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{taken} rows, {} MB: {seconds:.2} s, {:.0} rows a second",
        length / 1_000_000,
        f64::from(1_000_000) / seconds
    );
    assert_eq!(taken, 1_000_000);
}
