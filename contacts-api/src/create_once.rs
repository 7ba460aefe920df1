//! A create that is neither lost nor done twice.
//!
//! The API has no idempotency key: after a create whose answer did not arrive, nobody knows whether
//! the contact is there, until one looks.

use std::fmt::Display;

use futures_util::TryStreamExt;
use serde_json::Value;

use crate::operations::READABLE;
use crate::types::{Contact, CreateContactRequest};
use crate::{Client, Error};

/// How often a create is tried again after it was certainly not processed.
const ATTEMPTS: u32 = 4;

impl Client {
    /// Creates a contact and finds out, when the answer does not arrive, whether it was created.
    ///
    /// A create that failed ambiguously (the connection broke, a timeout, a 5xx) is not sent again
    /// before the contact's number was looked up: a contact that has everything that was sent is the
    /// one. If nobody has the number, the create is sent again, a few times.
    ///
    /// A contact that was there before and is the same in all that was sent cannot be told from a
    /// new one, and is returned. A request that the service still holds while the number is looked
    /// up may take effect later; give attempts more time than the service takes.
    ///
    /// # Errors
    ///
    /// The errors of the create and of the look-up. If only contacts that differ have the number
    /// after an ambiguous failure, the error names them: nothing is guessed.
    ///
    /// ```no_run
    /// # async fn example(client: contacts_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use contacts_api::types::{CreateContactRequest, NewContact};
    ///
    /// let contact = NewContact::builder().name("Relatel A/S").number("4571999999");
    /// let created = client
    ///     .create_once(CreateContactRequest::builder().contact(contact))
    ///     .await?;
    /// println!("{}", created.id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn create_once<V>(&self, body: V) -> Result<Contact, Error>
    where
        V: TryInto<CreateContactRequest>,
        V::Error: Display,
    {
        let request = body
            .try_into()
            .map_err(|reason| Error::request(reason.to_string()))?;
        let mut attempt = 1;
        loop {
            let result = self.create_contact().body(request.clone()).send().await;
            let error = match result {
                Ok(created) => return Ok(created.into_inner().contact),
                Err(error) => Error::from(error),
            };
            if !error.is_ambiguous() {
                return Err(error);
            }
            match self.find(&request).await? {
                Found::It(contact) => return Ok(*contact),
                Found::Others(ids) => return Err(Error::unresolved(error, ids)),
                Found::Nothing if attempt == ATTEMPTS => return Err(error),
                Found::Nothing => attempt += 1,
            }
        }
    }

    /// Looks for the contact that a request should have created.
    async fn find(&self, request: &CreateContactRequest) -> Result<Found, Error> {
        let wanted = serde_json::to_value(&request.contact).unwrap_or_default();
        let mut others = Vec::new();
        let with_its_number = self.list_contacts().number(request.contact.number);
        let mut contacts = std::pin::pin!(with_its_number.stream());
        while let Some(contact) = contacts.try_next().await? {
            if has_all(&contact, &wanted) {
                return Ok(Found::It(Box::new(contact)));
            }
            others.push(contact.id);
        }
        Ok(if others.is_empty() {
            Found::Nothing
        } else {
            Found::Others(others)
        })
    }
}

enum Found {
    It(Box<Contact>),
    Others(Vec<u64>),
    Nothing,
}

/// Has the contact every property that was sent, as far as it can be read? White space around a text is not a difference: the
/// service may have trimmed it.
fn has_all(contact: &Contact, wanted: &Value) -> bool {
    let contact = serde_json::to_value(contact).unwrap_or_default();
    let trimmed = |value: &Value| match value {
        Value::String(text) => Value::from(text.trim()),
        other => other.clone(),
    };
    wanted
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| READABLE.contains(&name.as_str()))
        .all(|(name, value)| contact.get(name).map(trimmed) == Some(trimmed(value)))
}
