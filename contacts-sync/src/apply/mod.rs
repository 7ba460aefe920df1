//! Sends a plan.
//!
//! - `gate` makes all wait when the service asks one of them to.
//! - `tail` looks for contacts that somebody else makes meanwhile.
//! - `notes` writes down what was done: in the state, and in the audit log.

mod gate;
mod notes;
mod tail;

use std::cell::RefCell;
use std::time::Duration;

use contacts_api::phone_book::{Contact, ContactId, id_of};
use contacts_api::{Client, Error};
use futures_util::{StreamExt as _, stream};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::difference::has_all;
use crate::plan::{Change, LeftOut, Plan, Step};
use crate::reconciler::{Progress, Reconciler, SyncError};
use gate::Gate;
use notes::Notes;
use tail::{Look, Tail};

/// After so many requests in a row that an outage explains, the rest is not sent.
const OUTAGE: usize = 5;
/// So long a service may ask to wait before the rest is not sent.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many contacts were made.
    pub created: u64,
    /// How many contacts were changed.
    pub updated: u64,
    /// How many contacts were deleted.
    pub deleted: u64,
    /// How many were as they should be when their turn came.
    pub unchanged: u64,
    /// Steps that the service refused, or that were not sent any more.
    pub failed: Vec<Failed>,
    /// Entries whose contact has been changed by somebody else since the plan was made.
    pub conflicts: Vec<LeftOut>,
    /// Why not all was sent.
    pub stop: Option<Stop>,
}

/// A step that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Where in the plan it is, from 0.
    pub step: usize,
    /// Where its entry stands in the source; a delete has none.
    pub row: Option<u64>,
    /// Why, as the rest of a sentence.
    pub reason: String,
    /// Was nothing wrong with it, but the run ended before its turn?
    pub unsent: bool,
}

/// Why the rest was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// It was asked to stop.
    Interrupted,
    /// The token was refused.
    Authentication(String),
    /// The service fails whatever is sent.
    Outage(String),
}

impl Stop {
    fn reason(&self) -> &'static str {
        match self {
            Stop::Interrupted => "was not sent: the run was interrupted; run it again",
            Stop::Authentication(_) => "was not sent: the token was refused",
            Stop::Outage(_) => {
                "was not sent: the service failed several times in a row; run it again later"
            }
        }
    }
}

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
    applied: Applied,
    failures_in_a_row: usize,
    done: u64,
    /// The state or the log could not be written.
    broken: Option<SyncError>,
}

/// What came of a step.
enum Outcome {
    Created(Option<ContactId>),
    Updated,
    Deleted,
    /// It is as it should be.
    Unchanged(Option<ContactId>),
    /// Somebody else has changed the contact.
    Conflict(String),
}

enum Failure {
    /// What is sent cannot be made; the plan has looked at it, so this does not come to pass.
    Made(String),
    Sent(Error),
    Stopped,
}

impl<'r> Applier<'r> {
    pub(crate) fn new(reconciler: &'r Reconciler<'r>, plan: &'r Plan) -> Result<Self, SyncError> {
        Ok(Applier {
            notes: Notes::new(reconciler, plan)?,
            gate: Gate::default(),
            tail: Tail::new(plan, &reconciler.layout),
            state: RefCell::default(),
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
        let mut applied = state.applied;
        applied.failed.sort_unstable_by_key(|it| it.step);
        applied.conflicts.sort_unstable_by_key(|it| it.row);
        Ok(applied)
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
                let mut state = self.state.borrow_mut();
                state.applied.created -= 1;
                state.applied.unchanged += 1;
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
            self.state.borrow_mut().applied.stop.get_or_insert(Stop::Interrupted);
        }
        let stop = self.state.borrow().applied.stop.clone();
        if self.state.borrow().broken.is_some() {
            return;
        }
        if let Some(stop) = stop {
            self.failed(at, step, stop.reason(), true);
        } else {
            let outcome = self.patiently(at, step).await;
            if let Err(broken) = self.took_place(at, step, outcome) {
                self.state.borrow_mut().broken.get_or_insert(broken);
            }
        }
        let mut state = self.state.borrow_mut();
        state.done += 1;
        (self.reconciler.progress)(Progress::Done(state.done));
    }

    /// Sends a step, and waits with all others as long as the service asks for it.
    async fn patiently(&self, at: usize, step: &Step) -> Result<Outcome, Failure> {
        let mut waited = Duration::ZERO;
        for round in 0_u32.. {
            if !self.gate.pass(&self.reconciler.stop).await {
                return Err(Failure::Stopped);
            }
            match self.send(at, step).await {
                Err(Failure::Sent(error))
                    if error.status().is_some_and(|it| it.as_u16() == 429) && waited < PATIENCE =>
                {
                    waited += self.gate.close(error.retry_after(), round);
                }
                other => return other,
            }
        }
        Err(Failure::Stopped)
    }

    async fn send(&self, at: usize, step: &Step) -> Result<Outcome, Failure> {
        let book = self.client().phone_book();
        match &step.change {
            Change::Create { contact } => {
                let look = self.tail.look(self.client(), step, &self.reconciler.stop);
                let _alone = match look.await.map_err(Failure::Sent)? {
                    Look::There(found) => return Ok(self.is_there(contact, &found)),
                    Look::Free(alone) => alone,
                };
                let contact = made(contact)?;
                self.notes.sending(at, step);
                let created = book.create(contact).await;
                let id = created.as_ref().ok().and_then(id_of);
                self.tail.answered(at, step, id.as_ref());
                created.map_err(Failure::Sent)?;
                Ok(Outcome::Created(id))
            }
            Change::Update { id, before, update } => {
                if let Some(conflict) = self.moved(id, before).await? {
                    return Ok(conflict);
                }
                let update = made(update)?;
                self.notes.sending(at, step);
                book.update(id, update).await.map_err(Failure::Sent)?;
                Ok(Outcome::Updated)
            }
            Change::Delete { id, before } => {
                if let Some(conflict) = self.moved(id, before).await? {
                    return Ok(conflict);
                }
                self.notes.sending(at, step);
                match book.delete(id).await {
                    // Somebody was faster.
                    Err(error) if !error.is_not_found() => Err(Failure::Sent(error)),
                    _ => Ok(Outcome::Deleted),
                }
            }
        }
    }

    /// What becomes of a create whose number has come into the book since the plan was made.
    fn is_there(&self, wanted: &Map<String, Value>, found: &Contact) -> Outcome {
        let id = id_of(found);
        if self.is_as(found, wanted) {
            return Outcome::Unchanged(id);
        }
        let id = id.map(|id| format!("contact {id}"));
        Outcome::Conflict(format!(
            "was made by somebody else since the plan was made ({}): run it again",
            id.as_deref().unwrap_or("it has no id")
        ))
    }

    /// Why a contact that is to be changed is left alone: it is not as the plan has it.
    async fn moved(&self, id: &ContactId, before: &Map<String, Value>) -> Result<Option<Outcome>, Failure> {
        if !self.reconciler.verify {
            return Ok(None);
        }
        let now = match self.client().phone_book().get(id).await {
            Ok(contact) => contact,
            Err(error) if error.is_not_found() => {
                return Ok(Some(Outcome::Conflict(format!(
                    "contact {id} has been deleted since the plan was made: make it again"
                ))));
            }
            Err(error) => return Err(Failure::Sent(error)),
        };
        let is_same = matches!(serde_json::to_value(now), Ok(Value::Object(now)) if now == *before);
        Ok((!is_same).then(|| {
            Outcome::Conflict(format!(
                "contact {id} has been changed since the plan was made: make it again"
            ))
        }))
    }

    /// Counts what came of a step, and writes it down.
    fn took_place(&self, at: usize, step: &Step, outcome: Result<Outcome, Failure>) -> Result<(), SyncError> {
        let failure = match outcome {
            Ok(outcome) => {
                let mut state = self.state.borrow_mut();
                state.failures_in_a_row = 0;
                let applied = &mut state.applied;
                match outcome {
                    Outcome::Created(id) => {
                        applied.created += 1;
                        self.notes.done(at, step, id.as_ref())?;
                    }
                    Outcome::Updated => {
                        applied.updated += 1;
                        self.notes.done(at, step, None)?;
                    }
                    Outcome::Deleted => {
                        applied.deleted += 1;
                        self.notes.done(at, step, None)?;
                    }
                    Outcome::Unchanged(id) => {
                        applied.unchanged += 1;
                        self.notes.found(step, id.as_ref())?;
                    }
                    Outcome::Conflict(reason) => applied.conflicts.push(LeftOut {
                        row: step.row.unwrap_or_default(),
                        reason,
                    }),
                }
                return Ok(());
            }
            Err(failure) => failure,
        };
        let error = match failure {
            Failure::Stopped => {
                let stop = self.state.borrow_mut().applied.stop.get_or_insert(Stop::Interrupted).reason();
                self.failed(at, step, stop, true);
                return Ok(());
            }
            Failure::Made(reason) => {
                self.failed(at, step, &reason, false);
                return Ok(());
            }
            Failure::Sent(error) => error,
        };
        let reason = error.to_string();
        self.notes.failed(at, step, &reason)?;
        self.failed(at, step, &reason, false);
        let mut state = self.state.borrow_mut();
        let server_failed = error.status().is_some_and(|it| it.is_server_error());
        if error.is_unauthorized() {
            state.applied.stop.get_or_insert(Stop::Authentication(reason));
        } else if error.is_retryable() || server_failed {
            state.failures_in_a_row += 1;
            if state.failures_in_a_row >= OUTAGE {
                state.applied.stop.get_or_insert(Stop::Outage(reason));
            }
        } else {
            state.failures_in_a_row = 0;
        }
        Ok(())
    }

    fn failed(&self, at: usize, step: &Step, reason: &str, unsent: bool) {
        self.state.borrow_mut().applied.failed.push(Failed {
            step: at,
            row: step.row,
            reason: reason.to_owned(),
            unsent,
        });
    }

    fn client(&self) -> &'r Client {
        self.reconciler.client
    }
}

fn made<T: DeserializeOwned>(payload: &Map<String, Value>) -> Result<T, Failure> {
    serde_json::from_value(Value::Object(payload.clone())).map_err(|error| Failure::Made(error.to_string()))
}
