//! What a book was at its start, so that it can be restored.

use std::collections::BTreeMap;

use super::{Book, Layout, PackedContact};

/// What a book needs to return to its start. It only takes memory for contacts from the start that have
/// changed since.
#[derive(Debug, Clone, Default)]
pub(super) enum BookStart {
    /// The start is not kept, since nobody will ask.
    #[default]
    Forgotten,
    /// The contacts that have changed since, as they were, if they existed.
    Changed {
        contacts: BTreeMap<u64, Option<PackedContact>>,
        /// The key of the first contact that did not exist.
        next: u64,
    },
    /// The whole book, since another has taken its place.
    Whole(Box<Book>),
}

impl BookStart {
    /// Keeps what a contact is before its first change.
    pub(super) fn keep(&mut self, key: u64, now: Option<&PackedContact>) {
        if let BookStart::Changed { contacts, next } = self
            && key < *next
        {
            contacts.entry(key).or_insert_with(|| now.cloned());
        }
    }
}

impl Book {
    /// Returns the book with its start at this point: [`Book::reset`] returns to it.
    pub(crate) fn starting_here(mut self) -> Self {
        self.origin = BookStart::Changed {
            contacts: BTreeMap::new(),
            next: self.next,
        };
        self
    }

    /// Returns the book to its start; a book without a start stays as it is.
    pub(crate) fn reset(&mut self, layout: &Layout) {
        match std::mem::take(&mut self.origin) {
            BookStart::Forgotten => {}
            BookStart::Whole(book) => *self = book.starting_here(),
            BookStart::Changed { contacts, next } => {
                let new: Vec<_> = self.contacts_from(next).map(|(key, _)| key).collect();
                for key in new {
                    self.remove(layout, key);
                }
                for (key, packed) in contacts {
                    match packed {
                        Some(packed) => self.put(layout, key, packed),
                        None => {
                            self.remove(layout, key);
                        }
                    }
                }
                self.next = next;
                *self = std::mem::take(self).starting_here();
            }
        }
    }

    /// Replaces this book with another; the start stays what it was.
    pub(crate) fn replace(&mut self, layout: &Layout, book: Book) {
        let mut before = std::mem::replace(self, book);
        self.origin = match std::mem::take(&mut before.origin) {
            changed @ BookStart::Changed { .. } => {
                before.origin = changed;
                before.reset(layout);
                before.origin = BookStart::Forgotten;
                BookStart::Whole(Box::new(before))
            }
            other => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;
    use crate::book::GivenIds;

    fn packed(layout: &Layout, number: &str) -> PackedContact {
        let name = layout.number_name().unwrap().to_owned();
        PackedContact::pack(layout, &Map::from_iter([(name, Value::from(number))]))
    }

    /// Adds a contact, and returns its key.
    fn add(book: &mut Book, layout: &Layout, number: &str) -> u64 {
        let key = book.next();
        book.put(layout, key, packed(layout, number));
        key
    }

    /// Returns the contacts, the keys of those with the number 100, and the next key.
    fn seen(book: &Book, layout: &Layout) -> (Vec<(u64, PackedContact)>, Vec<u64>, u64) {
        let contacts = book
            .contacts_from(0)
            .map(|(key, it)| (key, it.clone()))
            .collect();
        let found = book.with_number(layout, b"\"100\"", 0);
        (contacts, found.map(|(key, _)| key).collect(), book.next())
    }

    #[test]
    fn a_book_that_is_reset_is_as_it_was_at_its_start_whatever_happened_to_it() {
        let layout = &Layout::new(contacts_openapi::document());
        let numbers = [(3, "100"), (5, "200"), (9, "300")];
        let of = |numbers: &[(u64, &str)]| {
            let contacts = numbers.iter();
            let contacts = contacts.map(|(key, number)| (*key, packed(layout, number)));
            Book::of(layout, contacts.collect(), GivenIds::default(), 1)
        };
        let mut book = of(&numbers).starting_here();
        let start = seen(&book, layout);
        // This is done twice: the start is the same after a reset.
        for _ in 0..2 {
            book.put(layout, 5, packed(layout, "100"));
            book.put(layout, 5, packed(layout, "400"));
            book.remove(layout, 3);
            let new = add(&mut book, layout, "100");
            assert_eq!(new, 10);
            add(&mut book, layout, "100");
            book.remove(layout, new);
            assert_ne!(seen(&book, layout), start);
            book.reset(layout);
            assert_eq!(seen(&book, layout), start);

            book.remove(layout, 9);
            book.replace(layout, of(&[(1, "100")]));
            add(&mut book, layout, "100");
            book.replace(layout, of(&[(7, "700")]));
            assert_eq!(book.next(), 8);
            book.reset(layout);
            assert_eq!(seen(&book, layout), start);
        }
    }

    #[test]
    fn a_contact_that_came_after_the_start_takes_no_memory_for_it() {
        let layout = &Layout::new(contacts_openapi::document());
        let mut book = Book::of(layout, Vec::new(), GivenIds::default(), 1).starting_here();
        for _ in 0..3 {
            let key = add(&mut book, layout, "100");
            book.put(layout, key, packed(layout, "200"));
        }
        let BookStart::Changed { contacts, .. } = &book.origin else {
            panic!("{:?}", book.origin);
        };
        assert!(contacts.is_empty());
    }
}
