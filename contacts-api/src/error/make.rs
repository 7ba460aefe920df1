//! How errors are made.

use bytes::Bytes;
use futures_util::stream;
use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, InvalidHeaderValue,
    TRANSFER_ENCODING,
};
use reqwest::{Body, Response, StatusCode, Url};
use serde_json::Value;

use super::said::what_was_said;
use super::{Broken, Error, ErrorKind, Inside, MayExist, Unanswered};
use crate::phone_book::ContactId;
use crate::transport::{self, Answer, Unreadable, Verdict, verdict_of};

/// Makes errors for fakes in tests, such as a fake of a trait that wraps the client.
impl Error {
    /// Makes the error of an answer: an error with a status, headers and a body.
    ///
    /// ```
    /// use contacts_api::Error;
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let error = Error::answered(StatusCode::NOT_FOUND, HeaderMap::new(), "no such contact");
    /// assert!(error.is_not_found());
    /// assert_eq!(error.api_message(), Some("no such contact"));
    /// ```
    pub fn answered(status: StatusCode, headers: HeaderMap, body: impl Into<Value>) -> Self {
        let body = body.into().to_string();
        Error::answer(Answer {
            status,
            headers,
            body: body.into(),
        })
    }

    /// Makes the error of a service that could not be reached.
    ///
    /// ```
    /// let error = contacts_api::Error::unreachable();
    /// assert!(error.is_connect() && error.is_retryable());
    /// assert_eq!(error.to_string(), "the service cannot be reached");
    /// ```
    pub fn unreachable() -> Self {
        Error::broken(Broken::Connect, None, None)
    }

    /// Makes the error of a service that did not answer in time.
    ///
    /// ```
    /// let error = contacts_api::Error::timed_out();
    /// assert!(error.is_timeout() && error.is_retryable());
    /// assert_eq!(error.to_string(), "the service did not answer in time");
    /// ```
    pub fn timed_out() -> Self {
        Error::broken(Broken::Timeout, None, None)
    }
}

impl Error {
    fn new(kind: ErrorKind, verdict: Verdict) -> Self {
        Error(Box::new(Inside { kind, verdict }))
    }

    /// Returns the same error with the verdict of a policy that knows more.
    pub(crate) fn with_verdict(mut self, verdict: Verdict) -> Self {
        self.0.verdict = verdict;
        self
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.0.verdict
    }

    /// Makes the error of a request that cannot be sent; the reason shows no personal data.
    pub(crate) fn request(reason: String) -> Self {
        Error::new(ErrorKind::Request(reason), Verdict::Refused)
    }

    /// Makes the error of a value that the document forbids; the reason may show the value.
    pub(crate) fn refused(reason: String) -> Self {
        Error::new(ErrorKind::Refused(reason), Verdict::Refused)
    }

    pub(crate) fn answer(answer: Answer) -> Self {
        let said = what_was_said(answer.status, &answer.headers, &answer.body);
        let kind = ErrorKind::Answer {
            status: answer.status,
            headers: answer.headers,
            said,
        };
        Error::new(kind, verdict_of(answer.status))
    }

    pub(crate) fn unreadable(why: Unreadable, answer: &Answer) -> Self {
        let headers = answer.headers.clone();
        Error::new(ErrorKind::Payload { why, headers }, Verdict::Ambiguous)
    }

    pub(crate) fn no_answer(no: transport::NoAnswer, url: &Url) -> Self {
        match no {
            transport::NoAnswer::Http(error) => {
                let how = if error.is_connect() {
                    Broken::Connect
                } else if error.is_timeout() {
                    Broken::Timeout
                } else {
                    Broken::Connection
                };
                // The URL of the request may have a phone number in it, or the token.
                let cause = error.with_url(url.clone());
                Error::broken(how, Some(url.clone()), Some(cause))
            }
            transport::NoAnswer::TooLarge(most) => {
                Error::new(ErrorKind::TooLarge(most), Verdict::Processed)
            }
            transport::NoAnswer::Elsewhere => Error::new(ErrorKind::Elsewhere, Verdict::Processed),
        }
    }

    /// Makes the error of a request that was not sent, as its time was up.
    pub(crate) fn too_late(url: &Url) -> Self {
        Error::broken(Broken::TooLate, Some(url.clone()), None)
    }

    fn broken(how: Broken, url: Option<Url>, cause: Option<reqwest::Error>) -> Self {
        let verdict = match how {
            Broken::Connect | Broken::TooLate => Verdict::NotProcessed,
            Broken::Timeout | Broken::Connection => Verdict::Ambiguous,
        };
        Error::new(ErrorKind::NoAnswer(Unanswered { how, url, cause }), verdict)
    }

    pub(crate) fn unsupported(what: &'static str) -> Self {
        Error::new(ErrorKind::Unsupported(what), Verdict::Refused)
    }

    pub(crate) fn missing(what: &'static str) -> Self {
        Error::new(ErrorKind::Missing(what), Verdict::Processed)
    }

    pub(crate) fn not_found() -> Self {
        Error::new(ErrorKind::NotFound, Verdict::Refused)
    }

    pub(crate) fn order(after: ContactId, id: ContactId) -> Self {
        Error::new(ErrorKind::Order { after, id }, Verdict::Refused)
    }

    /// Makes the error of a create that may or may not have taken effect.
    pub(crate) fn unknown_outcome(
        create: Option<Error>,
        look_up: Option<Error>,
        others: Vec<ContactId>,
    ) -> Self {
        let may = MayExist {
            create,
            look_up,
            others,
        };
        Error::new(ErrorKind::MayExist(may), Verdict::Processed)
    }

    /// Returns the error in the form that other generated code expects: a response of JSON.
    pub(crate) async fn into_response(self) -> reqwest::Result<Response> {
        match self.0.kind {
            ErrorKind::Answer {
                status,
                mut headers,
                said,
            } => {
                for name in [CONTENT_LENGTH, CONTENT_ENCODING, TRANSFER_ENCODING] {
                    headers.remove(name);
                }
                let json = HeaderValue::from_static("application/json");
                headers.insert(CONTENT_TYPE, json);
                let answer = Answer {
                    status,
                    headers,
                    body: said.to_string().into(),
                };
                Ok(answer.into_response())
            }
            ErrorKind::NoAnswer(Unanswered {
                cause: Some(cause), ..
            }) => Err(cause),
            kind => {
                // Only the HTTP client can make its own errors: it is made to fail, so that the error can be
                // wrapped.
                let error = Error::new(kind, self.0.verdict);
                let failing = stream::iter([Err::<Bytes, _>(error)]);
                let response = http::Response::new(Body::wrap_stream(failing));
                let read = Response::from(response).bytes().await;
                read.map(|_| http::Response::new(Body::default()).into())
            }
        }
    }
}

impl From<reqwest::Error> for Error {
    /// Makes the error of a request that could not be put together. It has no URL, which may contain a phone
    /// number.
    fn from(error: reqwest::Error) -> Self {
        Error::request(error.without_url().to_string())
    }
}

impl From<InvalidHeaderValue> for Error {
    fn from(_: InvalidHeaderValue) -> Self {
        Error::request(
            "the value of a header has a character that cannot be in one, such as a line break"
                .to_owned(),
        )
    }
}

impl From<progenitor_client::Error> for Error {
    /// Converts the error of the generated code's own helpers: a form that cannot be written.
    fn from(error: progenitor_client::Error) -> Self {
        match error {
            progenitor_client::Error::InvalidRequest(reason) => Error::refused(reason),
            _ => Error::request("its content cannot be written".to_owned()),
        }
    }
}
