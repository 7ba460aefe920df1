//! What files of rows people have, and what is wrong with them.

use crate::program::{CUSTOMERS, Desk, book, emulator, lines, writes};

#[test]
fn the_sample_as_danish_excel_exports_it_is_synced() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let first = desk.run(&format!("sync {CUSTOMERS} -o json")).exits(3);
    assert_eq!(first.counts(), "created 219, duplicate 11, invalid 10");
    assert_eq!(
        first.rejects(),
        [
            "4 number ",
            "25 number ",
            "34 number ukendt",
            "46 number 71 99 99 99 Hans",
            "65 number ",
            "139 number 71 99 99 99 Hans",
            "194 number 112",
            "210 number 112",
            "215 number 4,572E+09",
            "241 number 4,572E+09",
        ]
    );
    let contacts = emulator.contacts();
    assert_eq!(contacts.len(), 219);
    let name_of = |number: &str| {
        let mut found = contacts
            .iter()
            .filter(|it| it.number.as_deref() == Some(number));
        let name = found.next().and_then(|it| it.name.clone());
        assert!(found.next().is_none(), "{number} is there twice");
        name.unwrap_or_else(|| panic!("{number} is not there"))
    };
    // Row 2, 5, 14 and 109, in four spellings.
    assert_eq!(name_of("299285836"), "Åse Hansen");
    assert_eq!(name_of("4545030451"), "Anne Dahl");
    assert_eq!(name_of("4586605861"), "Ellen Ågård");
    assert_eq!(name_of("4526083381"), "Ellen Nielsen");

    let sent = writes(&emulator);
    let again = desk.run(&format!("sync {CUSTOMERS} -o json")).exits(3);
    assert_eq!(again.counts(), "unchanged 219, duplicate 11, invalid 10");
    assert_eq!(writes(&emulator), sent, "a second run sends zero writes");
}

#[test]
fn the_readmes_command_needs_no_account() {
    let desk = Desk::bare();
    let ended = desk.run(&format!("--emulator sync {CUSTOMERS}")).exits(3);
    assert!(ended.stdout.ends_with(
        "240 rows: 219 created, 0 updated, 0 unchanged, 0 deleted, 11 duplicate, 10 invalid, \
         0 conflict, 0 failed\n"
    ));
    let row = ended
        .stdout
        .lines()
        .find(|line| line.starts_with("34 "))
        .unwrap();
    for part in ["number", "ukendt", "missing or withheld"] {
        assert!(row.contains(part), "{row}");
    }
    for part in [
        "240 rows",
        "Windows-1252",
        "number from Telefon",
        "plan: create 219",
    ] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    // The bar is for terminals.
    assert!(
        !ended.stderr.contains(['\r', '\u{1b}']),
        "{:?}",
        ended.stderr
    );
    let quiet = desk
        .run(&format!("--emulator -q sync {CUSTOMERS}"))
        .exits(3);
    let (book, report) = quiet.stdout.split_once('\n').unwrap();
    assert!(
        book.starts_with("the phone book at http://127.0.0.1:"),
        "{book}"
    );
    assert_eq!((report, &*quiet.stderr), (&*ended.stdout, ""));
}

#[test]
fn files_in_all_their_forms_become_the_same_contacts() {
    let expected = ["1 Åse Bæk 4571999999 -", "2 Bo; Ltd 4533002208 b@x.dk"];
    let windows =
        b"Navn;Telefon;E-mail\r\n\xc5se B\xe6k;71999999;\r\n\"Bo; Ltd\";33 00 22 08;b@x.dk\r\n";
    for content in [
        windows.as_slice(),
        "name,number,email\nÅse Bæk,4571999999,\nBo; Ltd,+45 33002208,b@x.dk\n".as_bytes(),
        "\u{feff}Tlf.nr.\tNAVN\tMail\n71 99 99 99\tÅse Bæk\n33002208\tBo; Ltd\tb@x.dk".as_bytes(),
        "sep=,\r\nMobil,E mail,Kontaktperson\r\n71999999.0,,Åse  Bæk\r\ntel:+4533002208,b@x.dk,Bo; Ltd\r\n".as_bytes(),
        "\n\nName;Phone;Extra;Email\n\n Åse Bæk ;71999999;\"a\nb\"\n;;;\nBo; Ltd;1\n".replace("Bo; Ltd;1", "\"Bo; Ltd\";33002208;;b@x.dk").as_bytes(),
        "{\"name\":\"Åse Bæk\",\"number\":71999999}\n{\"Email\":\"b@x.dk\",\"Telefon\":\"33002208\",\"Navn\":\"Bo; Ltd\"}\n".as_bytes(),
        "[{\"name\":\"Åse Bæk\",\"number\":\"71999999\",\"email\":null},\n{\"name\":\"Bo; Ltd\",\"number\":\"33002208\",\"email\":\"b@x.dk\"}]".as_bytes(),
    ] {
        let emulator = emulator(&[]);
        let desk = Desk::at(&emulator);
        let ended = desk.sync(content, "--concurrency 1").exits(0);
        assert_eq!(ended.counts(), "created 2");
        assert_eq!(book(&emulator), expected, "{}", String::from_utf8_lossy(content));
    }
}

#[test]
fn a_file_that_is_no_list_of_rows_is_said_in_one_sentence() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    for (content, parts) in [
        (&b""[..], ["is empty", "needs a header"]),
        (b"\xef\xbb\xbf \r\n \r\n", ["is empty", "needs a header"]),
        (
            b"Kundenr;Gade\r\n1;2\r\n",
            ["no column for name and number", "`Kundenr`, `Gade`"],
        ),
        (
            b"Navn;Firma\r\n1;2\r\n",
            ["no column for number", "--map number=COLUMN"],
        ),
        (
            b"\xc5se;71999999\n",
            ["no column for name and number", "`Åse`"],
        ),
        (b"{\"navn\": 1}\n", ["no column for number", "`navn`"]),
        (b"[{\"navn\": 1},", ["JSON array", "cannot be read"]),
        (
            b"PK\x03\x04\x14\0\x06\0",
            ["Excel workbook", "save it as XLSX, ODS or \"CSV UTF-8\""],
        ),
        (
            b"\x7fELF\x02\x01\x01\0\0\0\0",
            ["binary file", "save it as XLSX, ODS or \"CSV UTF-8\""],
        ),
        (
            b"Navn;Tlf\n\x8fse B\x91k;71999999\n",
            ["\"\u{c5}se B\u{e6}k\" as CP850", "--encoding cp850"],
        ),
        (
            b"<html><table><tr><td>Navn",
            ["a web page or XML", "save it as XLSX"],
        ),
    ] {
        desk.file("rows", content);
        let ended = desk.run("sync rows").exits(1);
        ended.says(&["rows", parts[0], parts[1]]);
    }
    desk.run("sync nowhere.csv")
        .exits(1)
        .says(&["no file nowhere.csv"]);
    desk.run("sync .").exits(1).says(&[". is a folder"]);
    desk.file("rows", "Navn;Tlf\nA;71999999\n");
    desk.run("sync rows --map name=Frima")
        .exits(1)
        .says(&["rows", "no column `Frima`", "`Navn`"]);
    desk.run("sync rows --map nam=Navn")
        .exits(2)
        .says(&["no `nam`", "name, number, email"]);
    assert_eq!(emulator.requests().len(), 0, "the file is read first");
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_be_read_is_said() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::bare();
    let file = desk.file("rows", "Navn;Tlf\n");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&file).is_ok() {
        // Nothing is unreadable for root, so there is nothing to say.
        return;
    }
    desk.run("--emulator sync rows")
        .exits(1)
        .says(&["rows may not be read", "permissions"]);
}

#[test]
fn columns_are_taken_as_the_user_says() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows", "Fornavn;Efternavn;Firma;Telefon;Mobil\nÅse;Dahl;Ågade Auto;;71999999\nBo;;VVS;33002208;31709727\n");
    desk.run_with(
        "sync rows --concurrency 1",
        &["--map", "name={Fornavn} {Efternavn}"],
    )
    .exits(0);
    assert_eq!(
        book(&emulator),
        [
            "1 Åse Dahl 4571999999 -",
            "2 Bo 4533002208 -",
            "3 Bo 4531709727 -"
        ]
    );
    let ended = desk
        .run("sync rows --map name=firma --map number=Mobil -o json --concurrency 1")
        .exits(0);
    assert_eq!(ended.counts(), "updated 2");
    assert_eq!(
        book(&emulator),
        [
            "1 Ågade Auto 4571999999 -",
            "2 Bo 4533002208 -",
            "3 VVS 4531709727 -"
        ]
    );
}

#[test]
fn rows_come_from_stdin_too() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let ended = desk
        .run_fed("sync - -o json", "Navn;Tlf\nA;71999999\n")
        .exits(0);
    assert_eq!(ended.counts(), "created 1");
    desk.run_fed("sync -", "")
        .exits(1)
        .says(&["stdin is empty"]);
}

#[test]
fn numbers_without_a_country_code_are_of_the_region() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let ended = desk
        .sync(
            "name;number\nA;70-041 38 12\nB;0701234567\n",
            "--region SE --concurrency 1",
        )
        .exits(0);
    assert_eq!(ended.counts(), "created 2");
    assert_eq!(book(&emulator), ["1 A 46700413812 -", "2 B 46701234567 -"]);
}

#[test]
fn an_export_is_about_the_contacts_that_it_names() {
    let emulator = emulator(&[("A", "61234567"), ("B", "4571000001"), ("C", "4571000001")]);
    let desk = Desk::at(&emulator);
    let exported = desk.run("export book.csv -q").exits(0);
    assert_eq!(exported.stdout, "");
    let ended = desk.run("sync book.csv -o json").exits(0);
    assert_eq!(ended.counts(), "unchanged 3");
    let book_csv = lines(&desk.path("book.csv"))
        .join("\n")
        .replace("C,", "Carl,");
    let added = format!("{book_csv}\n,Dorte,61234568,,\n");
    desk.file("book.csv", added);
    let ended = desk.run("sync book.csv -o json").exits(0);
    assert_eq!(ended.counts(), "created 1, updated 1, unchanged 2");
    assert_eq!(
        book(&emulator),
        [
            "1 A 61234567 -",
            "2 B 4571000001 -",
            "3 Carl 4571000001 -",
            "4 Dorte 4561234568 -"
        ]
    );
}
