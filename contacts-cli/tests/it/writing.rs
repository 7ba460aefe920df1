//! The forms in which data is written, and the places.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use contacts_emulator::{Emulator, Seed};
use serde_json::{Value, json};

use crate::program::{Desk, Ended, emulator};

pub(crate) fn three() -> Emulator {
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
pub(crate) fn csv_rows(csv: &str) -> Vec<HashMap<String, String>> {
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
