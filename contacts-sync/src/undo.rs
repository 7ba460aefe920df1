//! Takes back what an audit log says was done, the last first.

use std::collections::HashMap;
use std::path::Path;

use contacts_api::Error;
use contacts_api::phone_book::{ContactId, NewContact, id_of};
use serde_json::{Map, Value};

use crate::audit::{self, Action, AuditError, Record, What};
use crate::difference::has_all;
use crate::number::compact;
use crate::plan::LeftOut;
use crate::reconciler::{Reconciler, SyncError};
use crate::state::StateChange;

/// What an audit log says was done, to be put back.
///
/// Each contact is looked at first: one that is no longer as the run left it is somebody else's by now,
/// and is left alone. What has been put back already is seen, so an undo that was interrupted is simply
/// run again.
#[derive(Debug)]
pub struct Undo {
    /// The last first.
    writes: Vec<Write>,
}

/// A write that was done, or that may have been.
#[derive(Debug)]
struct Write {
    record: Record,
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

enum Done {
    Deleted,
    Restored,
    Created,
    Unchanged,
    Conflict(String),
}

impl Undo {
    /// Reads a log.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is of another service than `service`, a base URL.
    pub fn read(path: &Path, service: &str) -> Result<Self, AuditError> {
        let mut writes: Vec<Write> = Vec::new();
        let mut open: HashMap<(String, usize), usize> = HashMap::new();
        for record in audit::read(path)? {
            if record.service != service {
                return Err(AuditError::OtherService {
                    path: path.to_owned(),
                    log: record.service,
                    here: service.to_owned(),
                });
            }
            // What was withdrawn is not there, which undoing its create will see.
            if record.action == Action::Withdraw {
                continue;
            }
            let place = (record.run.clone(), record.step);
            match record.what {
                What::Sending => {
                    open.insert(place, writes.len());
                    writes.push(Write {
                        record,
                        is_known: false,
                    });
                }
                What::Done => {
                    if let Some(write) = open.remove(&place).map(|at| &mut writes[at]) {
                        write.is_known = true;
                        write.record.id = record.id.or(write.record.id.take());
                        write.record.what = What::Done;
                    }
                }
                // It may still have been done: it is looked at.
                What::Failed => {
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
                record: &write.record,
                is_known: write.is_known,
                ids: &mut ids,
            };
            match one.undo().await? {
                Done::Deleted => undone.deleted += 1,
                Done::Restored => undone.restored += 1,
                Done::Created => undone.created += 1,
                Done::Unchanged => undone.unchanged += 1,
                Done::Conflict(reason) => undone.conflicts.push(LeftOut {
                    row: write.record.row.unwrap_or_default(),
                    number: write.record.number.clone().unwrap_or_default(),
                    reason,
                }),
            }
            (reconciler.progress)(crate::reconciler::Progress::Done(at as u64 + 1));
        }
        Ok(undone)
    }
}

/// One write that is put back.
struct One<'u> {
    reconciler: &'u Reconciler<'u>,
    at: usize,
    record: &'u Record,
    is_known: bool,
    ids: &'u mut HashMap<ContactId, ContactId>,
}

impl One<'_> {
    async fn undo(&mut self) -> Result<Done, SyncError> {
        match self.record.action {
            Action::Create => self.take_away().await,
            Action::Update => self.restore().await,
            Action::Delete => self.bring_back().await,
            Action::Withdraw => Ok(Done::Unchanged),
        }
    }

    /// The contact that is meant, and its id by now.
    async fn now(
        &self,
        id: &ContactId,
    ) -> Result<Option<(ContactId, Map<String, Value>)>, SyncError> {
        let id = self.ids.get(id).unwrap_or(id);
        if let Some(found) = self.get(id).await? {
            return Ok(Some(found));
        }
        // An undo of a later log may have made it again.
        let (Some(state), Some(key)) = (self.reconciler.state, &self.record.key) else {
            return Ok(None);
        };
        match state.get(key)?.filter(|it| it.id != *id) {
            Some(managed) => self.get(&managed.id).await,
            None => Ok(None),
        }
    }

    async fn get(
        &self,
        id: &ContactId,
    ) -> Result<Option<(ContactId, Map<String, Value>)>, SyncError> {
        match self.reconciler.client.phone_book().get(id).await {
            Ok(contact) => Ok(json(&contact).map(|it| (id.clone(), it))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(SyncError::Service(error)),
        }
    }

    /// The contact with the number of this write.
    async fn with_number(&self) -> Result<Option<(ContactId, Map<String, Value>)>, SyncError> {
        let number = self.record.number.as_deref().and_then(|it| it.parse().ok());
        let Some(number) = number else {
            return Ok(None);
        };
        match self
            .reconciler
            .client
            .phone_book()
            .get_by_number(&number)
            .await
        {
            Ok(contact) => Ok(id_of(&contact).zip(json(&contact))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(SyncError::Service(error)),
        }
    }

    fn is_as(&self, now: &Map<String, Value>, wanted: &Map<String, Value>) -> bool {
        has_all(&self.reconciler.layout, now, wanted)
    }

    /// A contact was made: it is deleted.
    async fn take_away(&mut self) -> Result<Done, SyncError> {
        let empty = Map::new();
        let sent = self.record.after.as_ref().unwrap_or(&empty);
        let found = match &self.record.id {
            Some(id) => self.now(id).await?,
            // Nobody knows whether it was made: one with its number that is the same, was.
            None => self
                .with_number()
                .await?
                .filter(|(_, now)| self.is_as(now, sent)),
        };
        let Some((id, now)) = found else {
            return Ok(Done::Unchanged);
        };
        if !self.is_as(&now, sent) {
            return Ok(Done::Conflict(changed_since(&id)));
        }
        self.note(
            Action::Delete,
            Some(id.clone()),
            Some(now),
            None,
            What::Sending,
        )?;
        match self.reconciler.client.phone_book().delete(&id).await {
            Err(error) if !error.is_not_found() => return Err(self.failed(error)?),
            _ => {}
        }
        self.note(Action::Delete, Some(id), None, None, What::Done)?;
        self.remember(None)?;
        Ok(Done::Deleted)
    }

    /// A contact was changed: what it had is sent.
    async fn restore(&mut self) -> Result<Done, SyncError> {
        let (Some(id), Some(before), Some(sent)) =
            (&self.record.id, &self.record.before, &self.record.after)
        else {
            return Ok(Done::Unchanged);
        };
        let Some((id, now)) = self.now(id).await? else {
            return Ok(Done::Conflict(format!(
                "contact {id} has been deleted since"
            )));
        };
        let layout = &self.reconciler.layout;
        let back = layout.back(before, sent);
        if self.is_as(&now, &back) {
            return Ok(Done::Unchanged);
        }
        if !self.is_as(&now, sent) {
            // A write whose answer was not seen may not have been done.
            let is_untouched = !self.is_known && now == *before;
            return Ok(if is_untouched {
                Done::Unchanged
            } else {
                Done::Conflict(changed_since(&id))
            });
        }
        if let Err((path, reason)) = layout.check(&back) {
            return Ok(Done::Conflict(format!(
                "contact {id} cannot have what it had: {path} {reason}"
            )));
        }
        let update = serde_json::from_value(Value::Object(back.clone()));
        let update = match update {
            Ok(update) => update,
            Err(error) => {
                return Ok(Done::Conflict(format!(
                    "contact {id} cannot have what it had: {error}"
                )));
            }
        };
        self.note(
            Action::Update,
            Some(id.clone()),
            Some(now),
            Some(back),
            What::Sending,
        )?;
        if let Err(error) = self
            .reconciler
            .client
            .phone_book()
            .update(&id, update)
            .await
        {
            return Err(self.failed(error)?);
        }
        self.note(Action::Update, Some(id), None, None, What::Done)?;
        Ok(Done::Restored)
    }

    /// A contact was deleted: one like it is made.
    async fn bring_back(&mut self) -> Result<Done, SyncError> {
        let (Some(old), Some(before)) = (&self.record.id, &self.record.before) else {
            return Ok(Done::Unchanged);
        };
        if !self.is_known && self.now(old).await?.is_some() {
            return Ok(Done::Unchanged);
        }
        let layout = &self.reconciler.layout;
        let contact = layout.creatable(before);
        if let Some((id, now)) = self.with_number().await? {
            if self.is_as(&now, &contact) {
                self.ids.insert(old.clone(), id);
                return Ok(Done::Unchanged);
            }
            return Ok(Done::Conflict(format!(
                "contact {id} has the number of contact {old}, which was deleted"
            )));
        }
        let new: NewContact = match serde_json::from_value(Value::Object(contact.clone())) {
            Ok(new) => new,
            // What the service had may be what the document forbids.
            Err(error) => {
                return Ok(Done::Conflict(format!(
                    "contact {old} cannot be made again: {error}"
                )));
            }
        };
        self.note(Action::Create, None, None, Some(contact), What::Sending)?;
        let created = match self.reconciler.client.phone_book().create(new).await {
            Ok(created) => created,
            Err(error) => return Err(self.failed(error)?),
        };
        let id = id_of(&created);
        self.note(Action::Create, id.clone(), None, None, What::Done)?;
        if let Some(id) = id {
            self.remember(Some(&id))?;
            self.ids.insert(old.clone(), id);
        }
        Ok(Done::Created)
    }

    fn note(
        &self,
        action: Action,
        id: Option<ContactId>,
        before: Option<Map<String, Value>>,
        after: Option<Map<String, Value>>,
        what: What,
    ) -> Result<(), SyncError> {
        if let Some(audit) = self.reconciler.audit {
            audit.write(&Record {
                what,
                step: self.at,
                action,
                row: self.record.row,
                key: self.record.key.clone(),
                number: self.record.number.clone(),
                id,
                before,
                after,
                ..Record::default()
            })?;
        }
        Ok(())
    }

    fn failed(&self, error: Error) -> Result<SyncError, SyncError> {
        self.note(self.record.action, None, None, None, What::Failed)?;
        Ok(SyncError::Service(error))
    }

    /// The contact is this tool's under its key again, or no longer.
    fn remember(&self, id: Option<&ContactId>) -> Result<(), SyncError> {
        let (Some(state), Some(key)) = (self.reconciler.state, &self.record.key) else {
            return Ok(());
        };
        let number = self.record.number.as_deref().and_then(|it| it.parse().ok());
        let change = match id {
            Some(id) => StateChange::Keep(
                key.clone(),
                crate::state::Managed {
                    id: id.clone(),
                    number: number.as_ref().map_or(0, compact),
                    hash: self.record.before.as_ref().map_or(0, crate::plan::hash_of),
                },
            ),
            None => StateChange::Forget(key.clone()),
        };
        state.keep(&[change])?;
        Ok(())
    }
}

fn changed_since(id: &ContactId) -> String {
    format!("contact {id} has been changed by somebody since: it is left as it is")
}

fn json(contact: &contacts_api::phone_book::Contact) -> Option<Map<String, Value>> {
    match serde_json::to_value(contact) {
        Ok(Value::Object(contact)) => Some(contact),
        _ => None,
    }
}
