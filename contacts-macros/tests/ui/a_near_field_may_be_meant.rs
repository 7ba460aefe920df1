use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    nmae: String,
    nummer: String,
    #[contact(email)]
    mail: String,
}

fn main() {}
