//! What can be asked of the service: operations, with what they take and answer.

use serde_json::{Map, Value};

use crate::names;
use crate::place::Path;
use crate::schema::{Reader, SchemaId, pointer};

/// The methods of a path item, in the order of the specification.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// One operation of the document: a method on a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its `operationId`, such as `get_contact`; one made of method and path, if it has none.
    pub id: String,
    /// The method of the client, such as `get_contact`.
    pub rust_name: String,
    /// Its method in capitals, such as `GET`.
    pub method: String,
    /// Its path template, such as `/contacts/{id}`.
    pub path: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its summary.
    pub summary: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Should it not be used any more?
    pub deprecated: bool,
    /// Its parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// What its request carries.
    pub request: Option<Request>,
    /// What it may be answered with, in the document's order.
    pub responses: Vec<Response>,
    /// How it is told who asks: any one of these. Empty: nobody need say.
    pub security: Vec<Security>,
    /// May it also be asked for by somebody who does not say who they are?
    pub anonymous: bool,
    /// What the document says that it is to this project (`x-contacts-role`).
    pub role: Option<String>,
    /// Where it is written.
    pub place: Path,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name in the request.
    pub name: String,
    /// The method of the operation's builder, such as `id_gt_or_eq`; unique in the operation.
    pub rust_name: String,
    /// Where it stands.
    pub location: Location,
    /// Must it be given?
    pub required: bool,
    /// What it is, in the document's words.
    pub description: Option<String>,
    /// An example of its value.
    pub example: Option<Value>,
    /// What its value is.
    pub schema: SchemaId,
    /// How an array or an object is written.
    pub style: Style,
    /// What the document says that it is to this project (`x-contacts-role`).
    pub role: Option<String>,
    /// Where it is written.
    pub place: Path,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How an array or an object is written in a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Each item on its own: `tags=a&tags=b`.
    Repeated,
    /// All items in one value, with this between them: `tags=a,b`.
    Joined(char),
    /// `filter[name]=a`.
    DeepObject,
    /// In a way that is not known here, such as `matrix`, or as content of a media type.
    Other,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Must it carry anything?
    pub required: bool,
    /// The media types that it can be in, in the document's order.
    pub contents: Vec<Content>,
    /// What it is, in the document's words.
    pub description: Option<String>,
    /// Where it is written.
    pub place: Path,
}

/// Content of a media type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Its media type, such as `application/json`.
    pub media_type: String,
    /// What it is; nothing if the document does not say.
    pub schema: Option<SchemaId>,
    /// An example of it.
    pub example: Option<Value>,
    /// Where it is written.
    pub place: Path,
    /// Does its schema describe what only JSON can be?
    is_structured: bool,
}

/// What an operation may be answered with.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Its status.
    pub status: Status,
    /// What it means, in the document's words.
    pub description: String,
    /// The media types that it can be in, in the document's order.
    pub contents: Vec<Content>,
    /// The names of its headers.
    pub headers: Vec<String>,
    /// Where it is written.
    pub place: Path,
}

/// The status of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// One code, such as `200`.
    Code(u16),
    /// All codes that begin with a digit, such as `4XX`.
    Class(u16),
    /// All codes that are not documented.
    Default,
}

/// How an operation is told who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Security {
    /// `Authorization: Bearer TOKEN`, also where the document says `OAuth` 2 or `OpenID` Connect.
    Bearer,
    /// `Authorization: Basic …`, of a token that is `user:password`.
    Basic,
    /// The token in this header.
    Header(String),
    /// The token in this parameter of the query.
    Query(String),
    /// The token in this cookie.
    Cookie(String),
    /// In a way that is not known here; the document's name of it.
    Other(String),
}

impl Content {
    /// Is it JSON: `application/json`, or a type that ends in `+json`?
    pub fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }

    /// May it be of any type, and is it described as JSON is?
    fn is_wildcard_of_json(&self) -> bool {
        let essence = self.media_type.split(';').next().unwrap_or_default();
        self.is_structured && ["*/*", "application/*", "*"].contains(&essence.trim())
    }
}

/// The content that is JSON; where none says so, what is described as JSON under a wildcard.
fn json(contents: &[Content]) -> Option<&Content> {
    let exact = contents.iter().find(|it| it.is_json());
    exact.or_else(|| contents.iter().find(|it| it.is_wildcard_of_json()))
}

/// Is this media type JSON?
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

impl Request {
    /// Returns the content that is JSON.
    pub fn json(&self) -> Option<&Content> {
        json(&self.contents)
    }
}

impl Response {
    /// Returns the content that is JSON.
    pub fn json(&self) -> Option<&Content> {
        json(&self.contents)
    }
}

impl Status {
    /// Is this the status of a success?
    pub fn is_success(self) -> bool {
        match self {
            Status::Code(code) => (200..300).contains(&code),
            Status::Class(class) => class == 2,
            Status::Default => false,
        }
    }

    /// Is it for answers with this code?
    pub fn covers(self, code: u16) -> bool {
        match self {
            Status::Code(own) => own == code,
            Status::Class(class) => code / 100 == class,
            Status::Default => true,
        }
    }

    fn read(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Status::Default);
        }
        let wildcard = text
            .strip_suffix("XX")
            .or_else(|| text.strip_suffix("xx"))
            .and_then(|class| class.parse().ok())
            .filter(|class| (1..=5).contains(class));
        if let Some(class) = wildcard {
            return Some(Status::Class(class));
        }
        let code = text.parse().ok()?;
        (100..600).contains(&code).then_some(Status::Code(code))
    }
}

impl Operation {
    /// Returns the response that documents this status, the most exact of them.
    pub fn response(&self, code: u16) -> Option<&Response> {
        let exact = |it: &&Response| it.status == Status::Code(code);
        let class =
            |it: &&Response| matches!(it.status, Status::Class(_)) && it.status.covers(code);
        let any = |it: &&Response| it.status == Status::Default;
        let mut all = self.responses.iter();
        all.clone()
            .find(exact)
            .or_else(|| all.clone().find(class))
            .or_else(|| all.find(any))
    }

    /// Returns the responses of success; where none is documented as such, the `default`.
    pub fn successes(&self) -> Vec<&Response> {
        let all = self.responses.iter();
        let successes: Vec<_> = all.clone().filter(|it| it.status.is_success()).collect();
        if successes.is_empty() {
            all.filter(|it| it.status == Status::Default).collect()
        } else {
            successes
        }
    }

    /// Returns the first documented status of success; 200 if there is none that is one code.
    pub fn success_code(&self) -> u16 {
        self.responses
            .iter()
            .find_map(|it| match it.status {
                Status::Code(code) if it.status.is_success() => Some(code),
                _ => None,
            })
            .unwrap_or(200)
    }

    /// Returns the schema of the JSON that a success is answered with, if any is.
    pub fn answer(&self) -> Option<SchemaId> {
        let successes = self.successes();
        successes.iter().find_map(|it| it.json()?.schema)
    }

    /// Returns the schema of the JSON that its request carries, if it carries any.
    pub fn sent(&self) -> Option<SchemaId> {
        self.request.as_ref()?.json()?.schema
    }

    /// Returns the names of the variables in the path, in their order.
    pub fn variables(&self) -> Vec<&str> {
        let parts = self.path.split('{').skip(1);
        parts.filter_map(|it| Some(it.split_once('}')?.0)).collect()
    }
}

/// Reads all operations, in the document's order.
pub(crate) fn read<'a>(document: &'a Value, schemas: &mut Reader<'a>) -> Vec<Operation> {
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        if !path.starts_with('/') {
            continue;
        }
        let at = Path::of(["paths", path]);
        let (item, at) = resolve(document, item, at);
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let place = at.then(method);
                let reading = Reading {
                    document,
                    item,
                    operation,
                    at: &at,
                    place,
                };
                operations.push(reading.operation(path, method, schemas));
            }
        }
    }
    let given = operations.iter().map(|it| it.id.clone());
    let mut taken: Vec<String> = given.filter(|it| !it.is_empty()).collect();
    for operation in operations.iter_mut().filter(|it| it.id.is_empty()) {
        let name = names::operation(&operation.method.to_ascii_lowercase(), &operation.path);
        operation.id = names::unique(name, &mut taken);
    }
    let mut taken = Vec::new();
    for operation in &mut operations {
        operation.rust_name = names::unique(names::field(&operation.id), &mut taken);
    }
    operations
}

struct Reading<'a, 'p> {
    document: &'a Value,
    item: &'a Value,
    operation: &'a Value,
    /// Where the path item is written.
    at: &'p Path,
    place: Path,
}

impl<'a> Reading<'a, '_> {
    fn operation(&self, path: &str, method: &str, schemas: &mut Reader<'a>) -> Operation {
        let text = |key: &str| text(self.operation, key);
        let given = text("operationId").filter(|it| !it.is_empty());
        Operation {
            // One that has none is named when all others are known.
            id: given.unwrap_or_default(),
            rust_name: String::new(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            tags: list(self.operation, "tags")
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
            summary: text("summary"),
            description: text("description"),
            deprecated: flag(self.operation, "deprecated"),
            parameters: self.parameters(schemas),
            request: self.request(schemas),
            responses: self.responses(schemas),
            security: self.security(),
            anonymous: self.anonymous(),
            role: text("x-contacts-role"),
            place: self.place.clone(),
        }
    }

    /// The operation's parameters; one of the path item stands unless the operation has its own.
    fn parameters(&self, schemas: &mut Reader<'a>) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (whole, at) in [(self.item, self.at), (self.operation, &self.place)] {
            for (index, parameter) in list(whole, "parameters").enumerate() {
                let at = at.then("parameters").then(&index.to_string());
                let (parameter, at) = resolve(self.document, parameter, at);
                let Some(read) = read_parameter(parameter, at, schemas) else {
                    continue;
                };
                let same = |it: &Parameter| it.name == read.name && it.location == read.location;
                match parameters.iter_mut().find(|it| same(it)) {
                    Some(known) => *known = read,
                    None => parameters.push(read),
                }
            }
        }
        // These are methods of every builder.
        let mut taken: Vec<String> = ["body", "body_map", "send", "new", "client", "stream"]
            .map(str::to_owned)
            .to_vec();
        taken.push("stream_concurrent".to_owned());
        for parameter in &mut parameters {
            parameter.rust_name = names::unique(names::field(&parameter.name), &mut taken);
        }
        parameters
    }

    fn request(&self, schemas: &mut Reader<'a>) -> Option<Request> {
        let body = self.operation.get("requestBody")?;
        let (body, place) = resolve(self.document, body, self.place.then("requestBody"));
        Some(Request {
            required: flag(body, "required"),
            contents: contents(body, &place, schemas),
            description: text(body, "description"),
            place,
        })
    }

    fn responses(&self, schemas: &mut Reader<'a>) -> Vec<Response> {
        let responses = self.operation.get("responses").and_then(Value::as_object);
        let mut read = Vec::new();
        for (status, response) in responses.into_iter().flatten() {
            let Some(status_read) = Status::read(status) else {
                continue;
            };
            let at = self.place.then("responses").then(status);
            let (response, place) = resolve(self.document, response, at);
            read.push(Response {
                status: status_read,
                description: text(response, "description").unwrap_or_default(),
                contents: contents(response, &place, schemas),
                headers: names_of(response, "headers"),
                place,
            });
        }
        read
    }

    /// The alternatives of `security`, those of the operation before those of the document.
    fn alternatives(&self) -> &'a [Value] {
        let own = self.operation.get("security");
        let all = own.or_else(|| self.document.get("security"));
        all.and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn anonymous(&self) -> bool {
        let alternatives = self.alternatives();
        let is_empty = |it: &Value| it.as_object().is_some_and(Map::is_empty);
        alternatives.is_empty() || alternatives.iter().any(is_empty)
    }

    fn security(&self) -> Vec<Security> {
        let schemes = self.document.pointer("/components/securitySchemes");
        let mut all = Vec::new();
        for alternative in self.alternatives() {
            let Some(names) = alternative.as_object() else {
                continue;
            };
            // An empty alternative means that nobody need say who they are, not that they must not.
            for name in names.keys() {
                let scheme = schemes.and_then(|it| it.get(name));
                let scheme = scheme.map(|it| resolve(self.document, it, Path::default()).0);
                all.push(
                    scheme.map_or_else(|| Security::Other(name.clone()), |it| security(name, it)),
                );
            }
        }
        all
    }
}

fn security(name: &str, scheme: &Value) -> Security {
    let of = |key: &str| text(scheme, key).unwrap_or_default();
    let kind = of("type").to_ascii_lowercase();
    match (kind.as_str(), of("scheme").to_ascii_lowercase().as_str()) {
        ("http", "bearer") | ("oauth2" | "openidconnect", _) => Security::Bearer,
        ("http", "basic") => Security::Basic,
        ("apikey", _) => match of("in").as_str() {
            "query" => Security::Query(of("name")),
            "cookie" => Security::Cookie(of("name")),
            _ => Security::Header(of("name")),
        },
        _ => Security::Other(name.to_owned()),
    }
}

fn read_parameter<'a>(
    parameter: &'a Value,
    place: Path,
    schemas: &mut Reader<'a>,
) -> Option<Parameter> {
    let location = match parameter.get("in")?.as_str()? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    };
    let in_content = parameter.get("content").and_then(Value::as_object);
    let (schema, at, in_content) = match (parameter.get("schema"), in_content) {
        (Some(schema), _) => (schema, place.then("schema"), false),
        (None, Some(content)) => {
            let (media_type, media) = content.iter().next()?;
            let at = place.then("content").then(media_type).then("schema");
            (media.get("schema").unwrap_or(&Value::Null), at, true)
        }
        (None, None) => (&Value::Null, place.then("schema"), false),
    };
    let name = text(parameter, "name")?;
    Some(Parameter {
        rust_name: String::new(),
        location,
        required: flag(parameter, "required") || location == Location::Path,
        description: text(parameter, "description"),
        example: example(schemas.document(), parameter),
        schema: schemas.schema(schema, &at),
        style: if in_content {
            Style::Other
        } else {
            style(parameter, location)
        },
        role: text(parameter, "x-contacts-role"),
        name,
        place,
    })
}

fn style(parameter: &Value, location: Location) -> Style {
    let by_default = match location {
        Location::Query | Location::Cookie => "form",
        Location::Path | Location::Header => "simple",
    };
    let style = parameter
        .get("style")
        .and_then(Value::as_str)
        .unwrap_or(by_default);
    let explode = parameter
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(style == "form");
    match style {
        "form" | "spaceDelimited" | "pipeDelimited" if explode => Style::Repeated,
        "form" | "simple" => Style::Joined(','),
        "spaceDelimited" => Style::Joined(' '),
        "pipeDelimited" => Style::Joined('|'),
        "deepObject" => Style::DeepObject,
        _ => Style::Other,
    }
}

fn contents<'a>(message: &'a Value, place: &Path, schemas: &mut Reader<'a>) -> Vec<Content> {
    let content = message.get("content").and_then(Value::as_object);
    let mut contents = Vec::new();
    for (media_type, media) in content.into_iter().flatten() {
        let place = place.then("content").then(media_type);
        contents.push(Content {
            is_structured: is_structured(schemas.document(), media.get("schema")),
            media_type: media_type.clone(),
            schema: media
                .get("schema")
                .map(|it| schemas.schema(it, &place.then("schema"))),
            example: example(schemas.document(), media),
            place,
        });
    }
    contents
}

/// Is this an object or an array, or made of other schemas?
fn is_structured(document: &Value, schema: Option<&Value>) -> bool {
    let Some(schema) = schema else { return false };
    let (schema, _) = resolve(document, schema, Path::default());
    match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "object" || kind == "array",
        None => ["properties", "items", "allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some()),
    }
}

/// The `example`, or the first of `examples`, which may stand elsewhere in the document.
fn example(document: &Value, of: &Value) -> Option<Value> {
    let first = || {
        let first = of.get("examples")?.as_object()?.values().next()?;
        let (first, _) = resolve(document, first, Path::default());
        first.get("value").cloned()
    };
    of.get("example").cloned().or_else(first)
}

/// A value itself, or what its `$ref` leads to, with its place.
fn resolve<'a>(document: &'a Value, mut value: &'a Value, mut place: Path) -> (&'a Value, Path) {
    // A reference to a reference is allowed, a circle is not.
    for _ in 0..16 {
        let target = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(Path::of_reference);
        let Some(at) = target else { break };
        let Some(target) = document.pointer(&pointer(&at)) else {
            break;
        };
        (value, place) = (target, at);
    }
    (value, place)
}

fn text(of: &Value, key: &str) -> Option<String> {
    of.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(of: &Value, key: &str) -> bool {
    of.get(key) == Some(&Value::Bool(true))
}

fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn names_of(of: &Value, key: &str) -> Vec<String> {
    let names = of.get(key).and_then(Value::as_object).map(Map::keys);
    names.into_iter().flatten().cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;

    fn document(more: &Value) -> Document {
        let mut document = json!({
            "openapi": "3.0.3",
            "components": {
                "examples": {"One": {"value": {"a": 1}}},
                "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            },
        });
        document["paths"]["/it"]["get"] = more.clone();
        Document::parse(&document.to_string(), "it.json").unwrap()
    }

    #[test]
    fn an_object_under_a_wildcard_is_json_and_a_file_is_not() {
        for (media_type, schema, is_json) in [
            (
                "*/*",
                json!({"type": "object", "properties": {"a": {}}}),
                true,
            ),
            (
                "application/*",
                json!({"allOf": [{"type": "object"}]}),
                true,
            ),
            ("*/*", json!({"type": "string", "format": "binary"}), false),
            ("image/*", json!({"type": "object"}), false),
            ("*/*", json!({}), false),
        ] {
            let content = json!({ media_type: {"schema": schema} });
            let responses = json!({"200": {"description": "", "content": content}});
            let document = document(&json!({"responses": responses}));
            assert_eq!(
                document.operations()[0].answer().is_some(),
                is_json,
                "{media_type} {schema}"
            );
        }
    }

    #[test]
    fn an_example_may_stand_elsewhere_in_the_document() {
        let examples = json!({"one": {"$ref": "#/components/examples/One"}});
        let content = json!({"application/json": {"examples": examples}});
        let responses = json!({"200": {"description": "", "content": content}});
        let document = document(&json!({"responses": responses}));
        let content = &document.operations()[0].responses[0].contents[0];
        assert_eq!(content.example, Some(json!({"a": 1})));
    }

    #[test]
    fn an_empty_alternative_lets_everybody_ask() {
        for (security, anonymous) in [
            (json!([]), true),
            (json!([{}, {"key": []}]), true),
            (json!([{"key": []}]), false),
        ] {
            let document = document(&json!({"responses": {}, "security": security}));
            assert_eq!(document.operations()[0].anonymous, anonymous, "{security}");
        }
    }
}
