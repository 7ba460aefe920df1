use contacts_api::{IntoContact, IntoContacts};

#[derive(IntoContacts)]
#[contact(update, none = "keep")]
struct Employee {
    name: String,
    number: Vec<String>,
    email: Option<String>,
}

// Two derives read the same attributes: here `update` has a meaning.
#[derive(IntoContact, IntoContacts)]
#[contact(update)]
struct Supplier {
    name: String,
    number: String,
}

fn main() {}
