use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update, update)]
struct Customer {
    name: String,
    #[contact(region = "DK")]
    #[contact(region = "SE")]
    number: String,
}

fn main() {}
