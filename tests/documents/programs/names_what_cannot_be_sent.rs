#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
struct Customer {
    #[contact(id)]
    customer_id: u64,
    #[contact(number_formatted)]
    pretty: String,
    #[contact(fax)]
    fax_line: String,
}

fn main() {}
