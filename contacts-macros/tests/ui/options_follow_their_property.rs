use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    #[contact(number(region = "DK"))]
    phone: String,
    #[contact(email("hans@example.dk"))]
    mail: String,
}

fn main() {}
