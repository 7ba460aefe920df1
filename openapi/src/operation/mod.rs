//! The operations of the service, with what they take and answer.
//!
//! - this module is the model,
//! - `read` makes it from the document's JSON, with parts in `parameter` and `security`.

mod parameter;
mod read;
mod security;

use serde_json::Value;

use crate::place::Path;
use crate::schema::SchemaId;

pub(crate) use read::read;

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
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Its parameters, including those of the path item.
    pub parameters: Vec<Parameter>,
    /// The body of its request.
    pub request: Option<Request>,
    /// Its possible responses, in the document's order.
    pub responses: Vec<Response>,
    /// All security schemes that it accepts, each once; empty if it needs no credentials.
    pub security: Vec<Security>,
    /// The schemes as the document combines them: any one of these alternatives, with all of its
    /// schemes.
    pub alternatives: Vec<Vec<Scheme>>,
    /// Whether it can also be called without credentials.
    pub anonymous: bool,
    /// The role that the document gives it (`x-contacts-role`).
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
    /// Where in the request it is.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// The document's description of it.
    pub description: Option<String>,
    /// An example of its value.
    pub example: Option<Value>,
    /// The schema of its value.
    pub schema: SchemaId,
    /// How its value is written.
    pub style: Style,
    /// Whether each item of an array and each member of an object is written on its own.
    pub explode: bool,
    /// The role that the document gives it (`x-contacts-role`).
    pub role: Option<String>,
    /// Where it is written.
    pub place: Path,
}

/// Where in a request a parameter is.
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

/// How a value is written in a parameter; one that is neither an array nor an object is written unchanged,
/// except with `Label`, `Matrix` and `Json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Each item on its own: `tags=a&tags=b`.
    Repeated,
    /// All items in one value, separated by this: `tags=a,b`.
    Joined(char),
    /// `filter[name]=a`.
    DeepObject,
    /// After a dot: `.a`.
    Label,
    /// After a semicolon and its name: `;tags=a,b`.
    Matrix,
    /// As JSON, since the document gives it a media type.
    Json,
    /// In an unknown way.
    Other,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Whether there must be a body.
    pub required: bool,
    /// The media types that it can be in, in the document's order.
    pub contents: Vec<Content>,
    /// The document's description of it.
    pub description: Option<String>,
    /// Where it is written.
    pub place: Path,
}

/// Content with a media type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Its media type, such as `application/json`.
    pub media_type: String,
    /// Its schema, if the document has one.
    pub schema: Option<SchemaId>,
    /// An example of it.
    pub example: Option<Value>,
    /// Where it is written.
    pub place: Path,
    /// Whether its schema describes something that only JSON can be.
    is_structured: bool,
}

/// A response of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Its status.
    pub status: Status,
    /// The document's description of it.
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

/// A security scheme of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// How the credentials are sent.
    pub way: Security,
}

/// How credentials are sent to an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Security {
    /// `Authorization: Bearer TOKEN`, also where the document says `OAuth` 2 or `OpenID` Connect.
    Bearer,
    /// `Authorization: Basic …`, from a token that is `user:password`.
    Basic,
    /// The token in this header.
    Header(String),
    /// The token in this parameter of the query.
    Query(String),
    /// The token in this cookie.
    Cookie(String),
    /// In an unknown way; with its name in the document.
    Other(String),
}

impl Content {
    /// Returns whether it is JSON: `application/json`, or a type that ends in `+json`.
    pub fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }

    /// Returns whether it may have any type and its schema describes JSON.
    fn is_wildcard_of_json(&self) -> bool {
        let essence = self.media_type.split(';').next().unwrap_or_default();
        self.is_structured && ["*/*", "application/*", "*"].contains(&essence.trim())
    }
}

/// Returns the content that is JSON; if none has that type, content under a wildcard that is described as
/// JSON.
fn json(contents: &[Content]) -> Option<&Content> {
    let exact = contents.iter().find(|it| it.is_json());
    exact.or_else(|| contents.iter().find(|it| it.is_wildcard_of_json()))
}

/// Returns whether this media type is JSON.
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
    /// Returns whether this is the status of a success.
    pub fn is_success(self) -> bool {
        match self {
            Status::Code(code) => (200..300).contains(&code),
            Status::Class(class) => class == 2,
            Status::Default => false,
        }
    }

    /// Returns whether it covers answers with this code.
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
    /// Returns the response that documents this status most exactly.
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

    /// Returns the responses of success; if none is documented, the `default`.
    pub fn successes(&self) -> Vec<&Response> {
        let all = self.responses.iter();
        let successes: Vec<_> = all.clone().filter(|it| it.status.is_success()).collect();
        if successes.is_empty() {
            all.filter(|it| it.status == Status::Default).collect()
        } else {
            successes
        }
    }

    /// Returns the first documented status of success; 200 if none is a single code.
    pub fn success_code(&self) -> u16 {
        self.responses
            .iter()
            .find_map(|it| match it.status {
                Status::Code(code) if it.status.is_success() => Some(code),
                _ => None,
            })
            .unwrap_or(200)
    }

    /// Returns the schema of the JSON in the answer to a success, if there is any.
    pub fn answer(&self) -> Option<SchemaId> {
        let successes = self.successes();
        successes.iter().find_map(|it| it.json()?.schema)
    }

    /// Returns the schema of the JSON in its request's body, if there is any.
    pub fn sent(&self) -> Option<SchemaId> {
        self.request.as_ref()?.json()?.schema
    }

    /// Returns the security schemes that the client uses together: the first alternative whose schemes it all
    /// supports; none if no credentials are needed, or if it supports no alternative.
    pub fn chosen(&self) -> &[Scheme] {
        let is_known = |it: &Scheme| !matches!(it.way, Security::Other(_));
        let mut all = self.alternatives.iter();
        all.find(|it| it.iter().all(is_known))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the path without the query and the fragment that some documents write after it.
    ///
    /// ```
    /// let document = r#"{"openapi": "3.0.3", "paths": {"/jobs?state=open#all": {"get": {"responses": {}}}}}"#;
    /// let document = contacts_openapi::Document::parse(document, "api.json").unwrap();
    /// let operation = &document.operations()[0];
    /// assert_eq!(operation.path_alone(), "/jobs");
    /// assert_eq!(operation.query_in_path(), Some("state=open"));
    /// ```
    pub fn path_alone(&self) -> &str {
        self.path.split(['?', '#']).next().unwrap_or_default()
    }

    /// Returns the query that the document writes into the path, with its variables in braces.
    pub fn query_in_path(&self) -> Option<&str> {
        let path = self.path.split('#').next()?;
        Some(path.split_once('?')?.1)
    }

    /// Returns the names of the variables in the path, in their order.
    pub fn variables(&self) -> Vec<&str> {
        let parts = self.path.split('{').skip(1);
        parts.filter_map(|it| Some(it.split_once('}')?.0)).collect()
    }
}
