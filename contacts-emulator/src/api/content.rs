//! What a request carries: that it is JSON, and not too much of it.

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use super::answer::Answer;

/// Reads all of it, up to `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Answer> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    match Limited::new(body, limit).collect().await {
        Ok(content) => Ok(content.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Answer::error(
            StatusCode::PAYLOAD_TOO_LARGE,
            &format!("the content is longer than {limit} bytes"),
        )),
        Err(_) => Err(Answer::bad_request("the content ended before its end")),
    }
}

/// The content as JSON; `None` if nothing was sent and nothing has to be.
pub(crate) fn parse(
    headers: &HeaderMap,
    content: &Bytes,
    required: bool,
) -> Result<Option<Value>, Answer> {
    if content.is_empty() && !headers.contains_key(CONTENT_TYPE) {
        return if required {
            Err(Answer::bad_request("the content is missing: send JSON"))
        } else {
            Ok(None)
        };
    }
    check_type(headers)?;
    serde_json::from_slice(content).map(Some).map_err(|error| {
        // Of the reason only where it is: serde_json quotes what it found.
        Answer::bad_request(&format!(
            "the content is not JSON: line {}, column {}",
            error.line(),
            error.column()
        ))
    })
}

fn check_type(headers: &HeaderMap) -> Result<(), Answer> {
    let refuse = |what: &str| {
        Err(Answer::error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &format!("the content type is {what}: send application/json"),
        ))
    };
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return refuse("missing");
    };
    let Ok(value) = value.to_str() else {
        return refuse("not readable");
    };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let utf8 = parts
        .filter_map(|it| it.split_once('='))
        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
        .all(|(_, charset)| charset.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    if essence.eq_ignore_ascii_case("application/json") && utf8 {
        Ok(())
    } else {
        refuse(value)
    }
}
