//! What is tried again, when, and for how long.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use contacts_api::Client;
use contacts_emulator::{Emulator, Fault, Seed};

use super::{SECOND, body, client, client_with, quick};
use crate::wire::{Service, reply};

#[tokio::test]
async fn what_is_idempotent_is_tried_again_until_it_succeeds() {
    for fault in [
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::truncate(),
        Fault::html(502),
        Fault::status(503),
        Fault::status(408),
    ] {
        let emulator = Emulator::builder()
            .seed([Seed::new([
                ("name", "Relatel A/S"),
                ("number", "4571999999"),
            ])])
            .faults([fault.clone().first(2)])
            .start()
            .await
            .unwrap();
        let client = client(&emulator);
        let contact = client.get_contact().id(1_u64).send().await;
        assert!(contact.is_ok(), "{fault}: {contact:?}");
        assert_eq!(emulator.requests().len(), 3, "{fault}");
    }
}

#[tokio::test]
async fn a_get_that_stalls_is_tried_again() {
    let emulator = Emulator::builder()
        .seed([Seed::new([
            ("name", "Relatel A/S"),
            ("number", "4571999999"),
        ])])
        .faults([Fault::stall().first(1)])
        .start()
        .await
        .unwrap();
    let client = client_with(&emulator, 3 * SECOND);
    let contact = client.get_contact().id(1_u64).send().await;
    assert!(contact.is_ok(), "{contact:?}");
    assert!(emulator.requests().len() >= 2);
}

#[tokio::test]
async fn no_request_comes_before_retry_after_allows_it() {
    let emulator = Emulator::builder()
        .faults([Fault::too_many_requests(SECOND).first(1)])
        .start()
        .await
        .unwrap();
    let begin = Instant::now();
    // Also a create: it was certainly not processed.
    let created = client(&emulator)
        .create_contact()
        .body(body(4_571_999_999, "Relatel A/S"))
        .send()
        .await;
    assert!(created.is_ok());
    assert!(begin.elapsed() >= Duration::from_secs(1));
    assert_eq!(emulator.requests().len(), 2);
}

#[tokio::test]
async fn a_retry_after_beyond_what_is_waited_for_fails_at_once_and_is_told() {
    let emulator = Emulator::builder()
        .faults([Fault::too_many_requests(Duration::from_secs(3_600))])
        .start()
        .await
        .unwrap();
    let error = client(&emulator).list_contacts().send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn an_outage_is_not_made_worse_than_the_budget_allows() {
    let emulator = Emulator::builder()
        .faults([Fault::status(503)])
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .retry(quick().budget(10))
        .build()
        .unwrap();
    for _ in 0..50 {
        client.list_contacts().send().await.unwrap_err();
    }
    assert_eq!(emulator.requests().len(), 50 + 10);
}

#[tokio::test]
async fn the_total_timeout_holds_over_all_attempts() {
    let emulator = Emulator::builder()
        .faults([Fault::stall()])
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .attempt_timeout(Duration::from_millis(100))
        .total_timeout(Duration::from_millis(250))
        .retry(quick())
        .build()
        .unwrap();
    let error = client.list_contacts().send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert!(emulator.requests().len() <= 3);
}

#[tokio::test]
async fn times_without_end_are_taken() {
    let busy = Fault::html(502).first(1);
    let emulator = Emulator::builder().faults([busy]).start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .connect_timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .retry(quick().longest_retry_after(Duration::MAX))
        .build()
        .unwrap();
    client.list_contacts().send().await.unwrap();
    let service = Service::start(|_, _| reply(429, "retry-after: 9223372036854775807\r\n", ""));
    let service = service.await;
    let client = service
        .builder()
        .total_timeout(Duration::MAX)
        .retry(quick().longest_retry_after(Duration::MAX))
        .build()
        .unwrap();
    let error = client.list_contacts().send().await.unwrap_err();
    assert!(error.retry_after().is_some());
}

#[tokio::test]
async fn requests_keep_to_the_rate_limit() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .requests_per_second(NonZeroU32::new(50).unwrap())
        .build()
        .unwrap();
    let begin = Instant::now();
    for _ in 0..11 {
        client.list_contacts().send().await.unwrap();
    }
    // Ten gaps of 20 ms.
    assert!(begin.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn a_connection_that_is_refused_is_tried_again_also_for_a_create() {
    // Held, but nobody listens: refused until the emulator takes it, after the first attempts.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = held.local_addr().unwrap();
    let client = Client::builder()
        .base_url(format!("http://{address}/api/v2"))
        .token("5f2c")
        .retry(
            quick()
                .attempts(1_000)
                .backoff(Duration::from_millis(20), Duration::from_millis(20)),
        )
        .build()
        .unwrap();
    let create = client
        .create_contact()
        .body(body(4_571_999_999, "Relatel A/S"))
        .send();
    let serve = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(held);
        Emulator::builder()
            .address(address)
            .token("5f2c")
            .start()
            .await
            .unwrap()
    };
    let (created, emulator) = tokio::join!(create, serve);
    assert_eq!(created.unwrap().contact.id, 1);
    assert_eq!(emulator.contacts().len(), 1);
}
