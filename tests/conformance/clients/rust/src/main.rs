//! The life of a contact, through the client that openapi-generator makes of the document.

use contacts_generated::apis::configuration::Configuration;
use contacts_generated::apis::contacts_api as api;
use contacts_generated::apis::Error;
use contacts_generated::models::{
    Contact, ContactUpdate, CreateContactRequest, NewContact, UpdateContactRequest,
};

const NUMBER: &str = "4571999999";

fn main() {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let configuration = Configuration {
        base_path: variable("CONTACTS_URL"),
        bearer_access_token: Some(variable("CONTACTS_TOKEN")),
        ..Configuration::new()
    };

    let mut contact = NewContact::new("Relatel A/S".to_owned(), NUMBER.to_owned());
    contact.email = Some("kundeservice@relatel.dk".to_owned());
    let created = *api::create_contact(&configuration, CreateContactRequest::new(contact))
        .expect("create")
        .contact;
    assert_eq!(text(&created.name), Some("Relatel A/S"));
    assert_eq!(text(&created.number), Some(NUMBER));
    assert_eq!(text(&created.number_formatted), Some("71 99 99 99"));
    let id = created.id;

    let got = api::get_contact(&configuration, id).expect("get");
    assert_eq!(*got.contact, created);
    let found = api::get_contact_by_number(&configuration, NUMBER).expect("get by number");
    assert_eq!(*found.contact, created);
    let page = api::list_contacts(&configuration, Some(NUMBER), Some(30), Some(id)).expect("list");
    assert_eq!(page.contacts, [created.clone()]);

    let mut update = ContactUpdate::new();
    update.name = Some("Relatel".to_owned());
    update.email = Some(None);
    let updated = api::update_contact(&configuration, id, UpdateContactRequest::new(update))
        .expect("update")
        .contact;
    let expected = Contact {
        name: Some(Some("Relatel".to_owned())),
        email: Some(None),
        ..created
    };
    assert_eq!(*updated, expected);

    api::delete_contact(&configuration, id).expect("delete");
    match api::get_contact(&configuration, id) {
        Err(Error::ResponseError(answer)) => {
            assert_eq!(answer.status.as_u16(), 404);
            assert!(answer.content.contains("\"success\":false"), "{}", answer.content);
        }
        other => panic!("a deleted contact is answered with {other:?}"),
    }
    println!("Rust client: created, read, listed, changed and deleted contact {id}");
}

fn text(value: &Option<Option<String>>) -> Option<&str> {
    value.as_ref()?.as_deref()
}
