use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(id)]
    customer_id: u64,
    name: String,
    number: String,
    #[contact(number_formatted)]
    pretty: String,
}

fn main() {}
