//! The answer of an operation without state: the document's example or one made from its schema, as mock
//! servers give it.

use contacts_openapi::{Content, Document, Operation, Response, Status};
use http::header::ACCEPT;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::answer::Answer;
use super::content::{covers, essence};
use crate::schema::{Direction, Schemas};

/// Marks an answer that is an example, whatever the request was.
const EMULATED: HeaderName = HeaderName::from_static("emulated");

/// The answers that an operation's first success can have, one for each media type.
#[derive(Debug)]
pub(super) struct Example {
    status: StatusCode,
    contents: Vec<(String, Vec<u8>)>,
}

impl Example {
    pub(super) fn new(document: &Document, operation: &Operation) -> Self {
        let successes = operation.successes();
        let response = successes.first().copied();
        // An operation may document redirects only.
        let response = response.or_else(|| operation.responses.first());
        let status = response.map_or(StatusCode::OK, |it| code(it.status));
        let contents = response.filter(|_| may_have_content(status));
        let contents = contents.into_iter().flat_map(|it: &Response| &it.contents);
        let contents = contents.filter_map(|it| {
            let name = concrete(&it.media_type);
            let value = value(document, it)?;
            let content = written(&name, it.is_json() || name == "application/json", &value);
            Some((name, content))
        });
        Example {
            status,
            contents: contents.collect(),
        }
    }

    /// Returns the answer in the first type that the request accepts, or else in the first one.
    pub(super) fn answer(&self, headers: &HeaderMap) -> Answer {
        let accepted = headers.get(ACCEPT).and_then(|it| it.to_str().ok());
        let mut ranges = accepted.unwrap_or("*/*").split(',').map(essence);
        let accepted = ranges.find_map(|range| {
            let mut contents = self.contents.iter();
            contents.find(|(name, _)| covers(&range, &essence(name)))
        });
        self.of(accepted.or_else(|| self.contents.first()))
            .with(EMULATED, HeaderValue::from_static("example"))
    }

    /// Returns the answer in its first type, for an operation that took effect.
    pub(super) fn bare(&self) -> Answer {
        self.of(self.contents.first())
    }

    fn of(&self, content: Option<&(String, Vec<u8>)>) -> Answer {
        let Some((name, content)) = content else {
            return Answer::empty(self.status);
        };
        let name = HeaderValue::from_str(name);
        let name = name.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        Answer::of(self.status, name, content.clone())
    }
}

/// Returns the status code of a documented response.
pub(super) fn code(status: Status) -> StatusCode {
    let code = match status {
        Status::Code(code) => code,
        Status::Class(class) => class * 100,
        Status::Default => 200,
    };
    let code = StatusCode::from_u16(code).unwrap_or(StatusCode::OK);
    // No 1xx status ends an exchange.
    if code.is_informational() {
        StatusCode::OK
    } else {
        code
    }
}

/// Returns whether an answer with this status may have content.
pub(super) fn may_have_content(status: StatusCode) -> bool {
    !matches!(
        status,
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
    )
}

/// Returns a media type that an answer can have, from one that may be a range.
pub(super) fn concrete(media_type: &str) -> String {
    match essence(media_type).as_str() {
        "*/*" | "application/*" | "" => "application/json".to_owned(),
        "text/*" => "text/plain".to_owned(),
        "image/*" => "image/png".to_owned(),
        range if range.contains('*') => "application/octet-stream".to_owned(),
        _ => media_type.to_owned(),
    }
}

/// Returns the example if it fits the schema; otherwise a value made from the schema; otherwise the example
/// all the same.
fn value(document: &Document, content: &Content) -> Option<Value> {
    let Some(schema) = content.schema else {
        return Some(content.example.clone().unwrap_or_else(|| "text".into()));
    };
    let mut schemas = Schemas::default();
    let id = schemas.compile(document.json(), &document.schema(schema).json);
    let fits = |it: &&Value| schemas.fits(id, it, Direction::Answered);
    if let Some(example) = content.example.as_ref().filter(fits) {
        return Some(example.clone());
    }
    let made = schemas.sample(id);
    match made.as_ref().filter(fits) {
        Some(made) => Some(made.clone()),
        None => content.example.clone().or(made),
    }
}

/// Writes the value in its media type.
fn written(name: &str, is_json: bool, value: &Value) -> Vec<u8> {
    let text = match value {
        Value::String(text) if !is_json => text.clone(),
        value if essence(name) == "application/x-www-form-urlencoded" => form(value),
        value if essence(name) == "text/csv" => csv(value).unwrap_or_else(|| value.to_string()),
        value if essence(name).ends_with("xml") => xml("root", value),
        value => value.to_string(),
    };
    text.into_bytes()
}

fn form(value: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in value.as_object().into_iter().flatten() {
        form.append_pair(name, &contacts_openapi::show(value));
    }
    form.finish()
}

/// Returns a table of objects, with the names of the first object as its header.
fn csv(value: &Value) -> Option<String> {
    let rows = value.as_array()?;
    let names: Vec<&String> = rows.first()?.as_object()?.keys().collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&names).ok()?;
    for row in rows {
        let cells = names.iter().map(|name| row.get(*name));
        let cells = cells.map(|it| it.map(contacts_openapi::show).unwrap_or_default());
        writer.write_record(cells).ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

fn xml(name: &str, value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(|it| xml(name, it)).collect(),
        Value::Object(map) => {
            let inner: String = map.iter().map(|(name, it)| xml(name, it)).collect();
            format!("<{name}>{inner}</{name}>")
        }
        other => {
            let text = contacts_openapi::show(other);
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<{name}>{text}</{name}>")
        }
    }
}
