//! What became of each row; `count` finds it out.

mod count;

use std::collections::HashMap;
use std::fmt;

use contacts_api::phone_book::ContactId;
use serde::Serialize;
use serde_json::Value;

use crate::output::counted;
use crate::rows::RowFinding;
pub(super) use count::planned;

/// How many rows met which end. Each row counts once, and so does each contact that was to be deleted.
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
    /// Cannot be decided without a person; a contact that was to be deleted counts here too.
    pub(crate) conflict: usize,
    /// Was refused by the service, or not sent any more; so may a contact be that was to be deleted.
    pub(crate) failed: usize,
    /// Rows that were passed over, as `--skip-without-number` asks; they are not among `rows`.
    pub(crate) skipped: usize,
}

/// How many contacts were written, or would be: of a row with several numbers, several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Contacts {
    pub(crate) created: usize,
    pub(crate) updated: usize,
    pub(crate) deleted: usize,
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
    /// Makes a reject of what reading has found.
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

    /// Returns what stands in a row; a plan from a file has no more than the number.
    fn of(&self, row: u64, number: &str) -> Detail {
        let detail = self.by_number.get(&(row, number.to_owned())).cloned();
        detail.unwrap_or_else(|| Detail {
            line: row,
            field: "number".to_owned(),
            value: number.to_owned(),
        })
    }
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
    pub(crate) contacts: Contacts,
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

impl Counts {
    /// Returns whether there is a row that a person has to look at.
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
        let contacts = self.contacts;
        if (contacts.created, contacts.updated) != (created, updated) {
            // Some rows are several contacts, so that both counts are needed to see what is in the book.
            let (created, updated) = (contacts.created, contacts.updated);
            if self.dry_run {
                write!(f, "; as contacts: create {created}, update {updated}")?;
            } else {
                write!(f, "; as contacts: {created} created, {updated} updated")?;
            }
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
