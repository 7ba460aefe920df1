//! Takes contacts and makes the plan. It sends nothing, and reads nothing but the memory.
//!
//! The source is known; now the contacts of the book come by, each once. Of a contact that is as its entry
//! wants it, only the id is kept; of one without an entry, nothing. So memory holds the source, and only
//! those contacts of the book that have to change.
//!
//! - this module finds the entry of each contact, `deciding` decides at the end.

mod deciding;

use std::collections::HashMap;

use contacts_api::phone_book::ContactId;
use serde_json::{Map, Value};

use super::Plan;
use super::planner::Planner;
use super::rules::OnShared;
use crate::difference::{Said, difference};
use crate::memory::KeyHash;
use crate::number::compact;
use crate::wanted::{self, At, IdKey, Kept};

pub(crate) use deciding::hash_of;

/// The bytes that an entry takes beside its texts: where they begin, its places in the indexes by number and
/// by id, and what was found for it.
pub const INDEX_BYTES: usize = wanted::INDEX_BYTES + size_of::<Found>();
const _: () = assert!(INDEX_BYTES <= 48, "a book may have millions of contacts");

/// Takes the contacts of the book, in any order.
#[derive(Debug)]
pub(crate) struct Matching<'p> {
    planner: Planner<'p>,
    /// What was found for each entry.
    found: Vec<Found>,
    /// The contacts of entries for which `found` has too little room.
    several: HashMap<At, Vec<Candidate>>,
    /// Contacts of this tool that the source no longer has, by id.
    orphans: HashMap<IdKey, Orphan>,
    /// Entries that another stands for, or that are left out; with `Join` their names are used.
    losers: HashMap<At, Loser>,
    plan: Plan,
}

/// What was found for an entry: nothing, the id of one contact that is as the entry wants it, or a mark that
/// `several` has more. It takes eight bytes, as there may be millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found(u64);

impl Found {
    const NOTHING: Found = Found(u64::MAX);
    const MORE: Found = Found(u64::MAX - 1);

    /// Returns a contact that is as wanted, by its id, unless that id is one of the marks.
    fn same(id: u64) -> Option<Self> {
        let found = Found(id);
        (![Found::NOTHING, Found::MORE].contains(&found)).then_some(found)
    }

    fn is_same(self) -> Option<u64> {
        Found::same(self.0).map(|it| it.0)
    }
}

/// A contact that may be what an entry means.
#[derive(Debug)]
struct Candidate {
    id: Option<ContactId>,
    /// Whether it was found by its id, so that it is certainly meant.
    is_it: bool,
    /// What an update would send.
    difference: Map<String, Value>,
    now: Map<String, Value>,
}

/// A contact of this tool that the source no longer has.
#[derive(Debug)]
struct Orphan {
    key: String,
    id: ContactId,
    contact: Option<Map<String, Value>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loser {
    /// This entry stands for it.
    To(At),
    /// It is unknown which of them is meant.
    Refused,
    /// It is known to be the same contact as this entry.
    SameContact(At),
}

impl<'p> Matching<'p> {
    /// Begins with a complete source; `keys` has the keys of contacts that it no longer has.
    pub(super) fn new(planner: Planner<'p>, keys: &HashMap<KeyHash, String>) -> Self {
        let memory = &planner.memory;
        let orphans = memory.places().filter(|it| !planner.seen.has(*it));
        let orphans = orphans.filter_map(|place| {
            let id = memory.id(place);
            let key = keys.get(&memory.key(place))?.clone();
            let contact = None;
            Some((IdKey::of(&id), Orphan { key, id, contact }))
        });
        let mut matching = Matching {
            found: vec![Found::NOTHING; planner.wanted.len()],
            several: HashMap::new(),
            orphans: orphans.collect(),
            losers: HashMap::new(),
            plan: Plan {
                entries: planner.wanted.len() as u64,
                ..Plan::default()
            },
            planner,
        };
        matching.one_for_each_number();
        matching
    }

    /// Takes a contact of the book.
    pub(crate) fn contact(&mut self, id: Option<ContactId>, contact: Map<String, Value>) {
        self.plan.contacts += 1;
        let number = id.as_ref().and_then(ContactId::as_number);
        self.plan.last_id = self.plan.last_id.max(number);
        let wanted = &self.planner.wanted;
        let by_id = id.as_ref().and_then(|id| {
            let mut entries = wanted
                .with_id(id)
                .filter(|it| !self.losers.contains_key(it));
            // Two texts may have the same hash.
            entries.find(|it| id.as_number().is_some() || wanted.get(*it).id.as_ref() == Some(id))
        });
        let digits = self.planner.layout.number_in(&contact);
        let digits = digits.map(|it| compact(&it));
        if let Some(at) = by_id {
            self.take(at, id, true, digits, contact);
            return;
        }
        let by_number = digits.and_then(|digits| {
            let mut entries = wanted.with_number(digits);
            entries.find(|it| !self.losers.contains_key(it))
        });
        let orphan = id.as_ref().and_then(|id| {
            let orphan = self.orphans.get_mut(&IdKey::of(id))?;
            (orphan.id == *id).then_some(orphan)
        });
        match (by_number, orphan) {
            // It has another key in the source now.
            (Some(at), _) => self.take(at, id, false, digits, contact),
            (None, Some(orphan)) => orphan.contact = Some(contact),
            (None, None) => {}
        }
    }

    fn take(
        &mut self,
        at: At,
        id: Option<ContactId>,
        is_it: bool,
        digits: Option<u64>,
        contact: Map<String, Value>,
    ) {
        // It is the only one so far; whether it was found by its id can be checked again.
        let same = id.as_ref().and_then(ContactId::as_number);
        let same = same.and_then(Found::same);
        let same = same.filter(|_| self.found[at as usize] == Found::NOTHING);
        if let Some(same) = same
            && self.is_same_at_a_glance(at, digits, &contact)
        {
            self.found[at as usize] = same;
            return;
        }
        let kept = self.kept(at);
        let difference = difference(self.planner.layout, said(&kept), &contact);
        let found = &mut self.found[at as usize];
        if let (Some(same), true) = (same, difference.is_empty()) {
            *found = same;
            return;
        }
        let contacts = self.several.entry(at).or_default();
        if let Some(number) = found.is_same() {
            let id = ContactId::from(number);
            let is_it = kept.id.as_ref() == Some(&id);
            contacts.push(Candidate {
                id: Some(id),
                is_it,
                difference: Map::new(),
                now: Map::new(),
            });
        }
        *found = Found::MORE;
        contacts.push(Candidate {
            id,
            is_it,
            difference,
            now: contact,
        });
    }

    fn is_same_at_a_glance(
        &self,
        at: At,
        digits: Option<u64>,
        contact: &Map<String, Value>,
    ) -> bool {
        // Joined names are not in any entry.
        if self.planner.rules.on_shared == OnShared::Join && !self.losers.is_empty() {
            return false;
        }
        let Planner {
            layout,
            wanted,
            glances,
            ..
        } = &self.planner;
        digits.is_some_and(|digits| glances.has(layout, wanted.glance(at), contact, digits))
    }

    /// Returns the entry, with the names of those that it stands for if they are joined.
    fn kept(&self, at: At) -> Kept {
        let wanted = &self.planner.wanted;
        let mut kept = wanted.get(at);
        if self.planner.rules.on_shared != OnShared::Join || self.losers.is_empty() {
            return kept;
        }
        let layout = self.planner.layout;
        let number = layout.number(&kept.payload).and_then(crate::number_of);
        let (Some(number), Some(path)) = (number, layout.name()) else {
            return kept;
        };
        let mut names: Vec<String> = Vec::new();
        for other in wanted.with_number(compact(&number)) {
            let other = wanted.get(other);
            let name = contacts_openapi::get(&other.payload, path).and_then(Value::as_str);
            if let Some(name) = name.map(str::trim).filter(|it| !it.is_empty())
                && !names.iter().any(|it| it == name)
            {
                names.push(name.to_owned());
            }
        }
        if names.len() > 1 {
            contacts_openapi::set(&mut kept.payload, path, names.join(" / ").into());
        }
        kept
    }

    /// Keeps one entry for each number, or none.
    fn one_for_each_number(&mut self) {
        let wanted = &self.planner.wanted;
        for group in wanted.shared() {
            let winner = match self.planner.rules.on_shared {
                OnShared::First | OnShared::Join => group.first(),
                OnShared::Last => group.last(),
                OnShared::Refuse => None,
            };
            for at in &group {
                match winner {
                    Some(winner) if winner == at => {}
                    Some(winner) => {
                        self.losers.insert(*at, Loser::To(*winner));
                    }
                    None => {
                        self.losers.insert(*at, Loser::Refused);
                    }
                }
            }
        }
        for group in wanted.sharing_id() {
            let mut left = group.into_iter().filter(|it| !self.losers.contains_key(it));
            if let Some(first) = left.next() {
                let others: Vec<_> = left.collect();
                let id = wanted.get(first).id;
                for other in others {
                    if wanted.get(other).id == id {
                        self.losers.insert(other, Loser::SameContact(first));
                    }
                }
            }
        }
    }
}

fn said(kept: &Kept) -> Said<'_> {
    Said {
        payload: &kept.payload,
        unset: &kept.unset,
        cleared: &kept.cleared,
    }
}
