//! The rows of a file, given to the engine; and once more, for those of which there is something to
//! say.

use std::collections::HashSet;

use contacts_openapi::{Payload, leaves};
use contacts_sync::{Draft, Entry, Plan};

use super::report::{Detail, Details, Outcome, Reject};
use crate::payload::Strict;
use crate::rows::{Item, Rows};

/// What of a file is known before the book is.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Rows that count; those that are passed over do not.
    pub(crate) rows: usize,
    pub(crate) skipped: usize,
    /// For each row that cannot be used, why.
    pub(crate) invalid: Vec<Vec<Reject>>,
}

/// Gives all rows to a draft.
pub(crate) fn feed(
    rows: &Rows<'_>,
    create: &Payload,
    strict: Strict<'_>,
    draft: &mut Draft<'_>,
) -> Facts {
    let mut facts = Facts::default();
    for item in rows.items(strict) {
        match item {
            Item::Taken { entries, left_out } => {
                facts.rows += 1;
                for entry in entries {
                    draft.entry(wanted(entry, create));
                }
                // Whoever had that number may still be meant by it.
                for _ in left_out {
                    draft.unreadable(None);
                }
            }
            Item::Rejected(findings) => {
                facts.rows += 1;
                draft.unreadable(None);
                let rejects = findings.into_iter().map(|it| Reject::of(Outcome::Invalid, it));
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
/// that change something. With `all`, about all rows.
pub(crate) fn details(rows: &Rows<'_>, strict: Strict<'_>, plan: &Plan, all: bool) -> Details {
    let changes = plan.steps.iter().filter_map(|it| it.row);
    let changes: HashSet<u64> = changes.collect();
    let mut named = changes.clone();
    named.extend(plan.duplicates.iter().chain(&plan.conflicts).map(|it| it.row));
    let mut details = Details::default();
    if named.is_empty() && !all {
        return details;
    }
    for item in rows.items(strict) {
        let Item::Taken { entries, left_out } = item else {
            continue;
        };
        let Some(row) = entries.first().map(|it| it.row) else {
            continue;
        };
        let is_told = all || changes.contains(&row);
        let warnings = left_out.len() + entries.iter().map(|it| it.warnings.len()).sum::<usize>();
        if !is_told {
            details.untold += warnings;
        }
        if !is_told && !named.contains(&row) {
            continue;
        }
        if is_told {
            let doubtful = entries.iter().flat_map(|it| it.warnings.iter().cloned());
            let doubtful = doubtful.chain(left_out);
            details.warnings.extend(doubtful.map(|it| Reject::of(Outcome::Warning, it)));
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
