use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update)]
struct Customer {
    name: Option<String>,
    number: String,
    email: Option<String>,
}

fn main() {}
