//! Parameters, read by the document's schemas.

use std::borrow::Cow;

use contacts_openapi::{Document, Location, Operation, Style};
use http::HeaderMap;
use serde_json::{Map, Number, Value};

use super::answer::Answer;
use super::credentials::cookies;
use crate::schema::{Direction, SchemaId, Schemas, Type, Violation};

#[derive(Debug)]
pub(super) struct Parameter {
    name: String,
    location: Location,
    required: bool,
    schema: SchemaId,
    style: Style,
    explode: bool,
    /// Says how many contacts a page has: the one parameter that a switch takes leniently.
    is_limit: bool,
}

/// The values of the parameters that were given or have a default.
pub(crate) type Arguments = Map<String, Value>;

/// The variables of a request's path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variables<'r> {
    pub(super) names: &'r [String],
    pub(super) values: &'r [Cow<'r, str>],
}

/// Where parameters are given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'r> {
    pub(super) path: Variables<'r>,
    pub(super) query: &'r str,
    pub(super) headers: &'r HeaderMap,
}

/// Headers that are described elsewhere in a document, and never as parameters.
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Parameter {
    /// The parameters of an operation, those of its path first.
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
                let (location, name) = place(operation, it)?;
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

/// Where a parameter is given, and under which name. One of the path may stand in the query that the
/// document writes into the path, or nowhere.
fn place<'o>(
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

/// Reads all parameters; the answer names every one that cannot be what it is.
pub(super) fn read(
    parameters: &[Parameter],
    schemas: &Schemas,
    given: &Given<'_>,
    clamp_limit: bool,
) -> Result<Arguments, Answer> {
    let mut arguments = Arguments::new();
    let mut problems = Vec::new();
    for parameter in parameters {
        match value(parameter, schemas, given, clamp_limit) {
            Ok(Some(value)) => {
                // Of two with one name, that of the path is what is asked for.
                arguments.entry(&parameter.name).or_insert(value);
            }
            Ok(None) => {}
            Err(problem) => problems.push((&parameter.name, problem)),
        }
    }
    if problems.is_empty() {
        return Ok(arguments);
    }
    let all = |said: fn(&Problem) -> String| {
        let said = problems
            .iter()
            .map(|(name, it)| format!("{name}: {}", said(it)));
        said.collect::<Vec<_>>().join("; ")
    };
    Err(Answer::bad_request(&all(Problem::told)).logged_as(all(Problem::logged)))
}

/// What is wrong with a parameter.
#[derive(Debug, PartialEq)]
enum Problem {
    /// The end of a sentence, with nothing that was sent in it.
    Said(String),
    /// The rules that its value breaks.
    Broken(Vec<Violation>),
}

impl Problem {
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
            Problem::Said(rule) => rule.clone(),
            Problem::Broken(rules) => rules.iter().map(rule).collect::<Vec<_>>().join(", "),
        }
    }
}

impl From<String> for Problem {
    fn from(rule: String) -> Self {
        Problem::Said(rule)
    }
}

/// Can the variables of the path be what they are?
pub(super) fn takes(parameters: &[Parameter], schemas: &Schemas, path: Variables<'_>) -> bool {
    let headers = HeaderMap::new();
    let given = Given {
        path,
        query: "",
        headers: &headers,
    };
    let mut in_path = parameters.iter().filter(|it| it.location == Location::Path);
    in_path.all(|it| value(it, schemas, &given, false).is_ok())
}

/// What is given under a name, as often as it is.
fn texts(location: Location, name: &str, given: &Given<'_>) -> Vec<String> {
    match location {
        Location::Path => {
            let variables = given.path.names.iter().zip(given.path.values);
            variables
                .filter(|(known, _)| *known == name)
                .map(|(_, value)| value.clone().into_owned())
                .collect()
        }
        Location::Query => form_urlencoded::parse(given.query.as_bytes())
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .collect(),
        Location::Header => given
            .headers
            .get_all(name)
            .iter()
            .map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
            .collect(),
        Location::Cookie => cookies(given.headers, name),
    }
}

fn value(
    parameter: &Parameter,
    schemas: &Schemas,
    given: &Given<'_>,
    clamp_limit: bool,
) -> Result<Option<Value>, Problem> {
    let id = parameter.schema;
    let kind = schemas.kind(id);
    let fields = || match (kind, parameter.style) {
        (Some(Type::Object), Style::DeepObject) => {
            let name = |field: &str| format!("{}[{field}]", parameter.name);
            fields(parameter, schemas, given, name)
        }
        (Some(Type::Object), Style::Repeated) => fields(parameter, schemas, given, str::to_owned),
        _ => Ok(None),
    };
    let texts = texts(parameter.location, &parameter.name, given);
    let found = match fields()? {
        Some(object) => Some(object),
        None if texts.is_empty() => None,
        None if matches!(parameter.style, Style::Label | Style::Matrix) => {
            match in_segment(parameter, schemas, &texts.concat()) {
                Some(value) => Some(value?),
                None => {
                    return Err("is not written in the style that the document says"
                        .to_owned()
                        .into());
                }
            }
        }
        None if matches!(parameter.style, Style::Other | Style::Json) => {
            match unusual(&texts, kind) {
                Some(value) => Some(value),
                // In a way that is not known here: nothing can be said of it.
                None => return Ok(Some(Value::from(texts.concat()))),
            }
        }
        None => Some(usual(parameter, schemas, &texts)?),
    };
    let Some(mut value) = found else {
        return if parameter.required {
            Err(Problem::Said("is required".to_owned()))
        } else {
            let default = schemas.default_of(id);
            let fits = |it: &&Value| schemas.fits(id, it, Direction::Sent);
            Ok(default.filter(fits).cloned())
        };
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
    Err(Problem::Broken(violations))
}

/// An object whose members are given one by one.
fn fields(
    parameter: &Parameter,
    schemas: &Schemas,
    given: &Given<'_>,
    name: impl Fn(&str) -> String,
) -> Result<Option<Value>, String> {
    let mut object = Map::new();
    for (field, id) in schemas.properties(parameter.schema) {
        let texts = texts(parameter.location, &name(field), given);
        if !texts.is_empty() {
            let value = several(schemas, id, &texts)?;
            object.insert(field.to_owned(), value);
        }
    }
    Ok((!object.is_empty()).then_some(Value::Object(object)))
}

fn usual(parameter: &Parameter, schemas: &Schemas, texts: &[String]) -> Result<Value, String> {
    let Style::Joined(separator) = parameter.style else {
        return several(schemas, parameter.schema, texts);
    };
    let items = || {
        let texts = texts.iter().filter(|it| !it.is_empty());
        let items = texts.flat_map(|it| it.split(separator));
        items.map(|it| it.trim().to_owned()).collect::<Vec<_>>()
    };
    match schemas.kind(parameter.schema) {
        Some(Type::Array) => several(schemas, parameter.schema, &items()),
        Some(Type::Object) => {
            let items = items();
            // `a=1,b=2`, or `a,1,b,2`.
            let pairs: Vec<(&str, &str)> = if items.iter().all(|it| it.contains('=')) {
                items.iter().filter_map(|it| it.split_once('=')).collect()
            } else {
                let pairs = items.chunks_exact(2);
                pairs.map(|it| (it[0].as_str(), it[1].as_str())).collect()
            };
            object(schemas, parameter.schema, pairs)
        }
        _ => several(schemas, parameter.schema, texts),
    }
}

/// The texts as one value: an array of them, or the only one.
fn several(schemas: &Schemas, id: SchemaId, texts: &[String]) -> Result<Value, String> {
    let kind = schemas.kind(id);
    if kind == Some(Type::Array) {
        let kind = schemas.items(id).and_then(|it| schemas.kind(it));
        let items: Result<_, _> = texts.iter().map(|it| from_text(it, kind)).collect();
        return items.map(Value::Array);
    }
    let [only] = texts else {
        return Err(format!("is given {} times", texts.len()));
    };
    if kind.is_none() {
        // It may be one of several kinds.
        let kinds = [Type::Integer, Type::Number, Type::Boolean];
        let read = kinds
            .into_iter()
            .filter_map(|it| from_text(only, Some(it)).ok());
        let text = Value::from(only.as_str());
        let mut all = std::iter::once(text).chain(read);
        if let Some(fitting) = all.find(|it| schemas.fits(id, it, Direction::Sent)) {
            return Ok(fitting);
        }
    }
    from_text(only, kind)
}

/// A value behind a dot, `.a,b`, or behind a semicolon and its name, `;it=a,b`; `None` if it is not.
fn in_segment(
    parameter: &Parameter,
    schemas: &Schemas,
    text: &str,
) -> Option<Result<Value, String>> {
    let id = parameter.schema;
    let kind = schemas.kind(id);
    let (mark, name) = match parameter.style {
        Style::Matrix => (';', format!("{}=", parameter.name)),
        _ => ('.', String::new()),
    };
    let text = text.strip_prefix(mark)?;
    // `;a=1;b=2` and `.a=1.b=2` are the members of an object, which have no name in front of all.
    if kind == Some(Type::Object) && parameter.explode {
        let pairs: Option<Vec<_>> = text.split(mark).map(|it| it.split_once('=')).collect();
        return Some(object(schemas, id, pairs?));
    }
    let parts: Vec<&str> = match kind {
        Some(Type::Array) if parameter.explode => text.split(mark).collect(),
        _ => vec![text],
    };
    let parts: Option<Vec<&str>> = parts.into_iter().map(|it| it.strip_prefix(&name)).collect();
    let items: Vec<String> = match kind {
        Some(Type::Array | Type::Object) if !parameter.explode => {
            let parts = parts?.into_iter();
            parts
                .flat_map(|it| it.split(','))
                .map(str::to_owned)
                .collect()
        }
        _ => parts?.into_iter().map(str::to_owned).collect(),
    };
    if kind == Some(Type::Object) {
        let pairs = items.chunks_exact(2);
        let pairs = pairs.map(|it| (it[0].as_str(), it[1].as_str())).collect();
        return Some(object(schemas, id, pairs));
    }
    Some(several(schemas, id, &items))
}

fn object(schemas: &Schemas, id: SchemaId, pairs: Vec<(&str, &str)>) -> Result<Value, String> {
    let mut object = Map::new();
    for (name, text) in pairs {
        let property = schemas.property(id, name);
        let value = from_text(text, property.and_then(|it| schemas.kind(it)))?;
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object))
}

/// A value that is given as JSON, or as a text in a way that is not known here.
fn unusual(texts: &[String], kind: Option<Type>) -> Option<Value> {
    let [text] = texts else { return None };
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    match kind {
        None | Some(Type::Array | Type::Object) => None,
        kind => from_text(text, kind).ok(),
    }
}

pub(super) fn from_text(text: &str, kind: Option<Type>) -> Result<Value, String> {
    let number = |parsed: Option<Number>| parsed.map(Value::Number);
    match kind {
        Some(Type::Integer) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
                return Err("must be a whole number".to_owned());
            }
            number(text.parse().ok().and_then(Number::from_i128))
                .ok_or_else(|| "is more than fits".to_owned())
        }
        Some(Type::Number) => number(text.parse().ok().and_then(Number::from_f64))
            .ok_or_else(|| "must be a number".to_owned()),
        Some(Type::Boolean) => text
            .parse()
            .map(Value::Bool)
            .map_err(|_| "must be true or false".to_owned()),
        _ => Ok(Value::from(text)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a parameter with this schema and style becomes when the query is this.
    fn in_query(schema: &Value, style: Style, query: &str) -> Result<Value, String> {
        let mut schemas = Schemas::default();
        let parameter = Parameter {
            name: "it".to_owned(),
            location: Location::Query,
            required: true,
            schema: schemas.compile(&json!({}), schema),
            style,
            explode: false,
            is_limit: false,
        };
        let path = Variables {
            names: &[],
            values: &[],
        };
        let given = Given {
            path,
            query,
            headers: &HeaderMap::new(),
        };
        let value = value(&parameter, &schemas, &given, false);
        value.map(Option::unwrap).map_err(|it| it.told())
    }

    /// What a parameter with this schema becomes when it is given so.
    fn read_as(schema: &Value, given: &[&str]) -> Result<Value, String> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(given.iter().map(|it| ("it", it)));
        in_query(schema, Style::Repeated, &query.finish())
    }

    #[test]
    fn a_parameter_becomes_what_its_schema_says() {
        let whole = json!({"type": "integer"});
        let list = json!({"type": "array", "items": {"type": "integer"}, "maxItems": 2});
        for (schema, given, expected) in [
            (&whole, vec!["7"], Ok(json!(7))),
            (&whole, vec!["-7"], Ok(json!(-7))),
            (&whole, vec!["18446744073709551615"], Ok(json!(u64::MAX))),
            (&whole, vec!["7.0"], Err("must be a whole number")),
            (&whole, vec!["-"], Err("must be a whole number")),
            (
                &whole,
                vec!["18446744073709551616"],
                Err("is more than fits"),
            ),
            (&whole, vec!["1", "2"], Err("is given 2 times")),
            (&whole, vec![], Err("is required")),
            (&list, vec!["1", "2"], Ok(json!([1, 2]))),
            (&list, vec!["1", "x"], Err("must be a whole number")),
            (
                &list,
                vec!["1", "2", "3"],
                Err("has 3 items, more than the maximum of 2"),
            ),
            (&json!({"type": "number"}), vec!["0.5"], Ok(json!(0.5))),
            (
                &json!({"type": "number"}),
                vec!["NaN"],
                Err("must be a number"),
            ),
            (&json!({"type": "boolean"}), vec!["true"], Ok(json!(true))),
            (
                &json!({"type": "boolean"}),
                vec!["1"],
                Err("must be true or false"),
            ),
            (&json!({"type": "string"}), vec!["1"], Ok(json!("1"))),
            (&json!({}), vec!["1"], Ok(json!("1"))),
        ] {
            let expected = expected.map_err(str::to_owned);
            assert_eq!(read_as(schema, &given), expected, "{schema} {given:?}");
        }
    }

    #[test]
    fn arrays_and_objects_are_read_in_every_style() {
        let list = json!({"type": "array", "items": {"type": "integer"}});
        let object = json!({"type": "object", "properties": {
            "a": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}},
        }});
        let either = json!({"oneOf": [{"type": "integer"}, {"type": "string", "maxLength": 1}]});
        for (schema, style, query, expected) in [
            (&list, Style::Joined(','), "it=1,2", json!([1, 2])),
            (&list, Style::Joined('|'), "it=1%7C2", json!([1, 2])),
            (&list, Style::Joined(' '), "it=1%202", json!([1, 2])),
            (&list, Style::Joined(','), "it=", json!([])),
            (&list, Style::Other, "it=%5B1%5D", json!([1])),
            (&object, Style::Joined(','), "it=a,1", json!({"a": 1})),
            (&object, Style::Joined(','), "it=a%3D1", json!({"a": 1})),
            (
                &object,
                Style::DeepObject,
                "it[a]=1&it[tags]=x&it[tags]=y",
                json!({"a": 1, "tags": ["x", "y"]}),
            ),
            (&object, Style::Repeated, "a=1&other=2", json!({"a": 1})),
            (&object, Style::Other, "it={\"a\":1}", json!({"a": 1})),
            (&object, Style::Other, "it=;a", json!(";a")),
            (&either, Style::Repeated, "it=12", json!(12)),
            (&either, Style::Repeated, "it=x", json!("x")),
        ] {
            assert_eq!(in_query(schema, style, query), Ok(expected), "{query}");
        }
        let wrong = in_query(&list, Style::Joined(','), "it=1,x");
        assert_eq!(wrong, Err("must be a whole number".to_owned()));
    }

    #[test]
    fn a_segment_is_read_in_the_styles_that_only_paths_have() {
        let whole = json!({"type": "integer"});
        let list = json!({"type": "array", "items": {"type": "integer"}});
        let object = json!({"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}});
        for (schema, style, explode, segment, expected) in [
            (&whole, Style::Label, false, ".7", Some(json!(7))),
            (&whole, Style::Matrix, false, ";it=7", Some(json!(7))),
            (&list, Style::Label, false, ".1,2", Some(json!([1, 2]))),
            (&list, Style::Label, true, ".1.2", Some(json!([1, 2]))),
            (&list, Style::Matrix, false, ";it=1,2", Some(json!([1, 2]))),
            (
                &list,
                Style::Matrix,
                true,
                ";it=1;it=2",
                Some(json!([1, 2])),
            ),
            (
                &object,
                Style::Label,
                false,
                ".a,1,b,x",
                Some(json!({"a": 1, "b": "x"})),
            ),
            (
                &object,
                Style::Label,
                true,
                ".a=1.b=x",
                Some(json!({"a": 1, "b": "x"})),
            ),
            (
                &object,
                Style::Matrix,
                false,
                ";it=a,1,b,x",
                Some(json!({"a": 1, "b": "x"})),
            ),
            (
                &object,
                Style::Matrix,
                true,
                ";a=1;b=x",
                Some(json!({"a": 1, "b": "x"})),
            ),
            (&whole, Style::Label, false, "7", None),
            (&whole, Style::Matrix, false, ";other=7", None),
            (&list, Style::Matrix, true, ";it=1;2", None),
        ] {
            let mut schemas = Schemas::default();
            let parameter = Parameter {
                name: "it".to_owned(),
                location: Location::Path,
                required: true,
                schema: schemas.compile(&json!({}), schema),
                style,
                explode,
                is_limit: false,
            };
            let (names, values) = (["it".to_owned()], [Cow::Borrowed(segment)]);
            let path = Variables {
                names: &names,
                values: &values,
            };
            let given = Given {
                path,
                query: "",
                headers: &HeaderMap::new(),
            };
            let read = value(&parameter, &schemas, &given, false);
            let read = read.map(Option::unwrap).map_err(|it| it.told());
            let expected = expected
                .ok_or_else(|| "is not written in the style that the document says".to_owned());
            assert_eq!(read, expected, "{segment}");
        }
    }
}
