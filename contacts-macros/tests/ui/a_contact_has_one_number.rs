use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Employee {
    name: String,
    #[contact(number)]
    phones: Vec<String>,
}

#[derive(IntoContact)]
struct Supplier {
    name: String,
    #[contact(region = "DK")]
    number: Option<[&'static str; 2]>,
}

fn main() {}
