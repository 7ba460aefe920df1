#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: u64,
    country: String,
    #[contact(address.zip)]
    zip: String,
    #[contact(address.geo.lat)]
    latitude: f64,
}

fn main() {}
