use contacts_emulator::{Emulator, Fault, Seed};
use contacts_sync::{OnShared, Plan, Progress, Reconciler, Rules};

use crate::support::{Desk, entry, lines};

#[tokio::test]
async fn a_row_is_created_updated_or_left_alone() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999"), ("Bo", "4533002208")])
        .await;
    let rows = [
        ("", "Åse", "4571999999", None),
        ("", "Bob", "4533002208", None),
        ("", "Carl", "4520304050", None),
    ];
    let plan = desk.plan(&rows, Rules::default()).await;
    assert_eq!(
        lines(&plan),
        ["3 update 2 {\"name\":\"Bob\"}", "4 create", "1 unchanged"]
    );
    assert_eq!(plan.contacts, 2);
    assert_eq!(plan.last_id, Some(2));
}

#[tokio::test]
async fn a_second_run_sends_nothing() {
    let desk = Desk::new().await;
    let rows = [
        ("A", "Åse", "4571999999", Some("a@x.dk")),
        ("B", "Bo", "4533002208", None),
    ];
    let applied = desk.sync(&rows, Rules::default()).await.unwrap();
    assert_eq!((applied.created(), applied.undone()), (2, 0));
    let plan = desk.plan(&rows, Rules::default()).await;
    assert_eq!(lines(&plan), ["2 unchanged"]);
    assert!(plan.is_empty());
}

#[tokio::test]
async fn a_key_keeps_the_contact_when_its_number_changes() {
    let desk = Desk::new().await;
    let sync = async |number| {
        desk.sync(&[("A", "Åse", number, None)], Rules::default())
            .await
            .unwrap()
    };
    sync("4571999999").await;
    let applied = sync("4520304050").await;
    assert_eq!((applied.created(), applied.updated()), (0, 1));
    assert_eq!(desk.book().await, ["1 Åse 4520304050"]);
    // Without a key there is nothing to know it by.
    let applied = desk
        .sync(&[("", "Åse", "4533002208", None)], Rules::default())
        .await
        .unwrap();
    assert_eq!((applied.created(), applied.updated()), (1, 0));
}

#[tokio::test]
async fn two_contacts_may_swap_their_numbers() {
    let desk = Desk::new().await;
    let (one, other) = ("4571999999", "4520304050");
    let rows = |a, b| [("A", "Åse", a, None), ("B", "Bo", b, None)];
    desk.sync(&rows(one, other), Rules::default())
        .await
        .unwrap();
    let applied = desk
        .sync(&rows(other, one), Rules::default())
        .await
        .unwrap();
    assert_eq!((applied.created(), applied.updated()), (0, 2));
    assert_eq!(desk.book().await, ["1 Åse 4520304050", "2 Bo 4571999999"]);
}

#[tokio::test]
async fn a_number_that_somebody_else_has_is_not_taken_over() {
    let desk = Desk::new().await;
    desk.sync(&[("A", "Åse", "4571999999", None)], Rules::default())
        .await
        .unwrap();
    desk.has(&[("Somebody", "4520304050")]).await;
    let plan = desk
        .plan(&[("A", "Åse", "4520304050", None)], Rules::default())
        .await;
    assert_eq!(
        lines(&plan),
        ["2 conflict: contact 2 has this number already: delete it first"]
    );
}

#[tokio::test]
async fn rows_that_share_a_number_are_one_contact() {
    let desk = Desk::new().await;
    let rows = [
        ("", "Åse", "4571999999", None),
        ("", "Bo", "4533002208", None),
        ("", "Carl", "4571999999", None),
        ("", "Åse", "4571999999", None),
    ];
    let with = async |on_shared| {
        lines(
            &desk
                .plan(&rows, Rules::default().on_shared(on_shared))
                .await,
        )
    };
    let duplicate =
        |row: u64, of: u64| format!("{row} duplicate: row {of} has the same number and is used");
    assert_eq!(
        with(OnShared::First).await,
        ["2 create", "3 create", &duplicate(4, 2), &duplicate(5, 2)]
    );
    assert_eq!(
        with(OnShared::Last).await,
        ["3 create", "5 create", &duplicate(2, 5), &duplicate(4, 5)]
    );
    assert_eq!(
        with(OnShared::Refuse).await[..2],
        [
            "3 create",
            "2 conflict: shares its number with row 4, 5: give the number to one of them"
        ]
    );
    desk.sync(&rows, Rules::default().on_shared(OnShared::Join))
        .await
        .unwrap();
    assert_eq!(
        desk.book().await,
        ["1 Åse / Carl 4571999999", "2 Bo 4533002208"]
    );
    // And it stays so.
    let plan = desk
        .plan(&rows, Rules::default().on_shared(OnShared::Join))
        .await;
    assert!(plan.is_empty(), "{plan:?}");
}

#[tokio::test]
async fn names_are_joined_where_that_is_wanted_and_nowhere_else() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999")]).await;
    let rows = [
        ("", "Åse", "4571999999", None),
        ("", "Carl", "4571999999", None),
    ];
    let with = async |which| lines(&desk.plan(&rows, Rules::default().on_shared(which)).await);
    assert_eq!(with(OnShared::First).await.last().unwrap(), "1 unchanged");
    assert_eq!(
        with(OnShared::Last).await[0],
        "3 update 1 {\"name\":\"Carl\"}"
    );
    // The contact is what the first row says, and yet not all that is said.
    assert_eq!(
        with(OnShared::Join).await[0],
        "2 update 1 {\"name\":\"Åse / Carl\"}"
    );
}

#[tokio::test]
async fn a_number_that_several_contacts_have_is_a_conflict_unless_one_is_right() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999"), ("Bo", "4571999999")])
        .await;
    let of = async |name| {
        lines(
            &desk
                .plan(&[("", name, "4571999999", None)], Rules::default())
                .await,
        )
    };
    assert_eq!(of("Åse").await, ["1 unchanged"]);
    assert_eq!(
        of("Carl").await,
        [
            "2 conflict: contacts 1, 2 have this number, and which of them is meant is not known: delete all but one"
        ]
    );
}

#[tokio::test]
async fn one_key_twice_is_a_conflict() {
    let desk = Desk::new().await;
    desk.sync(&[("A", "Åse", "4571999999", None)], Rules::default())
        .await
        .unwrap();
    let rows = [
        ("A", "Åse", "4571999999", None),
        ("A", "Bo", "4533002208", None),
    ];
    assert_eq!(
        lines(&desk.plan(&rows, Rules::default()).await),
        [
            "3 conflict: row 2 is the same contact by its key or id",
            "1 unchanged"
        ]
    );
}

#[tokio::test]
async fn what_the_source_itself_calls_two_contacts_shares_its_number_with_none() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999")]).await;
    let rules = Rules::default().on_shared(OnShared::Refuse);
    let reconciler = desk.reconciler(rules);
    let mut draft = reconciler.draft().unwrap();
    let mut named = entry(("", "Åse", "4571999999", None), 2);
    named.id = Some(1_u64.into());
    draft.entry(named);
    draft.entry(entry(("", "Bo", "4571999999", None), 3));
    let plan = draft.plan().await.unwrap();
    assert_eq!(lines(&plan), ["3 create", "1 unchanged"]);
}

#[tokio::test]
async fn a_contact_that_is_found_becomes_this_tools_once() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999")]).await;
    let rows = [("A", "Åse", "4571999999", None)];
    let rules = Rules::default().adopt(true);
    assert_eq!(desk.plan(&rows, rules).await.adopted.len(), 1);
    desk.sync(&rows, rules).await.unwrap();
    assert_eq!(desk.plan(&rows, rules).await.adopted.len(), 0);
}

#[tokio::test]
async fn a_reconciler_is_shown_by_its_settings() {
    let desk = Desk::new().await;
    let shown = format!("{:?}", desk.reconciler(Rules::default()).verify(true));
    assert!(shown.starts_with("Reconciler { rules: "), "{shown}");
    assert!(
        shown.ends_with("concurrency: 1, verify: true, .. }"),
        "{shown}"
    );
}

#[tokio::test]
async fn both_sides_empty_is_a_plan_of_nothing() {
    let desk = Desk::new().await;
    let plan = desk.plan(&[], Rules::default()).await;
    assert_eq!(lines(&plan), [""; 0]);
    assert_eq!(plan.held_back, None);
}

#[tokio::test]
async fn a_plan_survives_being_written_to_a_file() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999")]).await;
    let rows = [
        ("", "Åsa", "4571999999", None),
        ("", "Bo", "4533002208", None),
    ];
    let plan = desk.plan(&rows, Rules::default()).await;
    assert_eq!(plan.counts(), (1, 1, 0));
    assert!(!plan.is_empty());
    assert_eq!(plan.steps[0].source_key(), None);
    let keyed = desk
        .plan(&[("A", "Cy", "4520304050", None)], Rules::default())
        .await;
    assert_eq!(keyed.counts(), (1, 0, 0));
    assert_eq!(keyed.steps[0].source_key(), Some("A"));
    let read = Plan::from_json(&plan.to_json()).unwrap();
    assert_eq!(read, plan);
    let other = plan.to_json().replace("contacts-plan 1", "contacts-plan 9");
    let error = Plan::from_json(&other).unwrap_err().to_string();
    assert!(
        error.contains("contacts-plan 9") && error.contains("make it again"),
        "{error}"
    );
}

#[tokio::test]
async fn a_book_is_read_from_where_it_could_be_cut_the_last_time() {
    let seed = |at: u64| {
        Seed::new([
            ("name", "A".to_owned()),
            ("number", format!("45{}", 71_000_000 + at)),
        ])
    };
    let emulator = Emulator::builder().seed((0..2_000).map(seed));
    let desk = Desk::with(emulator.start().await.unwrap());
    let read = async || {
        desk.emulator.forget_requests();
        let reconciler = desk.reconciler(Rules::default()).concurrency(8);
        let plan = reconciler.draft().unwrap().plan().await.unwrap();
        (plan.contacts, desk.emulator.requests().len())
    };
    let told = std::cell::RefCell::new(Vec::new());
    let reconciler = desk.reconciler(Rules::default()).progress(|progress| {
        if let Progress::Read(count) = progress {
            told.borrow_mut().push(count);
        }
    });
    reconciler.draft().unwrap().plan().await.unwrap();
    assert!(told.borrow().iter().copied().eq(1..=2_000));
    // A page from each bound, and one that finds nothing behind the last.
    assert_eq!(read().await, (2_000, 22));
    // Bounds that are no contacts any more, and contacts that have come since, change nothing.
    for id in 90..400_u64 {
        desk.client.phone_book().delete(&id.into()).await.unwrap();
    }
    desk.has(&[("B", "4533002208"), ("C", "4533002209")]).await;
    assert_eq!(read().await.0, 1_692);
    assert_eq!(read().await.0, 1_692);
}

#[tokio::test]
async fn a_list_that_fails_is_read_anew_the_next_time() {
    let seed = |at: u64| {
        Seed::new([
            ("name", "A".to_owned()),
            ("number", format!("45{}", 71_000_000 + at)),
        ])
    };
    let emulator = Emulator::builder().seed((0..1_000).map(seed));
    let desk = Desk::with(emulator.start().await.unwrap());
    // Requests of a list that has failed may come in when the next one has begun.
    let read = async |agent: &str| {
        let client = contacts_api::Client::builder()
            .base_url(desk.emulator.url())
            .token(desk.emulator.token())
            .user_agent(agent)
            .build()
            .unwrap();
        let reconciler = Reconciler::new(&client).unwrap().state(&desk.state);
        let plan = reconciler.draft().unwrap().plan().await;
        let requests = desk.emulator.requests();
        let mut own = requests
            .iter()
            .filter(|it| it.header("user-agent") == Some(agent));
        let first = own.next().unwrap().query().unwrap_or("");
        plan.map(|it| (it.contacts, first.contains("id_gt_or_eq")))
    };
    assert_eq!(read("first").await.unwrap(), (1_000, false));
    assert_eq!(read("second").await.unwrap(), (1_000, true));
    // The service does not like what it is asked for.
    let refused = Fault::status(422).on("list_contacts").nth(5);
    desk.emulator.set_faults([refused]).unwrap();
    assert!(read("third").await.is_err());
    desk.emulator.set_faults([]).unwrap();
    assert_eq!(read("fourth").await.unwrap(), (1_000, false));
}

#[tokio::test]
async fn what_is_the_same_in_another_form_is_unchanged() {
    let desk = Desk::new().await;
    desk.has(&[
        ("Åse  Ærø", "4571999999"),
        ("A\u{30a}se", "4533002208"),
        ("Bo", "4520304050"),
    ])
    .await;
    let rows = [
        ("", "Åse Ærø ", "4571999999", None),
        ("", "Åse", "4533002208", Some("")),
        ("", "Bo", "4520304050", None),
    ];
    let plan = desk.plan(&rows, Rules::default()).await;
    assert_eq!(lines(&plan), ["3 unchanged"]);
}
