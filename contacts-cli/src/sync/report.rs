//! What became of each row.

use std::fmt;

use contacts_api::phone_book::ContactId;
use serde::Serialize;
use serde_json::Value;

use super::apply::{Applied, Stop};
use super::plan::{Change, Plan, Step};
use crate::source::Record;

/// How many rows met which end. Each row counts once, so the rest adds up to `rows` and `deleted`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Rows of the file that are not blank, without the header.
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
}

/// Why a row is not in the book as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Reject {
    /// The row as a spreadsheet counts: the header is row 1.
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

impl Reject {
    pub(crate) fn new(
        record: &Record,
        outcome: Outcome,
        field: &str,
        value: &str,
        reason: &str,
    ) -> Self {
        Reject {
            row: record.row,
            outcome,
            field: field.to_owned(),
            value: value.to_owned(),
            reason: reason.to_owned(),
            column: String::new(),
            line: record.line,
            unsent: false,
        }
    }

    pub(crate) fn in_column(mut self, column: String) -> Self {
        self.column = column;
        self
    }
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

impl fmt::Display for Counts {
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
        } = self;
        write!(
            f,
            "{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, \
             {deleted} deleted, {duplicate} duplicate, {invalid} invalid, {conflict} conflict, \
             {failed} failed"
        )
    }
}

/// The whole outcome; serialised, it is what `-o json` prints.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Invalid, conflicting and failed rows, in the order of the file.
    pub(crate) rejects: Vec<Reject>,
    /// Rows that were left out because another has their number.
    pub(crate) duplicates: Vec<Reject>,
    /// What is doubtful about rows that are used; they are counted as what became of them.
    pub(crate) warnings: Vec<Reject>,
    /// With `--dry-run`: what would be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changes: Option<Vec<PlannedChange>>,
}

impl Report {
    /// The report on `rows` rows, of which some cannot become contacts.
    pub(crate) fn new(rows: usize, invalid: Vec<Vec<Reject>>, warnings: Vec<Reject>) -> Self {
        Report {
            counts: Counts {
                rows,
                invalid: invalid.len(),
                ..Counts::default()
            },
            rejects: invalid.into_iter().flatten().collect(),
            warnings,
            ..Report::default()
        }
    }

    /// Counts what needs no request, and gives the requests.
    pub(crate) fn plan<'a>(&mut self, plan: Plan<'a>) -> Vec<Step<'a>> {
        self.counts.unchanged = plan.unchanged;
        self.counts.duplicate = plan.duplicates.len();
        self.counts.conflict = plan.conflicts.len();
        self.duplicates = plan.duplicates;
        self.rejects.extend(plan.conflicts);
        plan.steps
    }

    /// Counts requests as if they had succeeded, and lists them.
    pub(crate) fn would_change(&mut self, steps: Vec<Step<'_>>) {
        let changes = steps.into_iter().map(|step| {
            let (action, id, contact) = match step.change {
                Change::Create(contact) => {
                    self.counts.created += 1;
                    ("create", None, contact)
                }
                Change::Update { id, update } => {
                    self.counts.updated += 1;
                    ("update", Some(id), update)
                }
            };
            PlannedChange {
                row: step.record.row,
                action,
                id,
                number: step.written.text,
                contact: Value::Object(contact),
            }
        });
        self.changes = Some(changes.collect());
    }

    /// Counts what was sent; gives why not all was.
    pub(crate) fn apply(&mut self, applied: Applied) -> Option<Stop> {
        self.counts.created = applied.created;
        self.counts.updated = applied.updated;
        self.counts.failed = applied.failed.len();
        self.rejects.extend(applied.failed);
        self.rejects.sort_by_key(|reject| reject.line);
        applied.stop
    }
}

/// A request that a dry run did not send.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedChange {
    pub(crate) row: u64,
    /// `create` or `update`.
    pub(crate) action: &'static str,
    /// The contact that would be updated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<ContactId>,
    pub(crate) number: String,
    /// The properties that would be sent.
    pub(crate) contact: Value,
}

impl Counts {
    /// Do all rows have an end, and each one only?
    pub(crate) fn add_up(&self) -> bool {
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
        } = *self;
        rows + deleted
            == created + updated + unchanged + deleted + duplicate + invalid + conflict + failed
    }

    /// Is there a row that a person has to look at?
    pub(crate) fn any_rejected(&self) -> bool {
        self.invalid + self.conflict + self.failed > 0
    }
}
