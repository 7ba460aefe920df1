use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(deny_unmapped, name = "{first} {last}")]
struct Customer {
    customer_id: u64,
    first: String,
    last: String,
    #[contact(region = country)]
    number: String,
    country: String,
    #[contact(skip)]
    notes: String,
    fax: String,
}

fn main() {}
