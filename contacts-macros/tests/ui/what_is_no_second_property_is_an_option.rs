use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(name, into)]
    full_name: String,
    #[contact(number, sensitve)]
    phone: String,
    #[contact(email, optional)]
    mail: String,
    #[contact(skip, fax)]
    town: String,
}

#[derive(IntoContact)]
struct Supplier {
    #[contact(field = "name")]
    full_name: String,
    #[contact(number, secret)]
    phone: String,
}

#[derive(IntoContact)]
#[contact(create, update)]
struct Partner {
    name: String,
    number: u64,
}

fn main() {}
