//! A quick check whether a contact is as its entry wants it, without taking either apart.
//!
//! In most runs most contacts are unchanged. A glance holds a hash of what the source says about a contact,
//! property by property and byte by byte. If the contact has the same hash, nothing differs; if not, it may
//! still be the same in another form, and is compared.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};

use serde_json::{Map, Value};

use crate::entry::Entry;
use crate::layout::Layout;
use crate::number::compact;

/// What the source says about a contact, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glance {
    /// A bit for each comparable property, set if the source says something about it; no bits if a glance is
    /// not enough.
    said: u64,
    hash: u64,
}

/// Makes the glances of one run.
#[derive(Debug, Default)]
pub(crate) struct Glances(RandomState);

impl Glance {
    const NONE: Glance = Glance { said: 0, hash: 0 };

    pub(crate) const BYTES: usize = 16;

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.said.to_le_bytes());
        bytes[8..].copy_from_slice(&self.hash.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let (said, hash) = bytes.split_at(8);
        let number = |it: &[u8]| it.iter().rev().fold(0, |sum, it| sum << 8 | u64::from(*it));
        Glance {
            said: number(said),
            hash: number(hash),
        }
    }
}

impl Glances {
    /// Returns the glance of an entry.
    pub(crate) fn of(&self, layout: &Layout<'_>, entry: &Entry) -> Glance {
        // An empty property can be absent in many forms.
        if !entry.cleared.is_empty() {
            return Glance::NONE;
        }
        let mut said = 0;
        for (at, leaf) in layout.leaves().enumerate() {
            let path = &*leaf.property.path;
            if !leaf.is_comparable || entry.unset.iter().any(|it| it == path) {
                continue;
            }
            let Some(value) = contacts_openapi::get(&entry.payload, path) else {
                continue;
            };
            if at >= 64 || value.is_null() {
                return Glance::NONE;
            }
            said |= 1 << at;
        }
        let hash = self.hash(layout, said, &entry.payload, compact(&entry.number));
        hash.map_or(Glance::NONE, |hash| Glance { said, hash })
    }

    /// Returns whether the contact, with this number, has everything that the source says, byte by
    /// byte.
    pub(crate) fn has(
        &self,
        layout: &Layout<'_>,
        glance: Glance,
        contact: &Map<String, Value>,
        number: u64,
    ) -> bool {
        glance.said != 0 && self.hash(layout, glance.said, contact, number) == Some(glance.hash)
    }

    fn hash(
        &self,
        layout: &Layout<'_>,
        said: u64,
        contact: &Map<String, Value>,
        number: u64,
    ) -> Option<u64> {
        let mut hasher = self.0.build_hasher();
        number.hash(&mut hasher);
        for (at, leaf) in layout.leaves().enumerate().take(64) {
            if said & (1 << at) != 0 {
                contacts_openapi::get(contact, &leaf.property.path)?.hash(&mut hasher);
            }
        }
        Some(hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn map(json: &Value) -> Map<String, Value> {
        json.as_object().unwrap().clone()
    }

    fn entry(payload: &Value, unset: &[&str], cleared: &[&str]) -> Entry {
        let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        Entry {
            key: None,
            id: None,
            number: "4571999999".parse().unwrap(),
            payload: map(payload),
            unset: names(unset),
            cleared: names(cleared),
            row: 2,
        }
    }

    #[test]
    fn only_what_was_said_is_looked_at_and_to_the_byte() {
        let layout = Layout::embedded().unwrap();
        let glances = Glances::default();
        let said = json!({"name": "Åse", "number": "4571999999", "email": "a@x.dk"});
        let glance = glances.of(&layout, &entry(&said, &["email"], &[]));
        assert_eq!(Glance::from_bytes(glance.to_bytes()), glance);
        let has = |contact: Value, number| glances.has(&layout, glance, &map(&contact), number);
        assert!(has(
            json!({"id": 7, "name": "Åse", "email": "b@x.dk"}),
            4_571_999_999
        ));
        assert!(!has(json!({"id": 7, "name": "Åse"}), 4_571_999_998));
        assert!(!has(json!({"id": 7, "name": "Åse "}), 4_571_999_999));
        assert!(!has(json!({"id": 7, "name": null}), 4_571_999_999));
        assert!(!has(json!({"id": 7}), 4_571_999_999));
    }

    #[test]
    fn what_a_look_cannot_tell_is_compared() {
        let layout = Layout::embedded().unwrap();
        let glances = Glances::default();
        let said = json!({"name": "Åse", "number": "4571999999"});
        let cleared = glances.of(&layout, &entry(&said, &[], &["email"]));
        let null = json!({"name": null, "number": "4571999999"});
        let null = glances.of(&layout, &entry(&null, &[], &[]));
        let nothing = glances.of(&layout, &entry(&json!({}), &[], &[]));
        let nameless = json!({"name": null});
        for glance in [cleared, null, nothing] {
            assert!(!glances.has(&layout, glance, &map(&nameless), 4_571_999_999));
            assert!(!glances.has(&layout, glance, &map(&said), 4_571_999_999));
        }
    }
}
