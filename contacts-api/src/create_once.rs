//! A create that is neither lost nor done twice.
//!
//! The API has no idempotency key: after a create whose answer did not arrive, only a look-up shows
//! whether the contact is there.

use std::time::Duration;

use futures_util::TryStreamExt;
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};

use crate::mapping::IntoBody;
use crate::operations::READABLE;
use crate::phone_book::{self, Contact, ContactId, CreateBody, id_of, number_of};
use crate::transport::{Verdict, after};
use crate::{Client, Error, compare};

/// The name of this operation in spans and logs.
const OPERATION: &str = "create_once";

impl Client {
    /// Creates a contact and finds out, when the answer does not arrive, whether it was created.
    ///
    /// Sometimes nobody knows whether a create was processed: the connection broke, a timeout, a 5xx, a
    /// success that is not what the document says (its [`Verdict`] tells). Such a create is not sent again
    /// until the contact's number has been looked up. A contact that has everything that was sent is taken
    /// for the created one. If no contact has the number, it is looked up again once the service can no
    /// longer be holding the request ([`Retry::settle`](crate::Retry::settle)), and only then is the create
    /// sent again. After a 409 or 303 the number is looked up too, but the create is never sent again; any
    /// other refusal is an error at once.
    ///
    /// The client's [`Retry`](crate::Retry) governs all of it: how often the create is sent, the waits
    /// between the rounds, the shared budget. A `Retry-After` is respected in any answer, also that of a
    /// look-up, and the total timeout covers the whole. With [`Retry::never`](crate::Retry::never) at most
    /// one create and one look-up are sent.
    ///
    /// A contact that existed before and is the same in everything that was sent cannot be told from a new
    /// one, and is returned. One gap remains: if the service, or something in front of it, holds a request
    /// for longer than `settle` and then carries it out, there is a second contact.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, for example by a timeout around it, the contact may or may not have been
    /// created. The same holds after an error for which it [may exist](Error::may_exist). The client and its
    /// clones remember such creates: the next `create_once` with the same content looks first. Another
    /// process, which cannot remember, goes on with [`resume_create`](Self::resume_create).
    ///
    /// # Errors
    ///
    /// The errors of the create. The contact [may exist](Error::may_exist) if it stays unknown whether it was
    /// created: the look-up failed, there was no time or no operation for it, or the number belongs only to
    /// contacts that differ. The error names those, and nothing is guessed.
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
        let body = body.into_body().map_err(Error::refused)?;
        Box::pin(self.create(body, false)).await
    }

    /// Goes on with a create whose outcome is unknown, for example one that an earlier process began. Does
    /// what [`create_once`](Self::create_once) does, but looks for the contact before it sends anything.
    ///
    /// # Errors
    ///
    /// As for [`create_once`](Self::create_once).
    ///
    /// ```no_run
    /// # async fn example(client: contacts_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use contacts_api::types::{CreateContactRequest, NewContact};
    ///
    /// // What was about to be created stands in a journal that outlives the process.
    /// let journal = r#"{"contact":{"name":"Relatel A/S","number":"4571999999"}}"#;
    /// let body: CreateContactRequest = serde_json::from_str(journal)?;
    /// let created = client.resume_create(body).await?;
    /// println!("{}", created.id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn resume_create<V, By>(&self, body: V) -> Result<Contact, Error>
    where
        V: IntoBody<CreateBody, By>,
    {
        let body = body.into_body().map_err(Error::refused)?;
        Box::pin(self.create(body, true)).await
    }

    async fn create(&self, body: CreateBody, looks_first: bool) -> Result<Contact, Error> {
        let wanted = Wanted::of(&body);
        let unfinished = self.inner.unfinished();
        // Noted before anything is sent: whoever drops this future leaves the note.
        let (key, was_unfinished) = unfinished.begin(&wanted.json);
        let mut creation = Creation::new(self, wanted, looks_first || was_unfinished);
        let result = creation.run(&body).await;
        if result.is_ok() || !creation.in_doubt {
            unfinished.end(key);
        }
        result
    }
}

/// What is to be created.
struct Wanted {
    json: Vec<u8>,
    properties: Map<String, Value>,
    number: Option<String>,
}

impl Wanted {
    fn of(body: &CreateBody) -> Self {
        let mut value = serde_json::to_value(body).unwrap_or_default();
        let json = value.to_string().into_bytes();
        let properties = match value.pointer_mut(phone_book::PAYLOAD).map(Value::take) {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        let number = phone_book::NUMBER.and_then(|it| properties.get(it));
        let number = number.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
        Wanted {
            json,
            properties,
            number,
        }
    }

    /// Returns whether the contact has every property that was sent, as far as it can be read.
    fn is(&self, contact: &Contact) -> bool {
        let Ok(Value::Object(contact)) = serde_json::to_value(contact) else {
            return false;
        };
        let mut read = self.properties.iter().filter(|(name, _)| {
            let is_number = phone_book::NUMBER == Some(name.as_str());
            READABLE.contains(&name.as_str()) || (is_number && phone_book::CONTACT_NUMBER.is_some())
        });
        read.all(|(name, value)| compare::has(&contact, name, value))
    }

    /// Returns whether this may be the answer to the create: a proxy may give the answer to somebody else's
    /// request.
    fn may_be(&self, contact: &Contact) -> bool {
        match (&self.number, number_of(contact)) {
            (Some(wanted), Some(has)) => compare::same_number(wanted, &has),
            _ => true,
        }
    }
}

/// The way of a create through its rounds.
struct Creation<'a> {
    client: &'a Client,
    wanted: Wanted,
    deadline: Instant,
    /// How many creates were sent.
    sent: u32,
    /// Whether a create that was sent, by this call or before it, may have been carried out.
    in_doubt: bool,
}

impl<'a> Creation<'a> {
    fn new(client: &'a Client, wanted: Wanted, in_doubt: bool) -> Self {
        Creation {
            client,
            wanted,
            deadline: client.inner.deadline(),
            sent: 0,
            in_doubt,
        }
    }

    async fn run(&mut self, body: &CreateBody) -> Result<Contact, Error> {
        let mut failed: Option<Error> = None;
        loop {
            if self.in_doubt
                && let Some(contact) = self.settled(&mut failed).await?
            {
                return Ok(contact);
            }
            if let Some(error) = failed.take()
                && !self.client.inner.may_try_again(OPERATION)
            {
                return Err(error);
            }
            let error = match self.send(body).await {
                Ok(contact) => return Ok(contact),
                Err(error) => error,
            };
            let may_be_done = match error.verdict() {
                Verdict::NotProcessed | Verdict::Refused => false,
                Verdict::Ambiguous | Verdict::Failed | Verdict::Processed => true,
            };
            self.in_doubt |= may_be_done;
            if !self.in_doubt && !self.may_send_after(&error) {
                return Err(error);
            }
            if !self.wait(&error).await {
                return Err(if may_be_done {
                    Error::unknown_outcome(Some(error), None, Vec::new())
                } else {
                    error
                });
            }
            failed = Some(error);
        }
    }

    /// Sends one create.
    async fn send(&mut self, body: &CreateBody) -> Result<Contact, Error> {
        self.sent += 1;
        let client = self.client.until(self.deadline, Some(self.sent));
        match phone_book::create(&client, body.clone()).await? {
            Some(created) if self.wanted.may_be(&created) => Ok(created),
            Some(_) => {
                Err(Error::missing("contact that was sent").with_verdict(Verdict::Ambiguous))
            }
            // It exists, but the service does not show it.
            None => Err(Error::missing("contact")),
        }
    }

    /// Returns whether the create may be sent again after this error.
    fn may_send_after(&self, error: &Error) -> bool {
        let is_final = matches!(error.verdict(), Verdict::Refused | Verdict::Processed);
        !is_final && self.sent < self.client.inner.retry().attempts
    }

    /// Waits before the next request, by the rules of every other operation; returns false if that would be
    /// too late.
    async fn wait(&self, error: &Error) -> bool {
        let retry = self.client.inner.retry();
        match retry.wait(self.sent, error.retry_after()) {
            Some(wait) => self.pause(wait).await,
            None => false,
        }
    }

    async fn pause(&self, wait: Duration) -> bool {
        let is_in_time = after(wait) < self.deadline;
        if is_in_time {
            sleep(wait).await;
        }
        is_in_time
    }

    /// Looks for the contact until it may be created again: twice, since what was sent may take effect
    /// after the first look. `None` if it is not there then.
    async fn settled(&self, failed: &mut Option<Error>) -> Result<Option<Contact>, Error> {
        if let Some(contact) = self.look(failed).await? {
            return Ok(Some(contact));
        }
        if let Some(error) = failed.take_if(|it| !self.may_send_after(it)) {
            return Err(error);
        }
        if !self.pause(self.client.inner.retry().settle).await {
            let error = failed.take();
            return Err(error.unwrap_or_else(|| Error::unknown_outcome(None, None, Vec::new())));
        }
        self.look(failed).await
    }

    /// Looks for the contact that should have been created.
    async fn look(&self, failed: &mut Option<Error>) -> Result<Option<Contact>, Error> {
        let client = self.client.until(self.deadline, None);
        // Without a number, or without a list, nobody can tell.
        let number = self.wanted.number.as_deref();
        let Some(number) = number.filter(|_| phone_book::list(&client).is_ok()) else {
            return Err(Error::unknown_outcome(failed.take(), None, Vec::new()));
        };
        match self.find(&client, number).await {
            Ok(Found::It(contact)) => Ok(Some(*contact)),
            Ok(Found::Nothing) => Ok(None),
            Ok(Found::Others(ids)) => Err(Error::unknown_outcome(failed.take(), None, ids)),
            Err(error) => Err(Error::unknown_outcome(
                failed.take(),
                Some(error),
                Vec::new(),
            )),
        }
    }

    async fn find(&self, client: &Client, number: &str) -> Result<Found, Error> {
        let mut others = Vec::new();
        let mut contacts = client.phone_book().with_number(number)?;
        while let Some(contact) = contacts.try_next().await? {
            if self.wanted.is(&contact) {
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

/// What a look has found.
enum Found {
    It(Box<Contact>),
    Others(Vec<ContactId>),
    Nothing,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wanted(properties: &Value) -> Wanted {
        Wanted {
            json: Vec::new(),
            properties: properties.as_object().unwrap().clone(),
            number: None,
        }
    }

    #[test]
    fn what_no_contact_shows_tells_none_from_others() {
        let sent = json!({"name": "Åse", "number": "4571999999", "pin": "1234"});
        let is = |contact| wanted(&sent).is(&serde_json::from_value(contact).unwrap());
        assert!(is(json!({"id": 1, "name": "Åse", "number": "4571999999"})));
        assert!(!is(json!({"id": 1, "name": "Åsa", "number": "4571999999"})));
        assert!(!is(json!({"id": 1, "name": "Åse", "number": "4571999998"})));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_up_to_the_deadline_is_not_begun() {
        let begin = Instant::now();
        let wait = Duration::from_secs(1);
        let client = Client::builder().token("5f2c").build().unwrap();
        let client = client.until(begin + wait, None);
        let creation = Creation::new(&client, wanted(&json!({})), false);
        assert!(!creation.pause(wait).await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        let less = Duration::from_millis(999);
        assert!(creation.pause(less).await);
        assert!(begin.elapsed() >= less);
    }
}
