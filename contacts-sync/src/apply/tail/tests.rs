use contacts_api::types::NewContact;
use contacts_emulator::{Emulator, Fault};
use futures_util::FutureExt as _;
use serde_json::json;

use super::*;

/// The creates of contacts with these numbers.
fn creates(numbers: &[u64]) -> Plan {
    let steps = numbers.iter().map(|number| Step {
        row: None,
        key: format!("number:{number}"),
        number: number.to_string(),
        change: Change::Create {
            contact: serde_json::Map::new(),
        },
    });
    Plan {
        steps: steps.collect(),
        ..Plan::default()
    }
}

fn tail(plan: &Plan) -> Tail {
    Tail::new(plan, &Layout::embedded().unwrap())
}

fn contact(id: u64, number: u64) -> Contact {
    let contact = json!({"id": id, "name": "Åse", "number": number.to_string()});
    serde_json::from_value(contact).unwrap()
}

/// The steps and ids of what is to be taken away, and the ids of what stays in its place.
fn doubles(tail: &Tail) -> Vec<(usize, u64, Option<ContactId>)> {
    let doubles = tail.doubles().into_iter();
    doubles
        .map(|it| (it.step, it.id, id_of(&it.other)))
        .collect()
}

const ONE: u64 = 4_571_999_999;
const OTHER: u64 = 4_533_002_208;

#[test]
fn of_two_that_are_the_same_the_younger_goes() {
    let plan = creates(&[OTHER, ONE]);
    let tail = tail(&plan);
    tail.answered(1, &plan.steps[1], Some(&7_u64.into()));
    // This run's own contact is nobody else's.
    tail.seen(ONE, 7, contact(7, ONE));
    assert!(!tail.is_alive.take());
    tail.seen(ONE, 8, contact(8, ONE));
    assert!(tail.is_alive.take());
    assert_eq!(doubles(&tail), []);
    tail.seen(ONE, 6, contact(6, ONE));
    assert!(tail.is_alive.take());
    assert_eq!(doubles(&tail), [(1, 7, Some(6_u64.into()))]);
}

#[test]
fn what_is_seen_while_it_is_on_its_way_is_looked_at_when_it_is_answered() {
    let plan = creates(&[OTHER, ONE]);
    let tail = tail(&plan);
    let seen = |number, id| (number, id, contact(id, number));
    tail.unsure.replace(vec![seen(OTHER, 5), seen(ONE, 6)]);
    tail.answered(1, &plan.steps[1], Some(&7_u64.into()));
    assert_eq!(doubles(&tail), [(1, 7, Some(6_u64.into()))]);
    tail.answered(0, &plan.steps[0], Some(&8_u64.into()));
    assert_eq!(doubles(&tail), [(0, 8, Some(5_u64.into()))]);
}

#[test]
fn it_is_quiet_behind_the_first_creates_while_nobody_else_is_at_work() {
    let tail = tail(&creates(&[]));
    // However many are begun at once, all wait for the first look.
    assert!(!tail.is_quiet(65));
    tail.has_looked.set(true);
    assert!(!tail.is_quiet(0) && !tail.is_quiet(64) && tail.is_quiet(65));
    tail.is_alive.set(true);
    assert!(!tail.is_quiet(65));
    tail.is_alive.set(false);
    tail.is_waiting.set(true);
    assert!(!tail.is_quiet(65));
}

/// What is found at once about the create with this count, without a service; `None` if it waits for
/// one, or for somebody who looks.
fn at_once(tail: &Tail, count: u64) -> Option<bool> {
    let client = Client::builder().token("5f2c").build().unwrap();
    let step = &creates(&[ONE]).steps[0];
    tail.creates.set(count);
    let look = tail.look(&client, step, &|| false).now_or_never();
    assert_eq!(tail.creates.get(), count + 1);
    look.map(|it| matches!(it, Ok(Look::Free(None))))
}

#[tokio::test(start_paused = true)]
async fn a_look_counts_for_a_second_but_for_the_first_creates() {
    let tail = tail(&creates(&[ONE]));
    assert_eq!(at_once(&tail, 70), None, "nobody has looked yet");
    tail.last.lock().await.looked = Some(Instant::now());
    assert_eq!(at_once(&tail, 70), Some(true));
    for count in SOON {
        assert_eq!(at_once(&tail, count), None, "{count}");
    }
    tokio::time::advance(LOOK_AGAIN).await;
    assert_eq!(at_once(&tail, 70), None);
}

#[tokio::test]
async fn who_looks_is_waited_for_by_the_first_only() {
    let tail = tail(&creates(&[ONE]));
    let _looking = tail.last.lock().await;
    assert_eq!(at_once(&tail, 1), None);
    assert_eq!(at_once(&tail, 64), None);
    assert_eq!(at_once(&tail, 65), None, "it is the first look");
    tail.has_looked.set(true);
    assert_eq!(at_once(&tail, 65), Some(true));
}

async fn book_of(numbers: &[u64]) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    for number in numbers {
        let contact = NewContact::builder().name("Åse").number(number.to_string());
        let contact = contact.try_into().unwrap();
        let client = emulator.client();
        client.phone_book().create(contact).await.unwrap();
    }
    emulator.forget_requests();
    emulator
}

#[tokio::test]
async fn the_first_create_is_alone() {
    let emulator = book_of(&[]).await;
    let plan = creates(&[ONE, OTHER]);
    let tail = tail(&plan);
    let client = emulator.client();
    let look = async |step: &Step| tail.look(&client, step, &|| false).await.unwrap();
    let first = look(&plan.steps[0]).await;
    assert!(matches!(first, Look::Free(Some(_))));
    drop(first);
    let second = look(&plan.steps[1]).await;
    assert!(matches!(second, Look::Free(None)));
}

#[tokio::test]
async fn who_sees_another_at_work_looks_again_unless_the_run_is_to_end() {
    for (is_to_end, looks) in [(true, 1), (false, 2)] {
        let emulator = book_of(&[OTHER]).await;
        let plan = creates(&[ONE, OTHER]);
        let tail = tail(&plan);
        let client = emulator.client();
        let is_to_end = || is_to_end;
        let look = tail.look(&client, &plan.steps[0], &is_to_end);
        drop(look.await.unwrap());
        let is_list = |it: &&contacts_emulator::Received| it.operation() == Some("list_contacts");
        let requests = emulator.requests();
        // Each look reads a page, and one that finds something the page behind it.
        assert_eq!(requests.iter().filter(is_list).count(), looks + 1);
        // What was found is there for the create that it is about.
        let look = tail.look(&client, &plan.steps[1], &|| true).await;
        assert!(matches!(look, Ok(Look::There(found)) if found.id == 1));
    }
}

#[tokio::test]
async fn where_ids_do_not_ascend_each_number_is_asked_for() {
    let emulator = book_of(&[ONE]).await;
    let plan = creates(&[ONE, OTHER]);
    let tail = Tail {
        how: How::ByNumber,
        ..tail(&plan)
    };
    let client = emulator.client();
    let look = async |step: &Step| tail.look(&client, step, &|| false).await;
    let there = look(&plan.steps[0]).await;
    assert!(matches!(there, Ok(Look::There(found)) if found.id == 1));
    assert!(matches!(look(&plan.steps[1]).await, Ok(Look::Free(None))));
    let refused = Fault::status(403).on("get_contact_by_number");
    emulator.set_faults([refused]).unwrap();
    let error = look(&plan.steps[1]).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
}
