//! An answer that was read to its end.

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Response, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::value::lenient::one_by_one;

/// The most bytes that are read of an error answer: enough for any message, while an endless page
/// of HTML cannot fill the memory.
const LONGEST_ERROR: usize = 64 * 1024;

/// An answer that was read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why there is no answer.
pub(crate) enum NoAnswer {
    Http(reqwest::Error),
    /// It has more bytes than this limit.
    TooLarge(u64),
    /// The HTTP client followed a redirect to another address.
    Elsewhere,
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        NoAnswer::Http(error)
    }
}

/// What is wrong with the content of a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Something else answered with HTML instead of the service.
    Html,
    Empty,
    /// Where the JSON is invalid. The content there is not shown: it may be personal data.
    Json {
        line: usize,
        column: usize,
    },
}

/// Reads the content of a success; an answer on which it fails is not one.
pub(crate) type Reader<'a> = dyn FnMut(&Answer) -> Result<(), Unreadable> + Send + 'a;

impl Answer {
    /// Reads a response to its end: an attempt has succeeded only when all of it has arrived.
    pub(super) async fn read(mut response: Response, most: u64) -> Result<Self, NoAnswer> {
        let status = response.status();
        let body = if status.is_success() {
            read_all(&mut response, most).await?
        } else {
            read_some(&mut response).await
        };
        Ok(Answer {
            status,
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }

    /// Returns the typed value of a success.
    pub(super) fn typed<T: DeserializeOwned>(&self) -> Result<T, Unreadable> {
        match serde_json::from_slice(&self.body) {
            Ok(value) => Ok(value),
            Err(error) => self.typed_otherwise(&error),
        }
    }

    /// Returns the typed value of an answer that is empty or has items that cannot be read.
    #[cold]
    fn typed_otherwise<T: DeserializeOwned>(
        &self,
        error: &serde_json::Error,
    ) -> Result<T, Unreadable> {
        // A success whose body is optional.
        let body = if self.body.is_empty() {
            b"null"
        } else {
            &*self.body
        };
        one_by_one(body).map_err(|_| self.unreadable(error))
    }

    /// Checks a success that has no content according to the document.
    ///
    /// Services send a few words all the same; a page of HTML is not from them.
    pub(super) fn is_empty(&self) -> Result<(), Unreadable> {
        if self.is_html() {
            return Err(Unreadable::Html);
        }
        Ok(())
    }

    /// Checks a success of an operation that the document does not know: JSON has to be complete.
    pub(crate) fn is_whole(&self) -> Result<(), Unreadable> {
        let content_type = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let is_json = content_type.is_some_and(|it| it.starts_with(b"application/json"));
        if !is_json || self.body.is_empty() {
            return Ok(());
        }
        let read: Result<IgnoredAny, _> = serde_json::from_slice(&self.body);
        read.map(drop).map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &serde_json::Error) -> Unreadable {
        if self.is_html() {
            return Unreadable::Html;
        }
        if self.body.trim_ascii().is_empty() {
            return Unreadable::Empty;
        }
        Unreadable::Json {
            line: error.line(),
            column: error.column(),
        }
    }

    fn is_html(&self) -> bool {
        self.body.trim_ascii_start().starts_with(b"<")
    }

    /// Converts this to a response, where one is needed. It has no URL, since that of the request
    /// may contain a phone number.
    pub(crate) fn into_response(self) -> Response {
        let mut response = http::Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response.into()
    }
}

async fn read_all(response: &mut Response, most: u64) -> Result<Bytes, NoAnswer> {
    let check = |length: u64| {
        if length > most {
            return Err(NoAnswer::TooLarge(most));
        }
        Ok(())
    };
    check(response.content_length().unwrap_or_default())?;
    let Some(first) = response.chunk().await? else {
        return Ok(Bytes::new());
    };
    check(first.len() as u64)?;
    // Most answers are one chunk, which need not be copied.
    let Some(second) = response.chunk().await? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        check((body.len() + chunk.len()) as u64)?;
        body.extend_from_slice(&chunk);
        next = response.chunk().await?;
    }
    Ok(body.freeze())
}

/// Reads as much of an error answer as there is: its status matters more than a complete body.
async fn read_some(response: &mut Response) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = LONGEST_ERROR - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == LONGEST_ERROR {
            break;
        }
    }
    body.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_an_operation_that_the_document_does_not_know_is_whole() {
        let cut = Unreadable::Json { line: 1, column: 5 };
        for (content_type, body, wanted) in [
            ("application/json; charset=utf-8", r#"{"a":1}"#, Ok(())),
            ("application/json", r#"{"a":"#, Err(cut)),
            ("application/json", "<html>", Err(Unreadable::Html)),
            ("application/json", " \n", Err(Unreadable::Empty)),
            // It may have no content, and content other than JSON is read by the caller.
            ("application/json", "", Ok(())),
            ("text/vcard", r#"{"a":"#, Ok(())),
        ] {
            let content_type = HeaderValue::from_static(content_type);
            let answer = Answer {
                status: StatusCode::OK,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, content_type)]),
                body: Bytes::from_static(body.as_bytes()),
            };
            assert_eq!(answer.is_whole(), wanted, "{body}");
        }
    }
}
