use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(region = "UK")]
    number: String,
}

#[derive(IntoContact)]
struct Supplier {
    name: String,
    #[contact(region = "Denmark")]
    number: String,
}

fn main() {}
