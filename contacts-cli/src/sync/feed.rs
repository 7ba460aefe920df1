//! Gives the rows of a file to the engine, and reads some of them again for the report.

use std::collections::HashSet;

use contacts_openapi::{Payload, leaves};
use contacts_sync::{Entry, HeldBack, Plan};

use super::report::{Detail, Details, Outcome, Reject};
use crate::payload::Strict;
use crate::rows::{Item, Rows};

/// What is known about a file before the book is read.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// How many rows there are, without those that are passed over.
    pub(crate) rows: usize,
    pub(crate) skipped: usize,
    /// How many doubts there are about rows that can be used.
    pub(crate) doubts: usize,
    /// Of rows that are used, the numbers which cannot be, and why.
    pub(crate) in_part: Vec<Reject>,
    /// The reasons why rows cannot be used, for each such row.
    pub(crate) invalid: Vec<Vec<Reject>>,
}

/// What the engine gets for a row.
#[derive(Debug)]
pub(crate) enum Given {
    Entry(Entry),
    /// Something that cannot be used.
    Unreadable,
}

/// Passes on all rows.
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
                // It may still be meant for the contact with that number.
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

/// Returns what a report says about rows: where they are, what they contain, and what is doubtful about those
/// that change something or hold deletes back; with `all`, about all rows.
///
/// Only those rows are read again: the content of most rows is not kept, as there may be millions.
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
