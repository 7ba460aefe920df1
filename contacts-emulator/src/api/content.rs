//! Checks the content of a request: whether it has a documented type and is not too large.

use axum::body::Body;
use bytes::Bytes;
use contacts_openapi::Request;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value};

use super::answer::Answer;
use super::parameters::from_text;
use crate::behaviour::Unknown;
use crate::schema::{Direction, SchemaId, Schemas, Type, Violation};
use crate::service::Limits;

/// Reads the whole content, up to `limits.content` bytes and within the time that a client may
/// take.
pub(crate) async fn read(body: Body, limits: &Limits) -> Result<Bytes, Answer> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let too_long = || {
        let message = format!("the content is longer than {} bytes", limits.content);
        Answer::error(StatusCode::PAYLOAD_TOO_LARGE, &message)
    };
    // Content that is announced as too large is not waited for.
    if body.size_hint().lower() > limits.content as u64 {
        return Err(too_long());
    }
    let time = limits.times.content;
    let all = Limited::new(body, limits.content).collect();
    match tokio::time::timeout(time, all).await {
        Ok(Ok(content)) => Ok(content.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(Answer::bad_request(
            "the content ended before its end, or its chunks are not as HTTP/1.1 has them",
        )),
        Err(_) => {
            let message = format!("the content took longer than {time:?}");
            Err(Answer::error(StatusCode::REQUEST_TIMEOUT, &message))
        }
    }
}

/// The content of an operation's requests.
#[derive(Debug)]
pub(super) struct Expected {
    required: bool,
    types: Vec<Media>,
}

/// One type of content, with its schema.
#[derive(Debug)]
struct Media {
    name: String,
    is_json: bool,
    schema: Option<SchemaId>,
}

/// The content that was sent.
#[derive(Debug)]
pub(super) struct RequestContent {
    /// The content as JSON, if it can be read as that.
    pub(super) value: Option<Value>,
    /// The schema that it has to fit.
    pub(super) schema: Option<SchemaId>,
}

impl Expected {
    pub(super) fn new(
        request: &Request,
        mut compile: impl FnMut(contacts_openapi::SchemaId) -> SchemaId,
    ) -> Self {
        let types = request.contents.iter().map(|it| Media {
            name: essence(&it.media_type),
            is_json: it.is_json(),
            schema: it.schema.map(&mut compile),
        });
        Expected {
            required: request.required,
            types: types.collect(),
        }
    }

    /// Reads the content; `None` if nothing was sent and nothing is required.
    pub(super) fn read(
        &self,
        headers: &HeaderMap,
        content: &Bytes,
        schemas: &Schemas,
    ) -> Result<Option<RequestContent>, Answer> {
        if content.is_empty() && !headers.contains_key(CONTENT_TYPE) {
            return if self.required {
                let wanted = self.wanted(|it| if it.is_json { "JSON" } else { &it.name });
                let message = format!("the content is missing: send {wanted}");
                Err(Answer::bad_request(&message))
            } else {
                Ok(None)
            };
        }
        let mut codings = headers.get_all(CONTENT_ENCODING).iter();
        if codings.any(|it| !it.as_bytes().eq_ignore_ascii_case(b"identity")) {
            let message =
                "the content has a Content-Encoding, and none is read here: send it as it is";
            return Err(Answer::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        let Some(media) = self.media(headers)? else {
            return Ok(None);
        };
        let value = match media.name.as_str() {
            _ if media.is_json => Some(json_of(content)?),
            "application/x-www-form-urlencoded" => Some(form(content, media.schema, schemas)),
            name if name.starts_with("text/") => {
                Some(Value::from(String::from_utf8_lossy(content).into_owned()))
            }
            _ => None,
        };
        // A text in another format, such as CSV for an array, is not read.
        let is_read = match (&value, media.schema) {
            (Some(Value::String(_)), Some(id)) if !media.is_json => {
                matches!(schemas.kind(id), None | Some(Type::String))
            }
            _ => true,
        };
        Ok(Some(RequestContent {
            value: value.filter(|_| is_read),
            schema: media.schema,
        }))
    }

    /// Returns the documented type that the content has; `None` if the document names none.
    fn media(&self, headers: &HeaderMap) -> Result<Option<&Media>, Answer> {
        if self.types.is_empty() {
            return Ok(None);
        }
        let refuse = |what: &str| {
            let wanted = self.wanted(|it| &it.name);
            let refused = Answer::error(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                &format!("the content type is {what}: send {wanted}"),
            );
            Err(refused.logged_as(format!("the content type is not one of these: {wanted}")))
        };
        let Some(value) = headers.get(CONTENT_TYPE) else {
            return refuse("missing");
        };
        let Ok(value) = value.to_str() else {
            return refuse("not readable");
        };
        let name = essence(value);
        let covers = |it: &&Media| covers(&it.name, &name);
        let exact = self.types.iter().find(|it| it.name == name);
        let json = || self.types.iter().find(|it| it.is_json && is_json(&name));
        let media = exact
            .or_else(|| self.types.iter().find(covers))
            .or_else(json);
        match media {
            Some(media) if is_utf8(value) || !(media.is_json || is_json(&name)) => Ok(Some(media)),
            _ => refuse(value),
        }
    }

    fn wanted<'a>(&'a self, name: impl Fn(&'a Media) -> &'a str) -> String {
        let names: Vec<_> = self.types.iter().map(name).collect();
        match names.split_last() {
            None => "it".to_owned(),
            Some((only, [])) => (*only).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
        }
    }
}

/// Returns the content as JSON, whatever the document says.
pub(crate) fn json(headers: &HeaderMap, content: &Bytes) -> Result<Value, Answer> {
    let expected = Expected {
        required: true,
        types: vec![Media {
            name: "application/json".to_owned(),
            is_json: true,
            schema: None,
        }],
    };
    let sent = expected.read(headers, content, &Schemas::default())?;
    Ok(sent.and_then(|it| it.value).unwrap_or_default())
}

fn json_of(content: &Bytes) -> Result<Value, Answer> {
    serde_json::from_slice(content).map_err(|error| {
        // Only the place of the mistake is shown: serde_json would quote what it found.
        Answer::bad_request(&format!(
            "the content is not JSON: line {}, column {}",
            error.line(),
            error.column()
        ))
    })
}

/// Returns the fields of a form, each in the kind of its schema.
fn form(content: &Bytes, schema: Option<SchemaId>, schemas: &Schemas) -> Value {
    let mut fields = Map::new();
    for (name, text) in form_urlencoded::parse(content) {
        let property = schema.and_then(|it| schemas.property(it, &name));
        let is_array = property.is_some_and(|it| schemas.kind(it) == Some(Type::Array));
        let one = if is_array {
            property.and_then(|it| schemas.items(it))
        } else {
            property
        };
        // A value that cannot be read stays a text, which then breaks the rule of its type.
        let value = from_text(&text, one.and_then(|it| schemas.kind(it)));
        let value = value.unwrap_or_else(|_| Value::from(&*text));
        let known = fields.get_mut(&*name);
        match (known, is_array) {
            (Some(Value::Array(items)), true) => items.push(value),
            (_, true) => {
                fields.insert(name.into_owned(), Value::Array(vec![value]));
            }
            (_, false) => {
                fields.insert(name.into_owned(), value);
            }
        }
    }
    Value::Object(fields)
}

/// Returns the refusal of a value, with everything that is wrong with it; the paths leave out the envelope.
pub(super) fn broken(
    sent: &RequestContent,
    schemas: &Schemas,
    envelope: Option<&String>,
    unknown: Unknown,
) -> Option<Answer> {
    let (id, value) = (sent.schema?, sent.value.as_ref()?);
    let mut violations = schemas.check(id, value, Direction::Sent);
    if unknown == Unknown::Refused {
        for more in schemas.unknown(id, value) {
            if !violations.contains(&more) {
                violations.push(more);
            }
        }
    }
    if violations.is_empty() {
        return None;
    }
    // People know the property `number`; the envelope belongs to the protocol.
    for violation in &mut violations {
        violation.leave_out(envelope);
    }
    let all = |said: fn(&Violation) -> String| {
        let said: Vec<_> = violations.iter().map(said).collect();
        said.join("; ")
    };
    let refused = Answer::unprocessable(&all(Violation::to_string));
    Some(refused.logged_as(all(Violation::logged)))
}

/// Returns a media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns whether `name` is one of the types that `range`, such as `text/*`, stands for.
pub(super) fn covers(range: &str, name: &str) -> bool {
    match range.strip_suffix('*') {
        Some("*/" | "") => true,
        Some(kind) => name.starts_with(kind),
        None => range == name,
    }
}

fn is_json(name: &str) -> bool {
    name == "application/json" || (name.starts_with("application/") && name.ends_with("+json"))
}

fn is_utf8(media_type: &str) -> bool {
    let parameters = media_type.split(';').skip(1);
    parameters
        .filter_map(|it| it.trim().split_once('='))
        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
        .all(|(_, charset)| charset.trim_matches('"').eq_ignore_ascii_case("utf-8"))
}
