//! Plans that wait in a file while others go on with the book.

use crate::program::{Desk, book, emulator, lines};

const ROWS: &str = "Nr;Navn;Tlf\n1;Åse;71000001\n2;Bo;71000002\n3;Carl;71000003\n";

#[test]
fn a_contact_that_was_changed_meanwhile_is_not_deleted_and_counts() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "--concurrency 1").exits(0);
    desk.file("rest", "Nr;Navn;Tlf\n1;Åse;71000001\n");
    desk.run("sync rest --delete --max-delete 100% --out plan.json")
        .exits(0);
    desk.run("update 2 --name Bodil").exits(0);
    desk.run("delete 3 --yes").exits(0);
    let applied = desk.run("apply plan.json -o json").exits(3);
    assert_eq!(applied.counts(), "unchanged 1, conflict 1");
    let said = &applied.json()["rejects"][0];
    assert_eq!(
        said["reason"],
        "contact 2 was to be deleted: contact 2 has been changed since the plan was made: sync again"
    );
    assert_eq!(
        book(&emulator),
        ["1 Åse 4571000001 -", "2 Bodil 4571000002 -"]
    );
}

#[test]
fn a_contact_that_cannot_be_deleted_counts_as_failed() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "").exits(0);
    emulator
        .set_faults([contacts_emulator::Fault::status(409).on("delete_contact")])
        .unwrap();
    let rest = "Nr;Navn;Tlf\n1;Åse;71000001\n2;Bo;71000002\n";
    let ended = desk.sync(rest, "--delete --max-delete 100%").exits(3);
    assert_eq!(ended.counts(), "unchanged 2, failed 1");
}

#[test]
fn a_number_that_somebody_has_got_meanwhile_is_given_to_nobody_else() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.sync(ROWS, "--key Nr --concurrency 1").exits(0);
    desk.file("rows", ROWS.replace("71000002", "71000009"));
    desk.run("sync rows --key Nr --out plan.json").exits(0);
    desk.run("create --name Dina --number 71000009").exits(0);
    let applied = desk.run("apply plan.json -o json").exits(3);
    assert_eq!(applied.counts(), "unchanged 2, conflict 1");
    let reason = &applied.json()["rejects"][0]["reason"];
    assert_eq!(
        reason,
        "contact 4 has got the new number of contact 2 since the plan was made: sync again"
    );
    assert_eq!(book(&emulator)[1], "2 Bo 4571000002 -");
}

#[test]
fn the_command_that_is_shown_applies_the_plan_with_the_same_state() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows", ROWS);
    let planned = desk
        .run_with(
            "sync rows --key Nr --state",
            &["my state", "--out", "plan.json"],
        )
        .exits(0);
    let said = planned
        .stderr
        .lines()
        .find(|it| it.contains("contacts apply"));
    let (_, command) = said.unwrap().split_once(": ").unwrap();
    assert_eq!(command, "contacts apply plan.json --state 'my state'");
    let script = command.replacen("contacts", "\"$0\"", 1);
    desk.run_in_shell(&script).exits(0);
    // The state knows them by their keys, so that one that has another number is the same contact.
    desk.file("rows", ROWS.replace("71000002", "71000009"));
    let again = desk
        .run_with("sync rows --key Nr -o json --state", &["my state"])
        .exits(0);
    assert_eq!(again.counts(), "updated 1, unchanged 2");
}

#[test]
fn no_file_is_written_twice_or_over_what_is_read() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows", ROWS);
    desk.run("sync rows --out plan").exits(0);
    desk.run("sync rows --log log").exits(0);
    desk.file("token", emulator.token());
    let before = lines(&desk.path("plan"));
    for (arguments, said) in [
        (
            "sync rows --log rows",
            "--log rows is the file that is read",
        ),
        (
            "sync rows --log x --rejects x",
            "--rejects x is the file of --log as well",
        ),
        (
            "sync rows --rejects x --out x",
            "--out x is the file of --rejects as well",
        ),
        (
            "sync rows --out x --report ./x",
            "--report ./x is the file of --out as well",
        ),
        ("apply plan --report plan", "--report plan is the plan"),
        ("apply plan --log plan", "--log plan is the plan"),
        ("undo log --log log", "--log log is the log that is undone"),
        (
            "sync rows --rejects token --token-file token",
            "--rejects token is the file with the token",
        ),
        (
            "export token --token-file token",
            "the file token is the file with the token",
        ),
    ] {
        desk.run(arguments).exits(2).says(&[said]);
    }
    assert!(!desk.path("x").exists());
    assert_eq!(lines(&desk.path("plan")), before);
    assert_eq!(lines(&desk.path("rows")).len(), 4);
    assert_eq!(lines(&desk.path("token")), [emulator.token()]);
    // What is nowhere kept may be given twice.
    desk.run("sync rows --rejects /dev/null --report /dev/null")
        .exits(0);
}

#[test]
fn a_log_is_not_appended_to_what_is_no_log() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.file("rows", ROWS);
    desk.file("notes", "call Åse back\n");
    desk.run("sync rows --log notes").exits(1).says(&[
        "line 1 of notes is not a line of a log of contacts",
        "give another file",
    ]);
    assert_eq!(lines(&desk.path("notes")), ["call Åse back"]);
    assert!(book(&emulator).is_empty());
}
