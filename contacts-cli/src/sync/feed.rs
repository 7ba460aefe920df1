//! The rows of a file, given to the engine; and once more, for those of which there is something to
//! say.

use std::collections::HashSet;

use contacts_openapi::{Payload, leaves};
use contacts_sync::{Entry, HeldBack, Plan};

use super::report::{Detail, Details, Outcome, Reject};
use crate::payload::Strict;
use crate::rows::{Item, Rows};

/// What of a file is known before the book is.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Rows that count; those that are passed over do not.
    pub(crate) rows: usize,
    pub(crate) skipped: usize,
    /// How much is doubtful about rows that can be used.
    pub(crate) doubts: usize,
    /// Of rows that are used, the numbers that cannot be, and why.
    pub(crate) in_part: Vec<Reject>,
    /// For each row that cannot be used, why.
    pub(crate) invalid: Vec<Vec<Reject>>,
}

/// What a row is to the engine.
#[derive(Debug)]
pub(crate) enum Given {
    Entry(Entry),
    /// Something that cannot be used.
    Unreadable,
}

/// Gives all rows away.
pub(crate) fn feed(
    rows: &Rows<'_>,
    create: &Payload,
    strict: Strict<'_>,
    take: &mut dyn FnMut(Given),
) -> Facts {
    let mut facts = Facts::default();
    for item in rows.items(strict) {
        match item {
            Item::Taken { entries, left_out } => {
                facts.rows += 1;
                facts.doubts += left_out.len();
                for entry in entries {
                    facts.doubts += entry.warnings.len();
                    take(Given::Entry(wanted(entry, create)));
                }
                // Whoever had that number may still be meant by it.
                for finding in left_out {
                    take(Given::Unreadable);
                    facts.in_part.push(Reject::of(Outcome::Warning, finding));
                }
            }
            Item::Rejected(findings) => {
                facts.rows += 1;
                take(Given::Unreadable);
                let rejects = findings
                    .into_iter()
                    .map(|it| Reject::of(Outcome::Invalid, it));
                facts.invalid.push(rejects.collect());
            }
            Item::Skipped => facts.skipped += 1,
        }
    }
    facts
}

fn wanted(entry: crate::rows::Entry<'_>, create: &Payload) -> Entry {
    let unset = leaves(&create.properties)
        .map(|it| &*it.path)
        .filter(|path| !entry.given.contains(path))
        .filter(|path| contacts_openapi::get(&entry.payload, path).is_some())
        .map(str::to_owned)
        .collect();
    Entry {
        key: entry.key,
        id: entry.id,
        number: entry.number,
        payload: entry.payload,
        unset,
        cleared: entry.cleared.iter().map(|it| (*it).to_owned()).collect(),
        row: entry.row,
    }
}

/// What a report says of rows: where they are, what stands in them, and what is doubtful about those
/// that change something, or that keep deletes back. With `all`, about all rows.
///
/// Only those rows are read again: what most of them say is not kept, as there may be millions.
pub(crate) fn details(
    rows: &Rows<'_>,
    strict: Strict<'_>,
    facts: &Facts,
    plan: &Plan,
    all: bool,
) -> Details {
    let changes = plan.steps.iter().filter_map(|it| it.row);
    let mut told: HashSet<u64> = changes.collect();
    if matches!(plan.held_back, Some(HeldBack::PartlyUnreadable { .. })) {
        told.extend(facts.in_part.iter().map(|it| it.row));
    }
    let left_out = plan.duplicates.iter().chain(&plan.conflicts);
    let named: HashSet<u64> = left_out.map(|it| it.row).collect();
    let mut details = Details::default();
    let is_meant = |row: u64| all || told.contains(&row) || named.contains(&row);
    if !all && told.is_empty() && named.is_empty() {
        return details;
    }
    for item in rows.items_of(strict, is_meant) {
        let Item::Taken { entries, left_out } = item else {
            continue;
        };
        let Some(row) = entries.first().map(|it| it.row) else {
            continue;
        };
        if all || told.contains(&row) {
            let doubtful = entries.iter().flat_map(|it| it.warnings.iter().cloned());
            let doubtful = doubtful.chain(left_out);
            details
                .warnings
                .extend(doubtful.map(|it| Reject::of(Outcome::Warning, it)));
        }
        for entry in entries {
            details.insert(
                (row, entry.number.as_str().to_owned()),
                Detail {
                    line: entry.line,
                    field: entry.written.property.to_owned(),
                    value: entry.written.text,
                },
            );
        }
    }
    details
}

#[cfg(test)]
mod tests;
