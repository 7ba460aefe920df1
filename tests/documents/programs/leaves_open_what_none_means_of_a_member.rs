#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
#[contact(update)]
struct Customer {
    name: String,
    number: u64,
    country: String,
    #[contact(address.street)]
    road: String,
    #[contact("address.second-line")]
    floor: Option<String>,
}

fn main() {}
