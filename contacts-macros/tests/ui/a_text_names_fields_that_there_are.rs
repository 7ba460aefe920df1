use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name = "{frist} {last}", email = "{first.mail}", number = "45")]
struct Customer {
    first: String,
    last: String,
}

#[derive(IntoContact)]
#[contact(name = "{self.first}")]
struct Supplier {
    first: String,
    number: u64,
}

fn main() {}
