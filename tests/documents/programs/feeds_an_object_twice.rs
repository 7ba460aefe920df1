#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: u64,
    country: String,
    address: types::AddressInput,
    #[contact(address.street)]
    road: String,
}

fn main() {}
