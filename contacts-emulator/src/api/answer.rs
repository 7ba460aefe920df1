use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body::{Frame, SizeHint};
use serde_json::json;

use crate::behaviour::ErrorBody;
use crate::store::NotSaved;

/// An answer, before it goes on the wire.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    content: Bytes,
    /// What was wrong, if anything was.
    reason: Option<RefusalReason>,
}

/// What was wrong with a request.
#[derive(Debug, Clone)]
pub(crate) struct RefusalReason {
    told: String,
    logged: Option<String>,
}

impl RefusalReason {
    /// Returns what the client is told.
    pub(crate) fn told(&self) -> &str {
        &self.told
    }

    /// Returns what the log says, which contains nothing that was sent.
    pub(crate) fn logged(&self) -> &str {
        self.logged.as_deref().unwrap_or(&self.told)
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

impl Answer {
    /// Returns a success with JSON.
    pub(crate) fn json(content: impl Into<Bytes>) -> Self {
        Answer::of(StatusCode::OK, JSON, content)
    }

    /// Returns an answer with content of this type.
    pub(crate) fn of(status: StatusCode, kind: HeaderValue, content: impl Into<Bytes>) -> Self {
        Answer {
            status,
            headers: vec![(CONTENT_TYPE, kind)],
            content: content.into(),
            reason: None,
        }
    }

    /// Returns an answer without content.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Answer {
            status,
            headers: Vec::new(),
            content: Bytes::new(),
            reason: None,
        }
    }

    /// Returns an error in the service's own form, which a document may replace with another. `message` must
    /// contain nothing that was sent, since messages get into logs; otherwise see [`Answer::logged_as`].
    pub(crate) fn error(status: StatusCode, message: &str) -> Self {
        let content = json!({
            "success": false,
            "message": message,
            "status": format!("{} {}", status.as_u16(), reason(status)),
        });
        Answer {
            reason: Some(RefusalReason {
                told: message.to_owned(),
                logged: None,
            }),
            ..Answer::of(status, JSON, content.to_string())
        }
    }

    /// Returns the same error, for which the log says this instead of the message.
    pub(crate) fn logged_as(mut self, reason: String) -> Self {
        if let Some(known) = &mut self.reason {
            known.logged = Some(reason);
        }
        self
    }

    pub(crate) fn bad_request(message: &str) -> Self {
        Answer::error(StatusCode::BAD_REQUEST, message)
    }

    /// Returns the answer to a missing or unknown token, as the real service gives it.
    pub(crate) fn unauthorized(challenge: &'static str) -> Self {
        Answer::error(StatusCode::UNAUTHORIZED, "unauthorized")
            .with(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    pub(crate) fn not_found() -> Self {
        Answer::error(StatusCode::NOT_FOUND, "not found")
    }

    pub(crate) fn unprocessable(message: &str) -> Self {
        Answer::error(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    pub(crate) fn too_many_requests(seconds: u64) -> Self {
        Answer::error(StatusCode::TOO_MANY_REQUESTS, "too many requests")
            .with(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Returns the answer that nothing was changed, since it could not be stored.
    pub(crate) fn not_stored(reason: NotSaved) -> Self {
        match reason {
            NotSaved::Full => Answer::error(
                StatusCode::INSUFFICIENT_STORAGE,
                "there is no room to store the change: nothing was changed",
            ),
            NotSaved::Failed | NotSaved::Overtaken => Answer::error(
                StatusCode::SERVICE_UNAVAILABLE,
                "the change could not be stored: nothing was changed",
            ),
        }
    }

    /// Returns the answer that the ids are used up.
    pub(crate) fn no_id_left() -> Self {
        let message = "there is no id left for another contact";
        Answer::error(StatusCode::INSUFFICIENT_STORAGE, message)
    }

    /// Returns an HTML page, as proxies send it.
    pub(crate) fn page(status: StatusCode) -> Self {
        let title = format!(
            "{} {}",
            status.as_u16(),
            status.canonical_reason().unwrap_or("Error")
        );
        let content = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        Answer::of(status, HTML, content)
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Returns what the client is told, if anything was wrong.
    pub(crate) fn message(&self) -> Option<&str> {
        self.reason.as_ref().map(RefusalReason::told)
    }

    /// Returns what was wrong, if anything was.
    pub(crate) fn reason(&self) -> Option<&RefusalReason> {
        self.reason.as_ref()
    }

    pub(crate) fn content(&self) -> Bytes {
        self.content.clone()
    }

    /// Returns the same answer with other content.
    pub(crate) fn instead(mut self, kind: Option<HeaderValue>, content: Bytes) -> Self {
        self.headers.retain(|(name, _)| *name != CONTENT_TYPE);
        self.headers.extend(kind.map(|it| (CONTENT_TYPE, it)));
        self.content = content;
        self
    }

    /// Returns an error in the form that the switch asks for.
    pub(crate) fn dressed(self, form: ErrorBody) -> Self {
        if !self.status.is_client_error() || self.status == StatusCode::UNAUTHORIZED {
            return self;
        }
        let bare = match form {
            ErrorBody::Documented => return self,
            ErrorBody::Html => Answer::page(self.status),
            ErrorBody::Empty => Answer::empty(self.status),
        };
        let kind = bare.headers.into_iter().next().map(|it| it.1);
        self.instead(kind, bare.content)
    }

    /// Returns the complete answer for the wire.
    pub(crate) fn whole(self) -> Response {
        let content = Body::from(self.content.clone());
        self.response(content)
    }

    /// Returns an answer for the wire, with which the connection ends in the middle of the content.
    pub(crate) fn truncated(self) -> Response {
        if self.content.is_empty() {
            return reset();
        }
        let length = self.content.len();
        let content = Body::new(Truncated {
            half: Some(self.content.slice(..length / 2)),
            length: length as u64,
            flushed: false,
        });
        let mut response = self.response(content);
        response
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
        response
    }

    fn response(self, content: Body) -> Response {
        let mut response = Response::new(content);
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        if let Some(reason) = self.reason {
            response.extensions_mut().insert(reason);
        }
        response
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        self.whole()
    }
}

/// Returns what was wrong with the request that has this response, if anything was.
pub(crate) fn reason_of(response: &Response) -> Option<&RefusalReason> {
    response.extensions().get()
}

/// Marks a response that is never sent: the connection is reset instead.
#[derive(Clone)]
struct ResetMark;

pub(crate) fn reset() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(ResetMark);
    response
}

pub(crate) fn is_reset(response: &Response) -> bool {
    response.extensions().get::<ResetMark>().is_some()
}

/// Returns the service's own words for a status, as in its one known error: in lower case.
fn reason(status: StatusCode) -> String {
    match status {
        // RFC 9110; the name before that was "Unprocessable Entity".
        StatusCode::UNPROCESSABLE_ENTITY => "unprocessable content".to_owned(),
        StatusCode::PAYLOAD_TOO_LARGE => "content too large".to_owned(),
        _ => status
            .canonical_reason()
            .unwrap_or("error")
            .to_ascii_lowercase(),
    }
}

/// Half of a content, then an error, which makes the server drop the connection.
struct Truncated {
    half: Option<Bytes>,
    length: u64,
    flushed: bool,
}

impl http_body::Body for Truncated {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if !self.flushed {
            // The half is only written while nothing more is ready.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::Error::other("cut off on demand"))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
