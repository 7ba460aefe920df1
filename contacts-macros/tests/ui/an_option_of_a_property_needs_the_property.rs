use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: String,
    #[contact(with = str::trim)]
    mail: String,
}

fn main() {}
