//! What is remembered from earlier runs, compactly: 24 bytes for each contact, with a hash in place
//! of its key.

use std::collections::{HashMap, HashSet};

use contacts_api::phone_book::ContactId;

use crate::state::{State, StateError};

/// The hash of a key. Among a million keys, two share a hash in about one of forty million books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyHash(u64);

impl KeyHash {
    pub(crate) fn of(key: &str) -> Self {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        KeyHash(hasher.finish())
    }
}

/// What is remembered from earlier runs.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The contacts, sorted by key.
    known: Vec<Known>,
    /// Ids that are texts.
    texts: Vec<Box<str>>,
    /// Contacts whose creation was about to be sent, with their numbers.
    pending: HashMap<KeyHash, u64>,
}

/// A contact of this tool.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Known {
    key: KeyHash,
    id: Id,
}

/// An id in few bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Id {
    Number(u64),
    /// Its index in `texts`.
    Text(u32),
}

/// The place of a contact in the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot(usize);

impl Memory {
    /// Reads a state.
    pub(crate) fn of(state: &State) -> Result<Self, StateError> {
        let mut memory = Memory::default();
        state.each(|key, managed| memory.remember(key, &managed.id))?;
        state.each_pending(|key, number| memory.about_to(key, number))?;
        memory.sort();
        Ok(memory)
    }

    pub(crate) fn remember(&mut self, key: &str, id: &ContactId) {
        let id = match id {
            ContactId::Number(number) => Id::Number(*number),
            ContactId::Text(text) => {
                let at = u32::try_from(self.texts.len()).expect("no book has so many contacts");
                self.texts.push(text.as_str().into());
                Id::Text(at)
            }
        };
        self.known.push(Known {
            key: KeyHash::of(key),
            id,
        });
    }

    pub(crate) fn about_to(&mut self, key: &str, number: u64) {
        self.pending.insert(KeyHash::of(key), number);
    }

    pub(crate) fn sort(&mut self) {
        self.known.sort_unstable_by_key(|it| it.key);
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    pub(crate) fn find(&self, key: KeyHash) -> Option<Slot> {
        self.known
            .binary_search_by_key(&key, |it| it.key)
            .ok()
            .map(Slot)
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = Slot> {
        (0..self.known.len()).map(Slot)
    }

    pub(crate) fn key(&self, place: Slot) -> KeyHash {
        self.known[place.0].key
    }

    pub(crate) fn id(&self, place: Slot) -> ContactId {
        match self.known[place.0].id {
            Id::Number(number) => ContactId::Number(number),
            Id::Text(at) => ContactId::Text(self.texts[at as usize].to_string()),
        }
    }

    pub(crate) fn is_pending(&self, key: KeyHash, number: u64) -> bool {
        self.pending.get(&key) == Some(&number)
    }

    pub(crate) fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }
}

/// Which contacts of a memory have been seen.
#[derive(Debug)]
pub(crate) struct Seen(Vec<bool>);

impl Seen {
    pub(crate) fn nothing_of(memory: &Memory) -> Self {
        Seen(vec![false; memory.len()])
    }

    pub(crate) fn see(&mut self, place: Slot) {
        self.0[place.0] = true;
    }

    pub(crate) fn has(&self, place: Slot) -> bool {
        self.0[place.0]
    }
}

/// Returns the keys that have these hashes.
pub(crate) fn keys_of(
    state: &State,
    hashes: &HashSet<KeyHash>,
) -> Result<HashMap<KeyHash, String>, StateError> {
    let mut keys = HashMap::new();
    if !hashes.is_empty() {
        state.each(|key, _| {
            let hash = KeyHash::of(key);
            if hashes.contains(&hash) {
                keys.insert(hash, key.to_owned());
            }
        })?;
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_create_was_about_to_be_sent_with_its_number_and_no_other() {
        let mut memory = Memory::default();
        let key = KeyHash::of("key:A");
        assert!(!memory.has_pending() && !memory.is_pending(key, 7));
        memory.about_to("key:A", 7);
        assert!(memory.has_pending() && memory.is_pending(key, 7));
        assert!(!memory.is_pending(key, 8) && !memory.is_pending(KeyHash::of("key:B"), 7));
    }
}
