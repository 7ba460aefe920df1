use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(region = 45)]
    number: String,
}

#[derive(IntoContact)]
struct Row(#[contact(name)] String, #[contact(number, region = 3)] String, String);

fn main() {}
