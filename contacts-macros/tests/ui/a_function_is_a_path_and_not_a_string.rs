use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(with = "shorten")]
    name: String,
    #[contact(try_with)]
    number: String,
    #[contact(skip_if("String::is_empty"))]
    email: String,
}

fn main() {}
