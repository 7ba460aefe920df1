use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name = "{first} {last}")]
struct Customer {
    first: String,
    last: String,
    #[contact(name)]
    title: String,
    #[contact(number)]
    phone: String,
    number: u64,
}

fn main() {}
