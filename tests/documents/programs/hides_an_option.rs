#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

type Maybe<T> = Option<T>;

#[derive(IntoContact)]
#[contact(update)]
struct Customer {
    name: String,
    number: u64,
    email: Maybe<String>,
    country: Maybe<String>,
}

fn main() {}
