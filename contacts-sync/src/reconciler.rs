//! Brings a phone book in step with a source, from the first entry to the last request.

use std::fmt;

use contacts_api::phone_book::{ContactId, id_of};
use contacts_api::{Client, Error};
use futures_util::TryStreamExt as _;
use serde_json::Value;

use crate::apply::{Applied, Applier};
use crate::audit::{AuditError, AuditLog};
use crate::entry::Entry;
use crate::layout::{Lacking, Layout};
use crate::memory::{Memory, keys_of};
use crate::plan::{Matching, Plan, Planner, Rules};
use crate::state::{State, StateError};

/// Brings a phone book in step with a source.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use contacts_api::types::NewContact;
/// use contacts_sync::{Entry, Reconciler};
///
/// let emulator = contacts_emulator::Emulator::start().await?;
/// let client = emulator.client();
/// let reconciler = Reconciler::new(&client)?;
///
/// let contact: NewContact = NewContact::builder().name("Åse").number("4571999999").try_into()?;
/// let mut draft = reconciler.draft()?;
/// draft.entry(Entry::new(None, &contact)?);
/// let plan = draft.plan().await?;
/// assert_eq!(plan.counts(), (1, 0, 0));
/// assert_eq!(reconciler.apply(&plan).await?.created(), 1);
/// # Ok(())
/// # }
/// ```
pub struct Reconciler<'a> {
    pub(crate) client: &'a Client,
    pub(crate) layout: Layout<'static>,
    pub(crate) state: Option<&'a State>,
    pub(crate) audit: Option<&'a AuditLog>,
    pub(crate) rules: Rules,
    pub(crate) concurrency: usize,
    pub(crate) verify: bool,
    pub(crate) stop: Box<dyn Fn() -> bool + 'a>,
    pub(crate) progress: Box<dyn Fn(Progress) + 'a>,
}

/// How far a sync has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// This many contacts of the book have been read.
    Read(u64),
    /// This many steps are done.
    Done(u64),
}

/// Why there is no plan, or why it could not be applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The phone book cannot be read to its end: nothing was sent.
    #[error("the phone book cannot be read: {0}")]
    Listing(Error),
    /// The service cannot be reached, or refuses.
    #[error(transparent)]
    Service(Error),
    /// The state cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// The audit log cannot be written.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The plan must not be applied.
    #[error("{0}")]
    HeldBack(crate::plan::HeldBack),
    /// The plan is for another phone book.
    #[error(
        "the plan is for {plan}, not for {here}: apply it to that service, or make a new plan for this one"
    )]
    OtherService {
        /// The base URL of the plan.
        plan: String,
        /// The base URL of the client.
        here: String,
    },
}

impl<'a> Reconciler<'a> {
    /// Begins with a client; without further settings nothing is remembered and nothing is deleted.
    ///
    /// # Errors
    ///
    /// If the document lacks what a sync needs.
    pub fn new(client: &'a Client) -> Result<Self, Lacking> {
        Ok(Reconciler {
            client,
            layout: Layout::embedded()?,
            state: None,
            audit: None,
            rules: Rules::default(),
            concurrency: 8,
            verify: false,
            stop: Box::new(|| false),
            progress: Box::new(|_| {}),
        })
    }

    /// Sets the state that remembers what is done.
    pub fn state(mut self, state: &'a State) -> Self {
        self.state = Some(state);
        self
    }

    /// Sets the log: each write is logged before it is sent, and again when its outcome is known.
    pub fn audit(mut self, log: &'a AuditLog) -> Self {
        self.audit = Some(log);
        self
    }

    /// Sets the rules of the sync.
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Sends up to `n` requests at once; 8 unless set.
    pub fn concurrency(mut self, n: usize) -> Self {
        self.concurrency = n.max(1);
        self
    }

    /// Reads each contact again before it is changed or deleted, and leaves it alone if it is not as in the
    /// plan: for a plan that was made some time ago.
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Begins nothing more once this returns true; requests under way are waited for.
    pub fn stop_when(mut self, stop: impl Fn() -> bool + 'a) -> Self {
        self.stop = Box::new(stop);
        self
    }

    /// Calls this with the progress.
    pub fn progress(mut self, progress: impl Fn(Progress) + 'a) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Begins a plan, which then takes the source's entries.
    ///
    /// # Errors
    ///
    /// If the state cannot be read.
    pub fn draft(&self) -> Result<PlanDraft<'_>, StateError> {
        let memory = match self.state {
            Some(state) => Memory::of(state)?,
            None => Memory::default(),
        };
        Ok(PlanDraft {
            planner: Planner::new(&self.layout, self.rules, memory),
            reconciler: self,
        })
    }

    /// Applies a plan: updates, then creates, then deletes, several at a time.
    ///
    /// A step that fails does not keep the others from being sent, unless going on is useless: the token is
    /// refused, or the service fails several times in a row. When the service asks to wait, all requests
    /// wait.
    ///
    /// # Errors
    ///
    /// If the plan must not be applied or is for another service, or if the state or the log cannot
    /// be written: then nothing more is sent.
    pub async fn apply(&self, plan: &Plan) -> Result<Applied, SyncError> {
        let here = self.client.base_url();
        if plan.service != here {
            return Err(SyncError::OtherService {
                plan: plan.service.clone(),
                here: here.to_owned(),
            });
        }
        if let Some(held_back) = plan.held_back.as_ref().filter(|it| it.stops_all()) {
            return Err(SyncError::HeldBack(held_back.clone()));
        }
        Applier::new(self, plan)?.run().await
    }

    /// Reads the book, cut at the bounds of the last reading; returns its ids if they are numbers and a state
    /// will remember them.
    async fn read(&self, matching: &mut Matching<'_>) -> Result<Vec<u64>, SyncError> {
        let bounds = self.state.map(State::bounds).transpose()?;
        let bounds = bounds.unwrap_or_default();
        let book = self.client.phone_book();
        let mut contacts = book.list_from_bounds(&bounds, self.concurrency);
        let mut ids = Vec::new();
        let mut count = 0;
        loop {
            let contact = match contacts.try_next().await {
                Ok(Some(contact)) => contact,
                Ok(None) => return Ok(ids),
                Err(error) => {
                    // If the bounds were the cause, they must not be it again.
                    if let Some(state) = self.state.filter(|_| !error.is_retryable()) {
                        state.set_bounds(&[])?;
                    }
                    return Err(SyncError::Listing(error));
                }
            };
            let id = id_of(&contact);
            if self.state.is_some() {
                ids.extend(id.as_ref().and_then(ContactId::as_number));
            }
            if let Ok(Value::Object(contact)) = serde_json::to_value(&contact) {
                matching.contact(id, contact);
            }
            count += 1;
            (self.progress)(Progress::Read(count));
        }
    }
}

impl fmt::Debug for Reconciler<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconciler")
            .field("rules", &self.rules)
            .field("concurrency", &self.concurrency)
            .field("verify", &self.verify)
            .finish_non_exhaustive()
    }
}

/// Collects the entries of a source and becomes a plan.
#[derive(Debug)]
pub struct PlanDraft<'r> {
    reconciler: &'r Reconciler<'r>,
    planner: Planner<'r>,
}

impl PlanDraft<'_> {
    /// Adds an entry.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "who gives one away needs it no longer"
    )]
    pub fn entry(&mut self, entry: Entry) {
        self.planner.entry(&entry);
    }

    /// Notes that an entry of the source cannot be used: then nothing is deleted, since the entry may be for
    /// a contact that seems to be gone. If its key is known, that contact is not gone.
    pub fn unreadable(&mut self, key: Option<&str>) {
        self.planner.unreadable(key);
    }

    /// Reads the phone book and makes the plan. Nothing is changed.
    ///
    /// # Errors
    ///
    /// If the phone book cannot be read to its end.
    pub async fn plan(self) -> Result<Plan, SyncError> {
        let PlanDraft {
            reconciler,
            planner,
        } = self;
        let gone = planner.gone();
        let keys = match reconciler.state {
            Some(state) => keys_of(state, &gone)?,
            None => std::collections::HashMap::new(),
        };
        let mut matching = planner.matching(&keys);
        let ids = reconciler.read(&mut matching).await?;
        if let Some(state) = reconciler.state {
            let bounds = bounds(ids, reconciler.layout.contacts_a_page());
            if bounds != state.bounds()? {
                state.set_bounds(&bounds)?;
            }
        }
        let mut plan = matching.finish();
        reconciler.client.base_url().clone_into(&mut plan.service);
        Ok(plan)
    }
}

/// Returns ids that are a page less one contact apart: a page that begins at one of them includes
/// the next, so that nothing between them need be asked for.
fn bounds(mut ids: Vec<u64>, page: usize) -> Vec<u64> {
    ids.sort_unstable();
    let every = page.saturating_sub(1).max(1);
    ids.into_iter().step_by(every).skip(1).collect()
}
