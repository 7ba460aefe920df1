//! Entries and contacts in, plan out. Pure: it sends nothing, and reads nothing but the memory.
//!
//! The source comes first and is kept compactly; then the book passes by, each contact once. A contact
//! that is as its entry wants it leaves nothing behind but its id, one that nobody asks for nothing at
//! all. So it is the source that is in memory, and of the book what is to be changed.

use std::collections::{HashMap, HashSet};

use contacts_api::phone_book::ContactId;
use serde_json::{Map, Value};

use super::guard::{self, Facts};
use super::rules::{OnShared, Rules};
use super::{Adopted, Change, LeftOut, Plan, Step};
use crate::difference::{Said, difference};
use crate::entry::Entry;
use crate::layout::Layout;
use crate::memory::{KeyHash, Memory, Place, Seen};
use crate::number::compact;
use crate::wanted::{At, IdKey, Kept, Wanted};

/// Takes the entries of a source.
#[derive(Debug)]
pub(crate) struct Planner<'p> {
    layout: &'p Layout<'p>,
    rules: Rules,
    memory: Memory,
    wanted: Wanted,
    /// The contacts of the memory that the source still has.
    seen: Seen,
    unreadable: u64,
}

impl<'p> Planner<'p> {
    pub(crate) fn new(layout: &'p Layout<'p>, rules: Rules, memory: Memory) -> Self {
        Planner {
            layout,
            rules,
            wanted: Wanted::default(),
            seen: Seen::nothing_of(&memory),
            memory,
            unreadable: 0,
        }
    }

    /// Takes an entry.
    pub(crate) fn entry(&mut self, entry: Entry) {
        let key = entry.memory_key();
        let known = self.see(&key);
        let id = entry.id.clone();
        let id = id.or_else(|| known.map(|it| self.memory.managed(it).id));
        self.wanted.push(entry, key, id);
    }

    /// Takes note of something in the source that cannot be used; the contact with its key stays.
    pub(crate) fn unreadable(&mut self, key: Option<&str>) {
        self.unreadable += 1;
        if let Some(key) = key {
            self.see(&format!("key:{key}"));
        }
    }

    fn see(&mut self, key: &str) -> Option<Place> {
        let place = self.memory.find(KeyHash::of(key))?;
        self.seen.see(place);
        Some(place)
    }

    /// The keys of contacts that the source no longer has.
    pub(crate) fn gone(&self) -> HashSet<KeyHash> {
        let places = self.memory.places().filter(|it| !self.seen.has(*it));
        places.map(|it| self.memory.key(it)).collect()
    }

    /// Ends the source; `keys` are those of contacts that it no longer has.
    pub(crate) fn matching(mut self, keys: &HashMap<KeyHash, String>) -> Matching<'p> {
        self.wanted.sort();
        let orphans = self.memory.places().filter(|it| !self.seen.has(*it));
        let orphans = orphans.filter_map(|place| {
            let id = self.memory.managed(place).id;
            let key = keys.get(&self.memory.key(place))?.clone();
            let contact = None;
            Some((IdKey::of(&id), Orphan { key, id, contact }))
        });
        let mut matching = Matching {
            found: vec![Found::Nothing; self.wanted.len()],
            several: HashMap::new(),
            orphans: orphans.collect(),
            losers: HashMap::new(),
            plan: Plan {
                entries: self.wanted.len() as u64,
                ..Plan::default()
            },
            planner: self,
        };
        matching.one_for_each_number();
        matching
    }
}

/// Takes the contacts of the book, in any order.
#[derive(Debug)]
pub(crate) struct Matching<'p> {
    planner: Planner<'p>,
    /// For each entry.
    found: Vec<Found>,
    /// The contacts of entries for which there is more to say.
    several: HashMap<At, Vec<Candidate>>,
    /// Contacts of this tool that the source no longer has, by id.
    orphans: HashMap<IdKey, Orphan>,
    /// Entries for which another stands, or none; `Join` has their names.
    losers: HashMap<At, Loser>,
    plan: Plan,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// One contact, with this id, as the entry wants it.
    Same(u64),
    /// See `several`.
    More,
}

/// A contact that may be what an entry means.
#[derive(Debug)]
struct Candidate {
    id: Option<ContactId>,
    /// Was it found by its id, so that it is the one?
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
    /// This one stands for it.
    To(At),
    /// Nobody knows which of them is meant.
    Refused,
    /// It is known to be the same contact as this one.
    SameContact(At),
}

impl Matching<'_> {
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
            // The hash of a text is not yet the text.
            entries.find(|it| id.as_number().is_some() || wanted.get(*it).id.as_ref() == Some(id))
        });
        if let Some(at) = by_id {
            self.take(at, id, true, contact);
            return;
        }
        let digits = self
            .planner
            .layout
            .number_in(&contact)
            .map(|it| compact(&it));
        let by_number = digits.and_then(|digits| {
            let mut entries = wanted.with_number(digits);
            entries.find(|it| !self.losers.contains_key(it))
        });
        let orphan = id.as_ref().and_then(|id| {
            let orphan = self.orphans.get_mut(&IdKey::of(id))?;
            (orphan.id == *id).then_some(orphan)
        });
        match (by_number, orphan) {
            // The source calls it by another key now.
            (Some(at), _) => self.take(at, id, false, contact),
            (None, Some(orphan)) => orphan.contact = Some(contact),
            (None, None) => {}
        }
    }

    fn take(&mut self, at: At, id: Option<ContactId>, is_it: bool, contact: Map<String, Value>) {
        let kept = self.kept(at);
        let difference = difference(self.planner.layout, said(&kept), &contact);
        let number = id.as_ref().and_then(ContactId::as_number);
        let found = &mut self.found[at as usize];
        if let (Found::Nothing, Some(number), true) = (*found, number, difference.is_empty()) {
            // The only one as far as is known; whether it was meant by its id is seen again.
            *found = Found::Same(number);
            return;
        }
        let contacts = self.several.entry(at).or_default();
        if let Found::Same(number) = *found {
            let id = ContactId::from(number);
            let is_it = kept.id.as_ref() == Some(&id);
            contacts.push(Candidate {
                id: Some(id),
                is_it,
                difference: Map::new(),
                now: Map::new(),
            });
        }
        *found = Found::More;
        contacts.push(Candidate {
            id,
            is_it,
            difference,
            now: contact,
        });
    }

    /// The entry, with the names of those it stands for where they are joined.
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

    /// Leaves one entry for each number, or none.
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

    /// Ends the book.
    pub(crate) fn finish(mut self) -> Plan {
        let (mut creates, mut updates) = (Vec::new(), Vec::new());
        for at in (0..).take(self.planner.wanted.len()) {
            if let Some(loser) = self.losers.get(&at).copied() {
                self.leave_out(at, loser);
                continue;
            }
            match self.found[at as usize] {
                Found::Nothing => creates.push(self.create(at)),
                Found::Same(number) => {
                    self.plan.unchanged += 1;
                    self.adopt(at, &ContactId::from(number));
                }
                Found::More => updates.extend(self.decide(at)),
            }
        }
        let mut steps = updates;
        steps.append(&mut creates);
        steps.append(&mut self.deletes());
        self.plan.steps = steps;
        self.plan
    }

    fn leave_out(&mut self, at: At, loser: Loser) {
        let wanted = &self.planner.wanted;
        let row = wanted.row(at);
        let number = self.number(&wanted.get(at));
        let (is_conflict, reason) = match loser {
            Loser::To(winner) => (
                false,
                format!("row {} has the same number and is used", wanted.row(winner)),
            ),
            Loser::SameContact(first) => (
                true,
                format!(
                    "row {} is the same contact by its key or id",
                    wanted.row(first)
                ),
            ),
            Loser::Refused => {
                let kept = wanted.get(at);
                let number = self.planner.layout.number(&kept.payload);
                let number = number.and_then(crate::number_of).map(|it| compact(&it));
                let others = number.into_iter().flat_map(|it| wanted.with_number(it));
                let others: Vec<_> = others
                    .filter(|it| *it != at)
                    .map(|it| wanted.row(it).to_string())
                    .collect();
                (
                    true,
                    format!(
                        "shares its number with row {}: give the number to one of them",
                        others.join(", ")
                    ),
                )
            }
        };
        let list = if is_conflict {
            &mut self.plan.conflicts
        } else {
            &mut self.plan.duplicates
        };
        list.push(LeftOut {
            row,
            number,
            reason,
        });
    }

    fn create(&self, at: At) -> Step {
        let kept = self.kept(at);
        Step {
            row: Some(self.planner.wanted.row(at)),
            number: self.number(&kept),
            key: kept.key,
            change: Change::Create {
                contact: kept.payload,
            },
        }
    }

    fn number(&self, kept: &Kept) -> String {
        let number = self.planner.layout.number(&kept.payload);
        number
            .and_then(crate::number_of)
            .map(|it| it.to_string())
            .unwrap_or_default()
    }

    /// Decides on an entry for which contacts were found that are not simply as it wants them.
    fn decide(&mut self, at: At) -> Option<Step> {
        let mut contacts = self.several.remove(&at).unwrap_or_default();
        let row = self.planner.wanted.row(at);
        let number = self.number(&self.kept(at));
        let mut conflict = |reason: String| {
            self.plan.conflicts.push(LeftOut {
                row,
                number: number.clone(),
                reason,
            });
            None
        };
        // One that is known by its id is meant, whatever others have the number.
        let one = match contacts.iter().position(|it| it.is_it) {
            Some(at) => {
                let one = contacts.swap_remove(at);
                let number = self.planner.layout.update_number();
                let takes_number = number.is_some_and(|it| one.difference.contains_key(it));
                if takes_number && !contacts.is_empty() {
                    return conflict(format!(
                        "{} this number already: delete {} first",
                        has(&contacts),
                        if contacts.len() == 1 { "it" } else { "them" }
                    ));
                }
                one
            }
            None if contacts.len() == 1 => contacts.remove(0),
            None => {
                // Where nothing can be compared, all are equal and none is meant.
                let mut equal = contacts.iter().filter(|it| it.difference.is_empty());
                match (equal.next(), equal.next()) {
                    (Some(_), None) => {
                        self.plan.unchanged += 1;
                    }
                    _ => {
                        return conflict(format!(
                            "{} this number, and which of them is meant is not known: delete all but one",
                            has(&contacts)
                        ));
                    }
                }
                return None;
            }
        };
        if one.difference.is_empty() || !self.planner.layout.can_update() {
            self.plan.unchanged += 1;
            if let Some(id) = &one.id {
                self.adopt(at, id);
            }
            return None;
        }
        let Some(id) = one.id else {
            return conflict(
                "the contact with this number has no id, so it cannot be updated".to_owned(),
            );
        };
        if let Err((path, reason)) = self.planner.layout.check(&one.difference) {
            return conflict(format!(
                "contact {id} cannot be updated to this row: {path} {reason}"
            ));
        }
        self.adopt(at, &id);
        let kept = self.kept(at);
        Some(Step {
            row: Some(row),
            number: self.number(&kept),
            key: kept.key,
            change: Change::Update {
                id,
                before: one.now,
                update: one.difference,
            },
        })
    }

    /// Makes a contact that was found this tool's, if it is to be and is not yet.
    fn adopt(&mut self, at: At, id: &ContactId) {
        let memory = &self.planner.memory;
        let adopts = self.planner.rules.adopt;
        // A contact of this tool that the source calls by another key now.
        let is_orphan = self
            .orphans
            .get(&IdKey::of(id))
            .is_some_and(|it| it.id == *id);
        if !adopts && !is_orphan && !memory.has_pending() {
            return;
        }
        let kept = self.kept(at);
        let number = self
            .planner
            .layout
            .number(&kept.payload)
            .and_then(crate::number_of);
        let number = number.map_or(0, |it| compact(&it));
        let key = KeyHash::of(&kept.key);
        let is_known = memory
            .find(key)
            .is_some_and(|it| memory.managed(it).id == *id);
        if is_known || !(adopts || is_orphan || memory.is_pending(key, number)) {
            return;
        }
        self.plan.adopted.push(Adopted {
            hash: hash_of(&kept.payload),
            key: kept.key,
            id: id.clone(),
            number,
        });
    }

    /// The contacts of this tool that the source no longer has, unless they must not go.
    fn deletes(&mut self) -> Vec<Step> {
        let taken: HashSet<&ContactId> = self.plan.adopted.iter().map(|it| &it.id).collect();
        let (mut gone, mut forgotten) = (Vec::new(), Vec::new());
        for (_, orphan) in self.orphans.drain() {
            // One that is not there was deleted by somebody else, or is known by another key now.
            if orphan.contact.is_some() && !taken.contains(&orphan.id) {
                gone.push(orphan);
            } else {
                forgotten.push(orphan.key);
            }
        }
        forgotten.sort_unstable();
        self.plan.forgotten = forgotten;
        gone.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let deletes = gone.len() as u64;
        let Some(limit) = self.planner.rules.delete else {
            self.plan.orphans = deletes;
            return Vec::new();
        };
        self.plan.held_back = guard::held_back(
            limit,
            Facts {
                entries: self.plan.entries,
                unreadable: self.planner.unreadable,
                managed: self.planner.memory.len() as u64,
                deletes,
                can_delete: self.planner.layout.can_delete,
            },
        );
        if self.plan.held_back.is_some() {
            self.plan.orphans = deletes;
            return Vec::new();
        }
        let steps = gone.into_iter().map(|orphan| {
            let before = orphan.contact.unwrap_or_default();
            let number = self.planner.layout.number_in(&before);
            Step {
                row: None,
                key: orphan.key,
                number: number.map(|it| it.to_string()).unwrap_or_default(),
                change: Change::Delete {
                    id: orphan.id,
                    before,
                },
            }
        });
        steps.collect()
    }
}

fn said(kept: &Kept) -> Said<'_> {
    Said {
        payload: &kept.payload,
        unset: &kept.unset,
        cleared: &kept.cleared,
    }
}

/// `contact 7 has`, `contacts 7, 9 have`.
fn has(contacts: &[Candidate]) -> String {
    let mut ids: Vec<_> = contacts.iter().filter_map(|it| it.id.as_ref()).collect();
    ids.sort_unstable();
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    match &*ids {
        [one] => format!("contact {one} has"),
        several => format!("contacts {} have", several.join(", ")),
    }
}

/// A hash that is the same in every run and on every machine.
pub(crate) fn hash_of(payload: &Map<String, Value>) -> u64 {
    use sha2::{Digest as _, Sha256};
    let text = serde_json::to_vec(payload).unwrap_or_default();
    let digest = Sha256::digest(&text);
    digest[..8]
        .iter()
        .fold(0, |hash, byte| (hash << 8) | u64::from(*byte))
}
