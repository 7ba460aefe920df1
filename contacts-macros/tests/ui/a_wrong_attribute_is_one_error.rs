use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact = "name"]
    title: String,
    #[contact { number }]
    phone: String,
}

#[derive(IntoContact)]
struct Supplier {
    #[contact(skip, name)]
    title: String,
    #[contact[number]]
    phone: String,
}

#[derive(IntoContact)]
struct Account {
    #[contact(skip, flatten)]
    owner: Customer,
}

#[derive(IntoContact)]
#[contact(name = "{first} {last")]
struct Partner {
    first: String,
    last: String,
    number: u64,
}

fn main() {}
