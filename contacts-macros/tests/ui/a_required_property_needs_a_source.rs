use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    full_name: String,
    email: String,
}

fn main() {}
