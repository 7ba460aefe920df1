use std::time::Duration;

use contacts_emulator::{Emulator, Fault};
use contacts_sync::{End, Lock, Rules, State, StateLocation, Stop, SyncError};

use crate::support::{Desk, Row, plan};

fn many(count: u64) -> Vec<(String, String, String)> {
    (0..count)
        .map(|it| {
            (
                format!("K{it}"),
                format!("Name {it}"),
                format!("45{}", 20_000_000 + it),
            )
        })
        .collect()
}

fn rows(rows: &[(String, String, String)]) -> Vec<Row<'_>> {
    rows.iter()
        .map(|(key, name, number)| (&**key, &**name, &**number, None))
        .collect()
}

#[tokio::test]
async fn a_service_that_asks_to_wait_fails_no_row() {
    let wait = Fault::too_many_requests(Duration::from_secs(1))
        .first(6)
        .on("create_contact");
    let desk = Desk::with(Emulator::builder().faults([wait]).start().await.unwrap());
    let many = many(12);
    let reconciler = desk.reconciler(Rules::default()).concurrency(8);
    let planned = plan(&reconciler, &rows(&many)).await;
    let applied = reconciler.apply(&planned).await.unwrap();
    assert_eq!((applied.created(), applied.undone()), (12, 0));
    assert_eq!(desk.book().await.len(), 12);
}

#[tokio::test]
async fn what_another_run_makes_meanwhile_is_not_made_twice() {
    let desk = Desk::new().await;
    let many = many(40);
    let rows = rows(&many);
    let reconciler = desk.reconciler(Rules::default()).concurrency(8);
    let first = plan(&reconciler, &rows).await;
    // The other run has another client and state, as on another machine.
    let other_state = State::open(desk.file("other.state")).unwrap();
    let other_client = desk.emulator.client();
    let other = contacts_sync::Reconciler::new(&other_client)
        .unwrap()
        .state(&other_state);
    let second = plan(&other, &rows).await;
    let (one, two) = tokio::join!(reconciler.apply(&first), other.apply(&second));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.created() + two.created(), 40, "{one:?} {two:?}");
    assert_eq!(one.unchanged() + two.unchanged(), 40, "{one:?} {two:?}");
    assert_eq!(desk.book().await.len(), 40);
    let again = plan(&reconciler, &rows).await;
    assert!(again.is_empty(), "{again:?}");
}

#[tokio::test]
async fn a_plan_that_has_waited_leaves_alone_what_has_moved() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999"), ("Bo", "4533002208")])
        .await;
    let rows = [
        ("", "Åsa", "4571999999", None),
        ("", "Bob", "4533002208", None),
        ("", "Carl", "4520304050", None),
    ];
    let waited = desk.plan(&rows, Rules::default()).await;
    desk.sync(&[("", "Bodil", "4533002208", None)], Rules::default())
        .await
        .unwrap();
    desk.has(&[("Carlo", "4520304050")]).await;
    let applied = desk
        .reconciler(Rules::default())
        .verify(true)
        .apply(&waited)
        .await
        .unwrap();
    assert_eq!((applied.created(), applied.updated()), (0, 1));
    let conflict = |reason: &str| End::Conflict(reason.to_owned());
    assert_eq!(
        applied.ends,
        [
            End::Updated,
            conflict("contact 2 has been changed since the plan was made: sync again"),
            conflict(
                "somebody else has made contact 3 with this number since the plan was made: sync again"
            ),
        ]
    );
}

#[tokio::test]
async fn a_plan_that_has_waited_deletes_what_is_as_it_was_and_nothing_else() {
    let desk = Desk::new().await;
    let made = [
        ("K1", "Åse", "4571999999", None),
        ("K2", "Bo", "4533002208", None),
        ("K3", "Carl", "4520304050", None),
    ];
    desk.sync(&made, Rules::default()).await.unwrap();
    let rules = Rules::default().delete("100%".parse().unwrap());
    let kept = [("K4", "Dina", "4520304051", None)];
    let waited = desk.plan(&kept, rules).await;
    assert_eq!(waited.counts(), (1, 0, 3));
    let book = desk.client.phone_book();
    book.delete(&1_u64.into()).await.unwrap();
    let other_name = serde_json::from_value(serde_json::json!({"name": "Bodil"})).unwrap();
    book.update(&2_u64.into(), other_name).await.unwrap();
    let reconciler = desk.reconciler(rules).verify(true);
    let applied = reconciler.apply(&waited).await.unwrap();
    assert_eq!(
        (applied.created(), applied.deleted(), applied.unchanged()),
        (1, 1, 1)
    );
    assert_eq!(applied.undone(), 1);
    let reason = "contact 2 has been changed since the plan was made: sync again";
    assert!(applied.ends.contains(&End::Conflict(reason.to_owned())));
    assert_eq!(
        desk.book().await,
        ["2 Bodil 4533002208", "4 Dina 4520304051"]
    );
    // Of what is gone nothing is remembered.
    assert_eq!(desk.state.len().unwrap(), 2);
}

#[tokio::test]
async fn a_plan_that_has_waited_gives_no_contact_a_number_that_another_has_got() {
    let desk = Desk::new().await;
    let first = [
        ("K1", "Åse", "4571999999", None),
        ("K2", "Bo", "4533002208", None),
        ("K3", "Carl", "4520304050", None),
    ];
    desk.sync(&first, Rules::default()).await.unwrap();
    // The second and the third change places: of that the plan knows.
    let second = [
        ("K1", "Åse", "4571999990", None),
        ("K2", "Bo", "4520304050", None),
        ("K3", "Carl", "4533002208", None),
    ];
    let waited = desk.plan(&second, Rules::default()).await;
    assert_eq!(waited.counts(), (0, 3, 0));
    desk.has(&[("Dina", "4571999990")]).await;
    let reconciler = desk.reconciler(Rules::default()).verify(true);
    let applied = reconciler.apply(&waited).await.unwrap();
    let reason =
        "contact 4 has got the new number of contact 1 since the plan was made: sync again";
    assert_eq!(
        applied.ends,
        [End::Conflict(reason.to_owned()), End::Updated, End::Updated]
    );
    assert_eq!(
        desk.book().await,
        [
            "1 Åse 4571999999",
            "2 Bo 4520304050",
            "3 Carl 4533002208",
            "4 Dina 4571999990"
        ]
    );
    // What is done is found done.
    let again = desk.reconciler(Rules::default()).verify(true);
    let again = again.apply(&waited).await.unwrap();
    assert_eq!((again.unchanged(), again.undone()), (2, 1));
}

#[tokio::test]
async fn a_plan_for_another_service_is_refused() {
    let (desk, other) = (Desk::new().await, Desk::new().await);
    let plan = desk
        .plan(&[("", "Åse", "4571999999", None)], Rules::default())
        .await;
    let error = other
        .reconciler(Rules::default())
        .apply(&plan)
        .await
        .unwrap_err();
    assert!(matches!(error, SyncError::OtherService { .. }), "{error}");
}

#[tokio::test]
async fn a_refused_token_stops_at_once_and_the_rest_is_unsent() {
    let refused = Fault::status(401).on("create_contact");
    let desk = Desk::with(Emulator::builder().faults([refused]).start().await.unwrap());
    let many = many(40);
    let applied = desk.sync(&rows(&many), Rules::default()).await.unwrap();
    assert!(
        matches!(applied.stop, Some(Stop::Authentication(_))),
        "{applied:?}"
    );
    assert_eq!(applied.undone(), 40);
    let unsent = applied
        .ends
        .iter()
        .filter(|it| matches!(it, End::Unsent(_)));
    assert!(unsent.count() >= 30, "{applied:?}");
    let reason = "was not sent: the token was refused";
    assert_eq!(applied.ends[39], End::Unsent(reason.to_owned()));
}

#[tokio::test]
async fn a_run_that_is_stopped_leaves_the_rest_and_the_next_one_does_it() {
    let desk = Desk::new().await;
    let many = many(40);
    let rows = rows(&many);
    let done = std::cell::Cell::new(0);
    let reconciler = desk
        .reconciler(Rules::default())
        .concurrency(8)
        .progress(|progress| {
            if let contacts_sync::Progress::Done(count) = progress {
                done.set(count);
            }
        })
        .stop_when(|| done.get() >= 10);
    let applied = reconciler
        .apply(&plan(&reconciler, &rows).await)
        .await
        .unwrap();
    assert_eq!(applied.stop, Some(Stop::Interrupted));
    assert!((10..40).contains(&applied.created()), "{applied:?}");
    let applied = desk.sync(&rows, Rules::default()).await.unwrap();
    assert_eq!(desk.book().await.len(), 40);
    assert_eq!(desk.state.len().unwrap(), 40, "{applied:?}");
}

#[tokio::test]
async fn what_was_about_to_be_created_is_this_tools_when_it_is_found() {
    let desk = Desk::new().await;
    let many = many(4);
    let rows = rows(&many);
    // As a process that is killed between the answer and the state leaves it.
    let reconciler = desk.reconciler(Rules::default());
    let planned = plan(&reconciler, &rows).await;
    let stopped = desk.reconciler(Rules::default()).stop_when(|| true);
    stopped.apply(&planned).await.unwrap();
    desk.has(&[("Name 0", "4520000000"), ("Name 1", "4520000001")])
        .await;
    assert_eq!(desk.state.len().unwrap(), 0);
    desk.sync(&rows[..2], Rules::default()).await.unwrap();
    assert_eq!(desk.state.len().unwrap(), 2);
}

#[tokio::test]
async fn one_run_at_a_time_writes_a_book() {
    let desk = Desk::new().await;
    let location = StateLocation::of(desk.client.base_url(), "token");
    let folder = desk.file("locks");
    let first = Lock::take(&location.lock(&folder)).unwrap();
    assert!(Lock::take(&location.lock(&folder)).is_err());
    drop(first);
    assert!(Lock::take(&location.lock(&folder)).is_ok());
    let error = State::open(desk.state.path()).unwrap_err().to_string();
    assert!(error.contains("used by another run"), "{error}");
}

#[test]
fn what_is_no_state_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.csv");
    std::fs::write(&path, "name;number\n").unwrap();
    let error = State::open(&path).unwrap_err().to_string();
    assert!(error.contains("is not a state of contacts"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "name;number\n");
}
