use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update = true, crate = "contacts_api")]
struct Customer {
    #[contact(name = "full name")]
    title: String,
    #[contact(number, region)]
    phone: String,
    #[contact(email, default)]
    mail: Option<String>,
    #[contact(skip = true)]
    notes: String,
    #[contact(flatten(billing))]
    billing: String,
    #[contact = "name"]
    other: String,
    #[contact(number =)]
    fax: String,
    #[contact(42)]
    answer: u8,
    #[contact(number region = "DK")]
    mobile: String,
}

fn main() {}
