//! What comes of contacts that somebody else makes, changes and deletes while a plan is applied.

use std::time::Duration;

use contacts_api::Retry;
use contacts_api::types::NewContact;
use contacts_emulator::{Emulator, Fault};
use contacts_sync::{AuditLog, DeleteLimit, End, Reconciler, Rules, Stop};
use serde_json::Value;

use crate::support::{Desk, plan};

const ROW: [(&str, &str, &str, Option<&str>); 1] = [("A", "Åse", "4571999999", None)];

/// Applies a plan of one create, which the service holds until somebody with this name has got there.
async fn overtaken(name: &str) -> (Desk, Vec<End>) {
    let held = Fault::latency(Duration::from_secs(1)..=Duration::from_secs(1));
    let held = held.on("create_contact").first(1);
    let desk = Desk::with(Emulator::builder().faults([held]).start().await.unwrap());
    let log = AuditLog::open(desk.file("log.jsonl"), desk.client.base_url()).unwrap();
    let reconciler = desk.reconciler(Rules::default()).audit(&log);
    let planned = plan(&reconciler, &ROW).await;
    // Of another machine, which knows nothing of what this one is about to do.
    let client = desk.emulator.client();
    let other = async {
        while logged(&desk).is_empty() || desk.emulator.under_way() == 0 {
            tokio::task::yield_now().await;
        }
        let contact = NewContact::builder().name(name).number("4571999999");
        let contact = contact.try_into().unwrap();
        client.phone_book().create(contact).await.unwrap();
    };
    let (applied, ()) = tokio::join!(reconciler.apply(&planned), other);
    let ends = applied.unwrap().ends;
    drop(reconciler);
    (desk, ends)
}

fn logged(desk: &Desk) -> Vec<String> {
    let text = std::fs::read_to_string(desk.file("log.jsonl")).unwrap();
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| line[name].to_string().replace('"', "");
        ["what", "action", "id", "key"].map(of).join(" ")
    };
    text.lines().map(line).collect()
}

#[tokio::test]
async fn a_contact_that_another_has_made_at_the_same_moment_is_there_once() {
    let (desk, ends) = overtaken("Åse").await;
    assert_eq!(desk.book().await, ["1 Åse 4571999999"]);
    assert_eq!(ends, [End::Unchanged(Some(1_u64.into()))]);
    assert_eq!(
        logged(&desk),
        [
            "sending create null key:A",
            "done create 2 key:A",
            "sending withdraw 2 key:A",
            "done withdraw 2 key:A",
        ]
    );
    // It is this tool's.
    let nothing = desk.plan(&ROW, Rules::default()).await;
    assert!(nothing.is_empty() && nothing.forgotten.is_empty());
    assert_eq!(desk.state.len().unwrap(), 1);
}

#[tokio::test]
async fn another_contact_with_the_same_number_takes_none_away() {
    let (desk, ends) = overtaken("Somebody").await;
    assert_eq!(
        desk.book().await,
        ["1 Somebody 4571999999", "2 Åse 4571999999"]
    );
    assert_eq!(ends, [End::Created(Some(2_u64.into()))]);
    assert_eq!(logged(&desk).len(), 2);
}

/// The operations of what was asked for since the plan was made.
async fn operations(desk: &Desk, rows: &[(String, String)]) -> Vec<String> {
    let reconciler = desk.reconciler(Rules::default());
    let mut draft = reconciler.draft().unwrap();
    for (name, number) in rows {
        draft.entry(crate::support::entry(("", name, number, None), 0));
    }
    let planned = draft.plan().await.unwrap();
    desk.emulator.forget_requests();
    let applied = reconciler.apply(&planned).await.unwrap();
    assert_eq!(applied.undone(), 0);
    let requests = desk.emulator.requests();
    let operations = requests.iter().map(|it| it.operation().unwrap().to_owned());
    operations.collect()
}

#[tokio::test]
async fn a_run_that_makes_nothing_looks_for_nothing() {
    let desk = Desk::new().await;
    desk.has(&[("Åsa", "4571999999")]).await;
    let rows = [("Åse".to_owned(), "4571999999".to_owned())];
    assert_eq!(operations(&desk, &rows).await, ["update_contact"]);
}

#[tokio::test]
async fn a_run_that_is_alone_looks_now_and_then() {
    let desk = Desk::new().await;
    let rows: Vec<_> = (0..40_u64)
        .map(|it| (format!("Name {it}"), (4_520_000_000 + it).to_string()))
        .collect();
    let operations = operations(&desk, &rows).await;
    // What it has made itself is on a page with nothing behind it.
    let (look, create) = ("list_contacts", "create_contact");
    assert_eq!(operations[..5], [look, create, look, look, create]);
    // Soon again, and at the end; and once a second.
    let looks = operations.iter().filter(|it| *it == "list_contacts");
    assert!(looks.count() < 20, "{operations:?}");
}

#[tokio::test]
async fn a_contact_that_somebody_else_has_deleted_is_deleted() {
    let desk = Desk::new().await;
    desk.sync(&ROW, Rules::default()).await.unwrap();
    let other = [("B", "Bo", "4533002208", None)];
    desk.sync(&other, Rules::default()).await.unwrap();
    let all = Rules::default().delete(DeleteLimit::percent(100));
    let planned = desk.plan(&other, all).await;
    assert_eq!(planned.counts(), (0, 0, 1));
    let book = desk.client.phone_book();
    book.delete(&1_u64.into()).await.unwrap();
    let reconciler = desk.reconciler(Rules::default());
    let applied = reconciler.apply(&planned).await.unwrap();
    assert_eq!(applied.ends, [End::Deleted]);
    // Any other refusal is one.
    desk.emulator
        .set_faults([Fault::status(422).on("delete_contact")])
        .unwrap();
    let applied = reconciler.apply(&planned).await.unwrap();
    assert!(matches!(&applied.ends[..], [End::Failed(_)]), "{applied:?}");
}

#[tokio::test]
async fn a_contact_that_is_looked_at_again_may_be_gone() {
    let desk = Desk::new().await;
    desk.has(&[("Åsa", "4571999999")]).await;
    let planned = desk.plan(&ROW, Rules::default()).await;
    let refused = Fault::status(403).on("get_contact");
    desk.emulator.set_faults([refused]).unwrap();
    let verifying = desk.reconciler(Rules::default()).verify(true);
    let applied = verifying.apply(&planned).await.unwrap();
    assert!(matches!(&applied.ends[..], [End::Failed(_)]), "{applied:?}");
    desk.emulator.set_faults([]).unwrap();
    let book = desk.client.phone_book();
    book.delete(&1_u64.into()).await.unwrap();
    let applied = verifying.apply(&planned).await.unwrap();
    let gone = "contact 1 has been deleted since the plan was made: sync again";
    assert_eq!(applied.ends, [End::Conflict(gone.to_owned())]);
}

/// What comes of twelve updates to a service with this fault.
async fn updated(fault: Fault) -> (Option<Stop>, [usize; 3]) {
    let desk = Desk::new().await;
    let numbers: Vec<_> = (0..12)
        .map(|it| (4_520_000_000_u64 + it).to_string())
        .collect();
    let contacts: Vec<_> = numbers.iter().map(|it| ("Old", &**it)).collect();
    desk.has(&contacts).await;
    let rows: Vec<_> = numbers.iter().map(|it| ("", "New", &**it, None)).collect();
    let planned = desk.plan(&rows, Rules::default()).await;
    desk.emulator
        .set_faults([fault.on("update_contact")])
        .unwrap();
    let client = contacts_api::Client::builder()
        .base_url(desk.emulator.url())
        .token(desk.emulator.token())
        .retry(Retry::never());
    let client = client.build().unwrap();
    let reconciler = Reconciler::new(&client).unwrap().concurrency(1);
    let applied = reconciler.apply(&planned).await.unwrap();
    let count = |is: fn(&End) -> bool| applied.ends.iter().filter(|it| is(it)).count();
    let counts = [
        count(|it| matches!(it, End::Updated)),
        count(|it| matches!(it, End::Failed(_))),
        count(|it| {
            let reason =
                "was not sent: the service failed several times in a row; run it again later";
            *it == End::Unsent(reason.to_owned())
        }),
    ];
    (applied.stop, counts)
}

#[tokio::test]
async fn a_service_that_fails_several_times_in_a_row_is_left_alone() {
    // One that says so, and one that breaks connections.
    for fault in [Fault::status(501), Fault::reset_before()] {
        let (stop, counts) = updated(fault).await;
        assert!(matches!(stop, Some(Stop::Outage(_))), "{stop:?}");
        assert_eq!(counts, [0, 5, 7]);
    }
    // What is refused has nothing to do with an outage, and what succeeds ends one.
    assert_eq!(updated(Fault::status(422)).await, (None, [0, 12, 0]));
    assert_eq!(
        updated(Fault::status(501).every(2)).await,
        (None, [6, 6, 0])
    );
    let (stop, counts) = updated(Fault::status(501).first(4)).await;
    assert_eq!((stop, counts), (None, [8, 4, 0]));
}

#[tokio::test]
async fn a_failure_is_logged_with_its_reason() {
    let refused = Fault::status(422).on("create_contact");
    let desk = Desk::with(Emulator::builder().faults([refused]).start().await.unwrap());
    let applied = desk.logged(&ROW, Rules::default()).await;
    assert_eq!(applied.undone(), 1);
    let lines = logged(&desk);
    assert_eq!(
        lines,
        ["sending create null key:A", "failed create null key:A"]
    );
    let text = std::fs::read_to_string(desk.file("log.jsonl")).unwrap();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert!(last["reason"].as_str().unwrap().contains("422"), "{last}");
}
