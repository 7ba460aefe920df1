//! Compiled for the document that has grown by properties and an operation, by values that may be anything, a
//! list that no derive mentions, and a schema that others extend; see `edits/grown.yaml`.
#![forbid(unsafe_code)]

use contacts_api::{Client, IntoContact, IntoContactUpdate, Nullable, types};
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
    let created = client
        .create_contact()
        .body(&customer)
        .send()
        .await
        .unwrap();
    assert_eq!(created.contact.company.as_deref(), Some("Kaffebaren"));
    let id = created.contact.id;
    let update = types::ContactUpdate::builder()
        .company("Bageren")
        .note("Ask for Hanne");
    let read = updated(&client, id, update).await;
    assert_eq!(read.company.as_deref(), Some("Bageren"));
    assert_eq!(read.note.as_deref(), Some("Ask for Hanne"));

    // A nullable property has three states, from the document alone.
    let update = types::ContactUpdate::builder().note(Nullable::Null);
    let read = updated(&client, id, update).await;
    assert_eq!(read.company.as_deref(), Some("Bageren"));
    assert_eq!(read.note, None);
}

/// The contact as it is read after an update.
async fn updated(
    client: &Client,
    id: u64,
    update: types::builder::ContactUpdate,
) -> types::Contact {
    let body = types::UpdateContactRequest::builder().contact(update);
    let update = client.update_contact().id(id).body(body).send();
    update.await.unwrap();
    client
        .get_contact()
        .id(id)
        .send()
        .await
        .unwrap()
        .into_inner()
        .contact
}

#[derive(IntoContact)]
#[contact(update, none = "clear")]
struct Caller {
    name: String,
    number: String,
    #[contact(language)]
    speaks: Option<String>,
    note: Option<String>,
}

fn caller(speaks: &str) -> Caller {
    Caller {
        name: "Hanne".into(),
        number: "4571999999".into(),
        speaks: Some(speaks.into()),
        note: None,
    }
}

#[test]
fn a_property_with_a_pattern_is_fed_and_checked() {
    assert_eq!(
        caller("da").into_contact().unwrap().language.as_deref(),
        Some("da")
    );
    let errors = caller("Danish").into_contact().unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!(
        (error.path(), error.property(), error.value()),
        ("speaks", "language", Some("Danish"))
    );
    assert!(error.reason().contains("^[a-z]{2}$"), "{errors}");
}

#[test]
fn none_clears_a_property_that_can_be_null() {
    let update = caller("da").into_contact_update().unwrap();
    assert_eq!(update.note, Some(Nullable::Null));
    // A new contact has nothing to clear.
    assert_eq!(caller("da").into_contact().unwrap().note, None);
}

#[derive(IntoContact)]
struct Branch {
    #[contact(flatten)]
    caller: Caller,
    company: String,
    #[contact(language, default = "en")]
    answers: Option<String>,
}

#[test]
fn what_a_record_feeds_stands_in_the_place_of_what_its_flattened_field_does() {
    let branch = |speaks| Branch {
        caller: caller(speaks),
        company: "Kaffebaren".into(),
        answers: None,
    };
    let contact = branch("da").into_contact().unwrap();
    assert_eq!(contact.name, "Hanne");
    assert_eq!(contact.company.as_deref(), Some("Kaffebaren"));
    assert_eq!(contact.language.as_deref(), Some("en"));
    let errors = branch("Danish").into_contact().unwrap_err();
    assert_eq!(errors.iter().next().unwrap().path(), "caller.speaks");
}

#[derive(IntoContact)]
#[contact(update, none = "clear")]
struct Lead {
    name: String,
    number: String,
    anything: Option<u8>,
    note_or_list: Option<Option<Vec<&'static str>>>,
}

#[test]
fn none_clears_what_may_be_anything() {
    let lead = |anything, note_or_list| Lead {
        name: "Hanne".into(),
        number: "4571999999".into(),
        anything,
        note_or_list,
    };
    let sent = |lead: Lead| {
        let by_reference = lead.to_contact_update().unwrap();
        let by_value = lead.into_contact_update().unwrap();
        assert_eq!(by_value, by_reference);
        serde_json::to_value(by_value).unwrap()
    };
    let cleared = sent(lead(None, Some(None)));
    assert!(cleared["anything"].is_null() && cleared["note_or_list"].is_null());
    assert!(cleared.get("anything").is_some() && cleared.get("note_or_list").is_some());
    let kept = sent(lead(Some(7), None));
    assert_eq!(kept["anything"], 7);
    assert!(kept.get("note_or_list").is_none());
    // A new contact has nothing to clear.
    let created = lead(None, None).into_contact().unwrap();
    assert!(created.anything.is_none() && created.note_or_list.is_none());
}

#[derive(IntoContact)]
struct Colleague {
    name: String,
    number: String,
    department: &'static str,
    initials: &'static str,
}

#[tokio::test]
async fn what_comes_from_another_schema_is_kept() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client();
    let colleague = Colleague {
        name: "Hanne".into(),
        number: "4571999999".into(),
        department: "Sales",
        initials: "hh",
    };
    let created = client
        .create_contact()
        .body(&colleague)
        .send()
        .await
        .unwrap();
    let id = created.contact.id;
    let read = client.get_contact().id(id).send().await.unwrap();
    for contact in [&created.contact, &read.contact] {
        assert_eq!(contact.department.as_deref(), Some("Sales"));
        assert_eq!(contact.initials.as_deref(), Some("hh"));
    }
}

#[tokio::test]
async fn the_new_operation_is_sent_with_the_token() {
    let emulator = Emulator::start().await.unwrap();
    emulator.client().ping().send().await.unwrap();
    let stranger = Client::builder()
        .base_url(emulator.url())
        .token("unknown")
        .build()
        .unwrap();
    let error: contacts_api::Error = stranger.ping().send().await.unwrap_err().into();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(401));
}
