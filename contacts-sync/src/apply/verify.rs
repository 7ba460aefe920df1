//! What is looked at again before a plan that has waited changes it.

use contacts_api::phone_book::{Contact, ContactId, id_of};
use serde_json::{Map, Value};

use super::{Applier, End, NoEnd};
use crate::difference::{has_all, has_number};
use crate::plan::{Change, Step};

impl Applier<'_> {
    /// Returns what came of a step that somebody else has done, or made impossible, since the plan was made.
    pub(super) async fn overtaken(&self, step: &Step) -> Result<Option<End>, NoEnd> {
        let (id, before, update) = match &step.change {
            // Whether its number is free is looked at in any case.
            Change::Create { .. } => return Ok(None),
            _ if !self.reconciler.verify => return Ok(None),
            Change::Update { id, before, update } => (id, before, Some(update)),
            Change::Delete { id, before } => (id, before, None),
        };
        let conflict = |what: &str| {
            let since = "since the plan was made: sync again";
            Ok(Some(End::Conflict(format!("contact {id} {what} {since}"))))
        };
        let now = match self.client().phone_book().get(id).await {
            Ok(contact) => properties(&contact),
            Err(error) if error.is_not_found() => {
                return match update {
                    Some(_) => conflict("has been deleted"),
                    None => Ok(Some(End::Unchanged(None))),
                };
            }
            Err(error) => return Err(NoEnd::Sent(error)),
        };
        match update {
            Some(update) if now != *before => {
                if has_all(&self.reconciler.layout, &now, update) {
                    Ok(Some(End::Unchanged(Some(id.clone()))))
                } else {
                    conflict("has been changed")
                }
            }
            None if now != *before => conflict("has been changed"),
            Some(update) => self.taken(id, before, update).await,
            None => Ok(None),
        }
    }

    /// Returns the conflict of an update that gives a contact a number which somebody else's has by now.
    async fn taken(
        &self,
        id: &ContactId,
        before: &Map<String, Value>,
        update: &Map<String, Value>,
    ) -> Result<Option<End>, NoEnd> {
        let layout = &self.reconciler.layout;
        let number = layout.update_number();
        let number = number.and_then(|path| contacts_openapi::get(update, path));
        let Some(number) = number.filter(|it| !has_number(layout, before, it)) else {
            return Ok(None);
        };
        let Some(parsed) = crate::number_of(number).filter(|_| layout.gets_by_number()) else {
            return Ok(None);
        };
        let found = match self.client().phone_book().get_by_number(&parsed).await {
            Ok(found) => found,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(NoEnd::Sent(error)),
        };
        let other = id_of(&found);
        if other.as_ref() == Some(id) || self.frees(other.as_ref(), number) {
            return Ok(None);
        }
        let other = other.map(|it| format!("contact {it}"));
        Ok(Some(End::Conflict(format!(
            "{} has got the new number of contact {id} since the plan was made: sync again",
            other.as_deref().unwrap_or("another contact")
        ))))
    }

    /// Returns whether the plan was made knowing that this contact has the number.
    fn frees(&self, other: Option<&ContactId>, number: &Value) -> bool {
        self.plan.steps.iter().any(|step| match &step.change {
            Change::Update { id, before, .. } | Change::Delete { id, before } => {
                Some(id) == other && has_number(&self.reconciler.layout, before, number)
            }
            Change::Create { .. } => false,
        })
    }
}

fn properties(contact: &Contact) -> Map<String, Value> {
    match serde_json::to_value(contact) {
        Ok(Value::Object(properties)) => properties,
        _ => Map::new(),
    }
}
