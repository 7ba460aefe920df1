use contacts_emulator::{Emulator, Fault, Seed};
use contacts_sync::{AuditLog, DeleteLimit, Progress, Rules, SyncError, Undo, Undone};
use serde_json::{Value, json};

use crate::support::{Desk, Row, lines};

const BEFORE: [Row<'_>; 3] = [
    ("A", "Åse", "4571999999", Some("a@x.dk")),
    ("B", "Bo", "4533002208", None),
    ("C", "Carl", "4520304050", Some("c@x.dk")),
];
const AFTER: [Row<'_>; 3] = [
    ("A", "Åse B", "4571999998", Some("a@y.dk")),
    ("B", "Bo", "4533002208", Some("b@x.dk")),
    ("D", "Dorte", "4560606060", None),
];

async fn changed() -> Desk {
    let desk = Desk::new().await;
    desk.sync(&BEFORE, Rules::default()).await.unwrap();
    let applied = desk
        .logged(&AFTER, Rules::default().delete(DeleteLimit::percent(100)))
        .await;
    assert_eq!(
        (applied.created(), applied.updated(), applied.deleted()),
        (1, 2, 1)
    );
    desk
}

#[tokio::test]
async fn an_undo_puts_everything_back() {
    let desk = changed().await;
    let undone = desk.undo("log.jsonl").await;
    assert_eq!(
        (undone.deleted, undone.restored, undone.created),
        (1, 2, 1),
        "{undone:?}"
    );
    assert_eq!(
        desk.book().await,
        [
            "1 Åse 4571999999 a@x.dk",
            "2 Bo 4533002208",
            "5 Carl 4520304050 c@x.dk"
        ]
    );
    // The state knows it, too: what was made again is this tool's, and what was taken away is not.
    let plan = desk
        .plan(&BEFORE, Rules::default().delete(DeleteLimit::percent(100)))
        .await;
    assert!(plan.is_empty() && plan.forgotten.is_empty(), "{plan:?}");
    let plan = desk
        .plan(
            &BEFORE[..2],
            Rules::default().delete(DeleteLimit::percent(100)),
        )
        .await;
    assert_eq!(lines(&plan), ["delete 5", "2 unchanged"]);
}

#[tokio::test]
async fn an_undo_that_is_run_again_changes_nothing() {
    let desk = changed().await;
    desk.undo("log.jsonl").await;
    let book = desk.book().await;
    let undone = desk.undo("log.jsonl").await;
    assert_eq!(undone.unchanged, 4, "{undone:?}");
    assert_eq!(desk.book().await, book);
}

/// An undo that ends between what the service did and the answer, as in a process that is killed.
async fn cut_off(desk: &Desk, has_happened: impl Fn(&Desk) -> bool) {
    let undo = Undo::read(&desk.file("log.jsonl"), desk.client.base_url()).unwrap();
    let log = AuditLog::open(desk.file("undo.jsonl"), desk.client.base_url()).unwrap();
    let reconciler = desk.reconciler(Rules::default()).audit(&log);
    let happened = async {
        while !has_happened(desk) {
            tokio::task::yield_now().await;
        }
    };
    // The service is asked each time before the undo may go on, so that it does not see the answer.
    tokio::select! {
        biased;
        () = happened => {}
        ended = undo.run(&reconciler) => panic!("it was to be cut off: {ended:?}"),
    }
}

fn has(desk: &Desk, number: &str) -> bool {
    let contacts = desk.emulator.contacts();
    contacts
        .iter()
        .any(|it| it.number.as_deref() == Some(number))
}

#[tokio::test]
async fn an_undo_that_was_cut_off_is_made_whole_by_the_next() {
    type Happened = fn(&Desk) -> bool;
    let cuts: [(&str, Happened); 3] = [
        ("create", |desk| has(desk, "4520304050")),
        ("delete", |desk| !has(desk, "4560606060")),
        ("update", |desk| {
            let contacts = desk.emulator.contacts();
            contacts.iter().any(|it| it.id == 2 && it.email.is_none())
        }),
    ];
    let all = || Rules::default().delete(DeleteLimit::percent(100));
    for (write, has_happened) in cuts {
        let desk = changed().await;
        cut_off(&desk, has_happened).await;
        let undone = desk.undo("log.jsonl").await;
        assert!(
            undone.unchanged > 0 && undone.conflicts.is_empty(),
            "{write}: {undone:?}"
        );
        let book = [
            "1 Åse 4571999999 a@x.dk",
            "2 Bo 4533002208",
            "5 Carl 4520304050 c@x.dk",
        ];
        assert_eq!(desk.book().await, book, "{write}");
        let plan = desk.plan(&BEFORE, all()).await;
        assert!(plan.is_empty(), "{write}: {plan:?}");
        // What was made again is this tool's, whoever saw the answer.
        let plan = desk.plan(&BEFORE[..2], all()).await;
        assert_eq!(lines(&plan), ["delete 5", "2 unchanged"], "{write}");
    }
}

#[tokio::test]
async fn what_somebody_has_made_again_meanwhile_is_not_taken_for_this_tools() {
    let desk = changed().await;
    let contact = json!({"name": "Carl", "number": "4520304050", "email": "c@x.dk"});
    let contact = serde_json::from_value(contact).unwrap();
    desk.client.phone_book().create(contact).await.unwrap();
    let undone = desk.undo("log.jsonl").await;
    assert_eq!((undone.created, undone.unchanged), (0, 1), "{undone:?}");
    let rules = Rules::default().delete(DeleteLimit::percent(100));
    let plan = desk.plan(&BEFORE[..2], rules).await;
    assert_eq!(lines(&plan), ["2 unchanged"]);
}

#[tokio::test]
async fn an_undo_can_be_undone() {
    let desk = changed().await;
    let names = |book: Vec<String>| {
        let mut names: Vec<_> = book
            .iter()
            .map(|it| it.split_once(' ').unwrap().1.to_owned())
            .collect();
        names.sort();
        names
    };
    let book = names(desk.book().await);
    desk.undo("log.jsonl").await;
    assert_ne!(names(desk.book().await), book);
    desk.undo("undo.jsonl").await;
    assert_eq!(names(desk.book().await), book);
}

#[tokio::test]
async fn what_somebody_has_changed_since_is_left_alone() {
    let desk = changed().await;
    let update = serde_json::from_str(r#"{"name":"Bodil"}"#).unwrap();
    desk.client
        .phone_book()
        .update(&2_u64.into(), update)
        .await
        .unwrap();
    let update = serde_json::from_str(r#"{"email":"new@x.dk"}"#).unwrap();
    desk.client
        .phone_book()
        .update(&1_u64.into(), update)
        .await
        .unwrap();
    let undone = desk.undo("log.jsonl").await;
    // The name of the second was not what the run had changed.
    assert_eq!(
        (undone.restored, undone.conflicts.len()),
        (1, 1),
        "{undone:?}"
    );
    assert_eq!(
        undone.conflicts[0].reason,
        "contact 1 has been changed by somebody since: it is left as it is"
    );
    assert!(desk.book().await.contains(&"2 Bodil 4533002208".to_owned()));
}

#[tokio::test]
async fn the_log_of_another_book_is_refused() {
    let (desk, other) = (changed().await, Desk::new().await);
    let error =
        contacts_sync::Undo::read(&desk.file("log.jsonl"), other.client.base_url()).unwrap_err();
    assert!(
        error.to_string().contains("undo it at that service"),
        "{error}"
    );
}

#[tokio::test]
async fn an_undo_says_how_much_there_is_and_how_far_it_is() {
    let desk = changed().await;
    let undo = Undo::read(&desk.file("log.jsonl"), desk.client.base_url()).unwrap();
    assert_eq!((undo.len(), undo.is_empty()), (4, false));
    let seen = std::cell::RefCell::new(Vec::new());
    let reconciler = desk.reconciler(Rules::default()).progress(|progress| {
        if let Progress::Done(count) = progress {
            seen.borrow_mut().push(count);
        }
    });
    undo.run(&reconciler).await.unwrap();
    assert_eq!(*seen.borrow(), [1, 2, 3, 4]);
    std::fs::write(desk.file("empty.jsonl"), "").unwrap();
    let nothing = Undo::read(&desk.file("empty.jsonl"), desk.client.base_url()).unwrap();
    assert_eq!((nothing.len(), nothing.is_empty()), (0, true));
}

/// `step what action row key number` of each line of a log.
fn logged(desk: &Desk, log: &str) -> Vec<String> {
    let text = std::fs::read_to_string(desk.file(log)).unwrap();
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| line[name].to_string().replace('"', "");
        ["step", "what", "action", "row", "key", "number"]
            .map(of)
            .join(" ")
    };
    text.lines().map(line).collect()
}

#[tokio::test]
async fn the_log_of_a_run_names_what_it_did_of_which_row() {
    let desk = changed().await;
    assert_eq!(
        logged(&desk, "log.jsonl"),
        [
            "0 sending update 2 key:A 4571999998",
            "0 done update 2 key:A 4571999998",
            "1 sending update 3 key:B 4533002208",
            "1 done update 3 key:B 4533002208",
            "2 sending create 4 key:D 4560606060",
            "2 done create 4 key:D 4560606060",
            "3 sending delete null key:C 4520304050",
            "3 done delete null key:C 4520304050",
        ]
    );
}

#[tokio::test]
async fn the_log_of_an_undo_names_what_it_did_of_which_row() {
    let desk = changed().await;
    desk.undo("log.jsonl").await;
    assert_eq!(
        logged(&desk, "undo.jsonl"),
        [
            "0 sending create null key:C 4520304050",
            "0 done create null key:C 4520304050",
            "1 sending delete 4 key:D 4560606060",
            "1 done delete 4 key:D 4560606060",
            "2 sending update 3 key:B 4533002208",
            "2 done update 3 key:B 4533002208",
            "3 sending update 2 key:A 4571999998",
            "3 done update 2 key:A 4571999998",
        ]
    );
}

#[tokio::test]
async fn a_contact_that_the_undo_of_a_later_log_has_made_again_is_found() {
    let desk = changed().await;
    std::fs::rename(desk.file("log.jsonl"), desk.file("first.jsonl")).unwrap();
    let rules = Rules::default().delete(DeleteLimit::percent(100));
    assert_eq!(desk.logged(&AFTER[..1], rules).await.deleted(), 2);
    desk.undo("log.jsonl").await;
    // Bo has another id now than the first log names.
    assert!(!desk.book().await.iter().any(|it| it.starts_with("2 ")));
    let undone = desk.undo("first.jsonl").await;
    assert_eq!(
        (undone.restored, undone.conflicts.len()),
        (2, 0),
        "{undone:?}"
    );
    assert!(
        desk.book()
            .await
            .iter()
            .any(|it| it.ends_with(" Bo 4533002208"))
    );
}

#[tokio::test]
async fn a_service_that_fails_ends_an_undo_and_one_that_has_it_no_more_does_not() {
    for (operation, status) in [
        ("get_contact", 422),
        ("get_contact_by_number", 422),
        ("delete_contact", 422),
        ("delete_contact", 404),
    ] {
        let desk = changed().await;
        let fault = Fault::status(status).on(operation);
        desk.emulator.set_faults([fault]).unwrap();
        let undo = Undo::read(&desk.file("log.jsonl"), desk.client.base_url()).unwrap();
        let ended = undo.run(&desk.reconciler(Rules::default())).await;
        match (status, ended) {
            (404, Ok(undone)) => assert_eq!(undone.deleted, 1),
            (422, Err(SyncError::Service(error))) => assert_eq!(error.status().unwrap(), 422),
            (_, ended) => panic!("{operation} {status}: {ended:?}"),
        }
    }
}

/// What comes of a write of which the log says that it was about to be sent, and of the rest `whats`.
async fn undone(desk: &Desk, write: Value, whats: &[&str]) -> Undone {
    let line = |what: &&str| {
        let mut line = write.clone();
        line["service"] = json!(desk.client.base_url());
        line["what"] = json!(what);
        line["step"] = json!(0);
        line.to_string() + "\n"
    };
    std::fs::write(
        desk.file("hand.jsonl"),
        whats.iter().map(line).collect::<String>(),
    )
    .unwrap();
    desk.undo("hand.jsonl").await
}

#[tokio::test]
async fn an_update_of_which_nobody_knows_whether_it_was_done_may_not_have_been() {
    let seed = Seed::new([("name", "Åse")]);
    let desk = Desk::with(Emulator::builder().seed([seed]).start().await.unwrap());
    let before = &desk.emulator.contacts()[0];
    let write =
        json!({"action": "update", "id": 1, "before": before, "after": {"number": "4571999999"}});
    let unknown = undone(&desk, write.clone(), &["sending"]).await;
    assert_eq!(
        (unknown.unchanged, unknown.conflicts.len()),
        (1, 0),
        "{unknown:?}"
    );
    // One that was done has been undone by somebody else, or is known to have changed since.
    let known = undone(&desk, write.clone(), &["sending", "done"]).await;
    assert_eq!(
        (known.unchanged, known.conflicts.len()),
        (0, 1),
        "{known:?}"
    );
    let update = serde_json::from_value(json!({"number": "4533002208"})).unwrap();
    desk.client
        .phone_book()
        .update(&1_u64.into(), update)
        .await
        .unwrap();
    let changed = undone(&desk, write, &["sending"]).await;
    assert_eq!(
        (changed.unchanged, changed.conflicts.len()),
        (0, 1),
        "{changed:?}"
    );
}

#[tokio::test]
async fn a_delete_of_which_nobody_knows_whether_it_was_done_is_looked_at() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999")]).await;
    let before = json!({"id": 1, "name": "Åsa", "number": "4571999999"});
    let write = json!({"action": "delete", "id": 1, "number": "4571999999", "before": before});
    // It is there, whatever somebody has called it since.
    let there = undone(&desk, write.clone(), &["sending"]).await;
    assert_eq!(
        (there.unchanged, there.conflicts.len()),
        (1, 0),
        "{there:?}"
    );
    // One that was deleted is another by now.
    let known = undone(&desk, write.clone(), &["sending", "done"]).await;
    assert_eq!(
        (known.unchanged, known.conflicts.len()),
        (0, 1),
        "{known:?}"
    );
    desk.client
        .phone_book()
        .delete(&1_u64.into())
        .await
        .unwrap();
    let gone = undone(&desk, write, &["sending"]).await;
    assert_eq!(gone.created, 1, "{gone:?}");
    assert_eq!(desk.book().await, ["2 Åsa 4571999999"]);
}
