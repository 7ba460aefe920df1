use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(number)]
    desk: String,
    #[contact(number)]
    mobile: String,
}

#[derive(IntoContact)]
struct Supplier {
    name: String,
    number: String,
    #[contact(number)]
    mobile: String,
}

fn main() {}
