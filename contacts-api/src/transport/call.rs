//! Settings for some calls only.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::{Client, Error};

/// The settings of some calls; most calls have none.
#[derive(Clone, Default)]
pub(crate) struct Call {
    headers: HeaderMap,
    /// The first thing that cannot be sent.
    refused: Option<String>,
    pub(super) timeout: Option<Duration>,
    /// The deadline of the operation that this call is a part of.
    pub(super) deadline: Option<Instant>,
    /// Which attempt of that operation this call is; it then has no other attempts.
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

/// Returns a header, or why it is not valid.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        (Err(_), _) => Err(format!("{name:?} is not the name of a header")),
        // The value may be personal data.
        (_, Err(_)) => Err(format!(
            "the value of the header {name} has a character that cannot be in one, such as a line break"
        )),
    }
}

impl Client {
    /// Returns a client that sends this header with each request.
    ///
    /// It shares connections, rate limit and budget with this one. With a header that cannot be sent, the
    /// calls fail. `Authorization` and `User-Agent` are always the client's own.
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

    /// Returns a client whose operations may take this long, with all attempts and the waits between them,
    /// instead of its total timeout.
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

    /// Returns a client for a part of an operation that ends at a deadline: for one of its attempts, or for a
    /// call with attempts of its own.
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
