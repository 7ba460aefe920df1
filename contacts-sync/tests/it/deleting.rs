use contacts_sync::{DeleteLimit, HeldBack, Rules, State, SyncError};

use crate::support::{Desk, Row, entry, lines, plan, take};

const ALL: [Row<'_>; 3] = [
    ("A", "Åse", "4571999999", None),
    ("B", "Bo", "4533002208", None),
    ("C", "Carl", "4520304050", None),
];

fn deleting() -> Rules {
    Rules::default().delete(DeleteLimit::percent(50))
}

#[tokio::test]
async fn nothing_is_deleted_unless_that_is_asked_for() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    let plan = desk.plan(&ALL[..2], Rules::default()).await;
    assert_eq!(lines(&plan), ["2 unchanged"]);
    assert_eq!(plan.orphans, 1);
    let applied = desk.sync(&ALL[..2], deleting()).await.unwrap();
    assert_eq!(applied.deleted(), 1);
    assert_eq!(desk.book().await, ["1 Åse 4571999999", "2 Bo 4533002208"]);
    assert_eq!(desk.state.len().unwrap(), 2);
}

#[tokio::test]
async fn a_contact_of_somebody_else_is_never_deleted() {
    let desk = Desk::new().await;
    desk.has(&[("Mine", "4511111111"), ("Åse", "4571999999")])
        .await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    // What was there before is not this tool's, though the source had it too.
    let applied = desk
        .sync(&ALL[1..2], Rules::default().delete(DeleteLimit::count(9)))
        .await
        .unwrap();
    assert_eq!(applied.deleted(), 1);
    assert_eq!(
        desk.book().await,
        ["1 Mine 4511111111", "2 Åse 4571999999", "3 Bo 4533002208"]
    );
}

#[tokio::test]
async fn an_adopted_contact_is_as_good_as_made() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    // The state is lost.
    let lost = Desk {
        state: State::open(desk.file("other.state")).unwrap(),
        ..desk
    };
    let plan = lost.plan(&ALL[..2], deleting()).await;
    assert_eq!(lines(&plan), ["2 unchanged"]);
    assert_eq!(plan.orphans, 0);
    lost.sync(&ALL, Rules::default().adopt(true)).await.unwrap();
    assert_eq!(lost.state.len().unwrap(), 3);
    assert_eq!(lost.sync(&ALL[..2], deleting()).await.unwrap().deleted(), 1);
}

#[tokio::test]
async fn too_many_deletes_keep_everything_from_being_sent() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    let rows = [
        ("A", "Åse", "4571999999", None),
        ("D", "Dorte", "4560606060", None),
    ];
    let error = desk.sync(&rows, deleting()).await.unwrap_err();
    let HeldBack::TooMany {
        deletes: 2,
        managed: 3,
        most: 1,
    } = (match &error {
        SyncError::HeldBack(reason) => reason.clone(),
        other => panic!("{other}"),
    })
    else {
        panic!("{error}");
    };
    assert_eq!(desk.book().await.len(), 3);
}

#[tokio::test]
async fn an_empty_source_deletes_nothing() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    let plan = desk
        .plan(&[], Rules::default().delete(DeleteLimit::percent(100)))
        .await;
    assert_eq!(plan.held_back, Some(HeldBack::EmptySource { deletes: 3 }));
    assert!(plan.is_empty());
}

#[tokio::test]
async fn a_source_that_is_unreadable_in_part_deletes_nothing_and_does_the_rest() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    let reconciler = desk.reconciler(Rules::default().delete(DeleteLimit::percent(100)));
    let mut draft = reconciler.draft().unwrap();
    take(&mut draft, &ALL[..1]);
    draft.entry(entry(("D", "Dorte", "4560606060", None), 9));
    draft.unreadable(None);
    let plan = draft.plan().await.unwrap();
    assert_eq!(
        plan.held_back,
        Some(HeldBack::PartlyUnreadable {
            deletes: 2,
            unreadable: 1
        })
    );
    let applied = reconciler.apply(&plan).await.unwrap();
    assert_eq!((applied.created(), applied.deleted()), (1, 0));
    // An unreadable entry whose key is known is at least known to be there.
    let mut draft = reconciler.draft().unwrap();
    take(&mut draft, &ALL[..2]);
    draft.entry(entry(("D", "Dorte", "4560606060", None), 9));
    draft.unreadable(Some("C"));
    assert_eq!(draft.plan().await.unwrap().held_back, None);
}

#[tokio::test]
async fn a_contact_that_has_another_key_now_is_not_deleted() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    let rows = [ALL[0], ALL[1], ("X", "Carl", "4520304050", None)];
    let rules = Rules::default().delete(DeleteLimit::percent(100));
    let applied = desk.sync(&rows, rules).await.unwrap();
    assert_eq!(applied.deleted(), 0);
    let changed = desk
        .plan(&[ALL[0], ALL[1], ("X", "Carl", "4560606060", None)], rules)
        .await;
    assert_eq!(
        lines(&changed),
        ["4 update 3 {\"number\":\"4560606060\"}", "2 unchanged"]
    );
}

#[tokio::test]
async fn a_contact_that_somebody_else_has_deleted_is_made_again_while_the_source_has_it() {
    let desk = Desk::new().await;
    desk.sync(&ALL, Rules::default()).await.unwrap();
    desk.client
        .phone_book()
        .delete(&1_u64.into())
        .await
        .unwrap();
    let applied = desk.sync(&ALL, deleting()).await.unwrap();
    assert_eq!((applied.created(), applied.deleted()), (1, 0));
    assert_eq!(desk.book().await.last().unwrap(), "4 Åse 4571999999");
    desk.client
        .phone_book()
        .delete(&2_u64.into())
        .await
        .unwrap();
    let rest = [ALL[0], ALL[2]];
    let reconciler = desk.reconciler(deleting());
    let plan = plan(&reconciler, &rest).await;
    assert_eq!(plan.forgotten, ["key:B"]);
    reconciler.apply(&plan).await.unwrap();
    assert_eq!(desk.state.len().unwrap(), 2);
}
