#![allow(unused)]
use contacts_api::types::{CreateContactRequest, UpdateContactRequest};
use contacts_api::{IntoContact, IntoContactUpdate, types};

#[derive(IntoContact, Clone)]
#[contact(update, none = "clear")]
#[contact(address.zip = "{land}-{zip}")]
#[contact(address.geo.lat, with = |it| it.position.0)]
#[contact(address.geo.lon, with = |it| it.position.1)]
struct Customer {
    name: String,
    number: u64,
    #[contact(country)]
    land: &'static str,
    #[contact(address.street)]
    road: String,
    zip: u16,
    // By the name in Rust, and by the name in the document.
    #[contact(address.post_box)]
    letters: Option<u16>,
    #[contact("address.second-line")]
    floor: Option<&'static str>,
    position: (f32, f32),
    tags: Vec<&'static str>,
    moods: [types::Mood; 1],
    labels: std::collections::BTreeMap<&'static str, u8>,
    level: i64,
    favourite: bool,
    rating: f32,
    since: &'static str,
    extra: Vec<bool>,
    manager: Option<types::Node>,
}

fn main() {
    let customer = Customer {
        name: "Hans".into(),
        number: 4_571_999_999,
        land: "DK",
        road: "Havnegade 1".into(),
        zip: 2100,
        letters: Some(7),
        floor: None,
        position: (55.5, 12.5),
        tags: vec!["a", "b"],
        moods: [types::Mood::Glad],
        labels: [("size", 3)].into(),
        level: 2,
        favourite: true,
        rating: 0.1,
        since: "2026-11-24",
        extra: vec![true],
        manager: Some(types::Node::builder().label("boss").try_into().unwrap()),
    };
    let contact = customer.to_contact().unwrap();
    assert_eq!(contact, customer.clone().into_contact().unwrap());
    println!("{}", serde_json::to_string(&contact).unwrap());
    let update = customer.to_contact_update().unwrap();
    assert_eq!(update, customer.clone().into_contact_update().unwrap());
    println!("{}", serde_json::to_string(&update).unwrap());
    let wrong = Customer {
        road: "x".repeat(31),
        position: (f32::NAN, 0.0),
        tags: vec!["a", "much too long", "b", "long as well"],
        moods: [types::Mood::Unknown("odd".into())],
        labels: [("size", 101)].into(),
        level: 3,
        since: "24.11.2026",
        ..customer
    };
    print!("{}", wrong.into_contact().unwrap_err());
}
