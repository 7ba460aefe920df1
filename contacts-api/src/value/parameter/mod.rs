//! How the value of a parameter stands in a request, by the `style` and `explode` that the document
//! gives it: lists, objects, and all that the generator does not know how to write.
//!
//! As RFC 6570 has it, what separates is written as it is and what is in a value is percent-encoded,
//! so that one is told from the other. `deepObject` is written for objects in objects too, and for
//! lists in them, as most services read it: `filter[tags]=a&filter[tags]=b`.

use std::fmt::Write as _;

use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue};
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// What its parts stand in.
    pub kind: Kind,
    /// Does each member of an object, and in a path each item of a list, stand on its own?
    pub explode: bool,
}

/// What the parts of a value stand in.
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
    /// JSON in a text.
    Json,
}

/// Writes a value into the query, behind what is there.
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
/// It has a character that cannot be in a header.
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

/// Returns the text of a header: nothing is encoded in it.
pub fn in_header(value: &impl Serialize, style: Style) -> Option<String> {
    let value = json(value)?;
    if style.kind == Kind::Json {
        return Some(value.to_string());
    }
    Some(joined(&value, ",", style.explode, str::to_owned))
}

/// Adds a value to the cookies: one header has them all.
///
/// # Errors
///
/// It has a character that cannot be in a header.
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

/// Puts a cookie behind those that are there.
///
/// # Errors
///
/// It has a character that cannot be in a header.
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
/// It is empty, or leads to another path.
pub fn segment(name: &str, value: &impl Serialize, style: Style) -> Result<String, String> {
    let text = in_path(name, value, style);
    match text.as_str() {
        "" | "." | ".." => Err(format!(
            "{name}: is empty, or leads to another path: it cannot stand in one"
        )),
        _ => Ok(text),
    }
}

/// Returns the value as it is written in a path, wherever that leads.
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

/// Returns `;ids=a,b`, or `;ids=a;ids=b` where each stands on its own.
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

/// Returns the names and the values, these percent-encoded, in which a value stands in a query.
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
            // A query cannot have a space.
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

/// Returns the items of a list, the names and values of an object, or the value itself, in one text.
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
        // `2.0` is a 2, and not everybody reads it as one.
        Value::Number(number) if number.is_f64() => number
            .as_f64()
            .map_or_else(|| number.to_string(), |it| it.to_string()),
        other => other.to_string(),
    }
}

/// Returns the text with everything percent-encoded that is not certain to mean itself (RFC 3986, unreserved).
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
