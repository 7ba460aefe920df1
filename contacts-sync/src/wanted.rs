//! All entries of a source, kept compactly: the payloads as JSON in one buffer, and two sorted
//! indexes into it, at most [`INDEX_BYTES`] for each entry.

use contacts_api::phone_book::ContactId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::entry::Entry;
use crate::glance::Glance;
use crate::number::compact;

/// The bytes that an entry takes beside its texts: where they begin, and its places in the indexes
/// by number and by id.
pub(crate) const INDEX_BYTES: usize = size_of::<u64>() + 2 * size_of::<IndexEntry>();

/// The bytes before the text of an entry: its glance and its shape.
const HEAD: usize = Glance::BYTES + size_of::<u32>();

/// The entries of a source.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    texts: Vec<u8>,
    /// The lists of property names that entries have: a million entries share a few lists, and each entry has
    /// the index of one.
    shapes: Vec<Vec<String>>,
    /// Where each entry begins in the buffer.
    begins: Vec<u64>,
    /// The entries by number, then in the order of the source.
    numbers: Vec<IndexEntry>,
    /// The entries by the hash of their id, where they are known to be a contact.
    ids: Vec<IndexEntry>,
    /// The entries for which the source itself names the contact, in order.
    named: Vec<u32>,
}

/// An entry by its number or its id, in twelve bytes and not sixteen: there may be millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(C, packed(4))]
struct IndexEntry {
    by: u64,
    at: At,
}

/// An id in few bytes: a text is replaced by its hash, so whoever finds one must compare the text.
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
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) row: u64,
    pub(crate) payload: Map<String, Value>,
    pub(crate) key: String,
    pub(crate) id: Option<ContactId>,
    pub(crate) unset: Vec<String>,
    pub(crate) cleared: Vec<String>,
}

/// The text of an entry: row, key, id, values, and which properties are unset or cleared.
#[derive(Serialize)]
struct Packed<'e>(
    u64,
    &'e str,
    Option<&'e ContactId>,
    Vec<&'e Value>,
    &'e [String],
    &'e [String],
);

#[derive(Deserialize)]
struct Unpacked(
    u64,
    String,
    Option<ContactId>,
    Vec<Value>,
    #[serde(default)] Vec<String>,
    #[serde(default)] Vec<String>,
);

/// The index of an entry, from 0, in the order of the source.
pub(crate) type At = u32;

impl Wanted {
    /// Keeps an entry and the contact that it is known to be, if any.
    pub(crate) fn push(
        &mut self,
        entry: &Entry,
        key: &str,
        id: Option<&ContactId>,
        glance: Glance,
    ) {
        let at =
            At::try_from(self.begins.len()).expect("no source has four thousand million entries");
        let by = compact(&entry.number);
        self.numbers.push(IndexEntry { by, at });
        if let Some(id) = id {
            let by = IdKey::of(id).0;
            self.ids.push(IndexEntry { by, at });
        }
        if entry.id.is_some() {
            self.named.push(at);
        }
        self.begins.push(self.texts.len() as u64);
        let shape = self.shape(&entry.payload);
        self.texts.extend(glance.to_bytes());
        self.texts.extend(shape.to_le_bytes());
        let Entry {
            row,
            payload,
            unset,
            cleared,
            ..
        } = entry;
        let values = payload.values().collect();
        let text = Packed(*row, key, id, values, unset, cleared);
        let written = if unset.is_empty() && cleared.is_empty() {
            let Packed(row, key, id, values, ..) = text;
            serde_json::to_writer(&mut self.texts, &(row, key, id, values))
        } else {
            serde_json::to_writer(&mut self.texts, &text)
        };
        written.expect("JSON is written into memory");
    }

    /// Returns the index of the list of names that a payload has.
    fn shape(&mut self, payload: &Map<String, Value>) -> u32 {
        let found = self
            .shapes
            .iter()
            .position(|it| it.iter().eq(payload.keys()));
        let found = found.unwrap_or_else(|| {
            self.shapes.push(payload.keys().cloned().collect());
            self.shapes.len() - 1
        });
        u32::try_from(found).expect("there are no more than entries")
    }

    /// Sorts the entries; before this, none can be found.
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
        self.get(at).row
    }

    pub(crate) fn glance(&self, at: At) -> Glance {
        Glance::from_bytes(self.head(at, 0))
    }

    pub(crate) fn get(&self, at: At) -> Kept {
        let begin = self.begin(at) + HEAD;
        let end = match self.begins.get(at as usize + 1) {
            Some(_) => self.begin(at + 1),
            None => self.texts.len(),
        };
        let text = serde_json::from_slice(&self.texts[begin..end]);
        let Unpacked(row, key, id, values, unset, cleared) =
            text.expect("it was written by `push`");
        let shape = u32::from_le_bytes(self.head(at, Glance::BYTES));
        let names = self.shapes[shape as usize].iter().cloned();
        Kept {
            row,
            payload: names.zip(values).collect(),
            key,
            id,
            unset,
            cleared,
        }
    }

    fn begin(&self, at: At) -> usize {
        usize::try_from(self.begins[at as usize]).expect("it is in memory")
    }

    fn head<const N: usize>(&self, at: At, offset: usize) -> [u8; N] {
        let begin = self.begin(at) + offset;
        let bytes = self.texts[begin..].first_chunk();
        *bytes.expect("it was written by `push`")
    }

    /// Returns the entries with a number, in the order of the source.
    pub(crate) fn with_number(&self, number: u64) -> impl Iterator<Item = At> {
        found(&self.numbers, number)
    }

    /// Returns the entries that are known to be the contact with this id.
    pub(crate) fn with_id(&self, id: &ContactId) -> impl Iterator<Item = At> {
        found(&self.ids, IdKey::of(id).0)
    }

    /// Returns the entries of each number that several entries share. Entries that the source
    /// itself names as different contacts are not counted.
    pub(crate) fn shared(&self) -> impl Iterator<Item = Vec<At>> {
        let groups = self.numbers.chunk_by(|one, other| one.by == other.by);
        let groups = groups.filter(|it| are_several(it)).map(|it| {
            let entries = it.iter().map(|it| it.at);
            entries
                .filter(|it| self.named.binary_search(it).is_err())
                .collect::<Vec<_>>()
        });
        groups.filter(|it| are_several(it))
    }

    /// Returns the entries of each id that several entries are known to be.
    pub(crate) fn sharing_id(&self) -> impl Iterator<Item = Vec<At>> {
        let groups = self.ids.chunk_by(|one, other| one.by == other.by);
        groups
            .filter(|it| are_several(it))
            .map(|it| it.iter().map(|it| it.at).collect())
    }
}

fn are_several<T>(items: &[T]) -> bool {
    matches!(items, [_, _, ..])
}

fn found(places: &[IndexEntry], by: u64) -> impl Iterator<Item = At> {
    let begin = places.partition_point(|it| it.by < by);
    let same = places[begin..].iter().take_while(move |it| it.by == by);
    same.map(|it| it.at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::glance::Glances;
    use crate::layout::Layout;

    #[test]
    fn an_entry_comes_back_as_it_was_kept() {
        let layout = Layout::embedded().unwrap();
        let mut wanted = Wanted::default();
        let texts = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let payloads = [
            (
                json!({"name": "Åse", "number": "4571999999"}),
                vec![],
                vec![],
            ),
            (
                json!({"number": "4571999998", "name": "Bo"}),
                vec![],
                texts(&["email"]),
            ),
            (
                json!({"name": "C", "number": "4571999997", "x": {"y": [1]}}),
                texts(&["x"]),
                vec![],
            ),
        ];
        let mut kept = Vec::new();
        for (row, (payload, unset, cleared)) in (2..).zip(payloads) {
            let entry = Entry {
                key: None,
                id: None,
                number: payload["number"].as_str().unwrap().parse().unwrap(),
                payload: payload.as_object().unwrap().clone(),
                unset,
                cleared,
                row,
            };
            let key = entry.memory_key();
            let id = (row == 3).then(|| ContactId::from("a"));
            let glance = Glances::default().of(&layout, &entry);
            kept.push(Kept {
                row,
                payload: entry.payload.clone(),
                key: key.clone(),
                id: id.clone(),
                unset: entry.unset.clone(),
                cleared: entry.cleared.clone(),
            });
            wanted.push(&entry, &key, id.as_ref(), glance);
        }
        wanted.sort();
        assert_eq!((0..3).map(|at| wanted.get(at)).collect::<Vec<_>>(), kept);
        assert_eq!(wanted.with_number(4_571_999_998).collect::<Vec<_>>(), [1]);
        assert_eq!(
            wanted.with_id(&ContactId::from("a")).collect::<Vec<_>>(),
            [1]
        );
        assert_eq!(INDEX_BYTES, 32);
        let index = size_of_val(&*wanted.begins) + 2 * size_of_val(&*wanted.numbers);
        assert_eq!(index, 3 * INDEX_BYTES);
        assert_eq!(wanted.begins.capacity() + wanted.numbers.capacity(), 6);
    }
}
