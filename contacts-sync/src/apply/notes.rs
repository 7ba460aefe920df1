//! What was done, written down: in the state, so that the next run knows its contacts, and in the
//! audit log, so that it can be undone.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::time::{Duration, Instant};

use contacts_api::phone_book::ContactId;

use crate::audit::{Action, AuditLog, LogLine, Stage};
use crate::plan::{Change, Plan, Step, hash_of};
use crate::reconciler::{Reconciler, SyncError};
use crate::state::{Managed, State, StateChange};

/// So many contacts are remembered at once: each time costs a write that reaches the disk.
const AT_ONCE: usize = 256;
/// No longer than this is anything kept in memory only.
const NO_LATER: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct Notes<'r> {
    state: Option<&'r State>,
    audit: Option<&'r AuditLog>,
    /// The keys of contacts that become this tool's with this plan.
    adopted: HashSet<&'r str>,
    waiting: RefCell<Vec<StateChange>>,
    written: Cell<Instant>,
}

impl<'r> Notes<'r> {
    /// Writes down what is about to be done.
    pub(super) fn new(reconciler: &'r Reconciler<'r>, plan: &'r Plan) -> Result<Self, SyncError> {
        if let Some(state) = reconciler.state {
            let creates = plan
                .steps
                .iter()
                .filter(|it| matches!(it.change, Change::Create { .. }));
            let creates = creates.map(|it| (&*it.key, it.number.parse().unwrap_or(0)));
            state.intend(creates)?;
            let forgotten = plan.forgotten.iter().cloned().map(StateChange::Forget);
            let adopted = plan.adopted.iter().map(|it| {
                let managed = Managed {
                    id: it.id.clone(),
                    number: it.number,
                    hash: it.hash,
                };
                StateChange::Keep(it.key.clone(), managed)
            });
            state.keep(&forgotten.chain(adopted).collect::<Vec<_>>())?;
        }
        Ok(Notes {
            state: reconciler.state,
            audit: reconciler.audit,
            adopted: plan.adopted.iter().map(|it| &*it.key).collect(),
            waiting: RefCell::default(),
            written: Cell::new(Instant::now()),
        })
    }

    /// Notes that a step is about to be sent; if this fails, it must not be.
    pub(super) fn sending(&self, at: usize, step: &Step) -> Result<(), SyncError> {
        if let Some(audit) = self.audit {
            audit.write(&line(at, step, Stage::Sending))?;
        }
        Ok(())
    }

    /// Notes that a step is done.
    pub(super) fn done(
        &self,
        at: usize,
        step: &Step,
        id: Option<&ContactId>,
    ) -> Result<(), SyncError> {
        if let Some(audit) = self.audit {
            let mut line = line(at, step, Stage::Done);
            line.id = id.or(line.id.as_ref()).cloned();
            audit.write(&line)?;
        }
        let Some(state) = self.state else {
            return Ok(());
        };
        match &step.change {
            Change::Create { .. } => self.found(step, id),
            Change::Update { id, before, update } => {
                let is_ours = self.adopted.contains(&*step.key) || state.get(&step.key)?.is_some();
                if !is_ours {
                    return Ok(());
                }
                let mut now = before.clone();
                now.extend(update.clone());
                self.keep(StateChange::Keep(
                    step.key.clone(),
                    managed(step, id, hash_of(&now)),
                ))
            }
            Change::Delete { .. } => self.keep(StateChange::Forget(step.key.clone())),
        }
    }

    /// Notes that the contact of a create is there already, or that of a delete gone already.
    pub(super) fn found(&self, step: &Step, id: Option<&ContactId>) -> Result<(), SyncError> {
        match (&step.change, id) {
            (Change::Create { contact }, Some(id)) => {
                let managed = managed(step, id, hash_of(contact));
                self.keep(StateChange::Keep(step.key.clone(), managed))
            }
            (Change::Delete { .. }, _) => self.keep(StateChange::Forget(step.key.clone())),
            _ => Ok(()),
        }
    }

    /// Notes that a step has failed.
    pub(super) fn failed(&self, at: usize, step: &Step, reason: &str) -> Result<(), SyncError> {
        if let Some(audit) = self.audit {
            let mut line = line(at, step, Stage::Failed);
            line.reason = Some(reason.to_owned());
            audit.write(&line)?;
        }
        Ok(())
    }

    /// Notes that a contact that was made is about to be deleted again, since another is the same.
    pub(super) fn withdrawing(
        &self,
        at: usize,
        step: &Step,
        id: &ContactId,
    ) -> Result<(), SyncError> {
        self.withdraw(at, step, id, Stage::Sending)
    }

    /// Notes that it is deleted.
    pub(super) fn withdrawn(
        &self,
        at: usize,
        step: &Step,
        id: &ContactId,
    ) -> Result<(), SyncError> {
        self.withdraw(at, step, id, Stage::Done)
    }

    fn withdraw(
        &self,
        at: usize,
        step: &Step,
        id: &ContactId,
        what: Stage,
    ) -> Result<(), SyncError> {
        if let Some(audit) = self.audit {
            let mut line = line(at, step, what);
            line.action = Action::Withdraw;
            line.id = Some(id.clone());
            audit.write(&line)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), SyncError> {
        self.write()
    }

    fn keep(&self, change: StateChange) -> Result<(), SyncError> {
        if self.state.is_some() {
            self.waiting.borrow_mut().push(change);
        }
        let is_due =
            self.waiting.borrow().len() >= AT_ONCE || self.written.get().elapsed() >= NO_LATER;
        if is_due { self.write() } else { Ok(()) }
    }

    fn write(&self) -> Result<(), SyncError> {
        // What is remembered can be put back: the log comes first.
        if let Some(audit) = self.audit {
            audit.sync()?;
        }
        if let Some(state) = self.state {
            state.keep(&self.waiting.take())?;
        }
        self.written.set(Instant::now());
        Ok(())
    }
}

fn managed(step: &Step, id: &ContactId, hash: u64) -> Managed {
    Managed {
        id: id.clone(),
        number: step.number.parse().unwrap_or(0),
        hash,
    }
}

fn line(at: usize, step: &Step, what: Stage) -> LogLine {
    let (action, id, before, after) = match &step.change {
        Change::Create { contact } => (Action::Create, None, None, Some(contact.clone())),
        Change::Update { id, before, update } => (
            Action::Update,
            Some(id.clone()),
            Some(before.clone()),
            Some(update.clone()),
        ),
        Change::Delete { id, before } => {
            (Action::Delete, Some(id.clone()), Some(before.clone()), None)
        }
    };
    // What was sent stands in the line before it was.
    let is_sending = what == Stage::Sending;
    LogLine {
        what,
        step: at,
        action,
        row: step.row,
        key: Some(step.key.clone()),
        number: Some(step.number.clone()),
        id,
        before: before.filter(|_| is_sending),
        after: after.filter(|_| is_sending),
        ..LogLine::default()
    }
}

#[cfg(test)]
mod tests;
