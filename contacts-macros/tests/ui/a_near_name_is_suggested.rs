use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(updat)]
struct Customer {
    name: String,
    number: String,
    #[contact(emial)]
    mail: String,
    #[contact(skp)]
    notes: String,
}

fn main() {}
