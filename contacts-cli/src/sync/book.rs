//! What of the phone book matters to a file: the contacts that have one of its numbers.

use std::collections::{HashMap, HashSet};

use contacts_api::phone_book::{self, Contact, ContactId};
use contacts_api::{PhoneNumber, compare};
use serde_json::{Map, Value};

/// The contacts of the phone book by their number.
#[derive(Debug, Default)]
pub(crate) struct Book {
    wanted: HashSet<PhoneNumber>,
    contacts: HashMap<PhoneNumber, Vec<Known>>,
}

/// A contact that is in the book.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    /// None if the service has not told it, so that the contact cannot be updated.
    pub(crate) id: Option<ContactId>,
    pub(crate) properties: Map<String, Value>,
}

impl Book {
    /// An empty book that will keep the contacts with these numbers and forget the others.
    pub(crate) fn of(wanted: impl IntoIterator<Item = PhoneNumber>) -> Self {
        Book {
            wanted: wanted.into_iter().collect(),
            contacts: HashMap::new(),
        }
    }

    /// Takes a contact of the listing.
    pub(crate) fn take(&mut self, contact: &Contact) {
        let number = phone_book::number_of(contact);
        let Some(number) = number.as_deref().and_then(compare::number) else {
            return;
        };
        if !self.wanted.contains(&number) {
            return;
        }
        if let Ok(Value::Object(properties)) = serde_json::to_value(contact) {
            let id = phone_book::id_of(contact);
            self.keep(number, Known { id, properties });
        }
    }

    pub(super) fn keep(&mut self, number: PhoneNumber, known: Known) {
        self.contacts.entry(number).or_default().push(known);
    }

    pub(super) fn with(&self, number: &PhoneNumber) -> &[Known] {
        self.contacts.get(number).map_or(&[], Vec::as_slice)
    }
}
