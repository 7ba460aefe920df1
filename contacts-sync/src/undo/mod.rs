//! Undoes what an audit log says was done, beginning with the last write.

mod one;

use std::collections::HashMap;
use std::path::Path;

use contacts_api::phone_book::ContactId;

use crate::audit::{self, Action, AuditError, LogLine, Stage};
use crate::plan::LeftOut;
use crate::reconciler::{Progress, Reconciler, SyncError};
use one::{Done, One};

/// The writes of an audit log, to be undone.
///
/// Each contact is read first: one that is no longer as the run left it was changed by somebody else, and is
/// left alone. Writes that are already undone are recognised, so an interrupted undo can simply be run again.
#[derive(Debug)]
pub struct Undo {
    /// The writes, the last one first.
    writes: Vec<LoggedWrite>,
}

/// A write that took effect, or that may have.
#[derive(Debug)]
struct LoggedWrite {
    line: LogLine,
    /// Whether an answer was seen.
    is_known: bool,
}

/// What was undone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// How many contacts that had been made were deleted.
    pub deleted: u64,
    /// How many contacts that had been changed are as they were before.
    pub restored: u64,
    /// How many contacts that had been deleted were created again, with other ids.
    pub created: u64,
    /// How many were already as before.
    pub unchanged: u64,
    /// The contacts that somebody has changed since, by the row of their entry: they are left
    /// alone.
    pub conflicts: Vec<LeftOut>,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

impl Undo {
    /// Reads a log.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is the log of another service than `service`, a base URL.
    pub fn read(path: &Path, service: &str) -> Result<Self, AuditError> {
        let mut writes: Vec<LoggedWrite> = Vec::new();
        let mut open: HashMap<(String, usize), usize> = HashMap::new();
        for line in audit::read(path)? {
            if line.service != service {
                return Err(AuditError::OtherService {
                    path: path.to_owned(),
                    log: line.service,
                    here: service.to_owned(),
                });
            }
            // A withdrawn contact does not exist, which undoing its create will notice.
            if line.action == Action::Withdraw {
                continue;
            }
            let place = (line.run.clone(), line.step);
            match line.what {
                Stage::Sending => {
                    open.insert(place, writes.len());
                    writes.push(LoggedWrite {
                        line,
                        is_known: false,
                    });
                }
                Stage::Done => {
                    if let Some(write) = open.remove(&place).map(|at| &mut writes[at]) {
                        write.is_known = true;
                        write.line.id = line.id.or(write.line.id.take());
                        write.line.what = Stage::Done;
                    }
                }
                // It may have taken effect all the same, so the contact is read.
                Stage::Failed => {
                    open.remove(&place);
                }
            }
        }
        writes.reverse();
        Ok(Undo { writes })
    }

    /// Returns how many writes there are to undo.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Returns whether there is nothing to undo.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Undoes all writes, one after the other.
    ///
    /// # Errors
    ///
    /// If the service fails, or the state or the log cannot be written: what has been undone stays so, and
    /// running it again continues from there.
    pub async fn run(self, reconciler: &Reconciler<'_>) -> Result<Undone, SyncError> {
        let mut undone = Undone::default();
        // A contact that is created again has another id than in earlier lines.
        let mut ids: HashMap<ContactId, ContactId> = HashMap::new();
        for (at, write) in self.writes.into_iter().enumerate() {
            if (reconciler.stop)() {
                undone.interrupted = true;
                break;
            }
            let mut one = One {
                reconciler,
                at,
                line: &write.line,
                is_known: write.is_known,
                ids: &mut ids,
            };
            match one.undo().await? {
                Done::Deleted => undone.deleted += 1,
                Done::Restored => undone.restored += 1,
                Done::Created => undone.created += 1,
                Done::Unchanged => undone.unchanged += 1,
                Done::Conflict(reason) => undone.conflicts.push(LeftOut {
                    row: write.line.row.unwrap_or_default(),
                    number: write.line.number.clone().unwrap_or_default(),
                    reason,
                }),
            }
            (reconciler.progress)(Progress::Done(at as u64 + 1));
        }
        if let Some(audit) = reconciler.audit {
            audit.sync()?;
        }
        Ok(undone)
    }
}
