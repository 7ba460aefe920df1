//! Reads and checks the parameters of operations; `style` is how their values are written.

mod style;

use std::borrow::Cow;

use contacts_openapi::{Document, Location, Operation, Style};
use http::HeaderMap;
use serde_json::{Map, Value};

use super::answer::Answer;
use crate::schema::{Direction, SchemaId, Schemas, Violation};

use self::style::Decoded;
pub(super) use self::style::from_text;

#[derive(Debug)]
pub(super) struct Parameter {
    name: String,
    location: Location,
    required: bool,
    schema: SchemaId,
    style: Style,
    explode: bool,
    /// Whether it is the size of a page, the one parameter for which a switch is lenient.
    is_limit: bool,
}

/// The values of the parameters that were given or have a default.
pub(crate) type ParameterValues = Map<String, Value>;

/// The variables of a request's path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variables<'r> {
    pub(super) names: &'r [String],
    pub(super) values: &'r [Cow<'r, str>],
}

/// The parts of a request that parameters are given in.
#[derive(Debug, Clone, Copy)]
pub(super) struct RequestParts<'r> {
    pub(super) path: Variables<'r>,
    pub(super) query: &'r str,
    pub(super) headers: &'r HeaderMap,
}

/// Headers that are described elsewhere in a document, and never as parameters.
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Parameter {
    /// Returns the parameters of an operation, those of its path first.
    pub(super) fn all(
        schemas: &mut Schemas,
        document: &Document,
        operation: &Operation,
        limit: Option<&str>,
    ) -> Vec<Self> {
        let is_parameter = |it: &&contacts_openapi::Parameter| {
            let name = it.name.to_ascii_lowercase();
            it.location != Location::Header || !NO_PARAMETERS.contains(&name.as_str())
        };
        let parameters = operation.parameters.iter().filter(is_parameter);
        let mut all: Vec<_> = parameters
            .filter_map(|it| {
                let (location, name) = located(operation, it)?;
                Some(Parameter {
                    name: name.to_owned(),
                    location,
                    required: it.required,
                    schema: schemas.compile(document.json(), &document.schema(it.schema).json),
                    style: it.style,
                    explode: it.explode,
                    is_limit: it.location == Location::Query && Some(it.name.as_str()) == limit,
                })
            })
            .collect();
        all.sort_by_key(|it| it.location != Location::Path);
        all
    }
}

/// Returns where a parameter is given, and under which name. A path parameter may be in the query that the
/// document writes into the path, or nowhere.
fn located<'o>(
    operation: &'o Operation,
    parameter: &'o contacts_openapi::Parameter,
) -> Option<(Location, &'o str)> {
    let variable = format!("{{{}}}", parameter.name);
    if parameter.location != Location::Path || operation.path_alone().contains(&variable) {
        return Some((parameter.location, &parameter.name));
    }
    let mut pairs = operation.query_in_path()?.split('&');
    pairs.find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (value == variable).then_some((Location::Query, name))
    })
}

/// Reads all parameters; the error answer names every one that is not valid.
pub(super) fn read(
    parameters: &[Parameter],
    schemas: &Schemas,
    request: &RequestParts<'_>,
    clamp_limit: bool,
) -> Result<ParameterValues, Answer> {
    let mut arguments = ParameterValues::new();
    let mut invalid = Vec::new();
    for parameter in parameters {
        match value(parameter, schemas, request, clamp_limit) {
            Ok(Some(value)) => {
                // If two parameters have the same name, the one in the path wins.
                arguments.entry(&parameter.name).or_insert(value);
            }
            Ok(None) => {}
            Err(it) => invalid.push((&parameter.name, it)),
        }
    }
    if invalid.is_empty() {
        return Ok(arguments);
    }
    let all = |said: fn(&Invalid) -> String| {
        let said = invalid
            .iter()
            .map(|(name, it)| format!("{name}: {}", said(it)));
        said.collect::<Vec<_>>().join("; ")
    };
    Err(Answer::bad_request(&all(Invalid::told)).logged_as(all(Invalid::logged)))
}

/// Why a parameter is not valid.
#[derive(Debug, PartialEq)]
enum Invalid {
    /// The end of a sentence, which contains nothing that was sent.
    Said(String),
    /// The rules that its value breaks.
    Broken(Vec<Violation>),
}

impl Invalid {
    fn told(&self) -> String {
        self.say(|it| match it.path.as_slice() {
            [] => it.rule(),
            path => format!("{} {}", path.join("."), it.rule()),
        })
    }

    fn logged(&self) -> String {
        self.say(|it| match it.logged_parts() {
            (path, rule) if path.is_empty() => rule.to_owned(),
            (path, rule) => format!("{path} {rule}"),
        })
    }

    fn say(&self, rule: fn(&Violation) -> String) -> String {
        match self {
            Invalid::Said(rule) => rule.clone(),
            Invalid::Broken(rules) => rules.iter().map(rule).collect::<Vec<_>>().join(", "),
        }
    }
}

impl From<String> for Invalid {
    fn from(rule: String) -> Self {
        Invalid::Said(rule)
    }
}

/// Returns whether the values in the path are valid.
pub(super) fn takes(parameters: &[Parameter], schemas: &Schemas, path: Variables<'_>) -> bool {
    let headers = HeaderMap::new();
    let request = RequestParts {
        path,
        query: "",
        headers: &headers,
    };
    let mut in_path = parameters.iter().filter(|it| it.location == Location::Path);
    in_path.all(|it| value(it, schemas, &request, false).is_ok())
}

fn value(
    parameter: &Parameter,
    schemas: &Schemas,
    request: &RequestParts<'_>,
    clamp_limit: bool,
) -> Result<Option<Value>, Invalid> {
    let id = parameter.schema;
    let mut value = match style::decode(parameter, schemas, request)? {
        Decoded::Value(value) => value,
        Decoded::Opaque(text) => return Ok(Some(Value::from(text))),
        Decoded::Absent if parameter.required => {
            return Err(Invalid::Said("is required".to_owned()));
        }
        Decoded::Absent => {
            let default = schemas.default_of(id);
            let fits = |it: &&Value| schemas.fits(id, it, Direction::Sent);
            return Ok(default.filter(fits).cloned());
        }
    };
    if clamp_limit
        && parameter.is_limit
        && let Some(most) = schemas.maximum_of(id)
        && value.as_f64() > most.as_f64()
    {
        value = Value::Number(most.clone());
    }
    let violations = schemas.check(id, &value, Direction::Sent);
    if violations.is_empty() {
        return Ok(Some(value));
    }
    Err(Invalid::Broken(violations))
}

#[cfg(test)]
mod tests;
