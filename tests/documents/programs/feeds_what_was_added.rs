#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
#[contact(update, none = "clear")]
struct Customer {
    name: String,
    number: u64,
    #[contact(company)]
    employer: Option<String>,
    #[contact(country)]
    land: &'static str,
    // By the name in Rust, and by the name in the document.
    cost_centre: u64,
    #[contact("type")]
    kind: &'static str,
}

fn main() {
    let customer = Customer {
        name: "Hans".into(),
        number: 4_571_999_999,
        employer: Some("Relatel A/S".into()),
        land: "DK",
        cost_centre: 12,
        kind: "person",
    };
    let created = CreateContactRequest::try_from(&customer).unwrap();
    println!("{}", serde_json::to_string(&created).unwrap());
    let updated = UpdateContactRequest::try_from(&customer).unwrap();
    println!("{}", serde_json::to_string(&updated).unwrap());
    let wrong = Customer { employer: Some("x".repeat(12)), land: "Denmark", kind: "dog", ..customer };
    print!("{}", wrong.into_contact().unwrap_err());
}
