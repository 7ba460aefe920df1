use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: String,
    #[contact(skip, email)]
    mail: String,
    #[contact(skip, flatten)]
    rest: String,
}

fn main() {}
