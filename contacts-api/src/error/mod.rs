//! What can go wrong with an operation, in one type.
//!
//! - this module has the kinds of errors and the questions that an error answers,
//! - `make` makes them, `show` prints them for a log or for the caller,
//! - `said` reads error answers, and `violations` what they say about single properties.

mod make;
mod said;
mod show;
mod violations;

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::phone_book::ContactId;
use crate::transport::{Unreadable, Verdict, is_transient, retry_after};
pub use show::Details;
pub use violations::Violation;

/// Why an operation failed.
///
/// # What is shown
///
/// `Display`, `Debug` and `source()` are for logs: they show the status, the properties of the document that
/// the error is about, and where the connection failed. They show no token, no header and no personal data:
/// neither a value that was refused nor what the service said, which may repeat it. Callers who may see that
/// ask for it: [`details`](Self::details) is the whole sentence for the caller,
/// [`api_message`](Self::api_message) and [`api_error`](Self::api_error) are the service's words,
/// [`violations`](Self::violations) what it says about single properties.
///
/// ```no_run
/// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
/// match client.get_contact().id(7).send().await {
///     Ok(answer) => println!("{:?}", answer.contact.name),
///     Err(error) if error.is_not_found() => println!("there is no contact 7"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inside>);

struct Inside {
    kind: ErrorKind,
    /// What it means for another attempt.
    verdict: Verdict,
}

/// What has gone wrong.
enum ErrorKind {
    /// The request cannot be sent as it is; the reason shows no personal data.
    Request(String),
    /// The document forbids a value; the reason may show it.
    Refused(String),
    /// The service answered with an error.
    Answer {
        status: StatusCode,
        headers: HeaderMap,
        said: Value,
    },
    /// The service could not be reached, or its answer did not arrive.
    NoAnswer(Unanswered),
    /// The answer has more bytes than this limit.
    TooLarge(u64),
    /// The answer is from another address, to which the service redirected.
    Elsewhere,
    /// The service answered with a success that is not what the document says.
    Payload { why: Unreadable, headers: HeaderMap },
    /// The pages of a list are not in ascending order of their ids.
    Order { after: ContactId, id: ContactId },
    /// Nobody knows whether a contact was created.
    MayExist(MayExist),
    /// The document has no operation that does this.
    Unsupported(&'static str),
    /// The answer of a success does not have what it should.
    Missing(&'static str),
    /// The whole list was read, and there is no such contact.
    NotFound,
}

/// Why no answer came.
struct Unanswered {
    how: Broken,
    /// The base URL.
    url: Option<Url>,
    cause: Option<reqwest::Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Broken {
    Connect,
    Timeout,
    Connection,
    /// The time was up before the request was sent.
    TooLate,
}

struct MayExist {
    /// How the create failed; another call may have sent it.
    create: Option<Error>,
    /// How looking for the contact failed.
    look_up: Option<Error>,
    /// Other contacts that have its number.
    others: Vec<ContactId>,
}

/// The questions that an error answers. In this example the service is busy:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use contacts_emulator::{Emulator, Fault};
///
/// let busy = Fault::too_many_requests(Duration::from_secs(3_600));
/// let emulator = Emulator::builder().faults([busy]).start().await?;
///
/// let error = emulator.client().list_contacts().send().await.unwrap_err();
/// assert_eq!(error.to_string(), "the service answered 429 Too Many Requests");
/// assert_eq!(error.status().map(|it| it.as_u16()), Some(429));
/// assert_eq!(error.api_message(), Some("too many requests"));
/// assert_eq!(error.api_error().unwrap()["success"], false);
/// assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
/// assert!(error.headers().unwrap().contains_key("retry-after"));
/// assert!(error.is_retryable() && !error.is_not_found() && !error.is_unauthorized());
/// assert!(!error.is_connect() && !error.is_timeout() && !error.is_invalid_request());
/// # Ok(())
/// # }
/// ```
impl Error {
    /// Returns the whole sentence, with the values that were refused and what the service said: for the
    /// caller, and not for a log.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let client = contacts_api::Client::builder().token("5f2c").build().unwrap();
    /// let error = client.list_contacts().limit(101).send().await.unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the request was not sent: `limit` is not what the document allows (`Error::details` says why)"
    /// );
    /// assert_eq!(
    ///     error.details().to_string(),
    ///     "the request was not sent: limit: 101 is not a whole number from 1 to 100"
    /// );
    /// # }
    /// ```
    pub fn details(&self) -> Details<'_> {
        Details(self)
    }

    /// Returns the status of an error answer.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            ErrorKind::Answer { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Returns the headers of an error answer, or of a success that is not what the document says.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match &self.0.kind {
            ErrorKind::Answer { headers, .. } | ErrorKind::Payload { headers, .. } => Some(headers),
            _ => None,
        }
    }

    /// Returns the service's own id of the request, which its support may ask for: the value of
    /// `X-Request-Id` or of one of the other usual headers.
    ///
    /// ```
    /// use contacts_api::Error;
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let headers = HeaderMap::from_iter([("x-request-id".parse()?, "7f3a".parse()?)]);
    /// let error = Error::answered(StatusCode::BAD_GATEWAY, headers, serde_json::Value::Null);
    /// assert_eq!(error.request_id(), Some("7f3a"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 8] = [
            "x-request-id",
            "request-id",
            "x-correlation-id",
            "x-trace-id",
            "x-amzn-requestid",
            "x-ms-request-id",
            "cf-ray",
            "traceparent",
        ];
        let headers = self.headers()?;
        NAMES
            .iter()
            .find_map(|name| headers.get(*name)?.to_str().ok())
    }

    /// Returns what the service said: the message of its error, in whatever form it came.
    pub fn api_message(&self) -> Option<&str> {
        self.api_error()?.get("message")?.as_str()
    }

    /// Returns the whole error answer as JSON, with the properties that the document does not know.
    pub fn api_error(&self) -> Option<&Value> {
        match &self.0.kind {
            ErrorKind::Answer { said, .. } => Some(said),
            _ => None,
        }
    }

    /// Returns the error answer as a type, such as the one that the document has for it; `None` if it does
    /// not have this type.
    ///
    /// ```
    /// use contacts_api::{Error, types};
    /// use http::{HeaderMap, StatusCode};
    /// use serde_json::json;
    ///
    /// let said = json!({"message": "no such token", "success": false});
    /// let error = Error::answered(StatusCode::UNAUTHORIZED, HeaderMap::new(), said);
    /// let typed: types::ApiError = error.api_error_as().unwrap();
    /// assert_eq!(typed.success, Some(false));
    /// ```
    pub fn api_error_as<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.api_error()?).ok()
    }

    /// Returns which properties the service refused and why, if it names them; otherwise none.
    ///
    /// ```
    /// use contacts_api::Error;
    /// use http::{HeaderMap, StatusCode};
    /// use serde_json::json;
    ///
    /// let said = json!({"errors": {"number": ["is taken by Hans"]}});
    /// let error = Error::answered(StatusCode::UNPROCESSABLE_ENTITY, HeaderMap::new(), said);
    /// assert_eq!(error.violations()[0].property, "number");
    /// assert_eq!(error.violations()[0].reason, "is taken by Hans");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the service answered 422 Unprocessable Entity: it refuses `number`"
    /// );
    /// ```
    pub fn violations(&self) -> Vec<Violation> {
        self.api_error()
            .map(violations::violations)
            .unwrap_or_default()
    }

    /// Returns whether there is no such contact (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND) || matches!(&self.0.kind, ErrorKind::NotFound)
    }

    /// Returns whether the token is missing, unknown or not allowed to do this (401, 403).
    pub fn is_unauthorized(&self) -> bool {
        matches!(
            self.status(),
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        )
    }

    /// Returns whether the service was not reached at all.
    pub fn is_connect(&self) -> bool {
        self.how() == Some(Broken::Connect)
    }

    /// Returns whether it took too long.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            ErrorKind::MayExist(may) => {
                let mut causes = may.create.iter().chain(&may.look_up);
                causes.any(Error::is_timeout)
            }
            _ => matches!(self.how(), Some(Broken::Timeout | Broken::TooLate)),
        }
    }

    fn how(&self) -> Option<Broken> {
        match &self.0.kind {
            ErrorKind::NoAnswer(no) => Some(no.how),
            _ => None,
        }
    }

    /// Returns whether the request was refused before it was sent, because it cannot be sent or the document
    /// forbids it.
    pub fn is_invalid_request(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::Request(_) | ErrorKind::Refused(_))
    }

    /// Returns whether the answer has more bytes than
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    pub fn is_too_large(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::TooLarge(_))
    }

    /// Returns whether a contact may have been created although
    /// [`create_once`](crate::Client::create_once) failed.
    ///
    /// It is safe to create it again with the same client, which looks for it first.
    pub fn may_exist(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::MayExist(_))
    }

    /// Returns how the look-up of [`create_once`](crate::Client::create_once) failed, if it did and the contact
    /// [may exist](Self::may_exist); how the create failed is its `source()`.
    pub fn look_up_error(&self) -> Option<&Error> {
        match &self.0.kind {
            ErrorKind::MayExist(may) => may.look_up.as_ref(),
            _ => None,
        }
    }

    /// Returns whether the same operation may succeed later: after connection errors, timeouts, and the
    /// statuses 408, 425, 429, 499, 502, 503 and 504; not for a contact that [may exist](Self::may_exist).
    ///
    /// The client has already tried again where that was safe. Before you repeat a create, check
    /// whether it took effect.
    pub fn is_retryable(&self) -> bool {
        match &self.0.kind {
            ErrorKind::NoAnswer(_) => true,
            ErrorKind::Answer { status, .. } => is_transient(*status),
            _ => false,
        }
    }

    /// Returns how long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.kind {
            ErrorKind::MayExist(may) => {
                let causes = may.create.iter().chain(&may.look_up);
                causes.filter_map(Error::retry_after).max()
            }
            _ => self.headers().and_then(retry_after),
        }
    }
}
