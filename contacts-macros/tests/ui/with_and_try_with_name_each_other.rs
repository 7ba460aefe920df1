use contacts_api::IntoContact;

#[derive(IntoContact)]
struct Customer {
    #[contact(name, with = checked)]
    title: String,
    #[contact(number, try_with = digits)]
    phone: String,
    #[contact(email, try_with = |mail: &String| mail.trim().to_owned())]
    mail: String,
}

fn checked(text: &String) -> Result<String, String> {
    Ok(text.clone())
}

fn digits(text: &str) -> String {
    text.replace(' ', "")
}

fn main() {}
