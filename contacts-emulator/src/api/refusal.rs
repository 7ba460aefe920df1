//! Gives errors the form that the document has for them.

use std::sync::OnceLock;

use bytes::Bytes;
use contacts_openapi::{Content, Document, Operation, Response};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::answer::Answer;
use super::example::{concrete, may_have_content};
use crate::schema::{Direction, SchemaId, Schemas};

/// The forms of an operation's errors, one for each response, each made when it is first needed.
#[derive(Debug)]
pub(super) struct Refusals {
    operation: &'static Operation,
    forms: Vec<(&'static Response, OnceLock<ErrorForm>)>,
}

/// How an error is written.
#[derive(Debug)]
enum ErrorForm {
    /// The emulator's own form, which fits the schema, in this media type.
    Own(HeaderValue),
    /// A value made from the schema.
    Made(HeaderValue, Box<Made>),
    /// The message alone.
    Text(HeaderValue),
    /// The document does not say how.
    Unknown,
}

/// An error made from a schema, in which the message and the status are put.
#[derive(Debug)]
struct Made {
    schemas: Schemas,
    id: SchemaId,
    sample: Value,
}

impl Refusals {
    pub(super) fn new(operation: &'static Operation) -> Self {
        let responses = operation.responses.iter();
        Refusals {
            operation,
            forms: responses.map(|it| (it, OnceLock::new())).collect(),
        }
    }

    /// Puts an error into the form that the operation documents for its status; one that is not
    /// documented keeps the emulator's own form.
    pub(super) fn documented(&self, document: &Document, answer: Answer) -> Answer {
        let Some(message) = answer.message() else {
            return answer;
        };
        let response = self.operation.response(answer.status.as_u16());
        let response = response.filter(|_| may_have_content(answer.status));
        let form = response.and_then(|response| {
            let (_, form) = self
                .forms
                .iter()
                .find(|(it, _)| std::ptr::eq(*it, response))?;
            Some(form.get_or_init(|| ErrorForm::new(document, response)))
        });
        match form {
            None | Some(ErrorForm::Unknown) => answer,
            Some(ErrorForm::Own(name)) => {
                let content = answer.content();
                answer.instead(Some(name.clone()), content)
            }
            Some(ErrorForm::Text(name)) => {
                let content = Bytes::from(message.to_owned());
                answer.instead(Some(name.clone()), content)
            }
            Some(ErrorForm::Made(name, made)) => {
                let content = made.told(message, answer.status).to_string();
                answer.instead(Some(name.clone()), content.into())
            }
        }
    }
}

impl ErrorForm {
    fn new(document: &Document, response: &Response) -> Self {
        let mut contents = response.contents.iter();
        // A wildcard may be JSON too.
        let json =
            contents.find(|it| it.is_json() || concrete(&it.media_type) == "application/json");
        if let Some(content) = json {
            return ErrorForm::json(document, content).unwrap_or(ErrorForm::Unknown);
        }
        let mut contents = response.contents.iter();
        let text = contents.find(|it| it.media_type.starts_with("text/"));
        let name = text.and_then(|it| HeaderValue::from_str(&concrete(&it.media_type)).ok());
        name.map_or(ErrorForm::Unknown, ErrorForm::Text)
    }

    fn json(document: &Document, content: &Content) -> Option<Self> {
        let name = HeaderValue::from_str(&concrete(&content.media_type)).ok()?;
        let Some(schema) = content.schema else {
            return Some(ErrorForm::Own(name));
        };
        let mut schemas = Schemas::default();
        let id = schemas.compile(document.json(), &document.schema(schema).json);
        let own = Answer::error(StatusCode::BAD_REQUEST, "text").content();
        let own = serde_json::from_slice(&own).unwrap_or_default();
        if says(&schemas, id, &own) {
            return Some(ErrorForm::Own(name));
        }
        let sample = schemas.sample(id)?;
        let made = Made {
            schemas,
            id,
            sample,
        };
        Some(ErrorForm::Made(name, Box::new(made)))
    }
}

/// Returns whether the schema describes the emulator's own error, and does not merely allow it.
fn says(schemas: &Schemas, id: SchemaId, own: &Value) -> bool {
    let mut known = schemas.properties(id).peekable();
    let is_known = known.peek().is_none() || known.any(|(name, _)| own.get(name).is_some());
    is_known && schemas.fits(id, own, Direction::Answered)
}

impl Made {
    /// Returns the error with the message in its first text that may have any value, and the status in the
    /// first whole number that may have that value.
    fn told(&self, message: &str, status: StatusCode) -> Value {
        let mut told = self.sample.clone();
        let is_text: fn(&Value) -> bool = Value::is_string;
        for (value, is_place) in [
            (json!(message), is_text),
            (json!(status.as_u16()), Value::is_u64),
        ] {
            let mut pointers = Vec::new();
            places(&told, "", is_place, &mut pointers);
            for pointer in pointers {
                let mut with = told.clone();
                if let Some(place) = with.pointer_mut(&pointer) {
                    *place = value.clone();
                }
                if self.schemas.fits(self.id, &with, Direction::Answered) {
                    told = with;
                    break;
                }
            }
        }
        told
    }
}

/// Finds where such values are within a value, the outer ones first.
fn places(value: &Value, at: &str, is_place: fn(&Value) -> bool, found: &mut Vec<String>) {
    if is_place(value) {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(inner, &format!("{at}/{name}"), is_place, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                places(inner, &format!("{at}/{index}"), is_place, found);
            }
        }
        _ => {}
    }
}
