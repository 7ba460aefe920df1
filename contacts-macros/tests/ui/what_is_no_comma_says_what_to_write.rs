use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(contact::name)]
    full_name: String,
    #[contact(number; region = "DK")]
    phone: String,
    #[contact(email, sensitive: true)]
    mail: String,
    #[contact(default: "unknown")]
    title: String,
    #[contact(with = .trim())]
    company: String,
    #[contact(skip_if == String::is_empty)]
    town: String,
}

#[derive(IntoContact)]
struct Supplier {
    #[contact(contact.name)]
    full_name: String,
    number: String,
}

fn main() {}
