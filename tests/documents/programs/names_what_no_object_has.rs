#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: u64,
    country: String,
    #[contact(address.streat)]
    road: String,
    #[contact(address.floor)]
    floor: String,
    #[contact(address.checked)]
    checked: bool,
    #[contact(company.name)]
    employer: String,
    #[contact(manager.label)]
    manager: String,
    #[contact(manager.above.label)]
    director: String,
    #[contact(adress.zip)]
    zip: String,
}

fn main() {}
