//! What a sync remembers and deletes, plans that wait in a file, and what is put back.

use std::fs;
use std::process::Stdio;

use contacts_emulator::Fault;
use serde_json::{Value, json};

use crate::program::{Desk, book, emulator, lines, writes};

const ROWS: &str = "Nr;Navn;Tlf\n1;Åse;71000001\n2;Bo;71000002\n3;Carl;71000003\n";

#[test]
fn a_changed_number_keeps_the_contact_when_the_source_has_a_key() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "--key Nr --concurrency 1").exits(0);
    let moved = ROWS.replace("71000002", "71000009");
    let ended = desk.sync(&moved, "--key Nr").exits(0);
    assert_eq!(ended.counts(), "updated 1, unchanged 2");
    assert_eq!(book(&emulator)[1], "2 Bo 4571000009 -");
}

#[test]
fn what_the_file_no_longer_has_is_deleted_when_that_is_asked_for_and_not_else() {
    let emulator = emulator(&[("Mine", "4571000008")]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "").exits(0);
    let rest = "Nr;Navn;Tlf\n1;Åse;71000001\n2;Bo;71000002\n";
    let left = desk.sync(rest, "").exits(0);
    assert_eq!(
        (left.counts(), &left.json()["orphans"]),
        ("unchanged 2".to_owned(), &json!(1))
    );
    assert!(
        left.stderr
            .contains("1 contact of this tool, which --delete would delete"),
        "{left:?}"
    );
    let deleted = desk.sync(rest, "--delete --max-delete 1").exits(0);
    assert_eq!(deleted.counts(), "unchanged 2, deleted 1");
    assert_eq!(book(&emulator).len(), 3);
    assert!(book(&emulator).contains(&"1 Mine 4571000008 -".to_owned()));
}

#[test]
fn a_book_that_cannot_be_read_to_its_end_is_no_book_to_delete_from() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "").exits(0);
    let sent = writes(&emulator);
    emulator
        .set_faults([Fault::status(400).on("list_contacts")])
        .unwrap();
    let rest = "Nr;Navn;Tlf\n1;Åse;71000001\n";
    desk.sync(rest, "-q --delete --max-delete 100%")
        .exits(5)
        .says(&["was not read to its end, so nothing is deleted"]);
    desk.sync(rest, "").exits(1);
    assert_eq!(writes(&emulator), sent);
}

#[test]
fn too_many_deletes_are_refused_before_anything_is_sent() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "").exits(0);
    let sent = writes(&emulator);
    let rows = "Nr;Navn;Tlf\n4;Dorte;71000004\n";
    let refused = desk.sync(rows, "--delete").exits(5);
    assert!(
        refused
            .stderr
            .contains("3 of 3 contacts would be deleted, and at most 1 may be"),
        "{refused:?}"
    );
    assert_eq!(writes(&emulator), sent);
    desk.sync(rows, "--delete --max-delete 100%").exits(0);
    assert_eq!(book(&emulator), ["4 Dorte 4571000004 -"]);
}

#[test]
fn an_empty_or_partly_unreadable_source_deletes_nothing() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "").exits(0);
    let empty = desk
        .sync("Nr;Navn;Tlf\n", "--delete --max-delete 100%")
        .exits(5);
    assert!(
        empty.stderr.contains("the source has no contacts"),
        "{empty:?}"
    );
    let partly = "Nr;Navn;Tlf\n1;Åse;71000001\n2;Bo;ukendt\n5;Eva;71000005\n";
    let ended = desk.sync(partly, "--delete --max-delete 100%").exits(5);
    assert_eq!(ended.counts(), "created 1, unchanged 1, invalid 1");
    assert!(
        ended
            .stderr
            .contains("one entry of the source cannot be used"),
        "{ended:?}"
    );
    assert_eq!(book(&emulator).len(), 4);
}

#[test]
fn a_lost_state_is_made_again_by_adopting() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "--key Nr --state one").exits(0);
    let rest = "Nr;Navn;Tlf\n1;Åse;71000001\n";
    // A contact that another tool may have made stays.
    desk.sync(rest, "--key Nr --state two --delete --max-delete 100%")
        .exits(0);
    assert_eq!(book(&emulator).len(), 3);
    desk.sync(ROWS, "--key Nr --state two --adopt").exits(0);
    let ended = desk
        .sync(rest, "--key Nr --state two --delete --max-delete 100%")
        .exits(0);
    assert_eq!(ended.counts(), "unchanged 1, deleted 2");
}

#[test]
fn a_plan_waits_in_a_file_and_leaves_alone_what_has_moved() {
    let emulator = emulator(&[("Åse", "4571000001"), ("Bo", "4571000002")]);
    let desk = Desk::at(&emulator);
    desk.file(
        "rows",
        "Navn;Tlf\nÅsa;71000001\nBob;71000002\nCarl;71000003\n",
    );
    let planned = desk.run("sync rows --out plan.json -o json").exits(0);
    assert_eq!(
        (planned.json()["dry_run"].clone(), writes(&emulator)),
        (json!(true), 0)
    );
    desk.run("update 2 --name Bodil").exits(0);
    let applied = desk.run("apply plan.json -o json").exits(3);
    assert_eq!(applied.counts(), "created 1, updated 1, conflict 1");
    assert_eq!(
        book(&emulator),
        [
            "1 Åsa 4571000001 -",
            "2 Bodil 4571000002 -",
            "3 Carl 4571000003 -"
        ]
    );
    let again = desk.run("apply plan.json -o json").exits(3);
    assert_eq!(again.counts(), "unchanged 2, conflict 1");
    desk.file("plan.json", "{}");
    desk.run("apply plan.json")
        .exits(1)
        .says(&["plan.json: it is a plan in the format"]);
    desk.run("apply nothing.json")
        .exits(1)
        .says(&["nothing.json"]);
}

#[test]
fn an_undo_puts_back_what_a_run_has_done() {
    let emulator = emulator(&[("Åse", "4571000001")]);
    let desk = Desk::at(&emulator);
    let before = book(&emulator);
    desk.sync(
        "Navn;Tlf;E-mail\nÅsa;71000001;a@x.dk\nBo;71000002;\n",
        "--log log.jsonl",
    )
    .exits(0);
    assert_ne!(book(&emulator), before);
    let undone = desk.run("undo log.jsonl -o json").exits(0).json();
    assert_eq!(
        (&undone["restored"], &undone["deleted"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(book(&emulator), before);
    // Run again it has nothing to do; undone in turn, all is as it was.
    let again = desk.run("undo log.jsonl -o json").exits(0).json();
    assert_eq!(
        (&again["unchanged"], &again["deleted"]),
        (&json!(2), &json!(0))
    );
    desk.run("undo log.jsonl.undo").exits(0);
    assert_eq!(book(&emulator).len(), 2);
    desk.run("undo log.jsonl --log log.jsonl")
        .exits(2)
        .says(&["is the log that is undone"]);
    desk.run("undo rows")
        .exits(1)
        .says(&["line 1 of rows is not a line of a log"]);
}

#[cfg(unix)]
#[test]
fn what_is_remembered_is_its_owners_and_one_run_writes_at_a_time() {
    use std::os::unix::fs::PermissionsExt as _;

    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "--log log.jsonl").exits(0);
    let folder = desk.path(".local/state/contacts");
    let states: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    let state = states
        .iter()
        .find(|it| it.extension().is_some_and(|it| it == "state"));
    for file in [state.unwrap(), &desk.path("log.jsonl")] {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    let name = state
        .unwrap()
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    assert!(!name.contains(emulator.token()), "{name}");
    // Another run has the lock.
    let lock = folder.join("locks").join(format!("{name}.lock"));
    let lock = contacts_sync::Lock::take(&lock).unwrap();
    let refused = desk.sync(ROWS, "").exits(5);
    refused.says(&["another run is writing this phone book"]);
    drop(lock);
    assert_eq!(desk.sync(ROWS, "").exits(0).counts(), "unchanged 3");
}

#[test]
fn two_runs_at_once_on_two_machines_double_nothing() {
    let emulator = emulator(&[]);
    let rows = (0..60).fold(String::new(), |rows, it| {
        rows + &format!("N{it};7100{it:04}\n")
    });
    let desks = [Desk::at(&emulator), Desk::at(&emulator)];
    let runs = desks.each_ref().map(|desk| {
        desk.file("rows", format!("Navn;Tlf\n{rows}"));
        desk.start("sync rows -o json", Stdio::null())
    });
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["rows"], 60);
    }
    assert_eq!(book(&emulator).len(), 60);
    assert_eq!(
        desks[0].run("sync rows -o json").exits(0).counts(),
        "unchanged 60"
    );
}

#[test]
fn a_report_is_a_page_that_has_everything_in_it() {
    let emulator = emulator(&[("Åse", "4571000001")]);
    let desk = Desk::at(&emulator);
    desk.sync(
        "Navn;Tlf\n</script>Åsa;71000001\nBo;ukendt\n",
        "--report report.html --dry-run",
    )
    .exits(3);
    let page = lines(&desk.path("report.html")).join("\n");
    for part in [
        "\\u003c/script>Åsa",
        "\"before\":{",
        "missing or withheld",
        emulator.url(),
    ] {
        assert!(page.contains(part), "{part}");
    }
    desk.file("rows", ROWS);
    desk.run("sync rows --report rows")
        .exits(2)
        .says(&["is the file that is read"]);
}

#[test]
fn a_number_that_cannot_be_used_keeps_deletes_back_and_its_row_is_named() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let rows = "Navn;Tlf;Mobil\nÅse;71000001;71000004\nBo;71000002;\n";
    desk.sync(rows, "").exits(0);
    desk.file(
        "rows.csv",
        rows.replace("71000004", "ring")
            .replace("Bo;71000002;\n", ""),
    );
    let ended = desk
        .run("sync rows.csv --delete --max-delete 100%")
        .exits(5);
    assert!(
        ended
            .stderr
            .contains("one entry of the source cannot be used"),
        "{ended:?}"
    );
    let named = ended.stdout.lines().find(|it| it.contains("ring")).unwrap();
    assert!(named.starts_with("2 "), "{ended:?}");
    assert_eq!(book(&emulator).len(), 3);
}

#[test]
fn a_row_that_has_no_number_any_more_lets_its_contact_go_where_such_rows_are_passed_over() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "--key Nr").exits(0);
    let without = ROWS.replace("71000002", "");
    // Else the row is one that cannot be used, and nothing is deleted.
    desk.sync(&without, "--key Nr --delete --max-delete 100%")
        .exits(5);
    assert_eq!(book(&emulator).len(), 3);
    let ended = desk.sync(
        &without,
        "--key Nr --delete --max-delete 1 --skip-without-number",
    );
    assert_eq!(ended.exits(0).counts(), "unchanged 2, deleted 1");
    assert!(!book(&emulator).iter().any(|it| it.contains("Bo")));
}

#[test]
fn a_file_with_nothing_in_it_is_no_source_to_delete_by() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "").exits(0);
    for nothing in ["", "\u{feff}\r\n"] {
        desk.sync(nothing, "").exits(1).says(&["is empty"]);
        desk.sync(nothing, "--delete --max-delete 100%")
            .exits(5)
            .says(&["is empty", "nothing is deleted, and nothing was sent"]);
    }
    assert_eq!(book(&emulator).len(), 3);
}

#[test]
fn a_report_names_its_book_also_where_nothing_else_is_said() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows.csv", ROWS);
    let ended = desk.run("sync rows.csv -q").exits(0);
    let book = format!("the phone book at {}", emulator.url());
    assert_eq!(
        (ended.stdout.lines().next().unwrap(), &*ended.stderr),
        (&*book, "")
    );
    let ended = desk.run("sync rows.csv").exits(0);
    assert!(
        ended.stderr.contains(&book) && !ended.stdout.contains(&book),
        "{ended:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_log_for_which_there_is_no_room_stops_a_run_before_it_sends_anything() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows.csv", ROWS);
    let ended = desk.run("sync rows.csv --log /dev/full").exits(1);
    assert!(
        ended
            .stderr
            .contains("error: the log /dev/full cannot be written: No space left"),
        "{ended:?}"
    );
    assert_eq!(writes(&emulator), 0, "{ended:?}");
}

#[cfg(unix)]
#[test]
fn a_state_for_which_there_is_no_room_stops_a_run_before_it_sends_anything() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows.csv", ROWS);
    let ended = desk.run_in_little_room(100, "sync rows.csv --state state -q");
    ended.exits(1).says(&[
        "the state state/",
        "cannot be read or written",
        "make room for it",
    ]);
    assert_eq!(writes(&emulator), 0);
    let left = fs::read_dir(desk.path("state")).unwrap();
    let left: Vec<_> = left.map(|it| it.unwrap().path()).collect();
    assert!(
        left.iter().all(|it| it.extension().unwrap() == "lock"),
        "{left:?}"
    );
    assert_eq!(
        desk.run("sync rows.csv --state state -o json")
            .exits(0)
            .counts(),
        "created 3"
    );
}
