//! Values of your own type, kept in step with the phone book.
//!
//! `cargo run -p contacts-sync --example customers`
#![forbid(unsafe_code)]

use std::error::Error;

use contacts_api::{Client, IntoContacts};
use contacts_emulator::Emulator;
use contacts_sync::{Applied, DeleteLimit, Entry, Reconciler, Rules, State};

/// What the company's own system knows of a customer.
#[derive(Clone, IntoContacts)]
struct Customer {
    #[contact(skip)]
    id: u32,
    name: String,
    #[contact(number, region = "DK")]
    phone: String,
    #[contact(number, region = "DK")]
    mobile: Option<String>,
    #[contact(email)]
    mail: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // The API on this machine. With a token in CONTACTS_TOKEN: `let client = Client::from_env()?;`
    let emulator = Emulator::start().await?;
    let client = emulator.client();
    // It remembers which contacts are its own. Keep the file from one run to the next.
    let folder = tempfile::tempdir()?;
    let state = State::open(folder.path().join("book.state"))?;

    let mut customers = customers();
    let applied = sync(&client, &state, &customers).await?;
    println!("monday: {}", told(&applied));

    // One has moved to another number, one is a customer no longer.
    customers[0].phone = "+45 71 99 99 98".into();
    customers.remove(2);
    let applied = sync(&client, &state, &customers).await?;
    println!("tuesday: {}", told(&applied));

    let applied = sync(&client, &state, &customers).await?;
    println!("wednesday: {}", told(&applied));
    Ok(())
}

/// Makes the phone book have these customers, and those of earlier runs no longer.
async fn sync(
    client: &Client,
    state: &State,
    customers: &[Customer],
) -> Result<Applied, Box<dyn Error>> {
    let rules = Rules::default().delete(DeleteLimit::percent(50));
    let reconciler = Reconciler::new(client)?.state(state).rules(rules);
    let mut draft = reconciler.draft()?;
    for customer in customers {
        // The id is what it is known by, whatever its numbers are.
        match Entry::of(customer.id.to_string(), customer) {
            Ok(entries) => entries.into_iter().for_each(|it| draft.entry(it)),
            Err(errors) => {
                eprintln!("customer {} is left as it is:\n{errors}", customer.id);
                draft.unreadable(Some(&customer.id.to_string()));
            }
        }
    }
    let plan = draft.plan().await?;
    Ok(reconciler.apply(&plan).await?)
}

fn customers() -> Vec<Customer> {
    let customer = |id, name: &str, phone: &str| Customer {
        id,
        name: name.into(),
        phone: phone.into(),
        mobile: None,
        mail: None,
    };
    vec![
        Customer {
            mobile: Some("20 30 40 50".into()),
            mail: Some("kundeservice@relatel.dk".into()),
            ..customer(1, "Relatel A/S", "+45 71 99 99 99")
        },
        customer(2, "Åse Ærø", "33 00 22 08"),
        customer(3, "Bo Bæk", "(0) 31 70 97 27"),
    ]
}

fn told(applied: &Applied) -> String {
    format!(
        "{} created, {} updated, {} deleted",
        applied.created(),
        applied.updated(),
        applied.deleted()
    )
}

#[cfg(test)]
#[tokio::test]
async fn the_book_follows_the_customers() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client();
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(folder.path().join("book.state")).unwrap();
    let mut customers = customers();
    let applied = sync(&client, &state, &customers).await.unwrap();
    assert_eq!(told(&applied), "4 created, 0 updated, 0 deleted");
    customers[0].phone = "+45 71 99 99 98".into();
    customers.remove(2);
    let applied = sync(&client, &state, &customers).await.unwrap();
    assert_eq!(told(&applied), "0 created, 1 updated, 1 deleted");
    let book = emulator.contacts().into_iter();
    let mut book: Vec<_> = book
        .map(|it| (it.name.unwrap(), it.number.unwrap()))
        .collect();
    book.sort();
    let contact = |name: &str, number: &str| (name.to_owned(), number.to_owned());
    let wanted = [
        contact("Relatel A/S", "4520304050"),
        contact("Relatel A/S", "4571999998"),
        contact("Åse Ærø", "4533002208"),
    ];
    assert_eq!(book, wanted);
    let applied = sync(&client, &state, &customers).await.unwrap();
    assert_eq!(applied.ends, []);
}
