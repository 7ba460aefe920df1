#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
struct Customer {
    #[contact(flatten)]
    billing: Billing,
}

struct Billing;

fn main() {}
