use contacts_api::IntoContact;

struct Billing;

#[derive(IntoContact)]
struct Customer {
    #[contact(flatten)]
    billing: Billing,
}

#[derive(IntoContact)]
struct Supplier {
    #[contact(flatten)]
    billing: Option<Billing>,
}

fn main() {}
