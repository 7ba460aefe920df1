//! What became of each row of a plan, and how often.

use std::collections::BTreeMap;

use contacts_sync::{Applied, Change, End, HeldBack, LeftOut, Plan, Step};
use serde_json::Value;

use super::{Counts, Detail, Details, Outcome, PlannedChange, Reject, Report};
use crate::sync::feed::Facts;

/// The end of a row of which several entries had different ones: the one that matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowEnd {
    Duplicate,
    Updated,
    Created,
    Conflict,
    Failed,
}

/// The ends of all rows, and of contacts that were to be deleted, which no row is.
#[derive(Debug, Default)]
struct Ends {
    by_row: BTreeMap<u64, RowEnd>,
    undeleted: Counts,
}

impl Ends {
    fn row(&mut self, row: u64, end: RowEnd) {
        let known = self.by_row.entry(row).or_insert(end);
        *known = end.max(*known);
    }

    fn step(&mut self, step: &Step, end: RowEnd) {
        match (step.row, end) {
            (Some(row), _) => self.row(row, end),
            (None, RowEnd::Conflict) => self.undeleted.conflict += 1,
            (None, _) => self.undeleted.failed += 1,
        }
    }

    fn count(&self, wanted: RowEnd) -> usize {
        self.by_row.values().filter(|it| **it == wanted).count()
    }
}

impl Report {
    /// Reports on a plan whose steps had these ends; without them nothing was sent.
    pub(crate) fn new(
        facts: &Facts,
        plan: &Plan,
        applied: Option<&Applied>,
        mut details: Details,
    ) -> Self {
        let mut report = Report {
            service: plan.service.clone(),
            dry_run: applied.is_none(),
            is_refused: plan.held_back.as_ref().is_some_and(HeldBack::stops_all),
            untold_warnings: facts.doubts.saturating_sub(details.warnings.len()),
            warnings: std::mem::take(&mut details.warnings),
            orphans: plan.orphans,
            held_back: plan.held_back.as_ref().map(HeldBack::to_string),
            changes: applied.is_none().then(|| {
                let steps = plan.steps.iter();
                steps.map(|it| planned(it, &details)).collect()
            }),
            ..Report::default()
        };
        let mut ends = Ends::default();
        let left_out = |outcome: Outcome, it: &LeftOut| {
            reject(&details, outcome, it.row, &it.number, &it.reason, false)
        };
        for it in &plan.duplicates {
            ends.row(it.row, RowEnd::Duplicate);
            report.duplicates.push(left_out(Outcome::Duplicate, it));
        }
        for it in &plan.conflicts {
            ends.row(it.row, RowEnd::Conflict);
            report.rejects.push(left_out(Outcome::Conflict, it));
        }
        for (at, step) in plan.steps.iter().enumerate() {
            let end = applied.and_then(|it| it.ends.get(at));
            report.step(step, end, &details, &mut ends);
        }
        report.count(facts, &ends);
        report
    }

    /// Takes note of what came of a step, or would if it were sent.
    fn step(&mut self, step: &Step, end: Option<&End>, details: &Details, ends: &mut Ends) {
        let (outcome, reason, unsent, row_end) = match end {
            Some(End::Unchanged(_)) => return,
            Some(End::Conflict(reason)) => (Outcome::Conflict, reason, false, RowEnd::Conflict),
            Some(End::Failed(reason)) => (Outcome::Failed, reason, false, RowEnd::Failed),
            Some(End::Unsent(reason)) => (Outcome::Failed, reason, true, RowEnd::Failed),
            _ => {
                match step.change {
                    Change::Create { .. } => {
                        self.contacts.created += 1;
                        ends.step(step, RowEnd::Created);
                    }
                    Change::Update { .. } => {
                        self.contacts.updated += 1;
                        ends.step(step, RowEnd::Updated);
                    }
                    Change::Delete { .. } => self.contacts.deleted += 1,
                }
                return;
            }
        };
        let reason = match &step.change {
            Change::Delete { id, .. } => format!("contact {id} was to be deleted: {reason}"),
            _ => reason.to_owned(),
        };
        let row = step.row.unwrap_or_default();
        let rejected = reject(details, outcome, row, &step.number, &reason, unsent);
        self.rejects.push(rejected);
        ends.step(step, row_end);
    }

    fn count(&mut self, facts: &Facts, ends: &Ends) {
        self.rejects.extend(facts.invalid.iter().flatten().cloned());
        self.rejects.sort_by_key(|it| (it.row, it.line));
        self.duplicates.sort_by_key(|it| (it.row, it.line));
        let counts = &mut self.counts;
        counts.rows = facts.rows;
        counts.skipped = facts.skipped;
        counts.created = ends.count(RowEnd::Created);
        counts.updated = ends.count(RowEnd::Updated);
        counts.duplicate = ends.count(RowEnd::Duplicate);
        counts.deleted = self.contacts.deleted;
        counts.conflict = ends.count(RowEnd::Conflict) + ends.undeleted.conflict;
        counts.failed = ends.count(RowEnd::Failed) + ends.undeleted.failed;
        counts.invalid = facts.invalid.len();
        // All the others are in the book as they stand in the file.
        counts.unchanged = facts
            .rows
            .saturating_sub(ends.by_row.len() + counts.invalid);
    }
}

fn reject(
    details: &Details,
    outcome: Outcome,
    row: u64,
    number: &str,
    reason: &str,
    unsent: bool,
) -> Reject {
    let Detail { line, field, value } = details.of(row, number);
    Reject {
        row,
        outcome,
        field,
        value,
        reason: reason.to_owned(),
        column: String::new(),
        line,
        unsent,
    }
}

pub(in crate::sync) fn planned(step: &Step, details: &Details) -> PlannedChange {
    let (action, id, before, contact) = match &step.change {
        Change::Create { contact } => ("create", None, None, Some(contact)),
        Change::Update { id, before, update } => ("update", Some(id), Some(before), Some(update)),
        Change::Delete { id, before } => ("delete", Some(id), Some(before), None),
    };
    PlannedChange {
        row: step.row,
        action,
        key: step.source_key().map(str::to_owned),
        id: id.cloned(),
        number: match step.row {
            Some(row) => details.of(row, &step.number).value,
            None => step.number.clone(),
        },
        before: before.map(|it| Value::Object(it.clone())),
        contact: contact.map_or(Value::Null, |it| Value::Object(it.clone())),
    }
}
