use contacts_api::Client;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::*;
use crate::plan::Adopted;

fn map(json: &Value) -> Map<String, Value> {
    json.as_object().unwrap().clone()
}

fn step(key: &str, change: Change) -> Step {
    Step {
        row: None,
        key: key.to_owned(),
        number: "4571999999".to_owned(),
        change,
    }
}

fn create(at: u64) -> Step {
    let contact = map(&json!({"name": "Åse"}));
    step(&format!("key:{at}"), Change::Create { contact })
}

/// A client that is not called, and a state in a folder.
fn desk() -> (Client, State, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path().join("book.state")).unwrap();
    let client = Client::builder().token("5f2c").build().unwrap();
    (client, state, folder)
}

#[test]
fn an_update_is_remembered_of_a_contact_that_is_this_tools_and_of_no_other() {
    let (client, state, _folder) = desk();
    let managed = |id: u64| Managed {
        id: id.into(),
        number: 4_571_999_999,
        hash: 1,
    };
    let known = StateChange::Keep("key:known".to_owned(), managed(1));
    state.keep(&[known]).unwrap();
    let update = |key: &str, id: u64| {
        let change = Change::Update {
            id: id.into(),
            before: map(&json!({"name": "Åse", "email": "a@x.dk"})),
            update: map(&json!({"name": "Åsa"})),
        };
        step(key, change)
    };
    let plan = Plan {
        steps: vec![
            update("key:known", 1),
            update("key:adopted", 2),
            update("key:other", 3),
        ],
        adopted: vec![Adopted {
            key: "key:adopted".to_owned(),
            id: 2_u64.into(),
            number: 4_571_999_999,
            hash: 1,
        }],
        ..Plan::default()
    };
    let reconciler = Reconciler::new(&client).unwrap().state(&state);
    let notes = Notes::new(&reconciler, &plan).unwrap();
    for (at, step) in plan.steps.iter().enumerate() {
        notes.done(at, step, None).unwrap();
    }
    notes.finish().unwrap();
    let now = hash_of(&map(&json!({"name": "Åsa", "email": "a@x.dk"})));
    let hash = |key| state.get(key).unwrap().map(|it| it.hash);
    assert_eq!(hash("key:known"), Some(now));
    assert_eq!(hash("key:adopted"), Some(now));
    assert_eq!(hash("key:other"), None);
}

#[test]
fn no_more_is_kept_in_memory_only_than_may_be_lost_at_once() {
    let (client, state, _folder) = desk();
    let plan = Plan::default();
    let reconciler = Reconciler::new(&client).unwrap().state(&state);
    let notes = Notes::new(&reconciler, &plan).unwrap();
    for at in 1..=1_000 {
        notes.done(0, &create(at), Some(&at.into())).unwrap();
        let kept = state.len().unwrap();
        assert!(at - kept < AT_ONCE as u64, "{kept} of {at}");
    }
    notes.finish().unwrap();
    assert_eq!(state.len().unwrap(), 1_000);
}

/// A disk that is full.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_about_to_be_sent_where_the_log_has_no_room_for_it() {
    let (client, _state, _folder) = desk();
    let log = AuditLog::open("/dev/full", client.base_url()).unwrap();
    let plan = Plan::default();
    let reconciler = Reconciler::new(&client).unwrap().audit(&log);
    let notes = Notes::new(&reconciler, &plan).unwrap();
    let error = notes.sending(0, &create(1)).unwrap_err();
    assert!(matches!(error, SyncError::Audit(_)), "{error}");
}
