//! Stands in the copy whose document has grown by `company` and `ping`; see `run`.
#![forbid(unsafe_code)]

use contacts_api::{IntoContact, Nullable, types};
use contacts_emulator::Emulator;

#[derive(IntoContact)]
struct Customer {
    name: String,
    number: String,
    #[contact(company)]
    employer: Option<String>,
}

#[tokio::test]
async fn the_new_property_goes_all_the_way_and_back() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client();
    let customer = Customer {
        name: "Hanne".into(),
        number: "4571999999".into(),
        employer: Some("Kaffebaren".into()),
    };
    let new: types::NewContact = (&customer).into_contact().unwrap();
    assert_eq!(new.company.as_deref(), Some("Kaffebaren"));
    let created = client.create_contact().body(&customer).send().await.unwrap();
    assert_eq!(created.contact.company.as_deref(), Some("Kaffebaren"));
    let update = types::ContactUpdate::builder()
        .company("Bageren")
        .note("Ask for Hanne");
    let update = types::UpdateContactRequest::builder().contact(update);
    let id = created.contact.id;
    client.update_contact().id(id).body(update).send().await.unwrap();
    let read = client.get_contact().id(id).send().await.unwrap();
    assert_eq!(read.contact.company.as_deref(), Some("Bageren"));
    assert_eq!(read.contact.note.as_deref(), Some("Ask for Hanne"));

    // A nullable property has three states, from the document alone.
    let update = types::ContactUpdate::builder().note(Nullable::Null);
    let update = types::UpdateContactRequest::builder().contact(update);
    client.update_contact().id(id).body(update).send().await.unwrap();
    let read = client.get_contact().id(id).send().await.unwrap();
    assert_eq!(read.contact.company.as_deref(), Some("Bageren"));
    assert_eq!(read.contact.note, None);
}

#[tokio::test]
async fn the_new_operation_is_sent_with_the_token() {
    let emulator = Emulator::start().await.unwrap();
    let error: contacts_api::Error = emulator.client().ping().send().await.unwrap_err().into();
    // The emulator has a route for it, and says that it does not know what it does.
    assert_eq!(error.status().map(|it| it.as_u16()), Some(501));
    assert!(error.to_string().contains("ping"), "{error}");
}
