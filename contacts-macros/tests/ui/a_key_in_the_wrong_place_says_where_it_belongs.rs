use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(skip, with = title, sensitive)]
struct Customer {
    #[contact(update)]
    name: String,
    #[contact(deny_unmapped)]
    number: String,
}

fn main() {}
