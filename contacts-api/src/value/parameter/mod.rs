//! How the value of a parameter is written into a request, by its `style` and `explode` in the
//! document: lists, objects, and everything that the generator cannot write.
//!
//! As in RFC 6570, separators are written as they are and values are percent-encoded, so that the two can be
//! told apart. `deepObject` is also written for nested objects, and for lists in them, as most services read
//! it: `filter[tags]=a&filter[tags]=b`.

use std::fmt::Write as _;

use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue};
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The form in which its parts are written.
    pub kind: Kind,
    /// Whether each member of an object, and in a path each item of a list, is written on its own.
    pub explode: bool,
}

/// The form in which the parts of a value are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `a=1&a=2`
    Repeated,
    /// `a=1,2`
    Joined(char),
    /// `a[b]=1`
    DeepObject,
    /// `.1,2`
    Label,
    /// `;a=1,2`
    Matrix,
    /// JSON as one text.
    Json,
}

/// Appends a value to the query.
pub fn query(url: &mut Url, name: &str, value: &impl Serialize, style: Style) {
    let mut query = url.query().unwrap_or_default().to_owned();
    for (name, value) in pairs(name, value, style) {
        if !query.is_empty() {
            query.push('&');
        }
        let _ = write!(query, "{}={value}", encoded(&name));
    }
    url.set_query(Some(query.as_str()).filter(|it| !it.is_empty()));
}

/// Adds a value as a header.
///
/// # Errors
///
/// If it has a character that cannot be in a header.
pub fn header(
    headers: &mut HeaderMap,
    name: &'static str,
    value: &impl Serialize,
    style: Style,
) -> Result<(), InvalidHeaderValue> {
    if let Some(text) = in_header(value, style) {
        headers.append(HeaderName::from_static(name), HeaderValue::try_from(text)?);
    }
    Ok(())
}

/// Returns the text of a header, without encoding anything.
pub fn in_header(value: &impl Serialize, style: Style) -> Option<String> {
    let value = json(value)?;
    if style.kind == Kind::Json {
        return Some(value.to_string());
    }
    Some(joined(&value, ",", style.explode, str::to_owned))
}

/// Adds a value to the cookies, which share one header.
///
/// # Errors
///
/// If it has a character that cannot be in a header.
pub fn cookie(
    headers: &mut HeaderMap,
    name: &str,
    value: &impl Serialize,
    style: Style,
) -> Result<(), InvalidHeaderValue> {
    for (name, value) in pairs(name, value, style) {
        add_cookie(headers, &format!("{name}={value}"), false)?;
    }
    Ok(())
}

/// Appends a cookie to those that are there.
///
/// # Errors
///
/// If it has a character that cannot be in a header.
pub fn add_cookie(
    headers: &mut HeaderMap,
    cookie: &str,
    is_secret: bool,
) -> Result<(), InvalidHeaderValue> {
    let known = headers.get(COOKIE);
    let is_secret = is_secret || known.is_some_and(HeaderValue::is_sensitive);
    let mut all = known.map_or_else(Vec::new, |it| it.as_bytes().to_owned());
    if !all.is_empty() {
        all.extend(b"; ");
    }
    all.extend(cookie.bytes());
    let mut all = HeaderValue::from_bytes(&all)?;
    all.set_sensitive(is_secret);
    headers.insert(COOKIE, all);
    Ok(())
}

/// Returns the value as one segment of a path.
///
/// # Errors
///
/// If it is empty, or leads to another path.
pub fn segment(name: &str, value: &impl Serialize, style: Style) -> Result<String, String> {
    let text = in_path(name, value, style);
    match text.as_str() {
        "" | "." | ".." => Err(format!(
            "{name}: is empty, or leads to another path: it cannot stand in one"
        )),
        _ => Ok(text),
    }
}

/// Returns the value as it is written in a path, even if that leads to another path.
pub fn in_path(name: &str, value: &impl Serialize, style: Style) -> String {
    let value = json(value).unwrap_or_default();
    match style.kind {
        Kind::Json => encoded(&value.to_string()),
        Kind::Label if style.explode => format!(".{}", joined(&value, ".", true, encoded)),
        Kind::Label => format!(".{}", joined(&value, ",", false, encoded)),
        Kind::Matrix => matrix(name, &value, style.explode),
        Kind::Repeated | Kind::Joined(_) | Kind::DeepObject => {
            joined(&value, ",", style.explode, encoded)
        }
    }
}

/// Returns `;ids=a,b`, or `;ids=a;ids=b` if each item is written on its own.
fn matrix(name: &str, value: &Value, explode: bool) -> String {
    let name = encoded(name);
    let mut text = String::new();
    match value {
        Value::Array(items) if explode => {
            for item in items {
                let _ = write!(text, ";{name}={}", encoded(&plain(item)));
            }
        }
        Value::Object(members) if explode => {
            for (name, member) in members {
                let _ = write!(text, ";{}={}", encoded(name), encoded(&plain(member)));
            }
        }
        other => {
            let _ = write!(text, ";{name}={}", joined(other, ",", false, encoded));
        }
    }
    text
}

/// Returns the pairs of name and percent-encoded value that write a value into a query.
pub fn pairs(name: &str, value: &impl Serialize, style: Style) -> Vec<(String, String)> {
    let Some(value) = json(value) else {
        return Vec::new();
    };
    let one = |value: String| vec![(name.to_owned(), value)];
    match (style.kind, &value) {
        (Kind::Json, value) => one(encoded(&value.to_string())),
        (Kind::DeepObject, Value::Object(_)) => {
            let mut pairs = Vec::new();
            deep(name, &value, &mut pairs);
            pairs
        }
        (Kind::Joined(separator), value) => {
            // A query cannot contain a space.
            let separator = match separator {
                ',' => ",".to_owned(),
                other => encoded(other.encode_utf8(&mut [0; 4])),
            };
            one(joined(value, &separator, false, encoded))
        }
        (_, Value::Array(items)) => items
            .iter()
            .map(|it| (name.to_owned(), encoded(&plain(it))))
            .collect(),
        (_, Value::Object(members)) => members
            .iter()
            .map(|(name, it)| (name.clone(), encoded(&plain(it))))
            .collect(),
        (_, value) => one(encoded(&plain(value))),
    }
}

fn deep(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, it) in members {
                deep(&format!("{name}[{key}]"), it, pairs);
            }
        }
        Value::Array(items) => {
            for it in items {
                deep(name, it, pairs);
            }
        }
        value => pairs.push((name.to_owned(), encoded(&plain(value)))),
    }
}

/// Joins the items of a list, the names and values of an object, or the value itself, into one text.
fn joined(
    value: &Value,
    separator: &str,
    explode: bool,
    written: impl Fn(&str) -> String,
) -> String {
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|it| written(&plain(it))).collect(),
        Value::Object(members) => {
            let between = if explode { "=" } else { separator };
            let pairs = members.iter();
            pairs
                .map(|(name, it)| format!("{}{between}{}", written(name), written(&plain(it))))
                .collect()
        }
        value => vec![written(&plain(value))],
    };
    parts.join(separator)
}

/// Returns the value as JSON; `None` if it is not given.
fn json(value: &impl Serialize) -> Option<Value> {
    // Generated types can be written as JSON.
    let value = serde_json::to_value(value).unwrap_or_default();
    (!value.is_null()).then_some(value)
}

/// Returns a text as it is, anything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        // `2.0` equals 2, but not every service reads it as that.
        Value::Number(number) if number.is_f64() => number
            .as_f64()
            .map_or_else(|| number.to_string(), |it| it.to_string()),
        other => other.to_string(),
    }
}

/// Percent-encodes every character of a text that is not unreserved (RFC 3986).
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
