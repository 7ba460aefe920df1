//! All entries of a source, kept compactly: what is sent as JSON in one buffer, and two sorted
//! indexes into it. A million entries are a million contacts' texts and 48 bytes each.

use contacts_api::phone_book::ContactId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::entry::Entry;
use crate::number::compact;

/// The entries of a source.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    texts: Vec<u8>,
    entries: Vec<Slot>,
    /// By number, then in the order of the source.
    numbers: Vec<(u64, u32)>,
    /// By id, for entries that are known to be a contact.
    ids: Vec<(IdKey, u32)>,
    /// Entries of which the source itself says which contact they are, in order.
    named: Vec<u32>,
}

/// Where an entry is, here and in its source.
#[derive(Debug)]
struct Slot {
    begin: u64,
    row: u64,
}

/// An id, small: that of a text is a hash of it, and who finds one looks at the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct IdKey(u64);

impl IdKey {
    pub(crate) fn of(id: &ContactId) -> Self {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        match id {
            ContactId::Number(number) => IdKey(*number),
            ContactId::Text(text) => {
                let mut hasher = DefaultHasher::new();
                text.hash(&mut hasher);
                IdKey(hasher.finish())
            }
        }
    }
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(rename = "p")]
    pub(crate) payload: Map<String, Value>,
    #[serde(rename = "k")]
    pub(crate) key: String,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<ContactId>,
    #[serde(rename = "u", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unset: Vec<String>,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cleared: Vec<String>,
}

/// The number of an entry, from 0, in the order of the source.
pub(crate) type At = u32;

impl Wanted {
    /// Keeps an entry, which is known to be this contact.
    pub(crate) fn push(&mut self, entry: Entry, key: String, id: Option<ContactId>) {
        let at =
            At::try_from(self.entries.len()).expect("no source has four thousand million entries");
        self.numbers.push((compact(&entry.number), at));
        if let Some(id) = &id {
            self.ids.push((IdKey::of(id), at));
        }
        if entry.id.is_some() {
            self.named.push(at);
        }
        self.entries.push(Slot {
            begin: self.texts.len() as u64,
            row: entry.row,
        });
        let kept = Kept {
            payload: entry.payload,
            key,
            id,
            unset: entry.unset,
            cleared: entry.cleared,
        };
        serde_json::to_writer(&mut self.texts, &kept).expect("JSON is written into memory");
    }

    /// Sorts what was pushed; nothing is found before.
    pub(crate) fn sort(&mut self) {
        self.numbers.sort_unstable();
        self.ids.sort_unstable();
        self.texts.shrink_to_fit();
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn row(&self, at: At) -> u64 {
        self.entries[at as usize].row
    }

    pub(crate) fn get(&self, at: At) -> Kept {
        let begin = self.begin(at as usize);
        let end = match self.entries.get(at as usize + 1) {
            Some(_) => self.begin(at as usize + 1),
            None => self.texts.len(),
        };
        serde_json::from_slice(&self.texts[begin..end]).expect("it was written by `push`")
    }

    fn begin(&self, at: usize) -> usize {
        usize::try_from(self.entries[at].begin).expect("it is in memory")
    }

    /// The entries with a number, in the order of the source.
    pub(crate) fn with_number(&self, number: u64) -> impl Iterator<Item = At> {
        let begin = self.numbers.partition_point(|it| it.0 < number);
        let same = self.numbers[begin..]
            .iter()
            .take_while(move |it| it.0 == number);
        same.map(|it| it.1)
    }

    /// The entries that are known to be the contact with this id.
    pub(crate) fn with_id(&self, id: &ContactId) -> impl Iterator<Item = At> {
        let key = IdKey::of(id);
        let begin = self.ids.partition_point(|it| it.0 < key);
        let same = self.ids[begin..].iter().take_while(move |it| it.0 == key);
        same.map(|it| it.1)
    }

    /// Each number that several entries have, with them. What the source itself calls two contacts
    /// are two.
    pub(crate) fn shared(&self) -> impl Iterator<Item = Vec<At>> {
        let groups = self.numbers.chunk_by(|one, other| one.0 == other.0);
        let groups = groups.filter(|it| it.len() > 1).map(|it| {
            let entries = it.iter().map(|it| it.1);
            entries
                .filter(|it| self.named.binary_search(it).is_err())
                .collect::<Vec<_>>()
        });
        groups.filter(|it| it.len() > 1)
    }

    /// Each id that several entries are known to be, with them.
    pub(crate) fn sharing_id(&self) -> impl Iterator<Item = Vec<At>> {
        let groups = self.ids.chunk_by(|one, other| one.0 == other.0);
        groups
            .filter(|it| it.len() > 1)
            .map(|it| it.iter().map(|it| it.1).collect())
    }
}
