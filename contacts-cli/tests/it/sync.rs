//! What a sync changes in the book, and what it leaves alone.

use std::time::{Duration, Instant};

use contacts_emulator::{Emulator, Seed};
use serde_json::json;

use crate::program::{Desk, book, emulator, writes};

#[test]
fn only_what_differs_is_sent() {
    let seed = |name: &str, number: &str| {
        Seed::new([("name", name), ("number", number), ("email", "old@x.dk")])
    };
    let emulator = Emulator::builder()
        .seed([
            seed("Same", "4571000001"),
            seed("Other name", "4571000002"),
            seed("Other mail", "4571000003"),
            seed("Not in the file", "4571000009"),
        ])
        .start_blocking()
        .unwrap();
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf;E-mail\nSame;71000001;old@x.dk\nNew name;71000002;\nOther mail;71000003;new@x.dk\nNew;71000004;\n";
    let first = desk.sync(rows, "--concurrency 1").exits(0);
    assert_eq!(first.counts(), "created 1, updated 2, unchanged 1");
    let sent: Vec<_> = emulator
        .requests()
        .iter()
        .filter(|it| it.method() != "GET")
        .map(|it| format!("{} {}", it.path(), String::from_utf8_lossy(it.content())))
        .collect();
    assert_eq!(
        sent,
        [
            "/api/v2/contacts/2 {\"contact\":{\"name\":\"New name\"}}",
            "/api/v2/contacts/3 {\"contact\":{\"email\":\"new@x.dk\"}}",
            "/api/v2/contacts {\"contact\":{\"name\":\"New\",\"number\":\"4571000004\"}}",
        ]
    );
    assert_eq!(
        book(&emulator),
        [
            "1 Same 4571000001 old@x.dk",
            "2 New name 4571000002 old@x.dk",
            "3 Other mail 4571000003 new@x.dk",
            "4 Not in the file 4571000009 old@x.dk",
            "5 New 4571000004 -",
        ]
    );
    assert_eq!(desk.sync(rows, "").exits(0).counts(), "unchanged 4");
    assert_eq!(writes(&emulator), 3, "a second run sends zero writes");
}

#[test]
fn a_large_book_is_read_to_its_end() {
    let contacts: Vec<_> = (0..7000).map(|n| format!("457100{n:04}")).collect();
    let contacts: Vec<_> = contacts.iter().map(|number| ("A", &**number)).collect();
    let emulator = emulator(&contacts);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf\nA;71000000\nA;71003456\nB;71006999\nC;71007000\n";
    assert_eq!(
        desk.sync(rows, "").exits(0).counts(),
        "created 1, updated 1, unchanged 2"
    );
}

#[test]
fn odd_contacts_in_the_book_stop_nothing() {
    let emulator = Emulator::builder()
        .seed([
            Seed::verbatim([
                ("id", json!(1)),
                ("name", json!(null)),
                ("number", json!("hidden")),
            ]),
            Seed::verbatim([
                ("id", json!(2)),
                ("number", json!(null)),
                ("extra", json!([1])),
            ]),
            Seed::verbatim([
                ("id", json!(3)),
                ("name", json!("Åse")),
                ("number", json!("+45 71 99 99 99")),
            ]),
            Seed::verbatim([("id", json!(4))]),
        ])
        .start_blocking()
        .unwrap();
    let desk = Desk::at(&emulator);
    let ended = desk
        .sync("Navn;Tlf\nÅse;71999999\nBo;33002208\n", "")
        .exits(0);
    assert_eq!(ended.counts(), "created 1, unchanged 1");
}

#[test]
fn a_number_that_several_contacts_have_is_nobodys() {
    let emulator = emulator(&[
        ("A", "4571000001"),
        ("B", "4571000001"),
        ("C", "4571000002"),
    ]);
    let desk = Desk::at(&emulator);
    let ended = desk
        .sync("Navn;Tlf\nX;71 00 00 01\nC;71000002\n", "")
        .exits(3);
    assert_eq!(ended.counts(), "unchanged 1, conflict 1");
    assert_eq!(ended.rejects(), ["2 number 71 00 00 01"]);
    let reason = ended.json()["rejects"][0]["reason"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        reason.contains("contacts 1, 2 have this number"),
        "{reason}"
    );
    // One of them is as the file says: there is nothing to guess.
    assert_eq!(
        desk.sync("Navn;Tlf\nB;71000001\n", "").exits(0).counts(),
        "unchanged 1"
    );
    assert_eq!(writes(&emulator), 0);
}

#[test]
fn rows_that_share_a_number_are_one_contact() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf\nA;71 00 00 01\nB;71000002\nC;+4571000001\n";
    let first = desk.sync(rows, "").exits(0);
    assert_eq!(first.counts(), "created 2, duplicate 1");
    assert_eq!(first.rejects(), [""; 0]);
    let duplicate = first.json()["duplicates"][0].clone();
    assert_eq!(
        (&duplicate["row"], &duplicate["value"]),
        (&json!(4), &json!("+4571000001"))
    );
    assert_eq!(duplicate["reason"], "row 2 has the same number and is used");
    let last = desk.sync(rows, "--on-shared last").exits(0);
    assert_eq!(last.counts(), "updated 1, unchanged 1, duplicate 1");
    let refuse = desk.sync(rows, "--on-shared refuse").exits(3);
    assert_eq!(refuse.counts(), "unchanged 1, conflict 2");
    assert_eq!(
        refuse.rejects(),
        ["2 number 71 00 00 01", "4 number +4571000001"]
    );
}

#[test]
fn an_empty_cell_clears_only_when_that_is_asked_for() {
    let contact = Seed::new([("name", "A"), ("number", "4571000001"), ("email", "a@x.dk")]);
    let emulator = Emulator::builder()
        .seed([contact])
        .start_blocking()
        .unwrap();
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf;E-mail\nA;71000001;\n";
    assert_eq!(desk.sync(rows, "").exits(0).counts(), "unchanged 1");
    // Without a column there is nothing to be empty.
    assert_eq!(
        desk.sync("Navn;Tlf\nA;71000001\n", "--clear-empty")
            .exits(0)
            .counts(),
        "unchanged 1"
    );
    assert_eq!(
        desk.sync(rows, "--clear-empty").exits(0).counts(),
        "updated 1"
    );
    assert_eq!(book(&emulator), ["1 A 4571000001 -"]);
    assert_eq!(
        desk.sync(rows, "--clear-empty").exits(0).counts(),
        "unchanged 1"
    );
}

#[test]
fn a_dry_run_sends_nothing_and_says_what_it_would() {
    let emulator = emulator(&[("A", "4571000001")]);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf\nB;71000001\nC;71 00 00 02\nD;112\n";
    let dry = desk.sync(rows, "--dry-run").exits(3);
    assert_eq!(dry.counts(), "created 1, updated 1, invalid 1");
    assert_eq!(
        dry.json()["changes"],
        json!([
            {"row": 2, "action": "update", "id": 1, "number": "71000001",
             "before": {"id": 1, "name": "A", "number": "4571000001", "number_formatted": "71 00 00 01"},
             "contact": {"name": "B"}},
            {"row": 3, "action": "create", "number": "71 00 00 02", "contact": {"name": "C", "number": "4571000002"}},
        ])
    );
    desk.sync(rows, "-n --detailed-exitcode").exits(10);
    let table = desk.run("sync rows --dry-run").exits(3).stdout;
    for part in [
        "1 would be changed:\n  ~ contact 1  4571000001  name: A → B\n",
        "1 would be created:\n  + row 3  4571000002  name: C\n",
        "3 rows: would create 1, update 1 and delete 0; 0 unchanged",
    ] {
        assert!(table.contains(part), "{table}");
    }
    assert_eq!(writes(&emulator), 0);

    desk.sync(rows, "").exits(3);
    desk.sync(rows, "-n --detailed-exitcode").exits(3);
    desk.sync("Navn;Tlf\nB;71000001\n", "-n --detailed-exitcode")
        .exits(0);
}

#[test]
fn a_doubtful_number_is_used_and_said() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf\nA;12 34 56 78\nB;71999999 lokal 12\n";
    let ended = desk.sync(rows, "--concurrency 1").exits(0);
    assert_eq!(ended.counts(), "created 2");
    assert_eq!(book(&emulator), ["1 A 4512345678 -", "2 B 4571999999 -"]);
    let report = ended.json();
    let warning = |at: usize, key: &str| report["warnings"][at][key].to_string();
    assert_eq!(
        (warning(0, "row"), warning(1, "row")),
        ("2".into(), "3".into())
    );
    assert!(warning(0, "reason").contains("no known range"), "{report}");
    assert!(warning(1, "reason").contains("extension"), "{report}");
    // They change nothing any more, and are counted.
    let table = desk.run("sync rows").exits(0).stdout;
    assert!(table.starts_with("2 more should be looked at"), "{table}");
    let table = desk.run("sync rows --all-warnings").exits(0).stdout;
    let heading = "Rows that are used and should be looked at:";
    assert!(table.starts_with(heading), "{table}");
    let lookup = desk.run("lookup 12345678").exits(0);
    assert!(
        lookup
            .stderr
            .starts_with("warning: the number \"12345678\" has"),
        "{lookup:?}"
    );
    let create = desk
        .run("create --name C --number 12345677 -o json")
        .exits(0);
    assert!(
        create
            .stderr
            .starts_with("warning: --number \"12345677\" has"),
        "{create:?}"
    );
}

#[test]
fn a_header_without_rows_is_nothing_to_do() {
    let emulator = emulator(&[("A", "4571000001")]);
    let desk = Desk::at(&emulator);
    assert_eq!(desk.sync("Navn;Tlf\n", "").exits(0).counts(), "");
    assert_eq!(book(&emulator).len(), 1);
}

#[test]
fn the_report_is_written_in_four_forms() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf\nA;71000001\nB;112\nC;71000001\n";
    let json = desk.sync(rows, "").exits(3).json();
    let keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    let expected = [
        "service",
        "dry_run",
        "rows",
        "created",
        "updated",
        "unchanged",
        "deleted",
        "duplicate",
        "invalid",
        "conflict",
        "failed",
        "skipped",
        "contacts",
        "rejects",
        "duplicates",
        "warnings",
        "untold_warnings",
        "orphans",
    ];
    assert_eq!(keys, expected);
    let jsonl = desk.run("sync rows -o jsonl").exits(3).stdout;
    assert_eq!(jsonl.lines().count(), 1);
    let csv = desk.run("sync rows -o csv").exits(3).stdout;
    let csv: Vec<_> = csv.lines().collect();
    assert_eq!(csv[0], "row,line,outcome,field,column,value,reason");
    assert!(
        csv[1].starts_with("3,3,invalid,number,Tlf,112,"),
        "{}",
        csv[1]
    );
    assert!(
        csv[2].starts_with("4,4,duplicate,number,,71000001,row 2"),
        "{}",
        csv[2]
    );
    let table = desk.run("sync rows").exits(3).stdout;
    assert!(
        table.contains("ROW  FIELD   VALUE  REASON\n3    number  112"),
        "{table}"
    );
}

#[test]
fn no_more_requests_are_sent_in_a_second_than_is_said() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "A;71000000\nA;71000001\nA;71000002\nA;71000003\nA;71000004\nA;71000005\nA;71000006\nA;71000007\n";
    let begin = Instant::now();
    desk.sync(format!("Navn;Tlf\n{rows}"), "--rps 5 --concurrency 8")
        .exits(0);
    let requests = u32::try_from(emulator.requests().len()).unwrap();
    assert!(requests > 8, "{requests}");
    // However quick the machine is: those of the first second may be sent at once.
    let least = Duration::from_millis(200) * (requests - 5);
    assert!(
        begin.elapsed() >= least,
        "{requests} in {:?}",
        begin.elapsed()
    );
    desk.run("sync rows --rps 0").exits(2);
}
