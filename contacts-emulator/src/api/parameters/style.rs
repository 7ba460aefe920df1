//! How values of parameters are written: the styles of OpenAPI.

use contacts_openapi::{Location, Style};
use serde_json::{Map, Number, Value};

use super::{Parameter, RequestParts};
use crate::api::credentials::cookies;
use crate::schema::{Direction, SchemaId, Schemas, Type};

/// The value that is given for a parameter.
pub(super) enum Decoded {
    Absent,
    Value(Value),
    /// A value in an unknown style, which cannot be checked.
    Opaque(String),
}

/// Reads the value of a parameter in the document's style.
///
/// # Errors
///
/// What is wrong with it, as the end of a sentence.
pub(super) fn decode(
    parameter: &Parameter,
    schemas: &Schemas,
    request: &RequestParts<'_>,
) -> Result<Decoded, String> {
    let kind = schemas.kind(parameter.schema);
    let object = match (kind, parameter.style) {
        (Some(Type::Object), Style::DeepObject) => {
            let name = |field: &str| format!("{}[{field}]", parameter.name);
            members(parameter, schemas, request, name)?
        }
        (Some(Type::Object), Style::Repeated) => {
            members(parameter, schemas, request, str::to_owned)?
        }
        _ => None,
    };
    if let Some(object) = object {
        return Ok(Decoded::Value(object));
    }
    let texts = texts(parameter.location, &parameter.name, request);
    if texts.is_empty() {
        return Ok(Decoded::Absent);
    }
    let value = match parameter.style {
        Style::Label | Style::Matrix => {
            let value = in_segment(parameter, schemas, &texts.concat());
            value.ok_or("is not written in the style that the document says")??
        }
        Style::Other | Style::Json => match unusual(&texts, kind) {
            Some(value) => value,
            None => return Ok(Decoded::Opaque(texts.concat())),
        },
        _ => joined_or_repeated(parameter, schemas, &texts)?,
    };
    Ok(Decoded::Value(value))
}

/// Returns all values that are given under a name.
fn texts(location: Location, name: &str, request: &RequestParts<'_>) -> Vec<String> {
    match location {
        Location::Path => {
            let variables = request.path.names.iter().zip(request.path.values);
            variables
                .filter(|(known, _)| *known == name)
                .map(|(_, value)| value.clone().into_owned())
                .collect()
        }
        Location::Query => form_urlencoded::parse(request.query.as_bytes())
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .collect(),
        Location::Header => request
            .headers
            .get_all(name)
            .iter()
            .map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
            .collect(),
        Location::Cookie => cookies(request.headers, name),
    }
}

/// Returns an object whose members are given one by one.
fn members(
    parameter: &Parameter,
    schemas: &Schemas,
    request: &RequestParts<'_>,
    name: impl Fn(&str) -> String,
) -> Result<Option<Value>, String> {
    let mut object = Map::new();
    for (field, id) in schemas.properties(parameter.schema) {
        let texts = texts(parameter.location, &name(field), request);
        if !texts.is_empty() {
            let value = of_texts(schemas, id, &texts)?;
            object.insert(field.to_owned(), value);
        }
    }
    Ok((!object.is_empty()).then_some(Value::Object(object)))
}

/// Returns the value of a parameter whose items are joined, or are given one by one.
fn joined_or_repeated(
    parameter: &Parameter,
    schemas: &Schemas,
    texts: &[String],
) -> Result<Value, String> {
    let Style::Joined(separator) = parameter.style else {
        return of_texts(schemas, parameter.schema, texts);
    };
    let items = || {
        let texts = texts.iter().filter(|it| !it.is_empty());
        let items = texts.flat_map(|it| it.split(separator));
        items.map(|it| it.trim().to_owned()).collect::<Vec<_>>()
    };
    match schemas.kind(parameter.schema) {
        Some(Type::Array) => of_texts(schemas, parameter.schema, &items()),
        Some(Type::Object) => {
            let items = items();
            // `a=1,b=2`, or `a,1,b,2`.
            let pairs: Vec<(&str, &str)> = if items.iter().all(|it| it.contains('=')) {
                items.iter().filter_map(|it| it.split_once('=')).collect()
            } else {
                let pairs = items.chunks_exact(2);
                pairs.map(|it| (it[0].as_str(), it[1].as_str())).collect()
            };
            of_pairs(schemas, parameter.schema, pairs)
        }
        _ => of_texts(schemas, parameter.schema, texts),
    }
}

/// Returns the texts as one value: an array of them, or the only one.
fn of_texts(schemas: &Schemas, id: SchemaId, texts: &[String]) -> Result<Value, String> {
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
        // The value may be of one of several kinds.
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

/// Returns the value after a dot, `.a,b`, or after a semicolon and its name, `;it=a,b`; `None` if it is not
/// written like this.
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
    // `;a=1;b=2` and `.a=1.b=2` are the members of an object, without the parameter's name in
    // front.
    if kind == Some(Type::Object) && parameter.explode {
        let pairs: Option<Vec<_>> = text.split(mark).map(|it| it.split_once('=')).collect();
        return Some(of_pairs(schemas, id, pairs?));
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
        return Some(of_pairs(schemas, id, pairs));
    }
    Some(of_texts(schemas, id, &items))
}

fn of_pairs(schemas: &Schemas, id: SchemaId, pairs: Vec<(&str, &str)>) -> Result<Value, String> {
    let mut object = Map::new();
    for (name, text) in pairs {
        let property = schemas.property(id, name);
        let value = from_text(text, property.and_then(|it| schemas.kind(it)))?;
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object))
}

/// Returns a value that is given as JSON, or as a text in an unknown style.
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

/// Reads one text as a value of this kind.
///
/// # Errors
///
/// What is wrong with it, as the end of a sentence.
pub(in crate::api) fn from_text(text: &str, kind: Option<Type>) -> Result<Value, String> {
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
