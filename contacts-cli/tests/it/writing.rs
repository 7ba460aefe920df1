//! The forms in which data is written, and the places.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::Duration;

use calamine::{Data, Reader as _, Xlsx};
use contacts_emulator::{Emulator, Fault, Seed};
use serde_json::{Value, json};

use crate::program::{Desk, Ended, emulator, lines, writes};

fn three() -> Emulator {
    let contact = |name: &str, number: &str| Seed::new([("name", name), ("number", number)]);
    let mail = Seed::new([
        ("name", "Bo; \"B\""),
        ("number", "4533002208"),
        ("email", "b@x.dk"),
    ]);
    Emulator::builder()
        .seed([
            contact("Åse", "4571999999"),
            mail,
            contact("Nuuk, A/S", "299285836"),
        ])
        .start_blocking()
        .unwrap()
}

/// The rows of CSV by the names of their columns, which are the document's properties.
fn csv_rows(csv: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let contact = contacts_openapi::document()
        .roles()
        .contact
        .as_ref()
        .unwrap();
    let properties = contacts_openapi::leaves(&contact.properties);
    let properties: Vec<_> = properties.map(|property| &*property.path).collect();
    assert_eq!(reader.headers().unwrap(), properties);
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn a_list_is_written_in_four_forms() {
    let emulator = three();
    let desk = Desk::at(&emulator);
    let json = desk.run("list -o json").exits(0).json();
    assert_eq!(json.as_array().unwrap().len(), 3);
    assert_eq!(json[1]["email"], "b@x.dk");
    let jsonl = desk.run("list -o jsonl").exits(0).stdout;
    let values: Vec<Value> = jsonl
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(json!(values), json);
    let csv = csv_rows(&desk.run("list -o csv").exits(0).stdout);
    let names: Vec<_> = csv.iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["Åse", "Bo; \"B\"", "Nuuk, A/S"]);
    assert_eq!((&*csv[2]["id"], &*csv[2]["number"]), ("3", "299285836"));
    assert_eq!((&*csv[0]["email"], &*csv[1]["email"]), ("", "b@x.dk"));
    assert_eq!(
        csv_rows(&desk.run("get 1 -o csv").exits(0).stdout),
        csv[..1]
    );

    let table = desk.run("list").exits(0).stdout;
    let lines: Vec<Vec<char>> = table.lines().map(|line| line.chars().collect()).collect();
    assert_eq!(lines.len(), 4, "{table}");
    let header: String = lines[0].iter().collect();
    for (column, property) in [
        ("ID", "id"),
        ("NAME ", "name"),
        ("NUMBER FORMATTED", "number_formatted"),
    ] {
        let at = header
            .find(column)
            .unwrap_or_else(|| panic!("{column}: {table}"));
        for (line, row) in lines[1..].iter().zip(&csv) {
            let cell: String = line[at..]
                .iter()
                .take(row[property].chars().count())
                .collect();
            assert_eq!(cell, row[property], "{table}");
        }
    }
    assert!(
        lines.iter().all(|line| line.last() != Some(&' ')),
        "{table:?}"
    );
}

#[test]
fn a_list_without_contacts_has_its_form_all_the_same() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    assert_eq!(desk.run("list -o json").exits(0).json(), json!([]));
    assert_eq!(desk.run("list -o jsonl").exits(0).stdout, "");
    let csv = desk.run("list -o csv").exits(0).stdout;
    assert_eq!((csv.lines().count(), csv_rows(&csv).len()), (1, 0));
    let table = desk.run("list").exits(0);
    assert_eq!(
        (&*table.stdout, &*table.stderr),
        ("", "there are no such contacts\n")
    );
    assert_eq!(desk.run("list -q").exits(0).stderr, "");
}

#[test]
fn a_list_is_as_long_as_is_asked_for() {
    let contacts: Vec<_> = (0..230).map(|n| format!("457100{n:04}")).collect();
    let contacts: Vec<_> = contacts.iter().map(|number| ("A", &**number)).collect();
    let emulator = emulator(&contacts);
    let desk = Desk::at(&emulator);
    for (arguments, first, count) in [
        ("", 1, 10),
        ("--limit 3", 1, 3),
        ("--limit 100", 1, 100),
        ("--limit 150", 1, 150),
        ("--limit 1000", 1, 230),
        ("--all", 1, 230),
        ("--from-id 226", 226, 5),
        ("--number 71000007", 8, 1),
    ] {
        let ended = desk
            .run(&format!("list -o json {arguments}"))
            .exits(0)
            .json();
        let listed = ended.as_array().unwrap();
        assert_eq!(
            (listed[0]["id"].as_u64(), listed.len()),
            (Some(first), count),
            "{arguments}"
        );
    }
}

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
    let ended = desk.run_in_shell("trap '' XFSZ; ulimit -f 8; exec \"$0\" export book.csv");
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

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let emulator = three();
    let desk = Desk::at(&emulator);
    desk.file("rows.csv", "Navn;Tlf\nÅse;71999999\n");
    for arguments in [
        "list",
        "list -o json",
        "list -o csv",
        "get 1",
        "export",
        "sync rows.csv -q",
        "completions bash",
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = desk.command(arguments).stdout(full).output().unwrap();
        Ended::from(output)
            .exits(1)
            .says(&["stdout cannot be written", "No space left"]);
    }
    desk.run("export /dev/full")
        .exits(1)
        .says(&["/dev/full cannot be written", "No space left"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let contacts: Vec<_> = (0..3000).map(|n| format!("457100{n:04}")).collect();
    let contacts: Vec<_> = contacts.iter().map(|number| ("A", &**number)).collect();
    let emulator = emulator(&contacts);
    let desk = Desk::at(&emulator);
    let mut child = desk.start("list --all -o jsonl", Stdio::null());
    let mut first = String::new();
    // Reads one line and closes the pipe, as head -1 does.
    BufReader::with_capacity(64, child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(first.contains("\"id\":1"), "{first}");
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), &*stderr), (Some(0), ""));
}

#[test]
fn a_table_fits_the_terminal_and_no_name_can_disturb_it() {
    let emulator = emulator(&[
        ("Kongelig Hofleverandør Sørensen & Sønner A/S", "4571999999"),
        ("\u{202e}gnp.exe\u{1b}[2J\n日本電信電話", "4533002208"),
    ]);
    let desk = Desk::at(&emulator);
    let wide = desk.run("list").exits(0).stdout;
    assert!(
        wide.contains("Sørensen & Sønner A/S") && !wide.contains('…'),
        "{wide}"
    );
    assert!(
        wide.contains("\\u{202e}gnp.exe\\u{1b}[2J\\n日本電信電話"),
        "{wide}"
    );
    let desk = desk.with("COLUMNS", "60");
    let narrow = desk.run("list").exits(0).stdout;
    assert!(
        narrow.lines().all(|line| line.chars().count() <= 60),
        "{narrow}"
    );
    assert!(
        narrow.contains("Kongelig Ho") && narrow.contains('…'),
        "{narrow}"
    );
    for whole in ["4571999999", "4533002208"] {
        assert!(narrow.contains(whole), "{narrow}");
    }
    let below = desk.with("COLUMNS", "30").run("get 1").exits(0).stdout;
    assert!(below.contains("\nNUMBER           4571999999\n"), "{below}");
}

#[test]
fn there_is_colour_only_where_it_is_asked_for_or_seen() {
    let emulator = three();
    let desk = Desk::at(&emulator);
    for (arguments, colored) in [
        ("list", false),
        ("list --color auto", false),
        ("list --color never", false),
        ("list --color always", true),
        ("get 99 --color=always", true),
        ("--color always --help", true),
        ("--color never --help", false),
    ] {
        let ended = desk.run(arguments);
        let written = format!("{}{}", ended.stdout, ended.stderr);
        assert_eq!(
            written.contains('\u{1b}'),
            colored,
            "{arguments}: {written:?}"
        );
    }
    for command in ["list -o csv --color always", "list -o json --color always"] {
        assert!(!desk.run(command).exits(0).stdout.contains('\u{1b}'));
    }
}

#[test]
fn every_command_has_a_man_page() {
    let desk = Desk::bare();
    let page = desk.run("man").exits(0).stdout;
    assert!(page.contains("\ncontacts \\- Look up"), "{page}");
    assert!(
        page.contains(".TH contacts 1") && page.contains("CONTACTS_TOKEN"),
        "{page}"
    );
    desk.file("man/old.1", "");
    desk.run("man man").exits(0);
    for command in ["contacts", "contacts-list", "contacts-sync", "contacts-man"] {
        let page = fs::read_to_string(desk.path(&format!("man/{command}.1"))).unwrap();
        assert!(page.contains(&format!(".TH {command} 1")), "{page}");
    }
    desk.run("man nowhere")
        .exits(1)
        .says(&["nowhere", "cannot be written"]);
}

#[test]
fn completions_know_the_flags_of_the_document() {
    let desk = Desk::bare();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = desk.run(&format!("completions {shell}")).exits(0).stdout;
        assert!(
            script.contains("lookup") && script.contains("email"),
            "{shell}"
        );
    }
}

#[test]
fn help_says_what_there_is() {
    let desk = Desk::bare();
    let help = desk.run("--help").exits(0).stdout;
    for word in ["list", "sync", "serve", "CONTACTS_TOKEN", "130 interrupted"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    let create = desk.run("create --help").exits(0).stdout;
    let payload = contacts_openapi::document()
        .payload("create_contact")
        .unwrap();
    for property in &payload.properties {
        assert!(create.contains(&format!("--{}", property.name)), "{create}");
    }
}
