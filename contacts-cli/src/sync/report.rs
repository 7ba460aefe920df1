//! What became of each row.

use std::fmt;

use contacts_api::phone_book::ContactId;
use serde::Serialize;
use serde_json::Value;

use super::apply::{Applied, Stop};
use super::plan::{Change, Plan, Step};
use super::rows::Sorted;
use crate::rows::{Finding, Written};

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
    /// Rows that were passed over, as `--skip-without-number` asks; they are not among `rows`.
    pub(crate) skipped: usize,
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
    /// What reading has found.
    pub(crate) fn of(outcome: Outcome, finding: Finding) -> Self {
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

    /// What became of an entry by this number.
    pub(crate) fn of_number(
        (row, line): (u64, u64),
        outcome: Outcome,
        written: &Written<'_>,
        reason: &str,
    ) -> Self {
        Reject {
            row,
            outcome,
            field: written.property.to_owned(),
            value: written.text.clone(),
            reason: reason.to_owned(),
            column: String::new(),
            line,
            unsent: false,
        }
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
            skipped,
        } = self;
        write!(
            f,
            "{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, \
             {deleted} deleted, {duplicate} duplicate, {invalid} invalid, {conflict} conflict, \
             {failed} failed"
        )?;
        if *skipped > 0 {
            write!(f, "; {skipped} skipped")?;
        }
        Ok(())
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
    #[serde(skip)]
    ends: Ends,
}

impl Report {
    /// The report on the rows of a file, of which some cannot become contacts.
    pub(crate) fn new(sorted: &mut Sorted<'_>) -> Self {
        let invalid = std::mem::take(&mut sorted.invalid);
        Report {
            counts: Counts {
                rows: sorted.rows,
                invalid: invalid.len(),
                skipped: sorted.skipped,
                ..Counts::default()
            },
            rejects: invalid.into_iter().flatten().collect(),
            warnings: std::mem::take(&mut sorted.warnings),
            ..Report::default()
        }
    }

    /// Notes what needs no request, and gives the requests.
    pub(crate) fn plan<'a>(&mut self, plan: Plan<'a>) -> Vec<Step<'a>> {
        for row in plan.unchanged {
            self.ends.note(row, End::Unchanged);
        }
        for reject in &plan.duplicates {
            self.ends.note(reject.row, End::Duplicate);
        }
        for reject in &plan.conflicts {
            self.ends.note(reject.row, End::Conflict);
        }
        self.duplicates = plan.duplicates;
        self.rejects.extend(plan.conflicts);
        plan.steps
    }

    /// Notes requests as if they had succeeded, and lists them.
    pub(crate) fn would_change(&mut self, steps: Vec<Step<'_>>) {
        let changes = steps.into_iter().map(|step| {
            let (end, action, id, contact) = match step.change {
                Change::Create(contact) => (End::Created, "create", None, contact),
                Change::Update { id, update } => (End::Updated, "update", Some(id), update),
            };
            self.ends.note(step.row, end);
            PlannedChange {
                row: step.row,
                key: step.key,
                action,
                id,
                number: step.written.text,
                contact: Value::Object(contact),
            }
        });
        self.changes = Some(changes.collect());
    }

    /// Notes what was sent; gives why not all was.
    pub(crate) fn apply(&mut self, applied: Applied) -> Option<Stop> {
        for (row, end) in applied.done {
            self.ends.note(row, end);
        }
        for reject in &applied.failed {
            self.ends.note(reject.row, End::Failed);
        }
        self.rejects.extend(applied.failed);
        applied.stop
    }

    /// Counts each row by its end.
    pub(crate) fn count(&mut self) {
        self.ends.count(&mut self.counts);
        self.rejects.sort_by_key(|reject| reject.row);
    }
}

/// How an entry ended. A row of several entries counts as the last of these that one of them met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Duplicate,
    Unchanged,
    Updated,
    Created,
    Conflict,
    Failed,
}

/// How each row ended, by its number.
#[derive(Debug, Default)]
struct Ends {
    by_row: Vec<Option<End>>,
}

impl Ends {
    fn note(&mut self, row: u64, end: End) {
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        if self.by_row.len() <= row {
            self.by_row.resize(row + 1, None);
        }
        self.by_row[row] = self.by_row[row].max(Some(end));
    }

    fn count(&self, counts: &mut Counts) {
        for end in self.by_row.iter().flatten() {
            *match end {
                End::Duplicate => &mut counts.duplicate,
                End::Unchanged => &mut counts.unchanged,
                End::Updated => &mut counts.updated,
                End::Created => &mut counts.created,
                End::Conflict => &mut counts.conflict,
                End::Failed => &mut counts.failed,
            } += 1;
        }
    }
}

/// A request that a dry run did not send.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedChange {
    pub(crate) row: u64,
    /// What the source calls the record, if `--key` says where that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
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
            skipped: _,
        } = *self;
        rows + deleted
            == created + updated + unchanged + deleted + duplicate + invalid + conflict + failed
    }

    /// Is there a row that a person has to look at?
    pub(crate) fn any_rejected(&self) -> bool {
        self.invalid + self.conflict + self.failed > 0
    }
}
