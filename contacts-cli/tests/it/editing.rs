//! `get`, `lookup`, `create`, `update`, `delete`: one contact at a time.

use contacts_emulator::{Emulator, Seed};
use serde_json::json;

use crate::program::{Desk, book, emulator};

#[test]
fn a_contact_is_created_found_changed_and_deleted() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let created = desk
        .run_with(
            "create --number +45.71.99.99.99 -o json --name",
            &["Relatel A/S"],
        )
        .exits(0);
    let contact = json!({
        "id": 1, "name": "Relatel A/S", "number": "4571999999", "number_formatted": "71 99 99 99",
    });
    assert_eq!(created.json(), contact);
    assert_eq!(created.stderr, "contact 1 is created\n");
    assert_eq!(desk.run("get 1 -o json").exits(0).json(), contact);
    assert_eq!(desk.run("lookup 71999999 -o json").exits(0).json(), contact);
    assert_eq!(
        desk.run("lookup 0045-71999999 -o json").exits(0).json(),
        contact
    );

    let updated = desk
        .run("update 1 --email kundeservice@relatel.dk -o json")
        .exits(0);
    assert_eq!(updated.json()["email"], "kundeservice@relatel.dk");
    assert_eq!(
        book(&emulator),
        ["1 Relatel A/S 4571999999 kundeservice@relatel.dk"]
    );
    desk.run("update 1 --clear email --number 33002208")
        .exits(0);
    assert_eq!(book(&emulator), ["1 Relatel A/S 4533002208 -"]);

    let deleted = desk.run("delete 1").exits(0);
    assert_eq!((&*deleted.stdout, &*deleted.stderr), ("", "1 deleted\n"));
    assert_eq!(book(&emulator), [""; 0]);
}

#[test]
fn null_takes_a_value_away_and_its_text_is_given_in_quotes() {
    let emulator = emulator(&[("Åse", "4571999999")]);
    let desk = Desk::at(&emulator);
    for (email, stored) in [
        ("aase@x.dk", "aase@x.dk"),
        ("null", "-"),
        ("\"null\"", "null"),
        ("\"\"null\"\"", "\"null\""),
        ("\"null", "\"null"),
    ] {
        desk.run_with("update 1 --email", &[email]).exits(0);
        assert_eq!(book(&emulator), [format!("1 Åse 4571999999 {stored}")]);
    }
    desk.run("update 1 --name null")
        .exits(2)
        .says(&["--name \"null\"", "would clear `name`"]);
    let help = desk.run("update --help").exits(0).stdout;
    assert!(
        help.contains("the text itself is given in quotes"),
        "{help}"
    );
}

#[test]
fn what_is_not_there_is_said_by_its_name() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.run("get 7").exits(6).says(&["there is no contact 7"]);
    desk.run("lookup 71999999")
        .exits(6)
        .says(&["no contact with the number 4571999999"]);
    desk.run("update 7 --name X")
        .exits(6)
        .says(&["there is no contact 7"]);
    desk.run("delete 7")
        .exits(6)
        .says(&["there is no contact 7"]);
}

#[test]
fn what_the_document_forbids_is_refused_with_the_flag_and_is_not_sent() {
    let emulator = emulator(&[("Åse", "4571999999")]);
    let desk = Desk::at(&emulator);
    let long = "x".repeat(256);
    for (arguments, parts) in [
        (
            vec!["create", "--name", "", "--number", "71999999"],
            ["--name \"\"", "is empty"],
        ),
        (
            vec!["create", "--name", &long, "--number", "71999999"],
            ["--name", "255"],
        ),
        (
            vec!["create", "--name", "X", "--number", "71999999 Hans"],
            ["--number \"71999999 Hans\"", "letters"],
        ),
        (
            vec!["create", "--name", "X", "--number", "112"],
            ["--number \"112\"", "short code"],
        ),
        (
            vec!["update", "1", "--email", ""],
            ["--email \"\"", "is empty"],
        ),
        (
            vec!["update", "1", "--email", "a@b.dk", "--clear", "email"],
            ["--email", "--clear email"],
        ),
        (
            vec!["update", "1"],
            ["nothing is to be changed", "--name, --number, --email"],
        ),
        (
            vec!["lookup", "71999999 Hans"],
            ["\"71999999 Hans\"", "letters"],
        ),
        (vec!["list", "--number", "ukendt"], ["\"ukendt\"", "number"]),
    ] {
        desk.run_with("", &arguments).exits(2).says(&parts);
    }
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn the_command_line_is_checked_before_anything_is_done() {
    let desk = Desk::bare();
    for arguments in [
        "",
        "lits",
        "get",
        "get x",
        "get -1",
        "create --name X",
        "update 1 --clear name",
        "delete",
        "list --limit 0",
        "list --limit 3 --all",
        "list -o xml",
        "--emulator --url http://127.0.0.1:1 list",
        "--token secret list",
        "sync",
        "sync x --on-shared all",
        "sync x --concurrency 0",
        "sync x --detailed-exitcode",
        "sync x --map name",
        "serve --port 65536",
    ] {
        let ended = desk.run(arguments).exits(2);
        assert_eq!(ended.stdout, "", "{arguments}");
        assert!(!ended.stderr.is_empty(), "{arguments}");
    }
}

#[test]
fn of_several_contacts_those_that_are_there_are_deleted() {
    let emulator = emulator(&[
        ("A", "4571999999"),
        ("B", "4533002208"),
        ("C", "4531709727"),
    ]);
    let desk = Desk::at(&emulator);
    let ended = desk.run("delete 1 9 3 1 -o json").exits(3);
    assert_eq!(
        ended.json(),
        json!({"deleted": [1, 3], "failed": [{"id": 9, "reason": "there is no contact 9"}]})
    );
    assert_eq!(book(&emulator), ["2 B 4533002208 -"]);
    desk.run("delete 1 3").exits(6);
    emulator
        .set_faults([contacts_emulator::Fault::status(500)
            .on("delete_contact")
            .nth(1)])
        .unwrap();
    desk.run("delete 1 3").exits(1);
}

#[test]
fn an_odd_contact_is_shown_as_it_is() {
    let odd = Seed::verbatim([
        ("id", json!(4)),
        ("name", json!(null)),
        ("number", json!("hidden")),
        ("since", json!(1999)),
    ]);
    let red = Seed::new([("name", "\u{1b}[31mRed\u{7}"), ("number", "4571999999")]);
    let emulator = Emulator::builder()
        .seed([odd, red])
        .start_blocking()
        .unwrap();
    let desk = Desk::at(&emulator);
    let listed = desk.run("list -o json").exits(0).json();
    assert_eq!(
        (&listed[0]["id"], &listed[0]["number"]),
        (&json!(4), &json!("hidden"))
    );
    assert_eq!(listed[1]["name"], "\u{1b}[31mRed\u{7}");
    assert_eq!(
        desk.run("get 4 -o json").exits(0).json()["number"],
        "hidden"
    );
    // In a terminal a name must not be able to do anything.
    let table = desk.run("list").exits(0).stdout;
    assert!(table.contains("hidden") && table.contains("Red"), "{table}");
    assert!(!table.contains(['\u{1b}', '\u{7}']), "{table:?}");
}
