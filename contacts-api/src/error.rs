//! What can go wrong with an operation, in one type.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use crate::generated;
use crate::phone_book::ContactId;
use crate::transport::{ErrorAnswer, is_transient, message_of, retry_after};

/// Why an operation failed.
///
/// The generated operations return their own error type; `?` turns it into this one. Streams and
/// [`create_once`](crate::Client::create_once) return this one at once.
///
/// Its `Display` is one sentence for people: the status and what the service said, or where the
/// connection failed. It shows no token, no header, and nothing of the request.
///
/// ```no_run
/// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
/// use contacts_api::Error;
///
/// match client.get_contact().id(7).send().await.map_err(Error::from) {
///     Ok(answer) => println!("{:?}", answer.contact.name),
///     Err(error) if error.is_not_found() => println!("there is no contact 7"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Kind>);

enum Kind {
    /// The request cannot be sent as it is.
    Request(String),
    /// The service answered with an error.
    Answer {
        status: StatusCode,
        headers: HeaderMap,
        body: Value,
    },
    /// The service could not be reached, or its answer did not arrive.
    Transport(reqwest::Error),
    /// The service answered with a success that is not what the document says.
    Payload {
        reason: serde_json::Error,
        html: bool,
    },
    /// The pages of a list are not in ascending order of their ids.
    Order { after: ContactId, id: ContactId },
    /// A create failed ambiguously, and other contacts have its number.
    Unresolved {
        cause: Error,
        contacts: Vec<ContactId>,
    },
    /// The document has no operation that does this.
    Unsupported(&'static str),
    /// The answer of a success does not have what it should.
    Missing(&'static str),
    /// A list was looked through, and there is no such contact.
    NotFound,
}

/// What there is to ask of an error. The example is of a service that is busy:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use contacts_api::Error;
/// use contacts_emulator::{Emulator, Fault};
///
/// let busy = Fault::too_many_requests(Duration::from_secs(3_600));
/// let emulator = Emulator::builder().faults([busy]).start().await?;
///
/// let answer = emulator.client().list_contacts().send().await;
/// let error = Error::from(answer.unwrap_err());
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
    fn new(kind: Kind) -> Self {
        Error(Box::new(kind))
    }

    pub(crate) fn request(reason: String) -> Self {
        Error::new(Kind::Request(reason))
    }

    pub(crate) fn unresolved(cause: Error, contacts: Vec<ContactId>) -> Self {
        Error::new(Kind::Unresolved { cause, contacts })
    }

    /// Does nobody know whether the service has processed the request?
    ///
    /// True for a connection that broke or was too slow, for 408 and 5xx answers, and for a success
    /// that could not be read.
    pub(crate) fn is_ambiguous(&self) -> bool {
        match &*self.0 {
            Kind::Transport(error) => !error.is_connect() && !error.is_builder(),
            Kind::Answer { status, .. } => {
                status.is_server_error() || *status == StatusCode::REQUEST_TIMEOUT
            }
            Kind::Payload { .. } | Kind::Missing(_) => true,
            Kind::Request(_)
            | Kind::Order { .. }
            | Kind::Unresolved { .. }
            | Kind::Unsupported(_)
            | Kind::NotFound => false,
        }
    }

    pub(crate) fn unsupported(what: &'static str) -> Self {
        Error::new(Kind::Unsupported(what))
    }

    pub(crate) fn missing(what: &'static str) -> Self {
        Error::new(Kind::Missing(what))
    }

    pub(crate) fn not_found() -> Self {
        Error::new(Kind::NotFound)
    }

    /// Did a success not have what it should?
    pub(crate) fn is_missing(&self) -> bool {
        matches!(&*self.0, Kind::Missing(_))
    }

    pub(crate) fn order(after: ContactId, id: ContactId) -> Self {
        Error::new(Kind::Order { after, id })
    }

    /// The status of an error answer.
    pub fn status(&self) -> Option<StatusCode> {
        match &*self.0 {
            Kind::Answer { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The headers of an error answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match &*self.0 {
            Kind::Answer { headers, .. } => Some(headers),
            _ => None,
        }
    }

    /// What the service said: the message of its error, whatever form that came in.
    pub fn api_message(&self) -> Option<&str> {
        self.api_error()?.get("message")?.as_str()
    }

    /// The whole error answer as JSON, with the properties that the document does not know.
    pub fn api_error(&self) -> Option<&Value> {
        match &*self.0 {
            Kind::Answer { body, .. } => Some(body),
            _ => None,
        }
    }

    /// Is there no such contact (404)?
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND) || matches!(&*self.0, Kind::NotFound)
    }

    /// Is the token missing, unknown or not allowed to do this (401, 403)?
    pub fn is_unauthorized(&self) -> bool {
        matches!(
            self.status(),
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        )
    }

    /// Was the service not reached at all?
    pub fn is_connect(&self) -> bool {
        matches!(&*self.0, Kind::Transport(error) if error.is_connect())
    }

    /// Did it take too long?
    pub fn is_timeout(&self) -> bool {
        matches!(&*self.0, Kind::Transport(error) if error.is_timeout())
    }

    /// Was the request refused before it was sent, because the document forbids it?
    pub fn is_invalid_request(&self) -> bool {
        matches!(&*self.0, Kind::Request(_))
    }

    /// May the same operation succeed later? True for connection errors, timeouts, and the statuses
    /// 408, 429, 502, 503 and 504.
    ///
    /// The client has tried again already where that was safe; before a create is tried again, look
    /// whether it took effect.
    pub fn is_retryable(&self) -> bool {
        match &*self.0 {
            Kind::Transport(error) => !error.is_builder(),
            Kind::Answer { status, .. } => is_transient(*status),
            _ => false,
        }
    }

    /// How long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers().and_then(retry_after)
    }
}

impl<E: Serialize> From<generated::Error<E>> for Error {
    fn from(error: generated::Error<E>) -> Self {
        use generated::Error as Generated;
        Error::new(match error {
            Generated::InvalidRequest(reason) | Generated::Custom(reason) => Kind::Request(reason),
            Generated::CommunicationError(error)
            | Generated::InvalidUpgrade(error)
            | Generated::ResponseBodyError(error) => Kind::Transport(error),
            Generated::ErrorResponse(answer) => Kind::Answer {
                status: answer.status(),
                headers: answer.headers().clone(),
                body: with_message(serde_json::to_value(answer.into_inner()).unwrap_or_default()),
            },
            Generated::UnexpectedResponse(mut response) => Kind::Answer {
                status: response.status(),
                headers: response.headers().clone(),
                body: response
                    .extensions_mut()
                    .remove::<ErrorAnswer>()
                    .map_or(Value::Null, |ErrorAnswer(said)| said),
            },
            Generated::InvalidResponsePayload(body, reason) => Kind::Payload {
                reason,
                html: body.trim_ascii_start().starts_with(b"<"),
            },
        })
    }
}

/// A typed error answer has lost the names that it does not have, so its message is found again.
fn with_message(mut body: Value) -> Value {
    let has_message = body.get("message").is_some_and(Value::is_string);
    if !has_message
        && let Some(message) = message_of(&body)
        && let Some(object) = body.as_object_mut()
    {
        object.insert("message".to_owned(), message.into());
    }
    body
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Request(reason) => write!(f, "the request was not sent: {reason}"),
            Kind::Answer { status, .. } => {
                write!(f, "the service answered {}", status.as_u16())?;
                let reason = status.canonical_reason().unwrap_or_default();
                if !reason.is_empty() {
                    write!(f, " {reason}")?;
                }
                match self.api_message() {
                    Some(said) if !said.eq_ignore_ascii_case(reason) => write!(f, ": {said}"),
                    _ => Ok(()),
                }
            }
            Kind::Transport(error) => {
                let what = if error.is_connect() {
                    "cannot be reached"
                } else if error.is_timeout() {
                    "did not answer in time"
                } else {
                    "broke the connection off"
                };
                match error.url() {
                    Some(url) => write!(f, "the service at {url} {what}"),
                    None => write!(f, "the service {what}"),
                }?;
                match root(error) {
                    Some(cause) if !error.is_timeout() => write!(f, ": {cause}"),
                    _ => Ok(()),
                }
            }
            Kind::Payload { reason, html } => {
                f.write_str("the service's answer is not what the document says: ")?;
                if *html {
                    f.write_str("it is HTML, so something else may answer at this URL")
                } else {
                    // The error's own text can have a value in it, its place cannot.
                    write!(
                        f,
                        "JSON fails in line {}, column {}",
                        reason.line(),
                        reason.column()
                    )
                }
            }
            Kind::Unresolved { cause, contacts } => {
                let ids: Vec<_> = contacts.iter().map(ContactId::to_string).collect();
                write!(
                    f,
                    "it is not known whether the contact was created ({cause}), and others have its number: look at contact {}",
                    ids.join(", ")
                )
            }
            Kind::Unsupported(what) => {
                write!(f, "the document has no operation that {what}")
            }
            Kind::Missing(what) => write!(f, "the service's answer has no {what} in it"),
            Kind::NotFound => f.write_str("there is no such contact"),
            Kind::Order { after, id } => write!(
                f,
                "the list is not in order: contact {id} came after contact {after}, so some may be missing"
            ),
        }
    }
}

/// The innermost cause: what the operating system or TLS said.
fn root(error: &reqwest::Error) -> Option<&(dyn std::error::Error + 'static)> {
    let mut cause = std::error::Error::source(error)?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause)
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Transport(error) => Some(error),
            Kind::Payload { reason, .. } => Some(reason),
            Kind::Unresolved { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
