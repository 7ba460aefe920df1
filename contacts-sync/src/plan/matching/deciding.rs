//! Decides what happens to each entry, and to contacts that the source no longer has.

use std::collections::HashSet;

use contacts_api::phone_book::ContactId;
use serde_json::{Map, Value};

use super::{Candidate, Found, Loser, Matching};
use crate::memory::KeyHash;
use crate::number::compact;
use crate::plan::guard::{self, GuardFacts};
use crate::plan::{Adopted, Change, LeftOut, Plan, Step};
use crate::wanted::{At, IdKey, Kept};

impl Matching<'_> {
    /// Ends the book and returns the plan.
    pub(crate) fn finish(mut self) -> Plan {
        let (mut creates, mut updates) = (Vec::new(), Vec::new());
        for at in (0..).take(self.planner.wanted.len()) {
            if let Some(loser) = self.losers.get(&at).copied() {
                self.leave_out(at, loser);
                continue;
            }
            let found = self.found[at as usize];
            if found == Found::NOTHING {
                creates.push(self.create(at));
            } else if let Some(number) = found.is_same() {
                self.plan.unchanged += 1;
                self.adopt(at, &ContactId::from(number));
            } else {
                updates.extend(self.decide(at));
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

    /// Decides on an entry whose contacts are not simply as it wants them.
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
        // A contact that is known by its id is meant, even if others have the number.
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
                // If nothing can be compared, all are equal, so none can be picked.
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

    /// Makes a contact that was found this tool's own, if the rules say so and it is not yet.
    fn adopt(&mut self, at: At, id: &ContactId) {
        let memory = &self.planner.memory;
        let adopts = self.planner.rules.adopt;
        // A contact of this tool that has another key in the source now.
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
        let is_known = memory.find(key).is_some_and(|it| memory.id(it) == *id);
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

    /// Returns the deletes of this tool's contacts that the source no longer has, unless they are
    /// held back.
    fn deletes(&mut self) -> Vec<Step> {
        let taken: HashSet<&ContactId> = self.plan.adopted.iter().map(|it| &it.id).collect();
        let (mut gone, mut forgotten) = (Vec::new(), Vec::new());
        for (_, orphan) in self.orphans.drain() {
            // A contact that was not found was deleted by somebody else, or has another key now.
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
            GuardFacts {
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

/// Returns `contact 7 has`, or `contacts 7, 9 have`.
fn has(contacts: &[Candidate]) -> String {
    let mut ids: Vec<_> = contacts.iter().filter_map(|it| it.id.as_ref()).collect();
    ids.sort_unstable();
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    match &*ids {
        [one] => format!("contact {one} has"),
        several => format!("contacts {} have", several.join(", ")),
    }
}

/// Returns a hash that is the same in every run and on every machine.
pub(crate) fn hash_of(payload: &Map<String, Value>) -> u64 {
    use sha2::{Digest as _, Sha256};
    let text = serde_json::to_vec(payload).unwrap_or_default();
    let digest = Sha256::digest(&text);
    digest[..8]
        .iter()
        .fold(0, |hash, byte| (hash << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_hash_is_what_it_was_when_the_state_was_written() {
        let payload = json!({"name": "Åse", "number": "4571999999"});
        let hash = hash_of(payload.as_object().unwrap());
        assert_eq!(hash, 0xab73_60eb_788e_f85d);
    }
}
