//! What became of each row.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use contacts_api::phone_book::ContactId;
use contacts_sync::{Applied, Change, End, HeldBack, LeftOut, Plan, Step};
use serde::Serialize;
use serde_json::Value;

use super::feed::Facts;
use crate::output::counted;
use crate::rows::RowFinding;

/// How many rows met which end. Each row counts once, so the rest adds up to `rows` and `deleted`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Rows of the file that are not blank, without the header and without those that are passed over.
    pub(crate) rows: usize,
    pub(crate) created: usize,
    pub(crate) updated: usize,
    /// The book had it already.
    pub(crate) unchanged: usize,
    /// Contacts that were deleted, which no row is.
    pub(crate) deleted: usize,
    /// Shares its number with a row that is used.
    pub(crate) duplicate: usize,
    /// Cannot become a contact.
    pub(crate) invalid: usize,
    /// Cannot be decided without a person.
    pub(crate) conflict: usize,
    /// Was refused by the service, or not sent any more.
    pub(crate) failed: usize,
    /// Rows that were passed over, as `--skip-without-number` asks; they are not among `rows`.
    pub(crate) skipped: usize,
}

/// Why a row is not in the book as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Reject {
    /// The row as a spreadsheet counts: the header is row 1. A contact that was to be deleted has none.
    pub(crate) row: u64,
    pub(crate) outcome: Outcome,
    /// The property of a contact that is wrong; empty if it is the row as a whole.
    pub(crate) field: String,
    /// The value, as it stands in the file.
    pub(crate) value: String,
    pub(crate) reason: String,
    /// The column in which the value stands.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) column: String,
    /// The line of the file in which the row begins.
    pub(crate) line: u64,
    /// Nothing is wrong with the row: the run ended before its turn.
    #[serde(skip)]
    pub(crate) unsent: bool,
}

/// What a row counts as that is not in the book as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Duplicate,
    Invalid,
    Conflict,
    Failed,
    /// It is used, and a person should look at it.
    Warning,
}

impl Outcome {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Outcome::Duplicate => "duplicate",
            Outcome::Invalid => "invalid",
            Outcome::Conflict => "conflict",
            Outcome::Failed => "failed",
            Outcome::Warning => "warning",
        }
    }
}

impl Reject {
    /// What reading has found.
    pub(crate) fn of(outcome: Outcome, finding: RowFinding) -> Self {
        Reject {
            row: finding.row,
            outcome,
            field: finding.field,
            value: finding.value,
            reason: finding.reason,
            column: finding.column,
            line: finding.line,
            unsent: false,
        }
    }
}

/// What a file says of rows that are told of.
#[derive(Debug, Default)]
pub(crate) struct Details {
    by_number: HashMap<(u64, String), Detail>,
    /// What is doubtful about rows that are used.
    pub(crate) warnings: Vec<Reject>,
}

/// A number of a row, as it stands in the file.
#[derive(Debug, Clone)]
pub(crate) struct Detail {
    pub(crate) line: u64,
    /// The property that it is read as.
    pub(crate) field: String,
    pub(crate) value: String,
}

impl Details {
    pub(crate) fn insert(&mut self, key: (u64, String), detail: Detail) {
        self.by_number.insert(key, detail);
    }

    /// What stands in a row; a plan from a file has no more than the number.
    fn of(&self, row: u64, number: &str) -> Detail {
        let detail = self.by_number.get(&(row, number.to_owned())).cloned();
        detail.unwrap_or_else(|| Detail {
            line: row,
            field: "number".to_owned(),
            value: number.to_owned(),
        })
    }
}

/// The end of a row of which several entries had different ones: the one that matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowEnd {
    Duplicate,
    Updated,
    Created,
    Conflict,
    Failed,
}

/// The whole outcome; serialised, it is what `-o json` prints.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// The base URL of the service whose book it is.
    pub(crate) service: String,
    /// Was nothing sent?
    pub(crate) dry_run: bool,
    /// Was it for safety?
    #[serde(skip)]
    is_refused: bool,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Invalid, conflicting and failed rows, in the order of the file.
    pub(crate) rejects: Vec<Reject>,
    /// Rows that were left out because another has their number.
    pub(crate) duplicates: Vec<Reject>,
    /// What is doubtful about rows that are used; they are counted as what became of them.
    pub(crate) warnings: Vec<Reject>,
    /// Doubts about rows that change nothing.
    pub(crate) untold_warnings: usize,
    /// Contacts of this tool that the source no longer has, and that are left.
    pub(crate) orphans: u64,
    /// Why they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) held_back: Option<String>,
    /// With `--dry-run`: what would be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<Vec<PlannedChange>>,
}

/// A request that a dry run did not send.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedChange {
    /// A delete has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) row: Option<u64>,
    /// `create`, `update` or `delete`.
    pub(crate) action: &'static str,
    /// What the source calls it, if it has a name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    /// The contact that would be updated or deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<ContactId>,
    /// As it stands in the file.
    pub(crate) number: String,
    /// The contact as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Value>,
    /// The properties that would be sent.
    pub(crate) contact: Value,
}

impl Report {
    /// The report on a plan, of which what was sent had these ends; without them nothing was sent.
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
        let mut ends: BTreeMap<u64, RowEnd> = BTreeMap::new();
        let mut end = |row: u64, end: RowEnd| {
            let known = ends.entry(row).or_insert(end);
            *known = end.max(*known);
        };
        let left_out = |outcome: Outcome, it: &LeftOut| {
            reject(&details, outcome, it.row, &it.number, &it.reason, false)
        };
        for it in &plan.duplicates {
            end(it.row, RowEnd::Duplicate);
            report.duplicates.push(left_out(Outcome::Duplicate, it));
        }
        for it in &plan.conflicts {
            end(it.row, RowEnd::Conflict);
            report.rejects.push(left_out(Outcome::Conflict, it));
        }
        for (at, step) in plan.steps.iter().enumerate() {
            let done = applied.and_then(|it| it.ends.get(at));
            let row = step.row.unwrap_or_default();
            let mut rejected = |outcome: Outcome, reason: &str, unsent: bool| {
                let reason = match &step.change {
                    Change::Delete { id, .. } => {
                        format!("contact {id} was to be deleted: {reason}")
                    }
                    _ => reason.to_owned(),
                };
                report.rejects.push(reject(
                    &details,
                    outcome,
                    row,
                    &step.number,
                    &reason,
                    unsent,
                ));
            };
            let row_end = match done {
                Some(End::Unchanged(_)) => continue,
                Some(End::Conflict(reason)) => {
                    rejected(Outcome::Conflict, reason, false);
                    RowEnd::Conflict
                }
                Some(End::Failed(reason)) => {
                    rejected(Outcome::Failed, reason, false);
                    RowEnd::Failed
                }
                Some(End::Unsent(reason)) => {
                    rejected(Outcome::Failed, reason, true);
                    RowEnd::Failed
                }
                _ => match step.change {
                    Change::Create { .. } => RowEnd::Created,
                    Change::Update { .. } => RowEnd::Updated,
                    Change::Delete { .. } => {
                        report.counts.deleted += 1;
                        continue;
                    }
                },
            };
            if step.row.is_some() {
                end(row, row_end);
            }
        }
        report
            .rejects
            .extend(facts.invalid.iter().flatten().cloned());
        report.rejects.sort_by_key(|it| (it.row, it.line));
        report.duplicates.sort_by_key(|it| (it.row, it.line));
        let count = |wanted: RowEnd| ends.values().filter(|it| **it == wanted).count();
        let counts = &mut report.counts;
        counts.rows = facts.rows;
        counts.skipped = facts.skipped;
        counts.created = count(RowEnd::Created);
        counts.updated = count(RowEnd::Updated);
        counts.duplicate = count(RowEnd::Duplicate);
        counts.conflict = count(RowEnd::Conflict);
        counts.failed = count(RowEnd::Failed);
        counts.invalid = facts.invalid.len();
        // All the others are in the book as they stand in the file.
        counts.unchanged = facts.rows.saturating_sub(ends.len() + counts.invalid);
        report
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

pub(super) fn planned(step: &Step, details: &Details) -> PlannedChange {
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

impl Counts {
    /// Is there a row that a person has to look at?
    pub(crate) fn any_rejected(&self) -> bool {
        self.invalid + self.conflict + self.failed > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            rows,
            created,
            updated,
            unchanged,
            deleted,
            duplicate,
            invalid,
            conflict,
            failed,
            skipped,
        } = self.counts;
        write!(f, "{}: ", counted(rows as u64, "row"))?;
        if self.dry_run {
            write!(
                f,
                "would create {created}, update {updated} and delete {deleted}; {unchanged} unchanged"
            )?;
        } else {
            write!(
                f,
                "{created} created, {updated} updated, {unchanged} unchanged, {deleted} deleted"
            )?;
        }
        write!(
            f,
            ", {duplicate} duplicate, {invalid} invalid, {conflict} conflict"
        )?;
        if !self.dry_run {
            write!(f, ", {failed} failed")?;
        }
        if skipped > 0 {
            write!(f, "; {skipped} skipped")?;
        }
        if self.dry_run {
            let why = if self.is_refused {
                "refused"
            } else {
                "a dry run"
            };
            write!(f, " ({why}: nothing was sent)")?;
        }
        Ok(())
    }
}
