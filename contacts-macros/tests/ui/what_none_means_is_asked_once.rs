use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update, none = clear)]
struct Customer {
    name: String,
    number: String,
    email: Option<String>,
}

fn main() {}
