//! A create that is neither lost nor done twice.
//!
//! The API has no idempotency key: after a create whose answer did not arrive, nobody knows whether
//! the contact is there, until one looks.

use futures_util::TryStreamExt;
use serde_json::Value;

use crate::mapping::IntoBody;
use crate::operations::READABLE;
use crate::phone_book::{self, Contact, ContactId, CreateBody, id_of};
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
    pub async fn create_once<V, By>(&self, body: V) -> Result<Contact, Error>
    where
        V: IntoBody<CreateBody, By>,
    {
        let request = body.into_body().map_err(Error::request)?;
        let mut attempt = 1;
        loop {
            let error = match phone_book::create(self, request.clone()).await {
                Ok(Some(created)) => return Ok(created),
                // It is there, and the service does not show it: it is looked up.
                Ok(None) => Error::missing("contact"),
                Err(error) if error.is_ambiguous() => error,
                Err(error) => return Err(error),
            };
            let is_created = error.is_missing();
            match self.find(&request).await? {
                Found::It(contact) => return Ok(*contact),
                Found::Others(ids) => return Err(Error::unresolved(error, ids)),
                // What was acknowledged is not sent again.
                Found::Nothing if attempt == ATTEMPTS || is_created => return Err(error),
                Found::Nothing => attempt += 1,
                Found::Unknown => return Err(error),
            }
        }
    }

    /// Looks for the contact that a request should have created.
    async fn find(&self, request: &CreateBody) -> Result<Found, Error> {
        let body = serde_json::to_value(request).unwrap_or_default();
        let wanted = body.pointer(phone_book::PAYLOAD).unwrap_or(&Value::Null);
        let number = phone_book::NUMBER
            .and_then(|it| wanted.get(it))
            .map(|it| match it {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
        // Without a number, or without a list, nobody can tell.
        let Some(number) = number.filter(|_| phone_book::list(self).is_ok()) else {
            return Ok(Found::Unknown);
        };
        let mut others = Vec::new();
        let mut contacts = std::pin::pin!(self.phone_book().with_number(&number)?);
        while let Some(contact) = contacts.try_next().await? {
            if has_all(&contact, wanted) {
                return Ok(Found::It(Box::new(contact)));
            }
            others.extend(id_of(&contact));
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
    Others(Vec<ContactId>),
    Nothing,
    /// Nothing can be looked up.
    Unknown,
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
        .all(|(name, value)| {
            // What is sent for a property under one name may be read under another.
            let name = match phone_book::NUMBER {
                Some(number) if number == name => phone_book::CONTACT_NUMBER.unwrap_or(number),
                _ => name,
            };
            contact.get(name).map(trimmed) == Some(trimmed(value))
        })
}
