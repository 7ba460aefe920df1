//! Rows that cannot be used: each costs itself only, and is in a file that can be mended.

use crate::program::{Desk, book, emulator, lines};

#[test]
fn a_bad_row_costs_itself_only() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let long = "x".repeat(256);
    let mut rows = b"Navn;Tlf;E-mail\n".to_vec();
    for row in [
        "A;71000001;".to_owned(),
        ";71000002;".to_owned(),
        format!("{long};71000003;"),
        "D;7100000A;".to_owned(),
        "E;71000005;;;x".to_owned(),
        "\"F;71000006;".to_owned(),
        "G;71000007;\"g\n@x.dk\"".to_owned(),
        String::new(),
        ";;x@x.dk".to_owned(),
        "Ø;71000012;".to_owned(),
    ] {
        rows.extend_from_slice(row.as_bytes());
        rows.push(b'\n');
    }
    // Text of another encoding in one cell of a UTF-8 file.
    rows.extend_from_slice("Å;71000013;å@x.dk\n".as_bytes());
    rows.extend_from_slice(b"\xd8rn;71000014;\n");
    let ended = desk.sync(&rows, "").exits(3);
    assert_eq!(ended.counts(), "created 4, invalid 7");
    assert_eq!(
        ended.rejects(),
        [
            "3 name ".to_owned(),
            format!("4 name {long}"),
            "5 number 7100000A".to_owned(),
            "6  E;71000005;;;x".to_owned(),
            "7  \"F;71000006;".to_owned(),
            "10 name ".to_owned(),
            "10 number ".to_owned(),
            "13 name \u{fffd}rn".to_owned(),
        ]
    );
    let report = ended.json();
    let reject = |at: usize| &report["rejects"][at];
    assert_eq!(
        (&reject(2)["column"], &reject(2)["line"]),
        (&"Tlf".into(), &5.into())
    );
    // A cell of row 8 has two lines.
    assert_eq!(reject(5)["line"], 11);
    assert!(
        reject(4)["reason"].as_str().unwrap().contains("not closed"),
        "{report}"
    );
    let mut found = book(&emulator);
    found.sort_unstable();
    assert_eq!(found.len(), 4);
    assert!(
        found.iter().any(|it| it.ends_with("G 4571000007 g @x.dk")),
        "{found:?}"
    );
}

#[test]
fn a_bad_line_of_json_costs_itself_only() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "{\"name\":\"A\",\"number\":\"71000001\"}\n{\"name\":\n17\n{\"number\":{}}\n\
                {\"name\":\"E\",\"number\":71000005}\n";
    let ended = desk.sync(rows, "").exits(3);
    assert_eq!(ended.counts(), "created 2, invalid 3");
    assert_eq!(
        ended.rejects(),
        ["2  {\"name\":", "3  17", "4 name ", "4 number {}"]
    );
}

#[test]
fn rejected_rows_are_written_to_a_file_that_can_be_mended_and_synced() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "Nr;Navn;Tlf\n1;Å;71999999\n2;\"B; C\";ukendt\n3;;112\n4;D;\"71\n";
    let ended = desk.sync(rows, "--rejects bad.csv").exits(3);
    assert_eq!(ended.counts(), "created 1, invalid 3");
    let written = lines(&desk.path("bad.csv"));
    assert_eq!(
        written[0],
        "\u{feff}Nr;Navn;Tlf;rejected row;rejected because"
    );
    assert!(
        written[1].starts_with("2;\"B; C\";ukendt;3;number stands for"),
        "{}",
        written[1]
    );
    assert!(
        written[2].starts_with("3;;112;4;\"name is empty"),
        "{}",
        written[2]
    );
    assert!(
        written[2].contains("; number is a short code"),
        "{}",
        written[2]
    );
    assert!(
        written[3].starts_with("\"4;D;\"\"71\";;;5;\"a quote"),
        "{}",
        written[3]
    );

    desk.file(
        "mended.csv",
        written[..2].join("\n").replace("ukendt", "33002208"),
    );
    let mended = desk.run("sync mended.csv -o json").exits(0);
    assert_eq!(mended.counts(), "created 1");
    desk.run("sync rows -q --rejects rows")
        .exits(2)
        .says(&["--rejects rows", "the file that is read"]);
    desk.run("sync rows -q --rejects no/bad.csv")
        .exits(1)
        .says(&["no/bad.csv", "cannot be written"]);
    std::fs::create_dir(desk.path("in")).unwrap();
    desk.run("sync rows -q --rejects in/../rows")
        .exits(2)
        .says(&["the file that is read"]);
    std::fs::hard_link(desk.path("rows"), desk.path("rows-too")).unwrap();
    desk.run("sync rows -q --rejects ./rows-too")
        .exits(2)
        .says(&["--rejects ./rows-too", "the file that is read"]);
    // What is there already stays until the run is over.
    desk.run("sync nowhere -q --rejects bad.csv").exits(1);
    assert_eq!(lines(&desk.path("bad.csv")), written);
    assert_eq!(book(&emulator).len(), 2);
}

#[test]
#[cfg(unix)]
fn rejected_rows_are_not_written_through_a_link() {
    let desk = Desk::bare();
    desk.file("rows", "Navn;Tlf\nA;112\n");
    let other = desk.file("other", "precious");
    std::os::unix::fs::symlink(&other, desk.path("bad.csv")).unwrap();
    desk.run("--emulator -q sync rows --rejects bad.csv")
        .exits(1)
        .says(&["bad.csv cannot be written", "it is a link"]);
    assert_eq!(std::fs::read(&other).unwrap(), b"precious");
    let ended = desk
        .run("--emulator -q sync rows --rejects /dev/stdout")
        .exits(3);
    assert!(ended.stdout.contains("A;112;2;"), "{ended:?}");
}

#[test]
fn a_row_counts_once_however_many_numbers_it_has() {
    let emulator = emulator(&[("B", "4571000003")]);
    let desk = Desk::at(&emulator);
    let rows = "Nr;Navn;Tlf;Mobil\n1;A;71000001;71000002\n2;B;71000003;71000004\n3;C;ukendt;112\n\
                4;D;;71000005\n5;E;7199;71000006\n6;F;71000001;\n";
    let first = desk.sync(rows, "--concurrency 1").exits(3);
    assert_eq!(first.counts(), "created 4, duplicate 1, invalid 1");
    assert_eq!(first.rejects(), ["4 number ukendt", "4 number 112"]);
    assert_eq!(
        book(&emulator),
        [
            "1 B 4571000003 -",
            "2 A 4571000001 -",
            "3 A 4571000002 -",
            "4 B 4571000004 -",
            "5 D 4571000005 -",
            "6 E 4571000006 -"
        ]
    );
    assert_eq!(first.json()["contacts"]["created"], 5);
    let shown = Desk::bare().run_fed("--emulator sync -", rows).exits(3);
    assert!(
        shown
            .stdout
            .ends_with("0 failed; as contacts: 6 created, 0 updated\n"),
        "{shown:?}"
    );
    // What one number of a row lacks is for whoever mends the file, also where nothing changes.
    desk.sync(rows, "--rejects rejects.csv").exits(3);
    let rejected = lines(&desk.path("rejects.csv"));
    let of_row = |row: &str| rejected.iter().find(|it| it.contains(row)).cloned();
    assert!(of_row("5;E;7199;71000006;6;").is_some(), "{rejected:?}");
    assert_eq!(rejected.len(), 3, "{rejected:?}");
    let again = desk.sync(rows, "--all-warnings").exits(3);
    assert_eq!(again.counts(), "unchanged 4, duplicate 1, invalid 1");
    let report = again.json();
    let warnings = report["warnings"].as_array().unwrap().iter();
    let left_out = warnings
        .filter(|it| it["value"] == "7199")
        .collect::<Vec<_>>();
    assert_eq!(left_out.len(), 1, "{report}");
    assert_eq!(
        (&left_out[0]["row"], &left_out[0]["column"]),
        (&6.into(), &"Tlf".into())
    );
    let keys = desk
        .sync("Nr;Navn;Tlf;Mobil\n1;X;71000001;71000002\n", "-n --key nr")
        .exits(0);
    let keys: Vec<_> = keys.json()["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["key"].clone())
        .collect();
    assert_eq!(keys, ["1", "1#2"]);
}

#[test]
fn rows_without_a_number_are_no_rejects_if_that_is_asked_for() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf\nA;71000001\nB;\nC;-\n";
    let ended = desk.sync(rows, "--skip-without-number").exits(0);
    assert_eq!(ended.counts(), "created 1");
    assert_eq!(
        (&ended.json()["rows"], &ended.json()["skipped"]),
        (&1.into(), &2.into())
    );
    let shown = desk.run("sync rows --skip-without-number").exits(0);
    assert!(shown.stdout.ends_with("0 failed; 2 skipped\n"), "{shown:?}");
    assert_eq!(
        desk.sync(rows, "").exits(3).counts(),
        "unchanged 1, invalid 2"
    );
}
