#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
#[contact(update, none = "keep")]
struct Customer {
    name: Vec<u8>,
    number: bool,
    email: Option<u64>,
    country: String,
    #[contact(address.street)]
    road: u64,
    tags: Vec<Vec<u8>>,
    favourite: String,
    rating: &'static str,
    moods: Vec<bool>,
}

fn main() {}
