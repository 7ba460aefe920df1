//! The client through a proxy that does what proxies do: the book is exact in the end, and no request is
//! early.

use std::collections::BTreeMap;
use std::time::Duration;

use contacts_api::{Client, Error, Retry, types};
use contacts_emulator::Emulator;
use contacts_tests::Proxy;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;

/// Creates a contact, changes it and reads it; every second one is deleted.
async fn use_a_contact(client: &Client, number: u64) -> Result<(), Error> {
    let body = json!({"contact": {"name": "first", "number": number.to_string()}});
    let body: types::CreateContactRequest = serde_json::from_value(body).unwrap();
    let id = client.create_once(body).await?.id;
    let update: types::UpdateContactRequest =
        serde_json::from_value(json!({"contact": {"name": "second"}})).unwrap();
    client.update_contact().id(id).body(update).send().await?;
    let read = client.get_contact().id(id).send().await?;
    assert_eq!(read.contact.name.as_deref(), Some("second"));
    if number.is_multiple_of(2) {
        client.delete_contact().id(id).send().await?;
    }
    Ok(())
}

async fn the_book_is_exact(percent: u64, contacts: u64) {
    let emulator = Emulator::builder().token("5f2c").start().await.unwrap();
    let (proxy, url) = Proxy::start(&emulator, percent).await;
    let client = Client::builder()
        .token("5f2c")
        .base_url(url)
        .total_timeout(Duration::from_secs(600))
        .retry(
            Retry::default()
                .attempts(100)
                .backoff(Duration::from_millis(5), Duration::from_millis(100))
                .settle(Duration::from_secs(2))
                .budget(1_000_000),
        )
        .build()
        .unwrap();
    let numbers = 4_571_000_000..4_571_000_000 + contacts;
    let results: Vec<_> = stream::iter(numbers.clone())
        .map(|number| use_a_contact(&client, number))
        .buffer_unordered(64)
        .collect()
        .await;
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert!(failed.is_empty(), "{} failed: {}", failed.len(), failed[0]);
    assert_eq!(proxy.early(), 0, "requests were early");
    assert!(proxy.faults() > contacts / 2);
    let wanted: BTreeMap<_, _> = numbers
        .filter(|it| it % 2 == 1)
        .map(|it| (it.to_string(), "second".to_owned()))
        .collect();
    let there = emulator.contacts();
    assert_eq!(there.len(), wanted.len());
    let there: BTreeMap<_, _> = there
        .into_iter()
        .map(|it| (it.number.unwrap(), it.name.unwrap()))
        .collect();
    assert_eq!(there, wanted);
    // And a list through the same proxy has all of it.
    let listed: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    assert_eq!(listed.len(), wanted.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_three_per_cent_of_each_fault_the_book_is_exact_and_nothing_is_early() {
    the_book_is_exact(3, 300).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_eight_per_cent_of_each_fault_the_book_is_exact_and_nothing_is_early() {
    the_book_is_exact(8, 100).await;
}
