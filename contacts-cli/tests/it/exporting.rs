//! What `export` writes, and that a file is written whole or not at all.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use calamine::{Data, Reader as _, Xlsx};
use contacts_emulator::{Emulator, Fault, Seed};
use serde_json::json;

use crate::program::{Desk, emulator, lines, writes};
use crate::writing::{csv_rows, three};

#[test]
fn an_export_can_be_synced_back_without_a_change() {
    let emulator = three();
    let desk = Desk::at(&emulator);
    for (file, flags) in [
        ("book.csv", ""),
        ("book.csv", "--excel"),
        ("book.json", ""),
        ("book.jsonl", ""),
        ("book.vcf", ""),
        ("book.vcf", "--vcard-version 3"),
        ("book.xlsx", ""),
    ] {
        let ended = desk.run(&format!("export {file} {flags}")).exits(0);
        assert_eq!(
            (&*ended.stdout, &*ended.stderr),
            ("", "3 contacts are exported\n")
        );
        let synced = desk.run(&format!("sync {file} -o json")).exits(0);
        assert_eq!(synced.counts(), "unchanged 3", "{file} {flags}");
    }
    assert_eq!(writes(&emulator), 0);
    assert_eq!(
        desk.run("export").exits(0).stdout,
        desk.run("list --all -o csv").exits(0).stdout
    );
    assert_eq!(lines(&desk.path("book.csv")).len(), 4);
}

#[test]
fn an_export_for_excel_has_no_formula_and_can_be_synced_back() {
    let names = ["=1+1", "@cmd", "-Bo", "'=x", "'t Hooft", "Åse; B", "+45 A"];
    let numbers: Vec<_> = (0..names.len()).map(|n| format!("457100000{n}")).collect();
    let contacts: Vec<_> = names
        .into_iter()
        .zip(numbers.iter().map(|it| &**it))
        .collect();
    let emulator = emulator(&contacts);
    let desk = Desk::at(&emulator);
    desk.run("export book.csv --excel").exits(0);
    let text = fs::read_to_string(desk.path("book.csv")).unwrap();
    assert!(text.starts_with("\u{feff}id;name;number;"), "{text}");
    assert!(text.contains("\r\n1;'=1+1;4571000000;"), "{text}");
    for cell in text.split(['\n', ';']) {
        assert!(!cell.starts_with(['=', '@', '-', '+']), "{cell}");
    }
    let synced = desk.run("sync book.csv -o json").exits(0);
    assert_eq!(synced.counts(), "unchanged 7");
    // Elsewhere such a name needs no apostrophe, and one that it has stays.
    for file in [
        "book.csv",
        "book.json",
        "book.jsonl",
        "book.vcf",
        "book.xlsx",
    ] {
        desk.run(&format!("export {file}")).exits(0);
        let synced = desk.run(&format!("sync {file} -o json")).exits(0);
        assert_eq!(synced.counts(), "unchanged 7", "{file}");
    }
    assert_eq!(writes(&emulator), 0);
}

#[test]
fn a_number_that_is_stored_with_a_plus_keeps_it_for_excel() {
    let odd = Seed::verbatim([
        ("id", json!(1)),
        ("name", json!("A")),
        ("number", json!("+4571999999")),
    ]);
    let formula = Seed::verbatim([
        ("id", json!(2)),
        ("name", json!("B")),
        ("number", json!("=1+1")),
    ]);
    let emulator = Emulator::builder()
        .seed([odd, formula])
        .start_blocking()
        .unwrap();
    let written = Desk::at(&emulator).run("export --excel").exits(0).stdout;
    assert!(written.contains("1;A;+4571999999;"), "{written}");
    assert!(written.contains("2;B;'=1+1;"), "{written}");
}

#[test]
fn an_export_is_cards_or_a_workbook_if_the_file_is_called_so() {
    let emulator = three();
    let desk = Desk::at(&emulator);
    desk.run("export book.vcf").exits(0);
    let cards = fs::read_to_string(desk.path("book.vcf")).unwrap();
    for part in [
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Åse\r\nX-CONTACTS;X-PROPERTY=id:1\r\n",
        "FN:Bo\\; \"B\"\r\n",
        "TEL;VALUE=URI:tel:+4533002208\r\nEMAIL:b@x.dk\r\nEND:VCARD\r\n",
    ] {
        assert!(cards.contains(part), "{part}: {cards}");
    }
    assert_eq!(cards.matches("END:VCARD").count(), 3);
    let three = desk.run("export --vcard-version 3").exits(0).stdout;
    assert!(
        three.contains("VERSION:3.0\r\n") && three.contains("\r\nTEL:+299285836\r\n"),
        "{three}"
    );

    desk.run("export book.xlsx").exits(0);
    let mut workbook: Xlsx<_> = calamine::open_workbook(desk.path("book.xlsx")).unwrap();
    let sheet = workbook.worksheet_range("Contacts").unwrap();
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(rows[0][..3], [text("id"), text("name"), text("number")]);
    assert_eq!(
        rows[2][..3],
        [Data::Float(2.0), text("Bo; \"B\""), text("4533002208")]
    );
    assert_eq!(rows.len(), 4);
    desk.run("export book.ods")
        .exits(2)
        .says(&[".ods", ".xlsx"]);
    desk.run("sync book.csv -o xlsx")
        .exits(2)
        .says(&["contacts sync", "table"]);
}

#[test]
fn a_large_book_is_exported_in_order_by_several_requests_at_once() {
    let numbers: Vec<_> = (0..7000).map(|n| format!("457100{n:04}")).collect();
    let contacts: Vec<_> = numbers.iter().map(|number| ("A", &**number)).collect();
    let emulator = emulator(&contacts);
    emulator
        .set_faults([Fault::latency(
            Duration::from_millis(1)..=Duration::from_millis(9),
        )])
        .unwrap();
    let desk = Desk::at(&emulator);
    for command in ["export -o csv", "list --all -o csv --concurrency 16"] {
        let csv = csv_rows(&desk.run(command).exits(0).stdout);
        let ids: Vec<u64> = csv.iter().map(|row| row["id"].parse().unwrap()).collect();
        assert_eq!(ids, (1..=7000).collect::<Vec<_>>(), "{command}");
    }
    assert!(
        emulator.requests().len() < 2 * 90,
        "{}",
        emulator.requests().len()
    );
}

#[test]
fn a_service_that_asks_to_wait_is_waited_for() {
    let emulator = emulator(&[("A", "4571000001"), ("B", "4571000002")]);
    let desk = Desk::at(&emulator);
    for arguments in ["export book.csv", "list --all"] {
        let wait = contacts_emulator::Fault::too_many_requests(std::time::Duration::ZERO);
        // More often than a single request of a person would try.
        emulator
            .set_faults([wait.first(7).on("list_contacts")])
            .unwrap();
        desk.run(arguments).exits(0);
    }
    assert_eq!(lines(&desk.path("book.csv")).len(), 3);
}

#[test]
fn an_export_that_fails_leaves_the_file_as_it_was() {
    let emulator = emulator(&[("A", "4571999999")]);
    let desk = Desk::at(&emulator);
    desk.file("book.csv", "precious");
    emulator
        .set_faults([Fault::status(500).on("list_contacts")])
        .unwrap();
    desk.run("export book.csv").exits(1).says(&["500"]);
    assert_eq!(lines(&desk.path("book.csv")), ["precious"]);
    let left: Vec<_> = fs::read_dir(desk.path("")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    desk.run("export nowhere/book.csv")
        .exits(1)
        .says(&["nowhere/book.csv", "cannot be written"]);
}

#[test]
#[cfg(unix)]
fn an_export_that_is_killed_or_finds_no_room_leaves_the_file_as_it_was() {
    let numbers: Vec<_> = (0..2000).map(|n| format!("457100{n:04}")).collect();
    let contacts: Vec<_> = numbers.iter().map(|number| ("A", &**number)).collect();
    let emulator = emulator(&contacts);
    let desk = Desk::at(&emulator);
    desk.file("book.csv", "precious");

    // What is too long for the limit is an error, as on a full disk.
    let ended = desk.run_in_little_room(8, "export book.csv");
    let ended = ended.exits(1);
    ended.says(&["book.csv cannot be written"]);
    assert_eq!(lines(&desk.path("book.csv")), ["precious"]);

    emulator.set_faults([Fault::stall().nth(5)]).unwrap();
    let before = emulator.requests().len();
    let mut child = desk.start("export book.csv -q", Stdio::null());
    while emulator.requests().len() < before + 5 {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(lines(&desk.path("book.csv")), ["precious"]);

    emulator.set_faults([]).unwrap();
    desk.run("export book.csv").exits(0);
    assert_eq!(lines(&desk.path("book.csv")).len(), 2001);
    std::os::unix::fs::symlink(desk.path("book.csv"), desk.path("link.csv")).unwrap();
    desk.run("export link.csv")
        .exits(1)
        .says(&["link.csv", "it is a link"]);
}
