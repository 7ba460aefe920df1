use contacts_api::IntoContact;

#[derive(IntoContact)]
union Customer {
    name: u64,
    number: u64,
}

fn main() {}
