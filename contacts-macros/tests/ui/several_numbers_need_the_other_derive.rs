use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(number)]
    desk: String,
    #[contact(number)]
    mobile: String,
}

#[derive(contacts_api::IntoContacts)]
struct Employee {
    #[contact(number)]
    desk: String,
    #[contact(number)]
    mobile: String,
}

fn main() {}
