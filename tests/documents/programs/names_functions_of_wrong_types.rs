#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
struct Customer {
    #[contact(name, with = |name: &String| name.len())]
    title: String,
    #[contact(number, with = self::is_known)]
    phone: u64,
    #[contact(email, skip_if = String::len)]
    mail: String,
    #[contact(country, default = true)]
    land: Option<String>,
}

fn is_known(_: &u64) -> bool {
    true
}

fn main() {}
