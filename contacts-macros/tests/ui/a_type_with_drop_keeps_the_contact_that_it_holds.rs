use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: u64,
}

#[derive(IntoContact)]
struct Session(Customer);

impl Drop for Session {
    fn drop(&mut self) {}
}

#[derive(IntoContact)]
struct Account {
    #[contact(flatten)]
    customer: Customer,
    email: String,
}

impl Drop for Account {
    fn drop(&mut self) {}
}

fn main() {}
