use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(flatten, number)]
    billing: Billing,
    #[contact(flatten)]
    shipping: Billing,
}

#[derive(IntoContact)]
struct Billing {
    name: String,
    number: String,
}

fn main() {}
