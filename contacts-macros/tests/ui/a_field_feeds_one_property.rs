use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(name, number)]
    phone: String,
}

fn main() {}
