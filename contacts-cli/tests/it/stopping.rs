//! Runs that do not come to their end: no service, no token, an outage, Ctrl-C.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use contacts_emulator::{Emulator, Fault};

use crate::program::{CUSTOMERS, Desk, Ended, book, emulator, writes};

const TEN: &str = "Navn;Tlf\nA;71000001\nB;71000002\nC;71000003\nD;71000004\nE;71000005\nF;71000006\n\
                   G;71000007\nH;71000008\nI;71000009\nJ;71000010\n";

const COMMANDS: [&str; 7] = [
    "list",
    "get 1",
    "lookup 71999999",
    "create --name X --number 71999999",
    "update 1 --name X",
    "export -q",
    "sync rows -q",
];

#[test]
fn a_wrong_token_is_said_with_exit_4() {
    let emulator = emulator(&[("A", "4571000001")]);
    let desk = Desk::at(&emulator).with("CONTACTS_TOKEN", "hemmelighed");
    desk.file("rows", TEN);
    for command in COMMANDS.into_iter().chain(["delete 1", "delete 1 2"]) {
        let ended = desk.run(command).exits(4);
        ended.says(&["401", "token"]);
        assert!(!ended.stderr.contains("hemmelighed"), "{}", ended.stderr);
    }
    assert_eq!(book(&emulator).len(), 1);
}

#[test]
fn no_token_is_said_with_exit_4() {
    let desk = Desk::bare();
    desk.file("rows", TEN);
    for command in COMMANDS {
        desk.run(command)
            .exits(4)
            .says(&["no API token", "CONTACTS_TOKEN", "--token-file"]);
    }
}

#[test]
fn no_service_is_said_in_one_sentence() {
    // A port that only the system may listen on, and on which nothing does.
    let desk = Desk::bare()
        .with("CONTACTS_URL", "http://127.0.0.1:1/api/v2")
        .with("CONTACTS_TOKEN", "t");
    desk.file("rows", TEN);
    // Each of these waits a second or two for the service to come back.
    for command in ["list", "create --name X --number 71999999", "sync rows -q"] {
        let ended = desk.run(command).exits(1);
        ended.says(&[
            "http://127.0.0.1:1/api/v2 cannot be reached",
            "check the network",
        ]);
    }
}

#[test]
fn an_address_that_cannot_be_used_is_wrong_usage() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    desk.run("--url nonsense list")
        .exits(2)
        .says(&["nonsense", "not a URL"]);
    desk.run("--url http://example.com list")
        .exits(2)
        .says(&["not encrypted"]);
    desk.run("--url ftp://example.com list")
        .exits(2)
        .says(&["ftp://example.com"]);
}

#[test]
fn an_answer_from_something_else_is_said_in_one_sentence() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    emulator.set_faults([Fault::html(500)]).unwrap();
    desk.run("get 1").exits(1).says(&["500"]);
    emulator.set_faults([Fault::truncate()]).unwrap();
    desk.run("create --name X --number 71999999").exits(1);
}

#[test]
fn a_token_that_is_refused_in_the_middle_stops_the_run() {
    let emulator = emulator(&[]);
    let fourth_and_later = Fault::status(401).on("create_contact");
    emulator
        .set_faults([fourth_and_later.when(contacts_emulator::When::Requests(vec![4..=1000]))])
        .unwrap();
    let desk = Desk::at(&emulator);
    let ended = desk.sync(TEN, "--concurrency 1").exits(4);
    assert_eq!(ended.counts(), "created 3, failed 7");
    assert_eq!(writes(&emulator), 4, "after the first 401 nothing is sent");
    assert!(ended.stderr.contains("401"), "{}", ended.stderr);
    let reason = |at: usize| {
        ended.json()["rejects"][at]["reason"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(reason(0).contains("401"), "{}", reason(0));
    assert!(reason(1).starts_with("was not sent"), "{}", reason(1));
    emulator.set_faults([]).unwrap();
    assert_eq!(
        desk.sync(TEN, "").exits(0).counts(),
        "created 7, unchanged 3"
    );
}

#[test]
fn a_row_that_the_service_refuses_does_not_stop_the_others() {
    let emulator = emulator(&[]);
    emulator
        .set_faults([Fault::status(422).on("create_contact").nth(2)])
        .unwrap();
    let desk = Desk::at(&emulator);
    let ended = desk.sync(TEN, "--concurrency 1").exits(3);
    assert_eq!(ended.counts(), "created 9, failed 1");
    assert_eq!(ended.rejects(), ["3 number 71000002"]);
    assert!(
        ended.json()["rejects"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("422")
    );
}

#[test]
fn an_outage_stops_the_run_and_a_rerun_converges() {
    let emulator = emulator(&[]);
    emulator
        .set_faults([Fault::status(500)
            .on("create_contact")
            .when(contacts_emulator::When::Requests(vec![2..=10_000]))])
        .unwrap();
    let desk = Desk::at(&emulator);
    let ended = desk.sync(TEN, "--concurrency 4").exits(3);
    assert_eq!(ended.counts(), "created 1, failed 9");
    assert!(
        ended.stderr.contains("several failures in a row"),
        "{}",
        ended.stderr
    );
    let table = desk.run("sync rows --concurrency 4").exits(3).stdout;
    assert!(table.contains(": each was not sent"), "{table}");
    emulator.set_faults([]).unwrap();
    assert_eq!(
        desk.sync(TEN, "").exits(0).counts(),
        "created 9, unchanged 1"
    );
    assert_eq!(book(&emulator).len(), 10);
}

#[test]
fn lost_answers_neither_lose_nor_double_a_contact() {
    let emulator = emulator(&[]);
    emulator
        .set_faults([Fault::reset_after().on("create_contact").every(3)])
        .unwrap();
    let desk = Desk::at(&emulator);
    assert_eq!(desk.sync(TEN, "").exits(0).counts(), "created 10");
    assert_eq!(book(&emulator).len(), 10);
}

/// A sync of the sample over a slow service, when the emulator has got some of its creates.
#[cfg(unix)]
fn sync_under_way(desk: &Desk, emulator: &Emulator) -> Child {
    let delay = Duration::from_millis(250);
    emulator
        .set_faults([Fault::latency(delay..=delay).on("create_contact")])
        .unwrap();
    let child = desk.start(&format!("sync {CUSTOMERS} -o json"), Stdio::null());
    while writes(emulator) < 8 {
        std::thread::yield_now();
    }
    child
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([name, &id])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
#[cfg(unix)]
fn ctrl_c_stops_in_order_with_the_summary_so_far() {
    for name in ["-INT", "-TERM"] {
        let emulator = emulator(&[]);
        let desk = Desk::at(&emulator);
        let child = sync_under_way(&desk, &emulator);
        signal(&child, name);
        let ended = Ended::from(child.wait_with_output().unwrap()).exits(130);
        ended.counts();
        let report = ended.json();
        let (created, failed) = (&report["created"], &report["failed"]);
        assert_eq!(created.as_u64().unwrap() + failed.as_u64().unwrap(), 219);
        assert!(failed.as_u64().unwrap() > 0, "{report}");
        // What it says it created is there, and nothing else.
        assert_eq!(created.as_u64(), Some(book(&emulator).len() as u64));
        assert!(
            ended.stderr.ends_with("error: interrupted\n"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
#[cfg(unix)]
fn a_second_ctrl_c_leaves_at_once() {
    let emulator = emulator(&[]);
    let desk = Desk::at(&emulator);
    emulator
        .set_faults([Fault::stall().on("create_contact")])
        .unwrap();
    desk.file("rows", TEN);
    let mut child = desk.start("sync rows -o json", Stdio::null());
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut wait_for = |start: &str| {
        let found = lines.find(|line| line.as_ref().unwrap().starts_with(start));
        assert!(found.is_some(), "{start:?} was not said");
    };
    wait_for("plan: create 10");
    signal(&child, "-INT");
    wait_for("stopping");
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
#[cfg(unix)]
fn ctrl_c_while_the_book_is_read_changes_nothing() {
    let emulator = emulator(&[]);
    emulator
        .set_faults([Fault::stall().on("list_contacts")])
        .unwrap();
    let desk = Desk::at(&emulator);
    desk.file("rows", TEN);
    for command in ["list", "sync rows -q"] {
        emulator.forget_requests();
        let child = desk.start(command, Stdio::null());
        // The emulator has the request and does not answer it.
        while emulator.requests().is_empty() {
            std::thread::yield_now();
        }
        signal(&child, "-INT");
        Ended::from(child.wait_with_output().unwrap())
            .exits(130)
            .says(&["interrupted"]);
    }
    assert_eq!(writes(&emulator), 0);
}

#[test]
fn a_killed_sync_is_made_whole_by_the_next() {
    let whole = emulator(&[]);
    Desk::at(&whole).run(&format!("sync {CUSTOMERS}")).exits(3);
    let whole = contents(&whole);
    assert_eq!(whole.len(), 219);
    // A kill leaves no time to end anything: what is under way may take effect or not.
    for after in [0, 1, 7, 60, 150] {
        let emulator = emulator(&[]);
        let desk = Desk::at(&emulator);
        let mut child = desk.start(&format!("sync {CUSTOMERS} -q"), Stdio::null());
        while writes(&emulator) < after {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let ended = desk.run(&format!("sync {CUSTOMERS} -o json")).exits(3);
        ended.counts();
        assert_eq!(contents(&emulator), whole, "killed after {after}");
        // Then there is nothing left to do.
        let report = desk
            .run(&format!("sync {CUSTOMERS} -o json"))
            .exits(3)
            .json();
        assert_eq!(
            (&report["created"], &report["updated"]),
            (&0.into(), &0.into())
        );
    }
}

/// What is in a book, whatever the ids and the order in which it came.
fn contents(emulator: &Emulator) -> Vec<String> {
    let book = book(emulator);
    let contents = book.iter().filter_map(|it| it.split_once(' '));
    let mut contents: Vec<_> = contents.map(|(_, rest)| rest.to_owned()).collect();
    contents.sort();
    contents
}
