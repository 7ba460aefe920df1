//! What of the phone book matters to a file: the contacts that have one of its numbers.

use std::collections::{HashMap, HashSet};

use contacts_api::phone_book::{self, Contact, ContactId};
use contacts_api::{PhoneNumber, compare};
use serde_json::{Map, Value};

use crate::rows::Entry;

/// The contacts of the phone book by their number.
#[derive(Debug, Default)]
pub(crate) struct Book {
    wanted: HashSet<PhoneNumber>,
    ids: HashSet<ContactId>,
    contacts: HashMap<PhoneNumber, Vec<Known>>,
    /// Where the contacts are that rows of an export are about.
    by_id: HashMap<ContactId, (PhoneNumber, usize)>,
}

/// A contact that is in the book.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    /// None if the service has not told it, so that the contact cannot be updated.
    pub(crate) id: Option<ContactId>,
    pub(crate) properties: Map<String, Value>,
}

impl Book {
    /// An empty book that will keep the contacts that these are about and forget the others.
    pub(crate) fn of(entries: &[Entry<'_>]) -> Self {
        Book {
            wanted: entries.iter().map(|it| it.number).collect(),
            ids: entries.iter().filter_map(|it| it.id.clone()).collect(),
            ..Book::default()
        }
    }

    /// Takes a contact of the listing.
    pub(crate) fn take(&mut self, contact: &Contact) {
        let number = phone_book::number_of(contact);
        let Some(number) = number.as_deref().and_then(compare::number) else {
            return;
        };
        let id = phone_book::id_of(contact);
        let is_wanted =
            self.wanted.contains(&number) || id.as_ref().is_some_and(|it| self.ids.contains(it));
        if !is_wanted {
            return;
        }
        if let Ok(Value::Object(properties)) = serde_json::to_value(contact) {
            self.keep(number, Known { id, properties });
        }
    }

    pub(super) fn keep(&mut self, number: PhoneNumber, known: Known) {
        let contacts = self.contacts.entry(number).or_default();
        if let Some(id) = known.id.clone().filter(|it| self.ids.contains(it)) {
            self.by_id.insert(id, (number, contacts.len()));
        }
        contacts.push(known);
    }

    /// The contacts that an entry may be about: the one with its id, else those with its number.
    ///
    /// An id counts where the number is the same, or was written in the file as it is in the book.
    pub(super) fn about(&self, entry: &Entry<'_>) -> Vec<&Known> {
        let of_id = entry.id.as_ref().and_then(|it| self.by_id.get(it));
        let of_id = of_id.and_then(|(number, at)| {
            let known = self.contacts.get(number)?.get(*at)?;
            let stored = contacts_openapi::get(&known.properties, entry.written.property);
            let is_same = *number == entry.number
                || stored.is_some_and(|it| contacts_openapi::show(it) == entry.written.text);
            is_same.then_some(known)
        });
        match of_id {
            Some(known) => vec![known],
            None => self
                .contacts
                .get(&entry.number)
                .into_iter()
                .flatten()
                .collect(),
        }
    }

    /// The id of the contact that an entry is about, if the file says which it is.
    pub(super) fn id_of<'e>(&self, entry: &'e Entry<'_>) -> Option<&'e ContactId> {
        let id = entry.id.as_ref()?;
        let is_its = |known: &Known| known.id.as_ref() == Some(id);
        self.about(entry).into_iter().any(is_its).then_some(id)
    }
}
