// As the reference of the derive shows it.
use contacts_api::IntoContact;

#[derive(IntoContact)]
#[contact(address.zip = "{country}-{zip}")]
struct Customer {
    name: String,
    number: u64,
    #[contact(address.street)]
    road: String,
    #[contact(country)]
    country: String,
    zip: u16,
    #[contact("address.post-box")]
    letters: Option<u16>,
}

fn main() {
    for letters in [Some(7), None] {
        let customer = Customer {
            name: "Hans".into(),
            number: 4_571_999_999,
            road: "Havnegade 1".into(),
            country: "DK".into(),
            zip: 2100,
            letters,
        };
        let contact = customer.into_contact().unwrap();
        println!("{}", serde_json::to_string(&contact).unwrap());
    }
}
