use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update, nome = "keep")]
struct Customer {
    #[contact(nmae)]
    full_name: String,
    #[contact(number, region = "Danmark")]
    phone: String,
    #[contact(with = "trim")]
    email: String,
    #[contact(skip, flatten)]
    notes: String,
}

fn main() {}
