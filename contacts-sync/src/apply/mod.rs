//! Sends a plan.
//!
//! - `applied` is what came of it.
//! - `gate` makes all wait when the service asks one of them to.
//! - `tail` looks for contacts that somebody else makes meanwhile.
//! - `verify` looks again at what a plan that has waited is about to change.
//! - `notes` writes down what was done: in the state, and in the audit log.

mod applied;
mod gate;
mod notes;
mod tail;
mod verify;

use std::cell::RefCell;
use std::time::Duration;

use contacts_api::phone_book::{Contact, ContactId, id_of};
use contacts_api::{Client, Error};
use futures_util::{StreamExt as _, stream};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::difference::has_all;
use crate::plan::{Change, Plan, Step};
use crate::reconciler::{Progress, Reconciler, SyncError};
pub use applied::{Applied, End, Stop};
use gate::Gate;
use notes::Notes;
use tail::{Look, Tail};

/// After so many requests in a row that an outage explains, the rest is not sent.
const OUTAGE: usize = 5;
/// So long a service may ask to wait before the rest is not sent.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Sends the steps of a plan.
#[derive(Debug)]
pub(crate) struct Applier<'r> {
    reconciler: &'r Reconciler<'r>,
    plan: &'r Plan,
    notes: Notes<'r>,
    gate: Gate,
    tail: Tail,
    state: RefCell<Progressed>,
}

#[derive(Debug, Default)]
struct Progressed {
    ends: Vec<Option<End>>,
    stop: Option<Stop>,
    failures_in_a_row: usize,
    done: u64,
    /// The state or the log could not be written.
    broken: Option<SyncError>,
}

/// Why a step has no end yet.
enum NoEnd {
    /// What is sent cannot be made; the plan has looked at it, so this does not come to pass.
    Made(String),
    Sent(Error),
    /// The log has no room, or is gone: what cannot be put back is not sent.
    Unlogged(SyncError),
    Stopped,
}

impl<'r> Applier<'r> {
    pub(crate) fn new(reconciler: &'r Reconciler<'r>, plan: &'r Plan) -> Result<Self, SyncError> {
        Ok(Applier {
            notes: Notes::new(reconciler, plan)?,
            gate: Gate::default(),
            tail: Tail::new(plan, &reconciler.layout),
            state: RefCell::new(Progressed {
                ends: vec![None; plan.steps.len()],
                ..Progressed::default()
            }),
            reconciler,
            plan,
        })
    }

    pub(crate) async fn run(self) -> Result<Applied, SyncError> {
        // A contact that gets another number makes room for one that is created with it.
        let is_update = |it: &Change| matches!(it, Change::Update { .. });
        let is_create = |it: &Change| matches!(it, Change::Create { .. });
        let is_delete = |it: &Change| matches!(it, Change::Delete { .. });
        for is_its_turn in [is_update as fn(&Change) -> bool, is_create, is_delete] {
            let steps = self.plan.steps.iter().enumerate();
            let steps = steps.filter(|it| is_its_turn(&it.1.change));
            stream::iter(steps)
                .map(|(at, step)| self.step(at, step))
                .buffer_unordered(self.reconciler.concurrency)
                .collect::<()>()
                .await;
        }
        if let Err(broken) = self.undouble().await {
            self.state.borrow_mut().broken.get_or_insert(broken);
        }
        let Applier { notes, state, .. } = self;
        let state = state.into_inner();
        if let Some(broken) = state.broken {
            return Err(broken);
        }
        notes.finish()?;
        // A step without an end was left out for a reason that has been returned.
        let ends = state
            .ends
            .into_iter()
            .map(|it| it.unwrap_or(End::Unsent(String::new())));
        Ok(Applied {
            ends: ends.collect(),
            stop: state.stop,
        })
    }

    /// Takes away what this run has made and another had made before.
    async fn undouble(&self) -> Result<(), SyncError> {
        // That nobody could look again spoils nothing that was done.
        let _ = self.tail.last_look(self.client()).await;
        for double in self.tail.doubles() {
            let step = &self.plan.steps[double.step];
            let Change::Create { contact } = &step.change else {
                continue;
            };
            let id = ContactId::from(double.id);
            let other = id_of(&double.other);
            if !self.is_as(&double.other, contact) {
                continue;
            }
            self.notes.withdrawing(double.step, step, &id)?;
            if self.client().phone_book().delete(&id).await.is_ok() {
                self.notes.withdrawn(double.step, step, &id)?;
                self.notes.found(step, other.as_ref())?;
                self.end(double.step, End::Unchanged(other));
            }
        }
        Ok(())
    }

    fn is_as(&self, contact: &Contact, wanted: &Map<String, Value>) -> bool {
        match serde_json::to_value(contact) {
            Ok(Value::Object(contact)) => has_all(&self.reconciler.layout, &contact, wanted),
            _ => false,
        }
    }

    async fn step(&self, at: usize, step: &Step) {
        if (self.reconciler.stop)() {
            self.state
                .borrow_mut()
                .stop
                .get_or_insert(Stop::Interrupted);
        }
        if self.state.borrow().broken.is_some() {
            return;
        }
        let ended = self.state.borrow().stop.as_ref().map(Stop::reason);
        if let Some(reason) = ended {
            self.end(at, End::Unsent(reason.to_owned()));
        } else {
            let end = self.patiently(at, step).await;
            if let Err(broken) = self.took_place(at, step, end) {
                self.state.borrow_mut().broken.get_or_insert(broken);
            }
        }
        let mut state = self.state.borrow_mut();
        state.done += 1;
        (self.reconciler.progress)(Progress::Done(state.done));
    }

    fn end(&self, at: usize, end: End) {
        self.state.borrow_mut().ends[at] = Some(end);
    }

    /// Sends a step, and waits with all others as long as the service asks for it.
    async fn patiently(&self, at: usize, step: &Step) -> Result<End, NoEnd> {
        let mut waited = Duration::ZERO;
        for round in 0_u32.. {
            if !self.gate.pass(&self.reconciler.stop).await {
                return Err(NoEnd::Stopped);
            }
            match self.send(at, step).await {
                Err(NoEnd::Sent(error))
                    if error.status().is_some_and(|it| it.as_u16() == 429) && waited < PATIENCE =>
                {
                    waited += self.gate.close(error.retry_after(), round);
                }
                other => return other,
            }
        }
        Err(NoEnd::Stopped)
    }

    async fn send(&self, at: usize, step: &Step) -> Result<End, NoEnd> {
        if let Some(end) = self.overtaken(step).await? {
            return Ok(end);
        }
        let book = self.client().phone_book();
        match &step.change {
            Change::Create { contact } => {
                let look = self.tail.look(self.client(), step, &self.reconciler.stop);
                let _alone = match look.await.map_err(NoEnd::Sent)? {
                    Look::There(found) => return Ok(self.is_there(contact, &found)),
                    Look::Free(alone) => alone,
                };
                let contact = made(contact)?;
                self.notes.sending(at, step).map_err(NoEnd::Unlogged)?;
                let created = book.create(contact).await;
                let id = created.as_ref().ok().and_then(id_of);
                self.tail.answered(at, step, id.as_ref());
                created.map_err(NoEnd::Sent)?;
                Ok(End::Created(id))
            }
            Change::Update { id, update, .. } => {
                let update = made(update)?;
                self.notes.sending(at, step).map_err(NoEnd::Unlogged)?;
                book.update(id, update).await.map_err(NoEnd::Sent)?;
                Ok(End::Updated)
            }
            Change::Delete { id, .. } => {
                self.notes.sending(at, step).map_err(NoEnd::Unlogged)?;
                match book.delete(id).await {
                    // Somebody was faster.
                    Err(error) if !error.is_not_found() => Err(NoEnd::Sent(error)),
                    _ => Ok(End::Deleted),
                }
            }
        }
    }

    /// Returns the end of a create whose number has come into the book since the plan was made.
    fn is_there(&self, wanted: &Map<String, Value>, found: &Contact) -> End {
        let id = id_of(found);
        if self.is_as(found, wanted) {
            return End::Unchanged(id);
        }
        let id = id.map(|id| format!("contact {id}"));
        End::Conflict(format!(
            "somebody else has made {} with this number since the plan was made: sync again",
            id.as_deref().unwrap_or("a contact")
        ))
    }

    /// Writes down what came of a step.
    fn took_place(&self, at: usize, step: &Step, end: Result<End, NoEnd>) -> Result<(), SyncError> {
        let error = match end {
            Ok(end) => {
                self.state.borrow_mut().failures_in_a_row = 0;
                self.end(at, end.clone());
                return match end {
                    End::Created(id) => self.notes.done(at, step, id.as_ref()),
                    End::Updated | End::Deleted => self.notes.done(at, step, None),
                    End::Unchanged(id) => self.notes.found(step, id.as_ref()),
                    End::Conflict(_) | End::Failed(_) | End::Unsent(_) => Ok(()),
                };
            }
            Err(NoEnd::Stopped) => {
                let mut state = self.state.borrow_mut();
                let reason = state.stop.get_or_insert(Stop::Interrupted).reason();
                state.ends[at] = Some(End::Unsent(reason.to_owned()));
                return Ok(());
            }
            Err(NoEnd::Made(reason)) => {
                self.end(at, End::Failed(reason));
                return Ok(());
            }
            Err(NoEnd::Unlogged(error)) => return Err(error),
            Err(NoEnd::Sent(error)) => error,
        };
        let reason = error.details().to_string();
        self.end(at, End::Failed(reason.clone()));
        let mut state = self.state.borrow_mut();
        let server_failed = error.status().is_some_and(|it| it.is_server_error());
        if error.is_unauthorized() {
            state
                .stop
                .get_or_insert(Stop::Authentication(reason.clone()));
        } else if error.is_retryable() || error.may_exist() || server_failed {
            state.failures_in_a_row += 1;
            if state.failures_in_a_row >= OUTAGE {
                state.stop.get_or_insert(Stop::Outage(reason.clone()));
            }
        } else {
            state.failures_in_a_row = 0;
        }
        drop(state);
        self.notes.failed(at, step, &reason)
    }

    fn client(&self) -> &'r Client {
        self.reconciler.client
    }
}

fn made<T: DeserializeOwned>(payload: &Map<String, Value>) -> Result<T, NoEnd> {
    serde_json::from_value(Value::Object(payload.clone()))
        .map_err(|error| NoEnd::Made(error.to_string()))
}
