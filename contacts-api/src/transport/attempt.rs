//! How an attempt ended, and what that means for the next one.

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};

/// One attempt of an operation: this is what hooks and classifiers see.
///
/// It shows nothing of the request's path and body, which may contain personal data.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    pub(super) operation: &'a str,
    pub(super) method: &'a Method,
    pub(super) number: u32,
    pub(super) end: End<'a>,
}

/// How an attempt ended.
#[derive(Clone, Copy)]
pub(super) enum End<'a> {
    /// It has not ended.
    Open,
    /// There was no connection, so the service received nothing.
    NoConnection,
    /// No answer came in time.
    Timeout,
    /// The connection broke before the whole answer was there.
    Broken,
    /// A success that is not what the document says.
    Unreadable,
    /// More bytes than are read.
    TooLarge,
    /// The answer of another address, to which the HTTP client was sent.
    Elsewhere,
    /// An answer with this status.
    Answer(StatusCode, &'a HeaderMap),
}

impl<'a> Attempt<'a> {
    /// Returns the operation's name, such as `list_contacts`.
    pub fn operation(&self) -> &'a str {
        self.operation
    }

    /// Returns the method.
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// Returns which attempt it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the status of the answer, if a whole one came.
    pub fn status(&self) -> Option<StatusCode> {
        match self.end {
            End::Answer(status, _) => Some(status),
            _ => None,
        }
    }

    /// Returns the headers of the answer, if a whole one came.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        match self.end {
            End::Answer(_, headers) => Some(headers),
            _ => None,
        }
    }

    /// Returns whether the service was not reached at all.
    pub fn is_connect(&self) -> bool {
        matches!(self.end, End::NoConnection)
    }

    /// Returns whether no answer came in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self.end, End::Timeout)
    }
}

impl std::fmt::Debug for Attempt<'_> {
    /// Shows no headers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("number", &self.number)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// What an attempt that failed means for the next one.
///
/// | verdict | idempotent methods | POST, PATCH | [`create_once`](crate::Client::create_once) |
/// |---|---|---|---|
/// | `NotProcessed` | sent again | sent again | sent again |
/// | `Ambiguous` | sent again | not sent again | looked up, then sent again |
/// | `Failed` | not sent again | not sent again | looked up, then sent again |
/// | `Processed` | not sent again | not sent again | looked up, never sent again |
/// | `Refused` | not sent again | not sent again | not sent again |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It certainly was not processed, and may be the next time: no connection, 425, 429.
    NotProcessed,
    /// Nobody knows whether it was processed, and it may succeed the next time: a connection that broke, a
    /// timeout, 408, 499, 502, 503, 504, and a success whose content is not what the document says.
    Ambiguous,
    /// It may have been processed, and will hardly succeed the next time: any other 5xx.
    Failed,
    /// This request, or one like it, was processed, and no answer shows the result: 303, 409, a success that
    /// is too large to be read.
    Processed,
    /// It was refused: any other answer.
    Refused,
}

/// Returns what an attempt means, unless the caller's classifier knows better.
pub(super) fn verdict(attempt: &Attempt<'_>) -> Verdict {
    match attempt.end {
        End::NoConnection => Verdict::NotProcessed,
        End::Timeout | End::Broken | End::Unreadable | End::Open => Verdict::Ambiguous,
        End::TooLarge | End::Elsewhere => Verdict::Processed,
        End::Answer(status, _) => verdict_of(status),
    }
}

pub(crate) fn verdict_of(status: StatusCode) -> Verdict {
    match status.as_u16() {
        // RFC 8470: the service was not yet willing to process it.
        425 | 429 => Verdict::NotProcessed,
        // 499 comes from a proxy whose client was gone; the service behind it may have gone on.
        408 | 499 | 502..=504 => Verdict::Ambiguous,
        500..=599 => Verdict::Failed,
        // RFC 9110, 15.4.4: the result can be seen elsewhere. A conflict may be with the request itself, if
        // something on the way sent it twice.
        303 | 409 => Verdict::Processed,
        _ => Verdict::Refused,
    }
}

/// Returns whether the operation may be sent again.
pub(super) fn is_sent_again(method: &Method, verdict: Verdict) -> bool {
    match verdict {
        Verdict::NotProcessed => true,
        Verdict::Ambiguous => is_idempotent(method),
        Verdict::Failed | Verdict::Processed | Verdict::Refused => false,
    }
}

/// Returns whether a method is idempotent (RFC 9110, 9.2.2).
fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
    )
}

/// Returns whether this is the status of a failure that may pass.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(
        verdict_of(status),
        Verdict::NotProcessed | Verdict::Ambiguous
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_sent_again_only_if_it_was_certainly_not_processed() {
        let headers = HeaderMap::new();
        let status = |code| End::Answer(StatusCode::from_u16(code).unwrap(), &headers);
        for (end, post, get) in [
            (End::NoConnection, true, true),
            (End::Broken, false, true),
            (End::Timeout, false, true),
            (End::Unreadable, false, true),
            (End::TooLarge, false, false),
            (End::Elsewhere, false, false),
            (status(425), true, true),
            (status(429), true, true),
            (status(408), false, true),
            (status(499), false, true),
            (status(502), false, true),
            (status(503), false, true),
            (status(504), false, true),
            (status(500), false, false),
            (status(501), false, false),
            (status(409), false, false),
            (status(404), false, false),
            (status(401), false, false),
            (status(302), false, false),
            (status(303), false, false),
        ] {
            let again = |method: Method| {
                let attempt = Attempt {
                    operation: "x",
                    method: &method,
                    number: 1,
                    end,
                };
                is_sent_again(&method, verdict(&attempt))
            };
            let attempt = Attempt {
                operation: "x",
                method: &Method::GET,
                number: 1,
                end,
            };
            assert_eq!(again(Method::POST), post, "POST {attempt:?}");
            assert_eq!(again(Method::PATCH), post, "PATCH {attempt:?}");
            for method in [Method::GET, Method::PUT, Method::DELETE] {
                assert_eq!(again(method), get, "{attempt:?}");
            }
        }
    }

    #[test]
    fn an_attempt_shows_how_it_ended_and_no_header() {
        let headers = HeaderMap::from_iter([(
            reqwest::header::AUTHORIZATION,
            reqwest::header::HeaderValue::from_static("a-secret-token"),
        )]);
        let attempt = Attempt {
            operation: "list_contacts",
            method: &Method::GET,
            number: 3,
            end: End::Answer(StatusCode::BAD_GATEWAY, &headers),
        };
        assert_eq!(
            format!("{attempt:?}"),
            r#"Attempt { operation: "list_contacts", method: GET, number: 3, status: Some(502), .. }"#
        );
        assert_eq!(attempt.headers(), Some(&headers));
        let put = Attempt {
            method: &Method::PUT,
            ..attempt
        };
        assert_eq!(put.method(), Method::PUT);
        let of = |end| Attempt { end, ..attempt };
        assert!(of(End::NoConnection).is_connect() && !of(End::Timeout).is_connect());
        assert!(of(End::Timeout).is_timeout() && !of(End::NoConnection).is_timeout());
        assert_eq!(
            (of(End::Broken).status(), of(End::Broken).headers()),
            (None, None)
        );
    }
}
