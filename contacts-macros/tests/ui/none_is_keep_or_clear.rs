use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update, none = "delete")]
struct Customer {
    name: String,
    number: String,
}

#[derive(IntoContact)]
#[contact(update, none)]
struct Supplier {
    name: String,
    number: String,
}

fn main() {}
