use std::collections::BTreeMap;

use crate::book::Record;

/// The changes of a book that are on their way to the data file, where they are not safe yet. Who
/// writes goes by them, who reads does not see them.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    changes: BTreeMap<u64, (Place, Option<Record>)>,
    /// The key of the next contact, if one was added.
    next: u64,
    last: Place,
}

/// Where among the changes of a book one is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// How often changes were given up before it.
    round: u64,
    count: u64,
}

impl Ahead {
    /// The contact with this key as it will be, where it is `now` what it is.
    pub(crate) fn get<'a>(&'a self, key: u64, now: Option<&'a Record>) -> Option<&'a Record> {
        let change = self.changes.get(&key);
        change.map_or(now, |(_, record)| record.as_ref())
    }

    /// Will the contact with this key be another than now?
    pub(crate) fn changes(&self, key: u64) -> bool {
        self.changes.contains_key(&key)
    }

    /// The contacts that will be other than now.
    pub(crate) fn records(&self) -> impl Iterator<Item = (u64, &Record)> {
        let changes = self.changes.iter();
        changes.filter_map(|(key, (_, record))| Some((*key, record.as_ref()?)))
    }

    /// The least key of a new contact that none of them has.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn put(&mut self, key: u64, record: Option<Record>) -> Place {
        if record.is_some() {
            self.next = self.next.max(key.saturating_add(1));
        }
        self.last.count += 1;
        self.changes.insert(key, (self.last, record));
        self.last
    }

    /// May the change at this place still be made?
    pub(crate) fn has(&self, place: Place) -> bool {
        place.round == self.last.round
    }

    /// Forgets a change that was made, unless another to the same contact is behind it.
    pub(crate) fn settle(&mut self, key: u64, place: Place) {
        if self.changes.get(&key).is_some_and(|(it, _)| *it == place) {
            self.changes.remove(&key);
        }
    }

    /// Forgets all of them.
    pub(crate) fn give_up(&mut self) {
        self.changes.clear();
        self.next = 0;
        self.last.round += 1;
    }
}
