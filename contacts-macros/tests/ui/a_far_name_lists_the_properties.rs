use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: String,
    #[contact(fax)]
    fax_line: String,
}

fn main() {}
