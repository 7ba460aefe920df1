use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name = "{full_name} ({company})", email = "{mail:?}")]
struct Customer {
    full_name: String,
    company: Option<String>,
    number: u64,
    mail: Option<String>,
}

fn main() {}
