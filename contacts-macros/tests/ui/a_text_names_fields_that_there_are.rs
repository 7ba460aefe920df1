use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name = "{frist} {last}", email = "{first.mail}", number = "45")]
struct Customer {
    first: String,
    last: String,
}

fn main() {}
