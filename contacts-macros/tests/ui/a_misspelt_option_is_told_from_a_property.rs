use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(rename = "name")]
    full_name: String,
    #[contact(number, regoin = "DK")]
    phone: String,
    #[contact(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(IntoContact)]
#[contact(update, rename_all = "camelCase")]
struct Supplier {
    name: String,
    #[contact(try_wiht = shorten)]
    number: String,
    #[contact(skip_none)]
    email: Option<String>,
}

#[derive(IntoContact)]
struct Partner {
    #[contact(nmae = "name")]
    title: String,
    number: String,
    #[contact(sort = 7)]
    email: String,
}

fn shorten(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

fn main() {}
