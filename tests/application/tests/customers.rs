//! The application against the emulator, both from their packages.

use application::Customer;
use contacts_emulator::Emulator;

#[tokio::test]
async fn a_customer_is_created_and_found_by_the_number() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client();
    let customer = Customer {
        name: "Relatel A/S".into(),
        phone: "+45 71 99 99 99".into(),
        address: Some("kundeservice@relatel.dk".into()),
    };
    let created = client
        .create_contact()
        .body(&customer)
        .send()
        .await
        .unwrap();
    let found = client
        .get_contact_by_number()
        .number("4571999999")
        .send()
        .await
        .unwrap();
    assert_eq!(found.contact, created.contact);
    #[cfg(not(feature = "own-document"))]
    let address = &found.contact.email;
    #[cfg(feature = "own-document")]
    let address = &found.contact.mail;
    assert_eq!(address.as_deref(), Some("kundeservice@relatel.dk"));
}
