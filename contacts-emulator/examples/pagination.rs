//! Three ways through a long list.
//!
//! `cargo run -p contacts-emulator --example pagination`
#![forbid(unsafe_code)]

use contacts_emulator::{Emulator, Seed};
use futures_util::TryStreamExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seeds = (1..=10_000_u64).map(|it| {
        let number = (4_571_000_000 + it).to_string();
        Seed::new([("name", format!("Customer {it}")), ("number", number)])
    });
    let emulator = Emulator::builder().seed(seeds).start().await?;
    let client = emulator.client();

    // One page: at most 100 contacts, from an id on.
    let page = client
        .list_contacts()
        .limit(3)
        .id_gt_or_eq(5_000_u64)
        .send()
        .await?;
    let ids: Vec<_> = page.contacts.iter().map(|it| it.id).collect();
    println!("a page: {ids:?}");

    // All of them, in order, a page at a time: the next page is asked for when it is needed.
    let mut contacts = client.list_contacts().stream();
    let mut count = 0;
    while let Some(contact) = contacts.try_next().await? {
        count += 1;
        if contact.id == 10_000 {
            println!("the last of {count}: {}", contact.name.unwrap_or_default());
        }
    }

    // All of them, in any order, eight pages at a time: for a large book and a slow line.
    emulator.forget_requests();
    let all: Vec<_> = client
        .list_contacts()
        .stream_concurrent(8)
        .try_collect()
        .await?;
    println!(
        "{} contacts in {} requests",
        all.len(),
        emulator.requests().len()
    );
    Ok(())
}
