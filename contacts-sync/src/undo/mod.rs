//! Takes back what an audit log says was done, the last first.

mod one;

use std::collections::HashMap;
use std::path::Path;

use contacts_api::phone_book::ContactId;

use crate::audit::{self, Action, AuditError, LogLine, Stage};
use crate::plan::LeftOut;
use crate::reconciler::{Progress, Reconciler, SyncError};
use one::{Done, One};

/// What an audit log says was done, to be put back.
///
/// Each contact is looked at first: one that is no longer as the run left it is somebody else's by now,
/// and is left alone. What has been put back already is seen, so an undo that was interrupted is simply
/// run again.
#[derive(Debug)]
pub struct Undo {
    /// The last first.
    writes: Vec<LoggedWrite>,
}

/// A write that was done, or that may have been.
#[derive(Debug)]
struct LoggedWrite {
    line: LogLine,
    /// Was an answer seen?
    is_known: bool,
}

/// What was put back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// How many contacts that had been made were deleted.
    pub deleted: u64,
    /// How many contacts that had been changed are as they were.
    pub restored: u64,
    /// How many contacts that had been deleted were made again, with other ids.
    pub created: u64,
    /// How many were as before already.
    pub unchanged: u64,
    /// What somebody has changed since, by the row of its entry: it is left alone.
    pub conflicts: Vec<LeftOut>,
    /// Was it stopped before its end?
    pub interrupted: bool,
}

impl Undo {
    /// Reads a log.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is of another service than `service`, a base URL.
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
            // What was withdrawn is not there, which undoing its create will see.
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
                // It may still have been done: it is looked at.
                Stage::Failed => {
                    open.remove(&place);
                }
            }
        }
        writes.reverse();
        Ok(Undo { writes })
    }

    /// Returns how many writes there are to put back.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Returns whether there is nothing to put back.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Puts everything back, one after the other.
    ///
    /// # Errors
    ///
    /// If the service fails, or the state or the log cannot be written: what has been put back stays,
    /// and running it again goes on.
    pub async fn run(self, reconciler: &Reconciler<'_>) -> Result<Undone, SyncError> {
        let mut undone = Undone::default();
        // A contact that is made again has another id than the one that earlier lines name.
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
