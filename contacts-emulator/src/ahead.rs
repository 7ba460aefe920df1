use std::collections::BTreeMap;

use crate::book::PackedContact;

/// The changes of a book that are on their way to the data file and not safe there yet. Writers
/// take them into account, readers do not see them.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    changes: BTreeMap<u64, (Ticket, Option<PackedContact>)>,
    /// The key of the next contact, if one was added.
    next: u64,
    last: Ticket,
}

/// The place of a change among those of a book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// How often changes had been given up before it.
    round: u64,
    count: u64,
}

impl Ahead {
    /// Returns the contact with this key as it will be; `now` is what it is.
    pub(crate) fn get<'a>(
        &'a self,
        key: u64,
        now: Option<&'a PackedContact>,
    ) -> Option<&'a PackedContact> {
        let change = self.changes.get(&key);
        change.map_or(now, |(_, packed)| packed.as_ref())
    }

    /// Returns whether the contact with this key is going to change.
    pub(crate) fn changes(&self, key: u64) -> bool {
        self.changes.contains_key(&key)
    }

    /// Returns the contacts that are going to change.
    pub(crate) fn contacts(&self) -> impl Iterator<Item = (u64, &PackedContact)> {
        let changes = self.changes.iter();
        changes.filter_map(|(key, (_, packed))| Some((*key, packed.as_ref()?)))
    }

    /// Returns the lowest key that none of these contacts has, for a new one.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn put(&mut self, key: u64, packed: Option<PackedContact>) -> Ticket {
        if packed.is_some() {
            self.next = self.next.max(key.saturating_add(1));
        }
        self.last.count += 1;
        self.changes.insert(key, (self.last, packed));
        self.last
    }

    /// Returns whether the change with this ticket may still be made.
    pub(crate) fn has(&self, ticket: Ticket) -> bool {
        ticket.round == self.last.round
    }

    /// Forgets a change that was made, unless another change to the same contact follows it.
    pub(crate) fn settle(&mut self, key: u64, ticket: Ticket) {
        if self.changes.get(&key).is_some_and(|(it, _)| *it == ticket) {
            self.changes.remove(&key);
        }
    }

    /// Forgets all changes.
    pub(crate) fn give_up(&mut self) {
        self.changes.clear();
        self.next = 0;
        self.last.round += 1;
    }
}
