//! From a struct of your own to a name on the screen.
//!
//! `cargo run -p contacts-emulator --example quickstart`
#![forbid(unsafe_code)]

use contacts_api::{Client, IntoContact};
use contacts_emulator::Emulator;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(number, region = "DK")]
    phone: String,
    #[contact(email)]
    mail: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The API on this machine. With a token in CONTACTS_TOKEN: `let client = Client::from_env()?;`
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .token(emulator.token())
        .base_url(emulator.url())
        .build()?;

    let customer = Customer {
        name: "Relatel A/S".into(),
        phone: "+45 71 99 99 99".into(),
        mail: Some("kundeservice@relatel.dk".into()),
    };
    let created = client.create_contact().body(&customer).send().await?;
    println!("created contact {}", created.contact.id);

    // The phone rings: who is it?
    let found = client
        .get_contact_by_number()
        .number("4571999999")
        .send()
        .await?;
    println!(
        "{} is {}",
        found.contact.number_formatted.as_deref().unwrap_or("?"),
        found.contact.name.as_deref().unwrap_or("unknown")
    );

    // What cannot be a contact says why, before anything is sent.
    let nobody = Customer {
        name: String::new(),
        phone: "71 99 99 99 Hans".into(),
        mail: None,
    };
    if let Err(errors) = (&nobody).into_contact() {
        println!("not a contact:\n{errors}");
    }
    Ok(())
}
