//! What the client does when things go wrong, and how to tell it otherwise.
//!
//! `cargo run -p contacts-emulator --example retry_policy`
#![forbid(unsafe_code)]

use std::num::NonZeroU32;
use std::time::Duration;

use contacts_api::types::{CreateContactRequest, NewContact};
use contacts_api::{Client, Retry};
use contacts_emulator::{Emulator, Fault};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder()
        .faults([
            // The first two lists meet a proxy that has lost its service.
            Fault::html(502).on("list_contacts").first(2),
            // The first create takes effect, but nobody hears of it.
            Fault::reset_after().on("create_contact").first(1),
            // Who looks for contact 7 is told to come back in an hour.
            Fault::too_many_requests(Duration::from_secs(3_600)).on("get_contact"),
        ])
        .start()
        .await?;
    let client = Client::builder()
        .token(emulator.token())
        .base_url(emulator.url())
        .attempt_timeout(Duration::from_secs(5))
        .total_timeout(Duration::from_secs(30))
        .requests_per_second(NonZeroU32::new(100).expect("not zero"))
        .retry(
            Retry::default()
                .attempts(4)
                .backoff(Duration::from_millis(50), Duration::from_secs(2))
                .longest_retry_after(Duration::from_secs(60)),
        )
        .build()?;

    // What is idempotent is tried again.
    let page = client.list_contacts().send().await?;
    let tried = emulator.requests().len();
    println!("{} contacts, after {tried} attempts", page.contacts.len());

    // A create is not, unless it is certain that it was not processed: `create_once` finds out.
    let contact = NewContact::builder()
        .name("Relatel A/S")
        .number("4571999999");
    let created = client
        .create_once(CreateContactRequest::builder().contact(contact))
        .await?;
    let there = emulator.contacts().len();
    println!("contact {} is there {there} time", created.id);

    // What would take too long fails at once, and says how long.
    let error = client.get_contact().id(7_u64).send().await.unwrap_err();
    println!("{error}; again in {:?}", error.retry_after());
    Ok(())
}
