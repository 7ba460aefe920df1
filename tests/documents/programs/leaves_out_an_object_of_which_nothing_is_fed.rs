#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact)]
#[contact(update, none = "clear")]
struct Customer {
    name: &'static str,
    number: u64,
    country: &'static str,
    #[contact(address.street)]
    road: Option<String>,
    #[contact("address.second-line")]
    floor: Option<String>,
}

fn main() {
    let customer = |road: Option<&str>| Customer {
        name: "Hans",
        number: 4_571_999_999,
        country: "DK",
        road: road.map(str::to_owned),
        floor: None,
    };
    for road in [Some("Havnegade 1"), None] {
        let update = customer(road).into_contact_update().unwrap();
        println!("{}", serde_json::to_string(&update.address).unwrap());
    }
    let error = Customer { floor: Some("1. tv".into()), ..customer(None) };
    print!("{}", error.into_contact().unwrap_err());
}
