//! What can be asked of the service: operations, with what they take and answer.
//!
//! - this module is the model,
//! - `read` makes it of the document's JSON, `parameter` and `security` the parts of that.

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
    /// Should it not be used any more?
    pub deprecated: bool,
    /// Its parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// What its request carries.
    pub request: Option<Request>,
    /// What it may be answered with, in the document's order.
    pub responses: Vec<Response>,
    /// All ways in which it can be told who asks, each once. Empty: nobody need say.
    pub security: Vec<Security>,
    /// The same as the document combines it: any one of these, and of that all.
    pub alternatives: Vec<Vec<Scheme>>,
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
    /// How its value is written.
    pub style: Style,
    /// Does each item of an array and each member of an object stand on its own?
    pub explode: bool,
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

/// How a value is written in a parameter; one that is neither an array nor an object is written as it
/// is, but for `Label`, `Matrix` and `Json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Each item on its own: `tags=a&tags=b`.
    Repeated,
    /// All items in one value, with this between them: `tags=a,b`.
    Joined(char),
    /// `filter[name]=a`.
    DeepObject,
    /// Behind a dot: `.a`.
    Label,
    /// Behind a semicolon and its name: `;tags=a,b`.
    Matrix,
    /// As JSON, since the document gives it a media type.
    Json,
    /// In a way that is not known here.
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

/// A security scheme of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// The document's name of it.
    pub name: String,
    /// How it says who asks.
    pub way: Security,
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
    /// Returns whether it is JSON: `application/json`, or a type that ends in `+json`.
    pub fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }

    /// Returns whether it may be of any type and is described as JSON is.
    fn is_wildcard_of_json(&self) -> bool {
        let essence = self.media_type.split(';').next().unwrap_or_default();
        self.is_structured && ["*/*", "application/*", "*"].contains(&essence.trim())
    }
}

/// Returns the content that is JSON; where none says so, what is described as JSON under a wildcard.
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

    /// Returns whether it is for answers with this code.
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

    /// Returns how the client says who asks: the first alternative that it knows all of, whose ways go
    /// together; none if nobody need say, or if it knows none.
    pub fn chosen(&self) -> &[Scheme] {
        let is_known = |it: &Scheme| !matches!(it.way, Security::Other(_));
        let mut all = self.alternatives.iter();
        all.find(|it| it.iter().all(is_known))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the path without the query and the fragment that some documents write behind it.
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
