use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name = "{0}")]
enum Party {
    Nobody,
    Somebody { name: String },
    Customer(#[contact(name)] Customer),
    Two(Customer, Customer),
}

#[derive(IntoContact)]
enum Never {}

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: String,
}

fn main() {}
