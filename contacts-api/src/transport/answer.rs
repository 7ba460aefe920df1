//! Any answer as one that the generated code can read.
//!
//! The generated code takes for granted that an error answer is the documented JSON, and that a
//! success has exactly the documented status. Proxies know nothing of that.

use bytes::{Bytes, BytesMut};
use http::Extensions;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::generated::{self, ByteStream, ResponseValue};
use crate::operations::{EACH_SUCCESS_IS_200, success};
use crate::value::lenient::one_by_one;

/// The most bytes that are read of an error answer: enough for any message, and a page of HTML
/// without end does not fill the memory.
const LONGEST_ERROR: usize = 64 * 1024;

/// An answer that is read to its end.
pub(crate) struct Answer {
    /// The status that the generated code is to take it for.
    status: StatusCode,
    /// The status that was sent.
    sent: StatusCode,
    headers: HeaderMap,
    extensions: Extensions,
    body: Bytes,
}

/// What an error answer said; it travels with the response to [`crate::Error`].
#[derive(Clone, Debug)]
pub(crate) struct ErrorAnswer(pub(crate) Value);

impl Answer {
    /// Reads a response to its end: an attempt has succeeded only when all of it has arrived.
    pub(super) async fn read(mut response: Response) -> reqwest::Result<Self> {
        let status = response.status();
        let body = if status.is_success() {
            read_all(&mut response).await?
        } else {
            read_some(&mut response).await
        };
        Ok(Answer {
            status,
            sent: status,
            headers: std::mem::take(response.headers_mut()),
            extensions: std::mem::take(response.extensions_mut()),
            body,
        })
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// The status of the answer; that of a success is the one that the document has.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Is this JSON that ends in the middle? Proxies cut off, and count what they let through.
    pub(super) fn is_cut_off(&self) -> bool {
        self.body.trim_ascii_start().starts_with(b"{")
            && !self.body.trim_ascii_end().ends_with(b"}")
    }

    /// Makes it one that the generated code can read.
    pub(super) fn normalise(&mut self, operation: &str) {
        if !self.is_success() {
            let said = what_was_said(self.status, &self.headers, &self.body);
            self.body = Bytes::from(said.to_string());
            self.headers.remove(CONTENT_LENGTH);
            self.headers.remove(CONTENT_ENCODING);
            let json = HeaderValue::from_static("application/json");
            self.headers.insert(CONTENT_TYPE, json);
            self.extensions.insert(ErrorAnswer(said));
        } else if (self.sent != StatusCode::OK || !EACH_SUCCESS_IS_200)
            // A success without a body may be a 204 where the document says 200.
            && let Some(documented) = success(operation)
        {
            self.status = StatusCode::from_u16(documented).unwrap_or(self.sent);
        }
    }

    /// The typed value of an answer whose status is documented.
    #[expect(clippy::result_large_err, reason = "the error is the generated code's")]
    pub(crate) fn typed<T, E>(self) -> Result<ResponseValue<T>, generated::Error<E>>
    where
        T: DeserializeOwned,
    {
        match serde_json::from_slice(&self.body) {
            Ok(value) => Ok(ResponseValue::new(value, self.sent, self.headers)),
            Err(error) => self.typed_otherwise(error),
        }
    }

    /// The typed value of an answer that has nothing in it, or items that cannot be read.
    #[cold]
    #[expect(clippy::result_large_err, reason = "the error is the generated code's")]
    fn typed_otherwise<T, E>(
        self,
        error: serde_json::Error,
    ) -> Result<ResponseValue<T>, generated::Error<E>>
    where
        T: DeserializeOwned,
    {
        // A success that may have a body or none.
        let body = if self.body.is_empty() {
            b"null"
        } else {
            &*self.body
        };
        match one_by_one(body) {
            Ok(value) => Ok(ResponseValue::new(value, self.sent, self.headers)),
            Err(_) => Err(generated::Error::InvalidResponsePayload(self.body, error)),
        }
    }

    /// The content of an answer that is no JSON.
    #[allow(dead_code, reason = "the document decides what is used")]
    pub(crate) fn bytes(self) -> ResponseValue<ByteStream> {
        let content = futures_util::stream::iter([Ok(self.body)]);
        let stream = ByteStream::new(Box::pin(content));
        ResponseValue::new(stream, self.sent, self.headers)
    }

    /// An answer whose status is documented to have no content.
    pub(crate) fn empty(self) -> ResponseValue<()> {
        ResponseValue::new((), self.sent, self.headers)
    }

    /// Its parts, for a request that no generated code has made.
    pub(crate) fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.sent, self.headers, self.body)
    }

    /// A response, where one is needed. It has no URL: that of the request may have a phone number
    /// in it.
    pub(crate) fn into_response(self) -> Response {
        let mut response = http::Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        *response.extensions_mut() = self.extensions;
        response.into()
    }
}

async fn read_all(response: &mut Response) -> reqwest::Result<Bytes> {
    let Some(first) = response.chunk().await? else {
        return Ok(Bytes::new());
    };
    // Most answers are one chunk, which need not be copied.
    let Some(second) = response.chunk().await? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads what there is of an error answer: its status counts more than its end.
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

/// The error answer as a JSON object with a `message`: as it came, if it has one.
fn what_was_said(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Value {
    let mut object = match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => object,
        Ok(Value::Null) | Err(_) => Map::new(),
        // JSON of another shape is kept where unknown properties are.
        Ok(other) => Map::from_iter([("body".to_owned(), other)]),
    };
    if !object.get("message").is_some_and(Value::is_string) {
        let message = message_of(&Value::Object(object.clone()))
            .or_else(|| message_of_text(headers, body))
            .unwrap_or_else(|| reason(status));
        if let Some(other) = object.insert("message".to_owned(), message.into()) {
            object.entry("body").or_insert(other);
        }
    }
    Value::Object(object)
}

/// The text in a JSON error that is meant for people, by the names that services give it.
pub(crate) fn message_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.trim().to_owned()),
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().filter_map(message_of).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        Value::Object(object) => [
            "message",
            "error_description",
            "detail",
            "error",
            "errors",
            "title",
            "body",
        ]
        .iter()
        .find_map(|key| message_of(object.get(*key)?))
        // An object of properties and what is wrong with them.
        .or_else(|| message_of(&object.values().cloned().collect())),
        _ => None,
    }
}

/// The title of an HTML page, or the first line of a text.
fn message_of_text(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let is_html = text.starts_with('<')
        || headers
            .get(CONTENT_TYPE)
            .is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    let line = if is_html {
        let lower = text.to_ascii_lowercase();
        let begin = lower.find("<title>")? + "<title>".len();
        let end = begin + lower[begin..].find("</title>")?;
        text[begin..end].trim()
    } else if text.starts_with(['{', '[']) {
        // JSON that was cut off.
        return None;
    } else {
        text.lines().next()?.trim()
    };
    (!line.is_empty()).then(|| line.chars().take(200).collect())
}

fn reason(status: StatusCode) -> String {
    status
        .canonical_reason()
        .unwrap_or("no reason given")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(status: u16, content_type: &str, body: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        let said = what_was_said(status, &headers, body.as_bytes());
        said["message"].as_str().unwrap().to_owned()
    }

    #[test]
    fn any_error_answer_has_a_message() {
        for (body, wanted) in [
            (
                r#"{"success":false,"message":"unauthorized"}"#,
                "unauthorized",
            ),
            (r#"{"error":"no such token"}"#, "no such token"),
            (r#"{"error":{"message":"deep"}}"#, "deep"),
            (
                r#"{"errors":["name is empty","number is too long"]}"#,
                "name is empty; number is too long",
            ),
            (r#"{"message":17,"title":"a problem"}"#, "a problem"),
            (r#""just text""#, "just text"),
            ("[]", "bad gateway"),
            ("{\"message\":\"cut o", "bad gateway"),
            ("", "bad gateway"),
            (
                "<html><head><TITLE> 502 Bad Gateway </TITLE></head>",
                "502 Bad Gateway",
            ),
            ("<html>", "bad gateway"),
            ("upstream is down\nstack trace", "upstream is down"),
        ] {
            assert_eq!(message(502, "text/plain", body), wanted, "{body}");
        }
        assert_eq!(message(599, "text/plain", ""), "no reason given");
    }

    #[test]
    fn what_has_another_type_than_documented_is_kept() {
        let body = br#"{"status":422,"success":"no","message":{"number":["is taken"]},"code":7}"#;
        let said = what_was_said(StatusCode::UNPROCESSABLE_ENTITY, &HeaderMap::new(), body);
        assert_eq!(
            said,
            serde_json::json!({
                "message": "is taken",
                "body": {"number": ["is taken"]},
                "status": 422,
                "success": "no",
                "code": 7
            })
        );
    }
}
