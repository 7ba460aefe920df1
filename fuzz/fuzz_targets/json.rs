//! Any content of an answer, read as a contact, as one of a list, as a list and as an error.
#![no_main]
#![forbid(unsafe_code)]

use contacts_api::phone_book::{Contact, id_of};
use contacts_api::{Error, fuzzing, types};
use http::{HeaderMap, StatusCode};
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    is_the_same_again::<Contact>(body);
    is_the_same_again::<types::ContactResponse>(body);
    is_the_same_again::<types::ContactListResponse>(body);
    hides_no_others(body);
    for status in [200, 303, 400, 404, 422, 429, 500, 503] {
        let status = StatusCode::from_u16(status).expect("a status");
        is_told(
            &fuzzing::error(status, HeaderMap::new(), body),
            status,
            body,
        );
    }
});

/// What is read, written and read again is equal.
fn is_the_same_again<T: DeserializeOwned + Serialize>(body: &[u8]) {
    match fuzzing::read::<T>(body) {
        Ok(read) => {
            let written = serde_json::to_vec(&read).expect("what was read can be written");
            let again: T = fuzzing::read(&written).expect("what was written can be read");
            assert_eq!(value_of(&read), value_of(&again), "{}", show(&written));
        }
        Err(error) => is_about_nobody(&error),
    }
}

/// An odd contact among others is read, or left out alone.
fn hides_no_others(contact: &[u8]) {
    let first = br#"{"contacts":[{"id":1,"name":"A"},"#;
    let page = [first, contact, br#",{"id":9,"name":"C"}]}"#].concat();
    // Deeper than JSON is read, or not what it seems to be: `1],"x":[2`.
    let is_one = serde_json::from_slice::<Value>(contact).is_ok();
    if !is_one || serde_json::from_slice::<Value>(&page).is_err() {
        return;
    }
    let list: types::ContactListResponse = fuzzing::read(&page).expect("a list with odd contacts");
    let contacts = list.contacts;
    assert!((2..=3).contains(&contacts.len()));
    let id = |contact: Option<&Contact>| contact.and_then(id_of).and_then(|it| it.as_number());
    assert_eq!(id(contacts.first()), Some(1));
    assert_eq!(id(contacts.last()), Some(9));
    if let Ok(alone) = fuzzing::read::<Contact>(contact) {
        assert_eq!(
            contacts.len(),
            3,
            "what can be read alone is read in a list"
        );
        assert_eq!(value_of(&contacts[1]), value_of(&alone));
    }
}

/// An error has all that was said, and shows none of it to a log.
fn is_told(error: &Error, status: StatusCode, body: &[u8]) {
    assert_eq!(error.status(), Some(status));
    let said = error.api_error().expect("an answer says something");
    assert!(said["message"].is_string(), "{said}");
    assert!(error.api_message().is_some());
    if let Ok(Value::Object(sent)) = serde_json::from_slice(body) {
        for (name, value) in &sent {
            assert!(
                name == "message" || said.get(name) == Some(value),
                "{name} is lost"
            );
        }
    }
    assert!(!error.details().to_string().is_empty());
    for violation in error.violations() {
        assert!(!violation.property.is_empty());
    }
    is_about_nobody(error);
}

/// Only what the document and HTTP say is shown: properties are named, and nothing is quoted.
fn is_about_nobody(error: &Error) {
    let shown = format!("{error}");
    assert_eq!(format!("{error:?}"), format!("Error({shown})"));
    assert!(
        shown.is_ascii() && !shown.contains(['\n', '@', '"']),
        "{shown:?}"
    );
    assert!(shown.len() < 400, "{shown:?}");
}

fn value_of(it: &impl Serialize) -> Value {
    serde_json::to_value(it).expect("what was read can be written")
}

fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
