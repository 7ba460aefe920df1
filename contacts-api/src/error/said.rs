//! What an error answer says, in whatever format.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Map, Value};

/// Returns the error answer as a JSON object with a `message`: unchanged, if it has one already.
pub(super) fn what_was_said(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Value {
    let mut object = match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => object,
        Ok(Value::Null) | Err(_) => Map::new(),
        // JSON of another shape is kept among the unknown properties.
        Ok(other) => Map::from_iter([("body".to_owned(), other)]),
    };
    if !object.get("message").is_some_and(Value::is_string) {
        let message = object_message(&object)
            .or_else(|| message_of_text(headers, body))
            .unwrap_or_else(|| reason(status));
        if let Some(other) = object.insert("message".to_owned(), message.into()) {
            object.entry("body").or_insert(other);
        }
    }
    Value::Object(object)
}

/// Returns the text in a JSON error that is meant for people, under the names that services use for
/// it.
fn message_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.trim().to_owned()),
        Value::Array(items) => joined(items.iter()),
        Value::Object(object) => object_message(object),
        _ => None,
    }
}

fn object_message(object: &Map<String, Value>) -> Option<String> {
    const NAMES: [&str; 9] = [
        "message",
        "error_description",
        "detail",
        "error",
        "errors",
        "title",
        "msg",
        "reason",
        "body",
    ];
    let named = NAMES.iter().find_map(|name| message_of(object.get(*name)?));
    // An object of properties and what is wrong with them.
    named.or_else(|| joined(object.values()))
}

fn joined<'a>(values: impl Iterator<Item = &'a Value>) -> Option<String> {
    let texts: Vec<_> = values.filter_map(message_of).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// Returns the title of an HTML page, or the first line of a text.
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
