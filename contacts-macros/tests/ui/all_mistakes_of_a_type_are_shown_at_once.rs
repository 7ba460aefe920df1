use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update, nome = "keep")]
struct Customer {
    #[contact(id)]
    customer_id: u64,
    #[contact(nmae)]
    full_name: String,
    #[contact(number, region = "Danmark")]
    phone: String,
    #[contact(with = "trim")]
    email: Option<String>,
}

fn main() {}
