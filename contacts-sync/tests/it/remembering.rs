//! Where things are remembered, and by which names.

use contacts_api::IntoContacts;
use contacts_sync::{Entry, State, StateError, StateLocation};

use crate::support::Desk;

#[test]
fn the_location_of_a_state_is_named_by_its_service_and_tells_no_token() {
    for (url, host) in [
        ("https://app.relatel.dk/api/v2", "app.relatel.dk"),
        ("http://127.0.0.1:8080/", "127.0.0.1_8080"),
        ("https://my-crm.dk?company=7", "my-crm.dk"),
    ] {
        let location = StateLocation::of(url, "a-secret-token");
        let (name, digits) = location.name().rsplit_once('-').unwrap();
        assert_eq!(name, host);
        assert_eq!(digits.len(), 16);
        assert!(digits.bytes().all(|it| it.is_ascii_hexdigit()), "{digits}");
        assert_eq!(StateLocation::of(url, "a-secret-token"), location);
        assert_ne!(StateLocation::of(url, "another token"), location);
    }
}

#[test]
fn the_folder_of_a_state_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("a").join("b");
    let location = StateLocation::of("http://x", "token");
    let path = location.state(&inside).unwrap();
    assert!(inside.is_dir());
    assert_eq!(path, inside.join(format!("{}.state", location.name())));
    let state = State::open(&path).unwrap();
    assert!(state.is_empty().unwrap());
}

#[tokio::test]
async fn a_state_that_has_contacts_is_not_empty() {
    let desk = Desk::new().await;
    let row = [("A", "Åse", "4571999999", None)];
    desk.sync(&row, contacts_sync::Rules::default())
        .await
        .unwrap();
    assert!(!desk.state.is_empty().unwrap());
}

#[test]
fn a_state_that_is_damaged_is_told_from_a_file_of_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.state");
    drop(State::open(&path).unwrap());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..100]).unwrap();
    let damaged = State::open(&path).unwrap_err();
    assert!(matches!(damaged, StateError::Unusable { .. }), "{damaged}");
    assert_eq!(std::fs::read(&path).unwrap(), whole[..100]);
    std::fs::write(&path, "name;number\n").unwrap();
    let foreign = State::open(&path).unwrap_err();
    assert!(matches!(foreign, StateError::Foreign(_)), "{foreign}");
}

#[derive(IntoContacts)]
struct Customer {
    name: &'static str,
    #[contact(number, region = "DK")]
    phone: &'static str,
    #[contact(number, region = "DK")]
    mobile: Option<&'static str>,
}

#[test]
fn each_number_of_a_value_is_an_entry_with_a_key_of_its_own() {
    let customer = |mobile| Customer {
        name: "Åse",
        phone: "71 99 99 99",
        mobile,
    };
    let entries = |mobile| Entry::of("7", customer(mobile)).unwrap();
    let told = |entry: &Entry| {
        let key = entry.key.clone().unwrap();
        format!("{key} {} {}", entry.number, entry.payload["name"])
    };
    let told = |entries: Vec<Entry>| entries.iter().map(told).collect::<Vec<_>>();
    assert_eq!(told(entries(None)), ["7 4571999999 \"Åse\""]);
    assert_eq!(
        told(entries(Some("20 30 40 50"))),
        ["7 4571999999 \"Åse\"", "7#2 4520304050 \"Åse\""]
    );
}
