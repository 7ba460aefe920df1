use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(none = "keep")]
struct Customer {
    name: String,
    number: String,
}

fn main() {}
