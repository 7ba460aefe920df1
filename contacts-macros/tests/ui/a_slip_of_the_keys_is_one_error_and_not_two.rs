use contacts_api::IntoContact;

// Neither is also told that nothing feeds the name.
#[derive(IntoContact)]
struct Customer {
    #[contact(nmae)]
    full_name: String,
    number: String,
}

#[derive(IntoContact)]
struct Supplier {
    #[contact(name = "full name")]
    full_name: String,
    number: String,
}

fn main() {}
