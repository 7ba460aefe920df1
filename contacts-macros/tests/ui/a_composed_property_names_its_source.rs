use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name, email = 7)]
struct Customer {
    number: String,
}

fn main() {}
