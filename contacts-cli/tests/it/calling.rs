//! `contacts call`: any operation of the document.

use serde_json::json;

use crate::program::{Desk, book, emulator};

#[test]
fn every_operation_of_the_document_can_be_called() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    let body = r#"{"contact": {"name": "Åse", "number": "4571999999"}}"#;
    let contact = json!({
        "contact": {"id": 1, "name": "Åse", "number": "4571999999", "number_formatted": "71 99 99 99", "email": null},
    });
    let created = desk
        .run_with("call create_contact --body", &[body])
        .exits(0);
    assert_eq!((created.json(), &*created.stderr), (contact.clone(), ""));
    desk.file("change.json", r#"{"contact": {"email": "a@x.dk"}}"#);
    desk.run("call update-contact --id 1 --body @change.json")
        .exits(0);
    assert_eq!(book(&emulator), ["1 Åse 4571999999 a@x.dk"]);
    let fed = r#"{"contact": {"email": null}}"#;
    desk.run_fed("call update_contact --id 1 --body -", fed)
        .exits(0);

    let found = desk
        .run("call get_contact_by_number --number 4571999999")
        .exits(0);
    assert_eq!(found.json(), contact);
    let listed = desk
        .run("call list_contacts --limit 1 --id-gt-or-eq 1 -o jsonl")
        .exits(0);
    assert_eq!(listed.stdout.lines().count(), 1);
    assert_eq!(listed.json()["contacts"][0], contact["contact"]);
    assert_eq!(desk.run("call delete_contact --id 1").exits(0).stdout, "");
    assert_eq!(book(&emulator), [""; 0]);

    // What the tests above call is all that there is.
    let operations = contacts_openapi::document().operations();
    let help = desk.run("call --help").exits(0).stdout;
    for operation in operations {
        assert!(help.contains(&operation.id), "{}: {help}", operation.id);
    }
}

#[test]
fn errors_are_those_of_all_commands() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    desk.run("call get_contact --id 7").exits(6).says(&["404"]);
    desk.run_with("call create_contact --body", &[r#"{"contact": {}}"#])
        .exits(1)
        .says(&["422", "name"]);
    desk.run_with("call get_contact_by_number --number", &[".."])
        .exits(2)
        .says(&["--number \"..\"", "another path"]);
    desk.run("call get_contact --id x")
        .exits(2)
        .says(&["--id \"x\"", "whole number"]);
    desk.run("call create_contact --body {")
        .exits(2)
        .says(&["--body is not JSON"]);
    desk.run("call create_contact --body @nowhere.json")
        .exits(2)
        .says(&["--body @nowhere.json cannot be read"]);
    for arguments in [
        "call",
        "call get_contact",
        "call nothing",
        "call create_contact",
    ] {
        let ended = desk.run(arguments).exits(2);
        assert_eq!(ended.stdout, "", "{arguments}");
    }
    let desk = desk.with("CONTACTS_TOKEN", "wrong");
    desk.run("call list_contacts")
        .exits(4)
        .says(&["401", "token"]);
}

#[test]
fn verbose_shows_the_status_and_headers_and_nobody() {
    let emulator = emulator(&[("Sigrid", "4571999999")]);
    let desk = Desk::at(&emulator);
    let ended = desk
        .run("call get_contact_by_number --number 4571999999 -v")
        .exits(0);
    for part in [
        "200 OK\n",
        "content-type: application/json\n",
        "operation=\"get_contact_by_number\"",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    let failed = desk
        .run("call get_contact_by_number --number 4533002208 -v")
        .exits(6);
    assert!(
        failed.stderr.contains("404 Not Found\n"),
        "{}",
        failed.stderr
    );
    for secret in ["Sigrid", "71999999", "33002208", emulator.token()] {
        assert!(
            !ended.stderr.contains(secret),
            "{secret} in {}",
            ended.stderr
        );
        assert!(
            !failed.stderr.contains(secret),
            "{secret} in {}",
            failed.stderr
        );
    }
}

#[test]
fn help_and_completion_know_each_operations_parameters() {
    let desk = Desk::bare();
    for operation in contacts_openapi::document().operations() {
        let help = desk
            .run(&format!("call {} --help", operation.id))
            .exits(0)
            .stdout;
        let description = operation.description.as_deref().unwrap_or_default();
        let first = description.lines().next().unwrap_or_default();
        assert!(help.contains(first), "{help}");
        for parameter in &operation.parameters {
            let flag = format!("--{}", parameter.name.replace('_', "-"));
            assert!(help.contains(&flag), "{flag}: {help}");
        }
        if operation.request.is_some() {
            assert!(
                help.contains("--body <JSON|@FILE|->") && help.contains("Such as {"),
                "{help}"
            );
        }
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = desk.run(&format!("completions {shell}")).exits(0).stdout;
        assert!(
            script.contains("get_contact_by_number") && script.contains("id-gt-or-eq"),
            "{shell}"
        );
    }
}
