//! `contacts drift`: is the document still true?

use contacts_emulator::{Emulator, Fault, Seed};
use serde_json::{Value, json};

use crate::program::{Desk, emulator, writes};

/// Contacts as the document says, and one that is not.
fn drifted() -> Emulator {
    let right = |id: u64| {
        Seed::verbatim([
            ("id", json!(id)),
            ("name", json!("Bodil")),
            ("number", json!("4571999999")),
            ("number_formatted", json!("71 99 99 99")),
        ])
    };
    let odd = Seed::verbatim([
        ("id", json!(9)),
        ("name", json!(["Sigrid"])),
        ("number", json!(null)),
        ("number_formatted", json!("")),
        ("company", json!("Ågade Auto")),
        ("since", json!("2026-01-31")),
    ]);
    Emulator::builder()
        .seed((1..=8).map(right).chain([odd]))
        .start_blocking()
        .unwrap()
}

#[test]
fn a_service_that_is_as_the_document_says_is_left_in_peace() {
    let contact = Seed::new([("name", "A"), ("number", "4571999999"), ("email", "a@x.dk")]);
    let emulator = Emulator::builder()
        .seed([contact])
        .start_blocking()
        .unwrap();
    let desk = Desk::at(&emulator);
    let ended = desk.run("drift").exits(0);
    let said = format!("1 contact is as {} says\n", contacts_openapi::PATH);
    assert_eq!((&*ended.stdout, &*ended.stderr), (&*said, ""));
    assert_eq!(
        desk.run("drift -o json").exits(0).json()["findings"],
        json!([])
    );
    // One contact is got by its id, too.
    let got = emulator.requests();
    assert!(got.iter().any(|it| it.path().ends_with("/contacts/1")));
    assert_eq!(writes(&emulator), 0);
}

#[test]
fn what_differs_is_said_with_exit_10_and_nobody_is_named() {
    let emulator = drifted();
    let desk = Desk::at(&emulator);
    let report = desk.run("drift -o json").exits(10).json();
    assert_eq!(report["contacts"], 9);
    let found: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap();
            format!(
                "{} {} {}/{}",
                text("property"),
                text("problem"),
                it["count"],
                it["of"]
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "name kind 1/9",
            "company undocumented 1/9",
            "since undocumented 1/9",
            "email never_sent 0/9"
        ]
    );
    let since = &report["findings"][2];
    assert_eq!(since["yaml"], "since:\n  type: string\n  format: date\n");
    let place = since["place"].as_str().unwrap();
    assert!(place.starts_with(contacts_openapi::PATH), "{place}");

    let text = desk.run("drift").exits(10).stdout;
    for part in [
        "Sent, and not in the document:",
        "      company:\n        type: string\n",
        "9 contacts, 4 differences",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let all = [
        text,
        report.to_string(),
        desk.run("drift -o csv -vv").exits(10).stdout,
    ]
    .concat();
    for secret in [
        "Sigrid",
        "Bodil",
        "4571999999",
        "71 99 99 99",
        "Ågade",
        "2026-01-31",
    ] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[test]
fn a_sample_is_as_large_as_is_asked_for() {
    let contacts: Vec<_> = (0..230).map(|n| format!("457100{n:04}")).collect();
    let contacts: Vec<_> = contacts.iter().map(|number| ("A", &**number)).collect();
    let emulator = emulator(&contacts);
    let desk = Desk::at(&emulator);
    for (arguments, count) in [
        ("", 100),
        ("--sample 3", 3),
        ("--sample 150", 150),
        ("--all", 230),
    ] {
        let ended = desk.run(&format!("drift -o json {arguments}"));
        assert_eq!(ended.json()["contacts"], count, "{arguments}");
    }
    desk.run("drift --sample 0").exits(2);
    desk.run("drift --sample 3 --all").exits(2);
}

#[test]
fn a_status_that_the_document_lacks_is_a_finding_and_others_end_the_run() {
    let emulator = drifted();
    let desk = Desk::at(&emulator);
    emulator
        .set_faults([Fault::status(418).on("get_contact")])
        .unwrap();
    let report = desk.run("drift -o json").exits(10).json();
    let findings = report["findings"].as_array().unwrap();
    let is_status = |it: &&Value| it["problem"] == "status";
    let status: Vec<_> = findings.iter().filter(is_status).collect();
    assert_eq!(status.len(), 1, "{report}");
    assert_eq!(status[0]["message"], "the status 418 is not documented");

    emulator
        .set_faults([Fault::status(400).on("list_contacts")])
        .unwrap();
    desk.run("drift").exits(1).says(&["400"]);
    emulator.set_faults([]).unwrap();
    desk.with("CONTACTS_TOKEN", "wrong")
        .run("drift")
        .exits(4)
        .says(&["401", "token"]);
}
