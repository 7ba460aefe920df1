use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(region = DK)]
    number: String,
}

#[derive(IntoContact)]
struct Supplier {
    name: String,
    #[contact(region = contry)]
    number: String,
    country: String,
}

fn main() {}
