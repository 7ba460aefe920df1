// The feature `phone` is off here, which is said beside.
use contacts_api::{IntoContact, IntoContacts};

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(number, region = country)]
    phone: f64,
    country: u8,
}

#[derive(IntoContacts)]
struct Employee {
    name: String,
    #[contact(region = "DK")]
    number: (u8, u8),
}

fn main() {}
