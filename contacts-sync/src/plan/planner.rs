//! Collects the entries of a source and keeps them compactly until the book is read.

use std::collections::{HashMap, HashSet};

use super::matching::Matching;
use super::rules::Rules;
use crate::entry::Entry;
use crate::glance::Glances;
use crate::layout::Layout;
use crate::memory::{KeyHash, Memory, Seen, Slot};
use crate::wanted::Wanted;

/// Takes the entries of a source.
#[derive(Debug)]
pub(crate) struct Planner<'p> {
    pub(super) layout: &'p Layout<'p>,
    pub(super) rules: Rules,
    pub(super) memory: Memory,
    pub(super) wanted: Wanted,
    pub(super) glances: Glances,
    /// The contacts of the memory that the source still has.
    pub(super) seen: Seen,
    pub(super) unreadable: u64,
}

impl<'p> Planner<'p> {
    pub(crate) fn new(layout: &'p Layout<'p>, rules: Rules, memory: Memory) -> Self {
        Planner {
            layout,
            rules,
            wanted: Wanted::default(),
            glances: Glances::default(),
            seen: Seen::nothing_of(&memory),
            memory,
            unreadable: 0,
        }
    }

    /// Takes an entry.
    pub(crate) fn entry(&mut self, entry: &Entry) {
        let key = entry.memory_key();
        let known = self.see(&key);
        let id = entry.id.clone();
        let id = id.or_else(|| known.map(|it| self.memory.id(it)));
        let glance = self.glances.of(self.layout, entry);
        self.wanted.push(entry, &key, id.as_ref(), glance);
    }

    /// Notes an entry of the source that cannot be used; the contact with its key stays.
    pub(crate) fn unreadable(&mut self, key: Option<&str>) {
        self.unreadable += 1;
        if let Some(key) = key {
            self.see(&format!("key:{key}"));
        }
    }

    fn see(&mut self, key: &str) -> Option<Slot> {
        let place = self.memory.find(KeyHash::of(key))?;
        self.seen.see(place);
        Some(place)
    }

    /// Returns the hashed keys of contacts that the source no longer has.
    pub(crate) fn gone(&self) -> HashSet<KeyHash> {
        let places = self.memory.places().filter(|it| !self.seen.has(*it));
        places.map(|it| self.memory.key(it)).collect()
    }

    /// Ends the source; `keys` has the keys of contacts that it no longer has.
    pub(crate) fn matching(mut self, keys: &HashMap<KeyHash, String>) -> Matching<'p> {
        self.wanted.sort();
        Matching::new(self, keys)
    }
}
