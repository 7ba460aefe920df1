//! Undoes one write of a log.

use std::collections::HashMap;

use contacts_api::Error;
use contacts_api::phone_book::{Contact, ContactId, NewContact, id_of};
use serde_json::{Map, Value};

use crate::audit::{Action, LogLine, Stage};
use crate::difference::has_all;
use crate::number::compact;
use crate::plan::hash_of;
use crate::reconciler::{Reconciler, SyncError};
use crate::state::{Managed, StateChange};

/// What happened to a write.
pub(super) enum Done {
    Deleted,
    Restored,
    Created,
    Unchanged,
    Conflict(String),
}

/// One write that is undone.
pub(super) struct One<'u> {
    pub(super) reconciler: &'u Reconciler<'u>,
    pub(super) at: usize,
    pub(super) line: &'u LogLine,
    pub(super) is_known: bool,
    pub(super) ids: &'u mut HashMap<ContactId, ContactId>,
}

impl One<'_> {
    pub(super) async fn undo(&mut self) -> Result<Done, SyncError> {
        match self.line.action {
            Action::Create => self.take_away().await,
            Action::Update => self.restore().await,
            Action::Delete => self.bring_back().await,
            Action::Withdraw => Ok(Done::Unchanged),
        }
    }

    /// Returns the contact of the write as it is now, with its current id.
    async fn now(
        &self,
        id: &ContactId,
    ) -> Result<Option<(ContactId, Map<String, Value>)>, SyncError> {
        let id = self.ids.get(id).unwrap_or(id);
        if let Some(found) = self.get(id).await? {
            return Ok(Some(found));
        }
        // The undo of a later log may have created it again.
        let (Some(state), Some(key)) = (self.reconciler.state, &self.line.key) else {
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

    /// Returns the contact with the number of this write.
    async fn with_number(&self) -> Result<Option<(ContactId, Map<String, Value>)>, SyncError> {
        let number = self.line.number.as_deref().and_then(|it| it.parse().ok());
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

    /// Deletes the contact that the write created.
    async fn take_away(&mut self) -> Result<Done, SyncError> {
        let empty = Map::new();
        let sent = self.line.after.as_ref().unwrap_or(&empty);
        let found = match &self.line.id {
            Some(id) => self.now(id).await?,
            // It is unknown whether it was created: an equal contact with its number is taken for
            // it.
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
            Stage::Sending,
        )?;
        match self.reconciler.client.phone_book().delete(&id).await {
            Err(error) if !error.is_not_found() => return Err(self.failed(error)?),
            _ => {}
        }
        self.note(Action::Delete, Some(id), None, None, Stage::Done)?;
        self.remember(None)?;
        Ok(Done::Deleted)
    }

    /// Gives the contact that the write changed what it had before.
    async fn restore(&mut self) -> Result<Done, SyncError> {
        let (Some(id), Some(before), Some(sent)) =
            (&self.line.id, &self.line.before, &self.line.after)
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
            // A write whose answer was not seen may not have taken effect.
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
            Stage::Sending,
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
        self.note(Action::Update, Some(id), None, None, Stage::Done)?;
        Ok(Done::Restored)
    }

    /// Creates a contact like the one that the write deleted.
    async fn bring_back(&mut self) -> Result<Done, SyncError> {
        let (Some(old), Some(before)) = (&self.line.id, &self.line.before) else {
            return Ok(Done::Unchanged);
        };
        if !self.is_known && self.now(old).await?.is_some() {
            return Ok(Done::Unchanged);
        }
        let layout = &self.reconciler.layout;
        let contact = layout.creatable(before);
        if let Some((id, now)) = self.with_number().await? {
            if self.is_as(&now, &contact) {
                if self.is_intended()? {
                    self.remember(Some(&id))?;
                }
                self.ids.insert(old.clone(), id);
                return Ok(Done::Unchanged);
            }
            return Ok(Done::Conflict(format!(
                "contact {id} has the number of contact {old}, which was deleted"
            )));
        }
        let new: NewContact = match serde_json::from_value(Value::Object(contact.clone())) {
            Ok(new) => new,
            // The service may have had a value that the document forbids.
            Err(error) => {
                return Ok(Done::Conflict(format!(
                    "contact {old} cannot be made again: {error}"
                )));
            }
        };
        self.intend()?;
        self.note(Action::Create, None, None, Some(contact), Stage::Sending)?;
        let created = match self.reconciler.client.phone_book().create(new).await {
            Ok(created) => created,
            Err(error) => return Err(self.failed(error)?),
        };
        let id = id_of(&created);
        self.note(Action::Create, id.clone(), None, None, Stage::Done)?;
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
        what: Stage,
    ) -> Result<(), SyncError> {
        if let Some(audit) = self.reconciler.audit {
            audit.write(&LogLine {
                what,
                step: self.at,
                action,
                row: self.line.row,
                key: self.line.key.clone(),
                number: self.line.number.clone(),
                id,
                before,
                after,
                ..LogLine::default()
            })?;
        }
        Ok(())
    }

    fn failed(&self, error: Error) -> Result<SyncError, SyncError> {
        self.note(self.line.action, None, None, None, Stage::Failed)?;
        Ok(SyncError::Service(error))
    }

    /// Remembers that a contact is about to be created again: if the run ends here, a contact that is later
    /// found by its number is this tool's own.
    fn intend(&self) -> Result<(), SyncError> {
        if let (Some(state), Some(key)) = (self.reconciler.state, &self.line.key) {
            state.intend([(&**key, self.number())])?;
        }
        Ok(())
    }

    /// Returns whether an earlier undo was about to create the contact again.
    fn is_intended(&self) -> Result<bool, SyncError> {
        let (Some(state), Some(key)) = (self.reconciler.state, &self.line.key) else {
            return Ok(false);
        };
        Ok(state.pending(key)? == Some(self.number()))
    }

    /// Returns the number of the write, in the form of the state.
    fn number(&self) -> u64 {
        let number = self.line.number.as_deref();
        let number = number.and_then(|it| it.parse().ok());
        number.as_ref().map_or(0, compact)
    }

    /// Remembers the contact under its key again, or forgets it.
    fn remember(&self, id: Option<&ContactId>) -> Result<(), SyncError> {
        let (Some(state), Some(key)) = (self.reconciler.state, &self.line.key) else {
            return Ok(());
        };
        let change = match id {
            Some(id) => StateChange::Keep(
                key.clone(),
                Managed {
                    id: id.clone(),
                    number: self.number(),
                    hash: self.line.before.as_ref().map_or(0, hash_of),
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

fn json(contact: &Contact) -> Option<Map<String, Value>> {
    match serde_json::to_value(contact) {
        Ok(Value::Object(contact)) => Some(contact),
        _ => None,
    }
}
