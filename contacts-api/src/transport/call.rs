//! What is set for some calls only.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::{Client, Error};

/// What some calls have of their own; none of it, for most.
#[derive(Clone, Default)]
pub(crate) struct Call {
    headers: HeaderMap,
    /// The first thing that cannot be sent.
    refused: Option<String>,
    pub(super) timeout: Option<Duration>,
    /// The end of an operation of which this call is a part.
    pub(super) deadline: Option<Instant>,
    /// Which attempt of that operation this one is; it is the only one then.
    pub(super) attempt: Option<u32>,
}

impl Call {
    /// Puts the headers into a request.
    pub(super) fn prepare(&self, request: &mut Request) -> Result<(), Error> {
        if let Some(reason) = &self.refused {
            return Err(Error::request(reason.clone()));
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        Ok(())
    }

    fn header(&mut self, name: &str, value: &str) {
        let reason = match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                return;
            }
            Err(reason) => reason,
        };
        self.refused.get_or_insert(reason);
    }
}

/// A header, or why it is none.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        (Err(_), _) => Err(format!("{name:?} is no name of a header")),
        // The value may be somebody's.
        (_, Err(_)) => Err(format!(
            "the value of the header {name} has a character that cannot be in one, such as a line break"
        )),
    }
}

impl Client {
    /// The same client, which sends this header with each request.
    ///
    /// It shares connections, rate limit and budget with the one that it is made of. A header that
    /// cannot be sent is an error of the calls. `Authorization` and `User-Agent` are the client's own,
    /// whatever is said here.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use contacts_emulator::Emulator;
    ///
    /// let emulator = Emulator::start().await?;
    /// let client = emulator.client();
    /// // With all calls of this client …
    /// let traced = client.with_header("x-request-id", "7f3a");
    /// traced.list_contacts().send().await?;
    /// // … or with one.
    /// client.list_contacts().with_header("x-request-id", "7f3b").send().await?;
    ///
    /// let ids: Vec<_> = emulator.requests();
    /// let ids: Vec<_> = ids.iter().filter_map(|it| it.header("x-request-id")).collect();
    /// assert_eq!(ids, ["7f3a", "7f3b"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        self.with_call(|call| call.header(name, value))
    }

    /// The same client, whose operations may take this long, with all attempts and the waits between
    /// them, instead of the total timeout that it was made with.
    ///
    /// ```
    /// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
    /// use std::time::Duration;
    ///
    /// // The phone rings: a name that comes late is of no use.
    /// let ringing = client.with_timeout(Duration::from_millis(800));
    /// let caller = ringing.get_contact_by_number().number("4571999999").send().await?;
    /// // The same for one call.
    /// let call = client.get_contact_by_number().number("4571999999");
    /// let caller = call.timeout(Duration::from_millis(800)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        self.with_call(|call| call.timeout = Some(timeout))
    }

    /// The same client for a part of an operation that ends at a deadline: for one attempt of it, or
    /// for something that has attempts of its own.
    pub(crate) fn until(&self, deadline: Instant, attempt: Option<u32>) -> Self {
        self.with_call(|call| {
            call.deadline = Some(deadline);
            call.attempt = attempt;
        })
    }

    fn with_call(&self, set: impl FnOnce(&mut Call)) -> Self {
        let mut client = self.clone();
        let mut call = client.inner.call.as_deref().cloned().unwrap_or_default();
        set(&mut call);
        client.inner.call = Some(Arc::new(call));
        client
    }
}
