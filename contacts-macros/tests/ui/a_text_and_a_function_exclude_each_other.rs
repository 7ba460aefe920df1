use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(name = "{first}", with = Self::name)]
struct Customer {
    first: String,
    #[contact(with = digits, try_with = digits)]
    number: String,
}

fn main() {}
