use contacts_api::{IntoContact, IntoContacts};

#[derive(IntoContact)]
#[contact(email = "{mail}", default = "nobody")]
struct Customer {
    #[contact(default = "unknown")]
    name: String,
    #[contact(number, default = "4571999999")]
    phone: &'static str,
    mail: String,
}

#[derive(IntoContacts)]
#[contact(none = "keep")]
struct Employee {
    name: String,
    number: Vec<String>,
}

fn main() {}
