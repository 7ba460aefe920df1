//! A create is neither lost nor done twice.

use contacts_emulator::{Emulator, Fault, Seed};
use futures_util::{StreamExt, stream};

use super::{SECOND, body, client, client_with, numbers};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_thousands_of_creates_none_is_lost_and_none_is_there_twice() {
    let on_create = |fault: Fault| fault.on("create_contact").rate(0.08);
    let emulator = Emulator::builder()
        .faults([
            on_create(Fault::reset_before()),
            on_create(Fault::reset_after()),
            on_create(Fault::truncate()),
            on_create(Fault::html(502)),
            Fault::latency(SECOND..=SECOND)
                .on("create_contact")
                .rate(0.01),
            Fault::reset_before().on("list_contacts").rate(0.1),
            Fault::truncate().on("list_contacts").rate(0.1),
        ])
        .fault_seed(1)
        .start()
        .await
        .unwrap();
    let client = client(&emulator);
    let wanted: Vec<_> = (4_571_000_000..4_571_003_000_u64).collect();
    let results: Vec<_> = stream::iter(&wanted)
        .map(|number| client.create_once(body(*number, "Relatel A/S")))
        .buffer_unordered(64)
        .collect()
        .await;
    let there = numbers(&emulator);
    assert!(
        there.values().all(|times| *times == 1),
        "some are there twice"
    );
    // A create that met faults in every one of its attempts is an error, and its contact is not there.
    let failed = results.iter().filter(|it| it.is_err()).count();
    assert_eq!(there.len() + failed, wanted.len());
    assert!(failed < 150, "{failed} failed");
    for contact in results.into_iter().flatten() {
        assert!(there.contains_key(&contact.number.unwrap()));
    }
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_found_and_not_sent_again() {
    for fault in [Fault::reset_after(), Fault::truncate()] {
        let emulator = Emulator::builder()
            .faults([fault.on("create_contact").first(1)])
            .start()
            .await
            .unwrap();
        let created = client(&emulator)
            .create_once(body(4_571_999_999, "Relatel A/S"))
            .await;
        assert_eq!(created.unwrap().id, 1);
        let operations: Vec<_> = emulator.requests();
        let operations: Vec<_> = operations.iter().filter_map(|it| it.operation()).collect();
        assert_eq!(operations, ["create_contact", "list_contacts"]);
    }
}

#[tokio::test]
async fn a_create_that_timed_out_is_not_sent_twice() {
    let emulator = Emulator::builder()
        .faults([Fault::stall().on("create_contact")])
        .start()
        .await
        .unwrap();
    let answer = client_with(&emulator, 3 * SECOND)
        .create_contact()
        .body(body(4_571_999_999, "Relatel A/S"))
        .send()
        .await;
    let error = answer.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn an_ambiguous_create_beside_others_with_its_number_is_not_guessed() {
    let emulator = Emulator::builder()
        .seed([Seed::new([
            ("name", "Somebody else"),
            ("number", "4571999999"),
        ])])
        .faults([Fault::reset_before().on("create_contact")])
        .start()
        .await
        .unwrap();
    let created = client(&emulator)
        .create_once(body(4_571_999_999, "Relatel A/S"))
        .await;
    let error = created.unwrap_err();
    assert!(error.to_string().ends_with("look at contact 1"), "{error}");
    assert_eq!(emulator.contacts().len(), 1);
}
