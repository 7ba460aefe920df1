use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(region = "DK")]
    name: String,
    number: String,
}

fn main() {}
