use contacts_sync::{Limit, Rules};

use crate::support::{Desk, Row};

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
        .logged(&AFTER, Rules::default().delete(Limit::percent(100)))
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
    // The state knows it, too.
    let plan = desk
        .plan(&BEFORE, Rules::default().delete(Limit::percent(100)))
        .await;
    assert!(plan.is_empty(), "{plan:?}");
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
        error.to_string().contains("give the other --url"),
        "{error}"
    );
}
