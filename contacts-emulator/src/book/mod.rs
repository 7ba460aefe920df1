//! The phone book of one company.
//!
//! - `layout` knows from the document what a contact consists of, and writes one as JSON.
//! - `record` is one contact, packed.

mod layout;
mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) use layout::{CONTACT, ID, Layout, NUMBER};
pub(crate) use record::Record;

/// Contacts by id, and ids by number.
#[derive(Debug)]
pub(crate) struct Book {
    contacts: BTreeMap<u64, Record>,
    /// The number's hash instead of the number: 16 bytes a contact, whatever is in there. What is
    /// found is compared with the contact itself.
    numbers: BTreeSet<(u64, u64)>,
    next: u64,
}

impl Book {
    /// A book of many contacts at once; `next` is the least id that a new one may get.
    ///
    /// Trees that are built from sorted input are full; those that grow are half empty.
    pub(crate) fn of(layout: &Layout, contacts: Vec<(u64, Record)>, next: u64) -> Self {
        let mut numbers: Vec<_> = contacts
            .iter()
            .filter_map(|(id, record)| Some((hash(layout.number(record)?.as_ref()), *id)))
            .collect();
        numbers.sort_unstable();
        let contacts: BTreeMap<_, _> = contacts.into_iter().collect();
        let after = contacts.last_key_value().map_or(1, |(id, _)| id + 1);
        Book {
            numbers: numbers.into_iter().collect(),
            next: next.max(after),
            contacts,
        }
    }

    /// The id that the next new contact gets: ids ascend and are not used again.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Record> {
        self.contacts.get(&id)
    }

    /// The contacts from this id on, ascending.
    pub(crate) fn from(&self, id: u64) -> impl Iterator<Item = (u64, &Record)> {
        self.contacts.range(id..).map(|(id, record)| (*id, record))
    }

    /// The contacts with this number (as JSON) from this id on, ascending.
    pub(crate) fn with_number(
        &self,
        layout: &Layout,
        number: &[u8],
        from: u64,
    ) -> impl DoubleEndedIterator<Item = (u64, &Record)> {
        let hash = hash(number);
        self.numbers
            .range((hash, from)..=(hash, u64::MAX))
            .filter_map(|(_, id)| Some((*id, self.contacts.get(id)?)))
            .filter(move |(_, record)| layout.number(record).is_some_and(|it| *it == *number))
    }

    pub(crate) fn add(&mut self, layout: &Layout, record: Record) -> u64 {
        let id = self.next;
        self.next += 1;
        self.put(layout, id, record);
        id
    }

    pub(crate) fn put(&mut self, layout: &Layout, id: u64, record: Record) {
        self.remove(layout, id);
        if let Some(number) = layout.number(&record) {
            self.numbers.insert((hash(&number), id));
        }
        self.contacts.insert(id, record);
    }

    pub(crate) fn remove(&mut self, layout: &Layout, id: u64) -> bool {
        let Some(record) = self.contacts.remove(&id) else {
            return false;
        };
        if let Some(number) = layout.number(&record) {
            self.numbers.remove(&(hash(&number), id));
        }
        true
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

    fn record(layout: &Layout, number: &str) -> Record {
        let properties = Map::from_iter([(NUMBER.to_owned(), Value::from(number))]);
        Record::pack(layout, &properties)
    }

    fn ids(book: &Book, layout: &Layout, number: &str) -> Vec<u64> {
        let json = Value::from(number).to_string();
        let found = book.with_number(layout, json.as_bytes(), 0);
        found.map(|(id, _)| id).collect()
    }

    #[test]
    fn numbers_that_no_contact_has_any_more_are_forgotten() {
        let layout = Layout::of_document();
        let mut book = Book::of(layout, vec![(1, record(layout, "100"))], 1);
        for number in ["200", "300", "100"] {
            book.put(layout, 1, record(layout, number));
            assert_eq!(book.numbers.len(), 1);
        }
        assert_eq!(ids(&book, layout, "100"), [1]);
        assert_eq!(book.add(layout, record(layout, "100")), 2);
        assert!(book.remove(layout, 1));
        assert!(!book.remove(layout, 1));
        assert_eq!(ids(&book, layout, "100"), [2]);
        assert_eq!(book.numbers.len(), 1);
    }

    #[test]
    fn numbers_of_the_same_hash_are_not_mixed_up() {
        let layout = Layout::of_document();
        let contacts = vec![(1, record(layout, "100")), (2, record(layout, "200"))];
        let mut book = Book::of(layout, contacts, 1);
        book.numbers.insert((hash(b"\"100\""), 2));
        assert_eq!(ids(&book, layout, "100"), [1]);
    }

    #[test]
    fn a_book_goes_on_behind_its_last_contact() {
        let layout = Layout::of_document();
        let contacts = || vec![(7, record(layout, "100"))];
        assert_eq!(Book::of(layout, contacts(), 1).next(), 8);
        assert_eq!(Book::of(layout, contacts(), 20).next(), 20);
        assert_eq!(Book::of(layout, Vec::new(), 1).next(), 1);
    }
}
