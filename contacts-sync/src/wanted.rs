//! All entries of a source, kept compactly: what is sent as JSON in one buffer, and two sorted
//! indexes into it, [`INDEX_BYTES`] an entry at most.

use contacts_api::phone_book::ContactId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::entry::Entry;
use crate::glance::Glance;
use crate::number::compact;

/// What an entry takes beside its texts: where they begin, and its places by number and by id.
pub(crate) const INDEX_BYTES: usize = size_of::<u64>() + 2 * size_of::<Place>();

/// What stands before the text of an entry: its row and its glance.
const HEAD: usize = 8 + Glance::BYTES;

/// The entries of a source.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    texts: Vec<u8>,
    /// Where each begins.
    begins: Vec<u64>,
    /// By number, then in the order of the source.
    numbers: Vec<Place>,
    /// By the hash of the id, for entries that are known to be a contact.
    ids: Vec<Place>,
    /// Entries of which the source itself says which contact they are, in order.
    named: Vec<u32>,
}

/// An entry by its number or its id. Twelve bytes, and not sixteen: there may be millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(C, packed(4))]
struct Place {
    by: u64,
    at: At,
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
    pub(crate) fn push(
        &mut self,
        entry: Entry,
        key: String,
        id: Option<ContactId>,
        glance: Glance,
    ) {
        let at =
            At::try_from(self.begins.len()).expect("no source has four thousand million entries");
        let by = compact(&entry.number);
        self.numbers.push(Place { by, at });
        if let Some(id) = &id {
            let by = IdKey::of(id).0;
            self.ids.push(Place { by, at });
        }
        if entry.id.is_some() {
            self.named.push(at);
        }
        self.begins.push(self.texts.len() as u64);
        self.texts.extend(entry.row.to_le_bytes());
        self.texts.extend(glance.to_bytes());
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
        self.numbers.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.begins.shrink_to_fit();
        self.texts.shrink_to_fit();
    }

    pub(crate) fn len(&self) -> usize {
        self.begins.len()
    }

    pub(crate) fn row(&self, at: At) -> u64 {
        u64::from_le_bytes(self.head(at, 0))
    }

    pub(crate) fn glance(&self, at: At) -> Glance {
        Glance::from_bytes(self.head(at, 8))
    }

    pub(crate) fn get(&self, at: At) -> Kept {
        let begin = self.begin(at) + HEAD;
        let end = match self.begins.get(at as usize + 1) {
            Some(_) => self.begin(at + 1),
            None => self.texts.len(),
        };
        serde_json::from_slice(&self.texts[begin..end]).expect("it was written by `push`")
    }

    fn begin(&self, at: At) -> usize {
        usize::try_from(self.begins[at as usize]).expect("it is in memory")
    }

    fn head<const N: usize>(&self, at: At, offset: usize) -> [u8; N] {
        let begin = self.begin(at) + offset;
        let bytes = self.texts[begin..].first_chunk();
        *bytes.expect("it was written by `push`")
    }

    /// The entries with a number, in the order of the source.
    pub(crate) fn with_number(&self, number: u64) -> impl Iterator<Item = At> {
        found(&self.numbers, number)
    }

    /// The entries that are known to be the contact with this id.
    pub(crate) fn with_id(&self, id: &ContactId) -> impl Iterator<Item = At> {
        found(&self.ids, IdKey::of(id).0)
    }

    /// Each number that several entries have, with them. What the source itself calls two contacts
    /// are two.
    pub(crate) fn shared(&self) -> impl Iterator<Item = Vec<At>> {
        let groups = self.numbers.chunk_by(|one, other| one.by == other.by);
        let groups = groups.filter(|it| it.len() > 1).map(|it| {
            let entries = it.iter().map(|it| it.at);
            entries
                .filter(|it| self.named.binary_search(it).is_err())
                .collect::<Vec<_>>()
        });
        groups.filter(|it| it.len() > 1)
    }

    /// Each id that several entries are known to be, with them.
    pub(crate) fn sharing_id(&self) -> impl Iterator<Item = Vec<At>> {
        let groups = self.ids.chunk_by(|one, other| one.by == other.by);
        groups
            .filter(|it| it.len() > 1)
            .map(|it| it.iter().map(|it| it.at).collect())
    }
}

fn found(places: &[Place], by: u64) -> impl Iterator<Item = At> {
    let begin = places.partition_point(|it| it.by < by);
    let same = places[begin..].iter().take_while(move |it| it.by == by);
    same.map(|it| it.at)
}
