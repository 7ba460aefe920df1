#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
#[contact(update)]
struct Customer {
    name: Option<String>,
    number: u64,
    country: String,
    email: Option<String>,
}

fn main() {}
