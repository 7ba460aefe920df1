//! The phone book of one company.
//!
//! - `layout` finds out from the document what a contact consists of, and `ids` what its id looks
//!   like.
//! - `start` is what the book was at its start.
//! - `packed` is one contact, packed; `view` writes one as JSON, as an answer shows it.

mod ids;
mod layout;
mod packed;
mod start;
mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;
use start::BookStart;

pub(crate) use ids::IdFormat;
pub(crate) use layout::{Layout, as_number, has_others, inside};
pub(crate) use packed::PackedContact;
pub(crate) use view::{Showing, View};

/// The highest possible key: ids are written as signed whole numbers of 64 bits.
pub(crate) const LAST: u64 = i64::MAX as u64;

/// Contacts by key, and keys by number. A contact's key is its count, from which its id is made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    contacts: BTreeMap<u64, PackedContact>,
    given: GivenIds,
    /// The number's hash and the key: 16 bytes for each contact, whatever the number is. The
    /// contact that is found is compared itself.
    numbers: BTreeSet<(u64, u64)>,
    next: u64,
    origin: BookStart,
}

impl Book {
    /// Returns a book of many contacts at once; `next` is the lowest key that a new one may get.
    ///
    /// Trees that are built from sorted input are full; those that grow are half empty.
    pub(crate) fn of(
        layout: &Layout,
        contacts: Vec<(u64, PackedContact)>,
        given: GivenIds,
        next: u64,
    ) -> Self {
        let mut numbers: Vec<_> = contacts
            .iter()
            .filter_map(|(key, packed)| Some((hash(layout.number(packed)?.as_ref()), *key)))
            .collect();
        numbers.sort_unstable();
        let contacts: BTreeMap<_, _> = contacts.into_iter().collect();
        let after = contacts
            .last_key_value()
            .map_or(layout.first(), |(key, _)| key.saturating_add(1));
        Book {
            numbers: numbers.into_iter().collect(),
            next: next.max(after),
            contacts,
            given,
            origin: BookStart::default(),
        }
    }

    /// Returns the key that the next new contact gets: keys ascend and are not used again.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// Returns how many contacts there are.
    pub(crate) fn len(&self) -> usize {
        self.contacts.len()
    }

    pub(crate) fn get(&self, key: u64) -> Option<&PackedContact> {
        self.contacts.get(&key)
    }

    /// Returns the key of the contact with this id, if there may be one: a list can go on from a contact that
    /// is gone.
    pub(crate) fn key_of(&self, layout: &Layout, id: &Value) -> Option<u64> {
        let text = match id {
            Value::String(text) => text.as_str(),
            // A whole number may be written as 1.0.
            number => return number.as_u64().filter(|it| self.given_id(*it).is_none()),
        };
        let given = self.given.keys.get(text).copied();
        let counted = || {
            layout
                .ids
                .read(text)
                .filter(|it| self.given_id(*it).is_none())
        };
        given.or_else(counted)
    }

    /// Returns the id of a contact, if it is not in the layout's form.
    pub(crate) fn given_id(&self, key: u64) -> Option<&str> {
        self.given.ids.get(&key).map(|it| &**it)
    }

    /// Returns the contacts from this key on, ascending.
    pub(crate) fn contacts_from(&self, key: u64) -> impl Iterator<Item = (u64, &PackedContact)> {
        self.contacts
            .range(key..)
            .map(|(key, packed)| (*key, packed))
    }

    /// Returns the contacts with this number (as JSON) from this key on, ascending.
    pub(crate) fn with_number(
        &self,
        layout: &Layout,
        number: &[u8],
        from: u64,
    ) -> impl DoubleEndedIterator<Item = (u64, &PackedContact)> {
        let hash = hash(number);
        self.numbers
            .range((hash, from)..=(hash, u64::MAX))
            .filter_map(|(_, key)| Some((*key, self.contacts.get(key)?)))
            .filter(move |(_, packed)| layout.number(packed).is_some_and(|it| *it == *number))
    }

    pub(crate) fn put(&mut self, layout: &Layout, key: u64, packed: PackedContact) {
        if !self.remove(layout, key) {
            self.origin.keep(key, None);
        }
        self.next = self.next.max(key.saturating_add(1));
        if let Some(number) = layout.number(&packed) {
            self.numbers.insert((hash(&number), key));
        }
        self.contacts.insert(key, packed);
    }

    /// Replaces the contact with this one; without one, deletes it.
    pub(crate) fn change(&mut self, layout: &Layout, key: u64, packed: Option<PackedContact>) {
        match packed {
            Some(packed) => self.put(layout, key, packed),
            None => {
                self.remove(layout, key);
            }
        }
    }

    pub(crate) fn remove(&mut self, layout: &Layout, key: u64) -> bool {
        let Some(packed) = self.contacts.remove(&key) else {
            return false;
        };
        self.origin.keep(key, Some(&packed));
        if let Some(number) = layout.number(&packed) {
            self.numbers.remove(&(hash(&number), key));
        }
        true
    }
}

/// Ids that are not in the layout's form, which come from seeds. They stay when a contact is deleted, since
/// they are never used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenIds {
    ids: BTreeMap<u64, Box<str>>,
    keys: HashMap<Box<str>, u64>,
}

impl GivenIds {
    /// Remembers the id of a contact; `false` if another has it.
    pub(crate) fn add(&mut self, key: u64, id: Box<str>) -> bool {
        self.ids.insert(key, id.clone());
        self.keys.insert(id, key).is_none()
    }
}

fn hash(number: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    fn packed(layout: &Layout, number: &str) -> PackedContact {
        let name = layout.number_name().unwrap().to_owned();
        PackedContact::pack(layout, &Map::from_iter([(name, Value::from(number))]))
    }

    fn ids(book: &Book, layout: &Layout, number: &str) -> Vec<u64> {
        let json = Value::from(number).to_string();
        let found = book.with_number(layout, json.as_bytes(), 0);
        found.map(|(id, _)| id).collect()
    }

    #[test]
    fn numbers_that_no_contact_has_any_more_are_forgotten() {
        let layout = &Layout::new(contacts_openapi::document());
        let mut book = Book::of(
            layout,
            vec![(1, packed(layout, "100"))],
            GivenIds::default(),
            1,
        );
        for number in ["200", "300", "100"] {
            book.put(layout, 1, packed(layout, number));
            assert_eq!(book.numbers.len(), 1);
        }
        assert_eq!(ids(&book, layout, "100"), [1]);
        book.put(layout, 2, packed(layout, "100"));
        assert!(book.remove(layout, 1));
        assert!(!book.remove(layout, 1));
        assert_eq!(ids(&book, layout, "100"), [2]);
        assert_eq!(book.numbers.len(), 1);
    }

    #[test]
    fn numbers_of_the_same_hash_are_not_mixed_up() {
        let layout = &Layout::new(contacts_openapi::document());
        let contacts = vec![(1, packed(layout, "100")), (2, packed(layout, "200"))];
        let mut book = Book::of(layout, contacts, GivenIds::default(), 1);
        book.numbers.insert((hash(b"\"100\""), 2));
        assert_eq!(ids(&book, layout, "100"), [1]);
    }

    #[test]
    fn a_book_goes_on_behind_its_last_contact() {
        let layout = &Layout::new(contacts_openapi::document());
        let contacts = || vec![(7, packed(layout, "100"))];
        let of = |contacts, next| Book::of(layout, contacts, GivenIds::default(), next);
        assert_eq!(of(contacts(), 1).next(), 8);
        assert_eq!(of(contacts(), 20).next(), 20);
        assert_eq!(of(Vec::new(), 1).next(), 1);
    }
}
