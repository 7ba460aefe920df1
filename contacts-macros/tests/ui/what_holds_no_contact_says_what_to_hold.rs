use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: u64,
}

#[derive(IntoContact)]
struct Name(String);

#[derive(IntoContact)]
struct Perhaps(Option<Customer>);

#[derive(IntoContact)]
enum Party {
    Customer(Customer),
    Customers(Vec<Customer>),
}

fn main() {}
