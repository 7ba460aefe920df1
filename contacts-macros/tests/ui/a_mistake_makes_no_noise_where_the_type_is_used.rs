use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(update, none = "clear")]
struct Customer<'a, T> {
    #[contact(nmae)]
    name: &'a str,
    number: T,
}

fn main() {
    let customer = Customer { name: "H", number: 4_571_999_999_u64 };
    let client = contacts_api::Client::builder().token("t").build().unwrap();
    let _ = client.create_contact().body(&customer);
    let _ = client.update_contact().id(7).body(&customer);
    let _ = (&customer).into_contact();
    let _ = customer.into_contact();
}
