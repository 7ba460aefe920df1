//! Parameters, read by the document's schemas.

use axum::extract::RawPathParams;
use contacts_openapi::Operation;
use http::HeaderMap;
use serde_json::{Map, Number, Value};

use super::answer::Answer;
use crate::schema::{SchemaError, SchemaId, Schemas, Type};

#[derive(Debug)]
pub(super) struct Parameter {
    name: String,
    place: Place,
    required: bool,
    schema: SchemaId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
}

/// How many contacts a page has: the one parameter that a switch takes leniently.
const LIMIT: &str = "limit";

/// The values of the parameters that were given or have a default.
pub(crate) type Arguments = Map<String, Value>;

impl Parameter {
    /// The parameters of an operation. A cookie is nothing that the service reads.
    pub(super) fn all(
        schemas: &mut Schemas,
        document: &Value,
        operation: &Operation,
    ) -> Result<Vec<Self>, SchemaError> {
        let mut parameters = Vec::new();
        for parameter in &operation.parameters {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let place = match text("in") {
                Some("path") => Place::Path,
                Some("query") => Place::Query,
                Some("header") => Place::Header,
                _ => continue,
            };
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            parameters.push(Parameter {
                name: text("name").unwrap_or_default().to_owned(),
                place,
                required: parameter.get("required") == Some(&Value::Bool(true)),
                schema: schemas.compile(document, schema)?,
            });
        }
        Ok(parameters)
    }
}

/// Reads all parameters; the answer names every one that cannot be what it is.
pub(super) fn read(
    parameters: &[Parameter],
    schemas: &Schemas,
    path: &RawPathParams,
    query: &str,
    headers: &HeaderMap,
    clamp_limit: bool,
) -> Result<Arguments, Answer> {
    let mut arguments = Arguments::new();
    let mut problems = Vec::new();
    for parameter in parameters {
        let given = given(parameter, path, query, headers);
        match value(parameter, schemas, &given, clamp_limit) {
            Ok(Some(value)) => {
                arguments.insert(parameter.name.clone(), value);
            }
            Ok(None) => {}
            Err(rule) => problems.push(format!("{}: {rule}", parameter.name)),
        }
    }
    if problems.is_empty() {
        Ok(arguments)
    } else {
        Err(Answer::bad_request(&problems.join("; ")))
    }
}

fn given(
    parameter: &Parameter,
    path: &RawPathParams,
    query: &str,
    headers: &HeaderMap,
) -> Vec<String> {
    match parameter.place {
        Place::Path => path
            .iter()
            .filter(|(name, _)| *name == parameter.name)
            .map(|(_, value)| value.to_owned())
            .collect(),
        Place::Query => form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| *name == parameter.name)
            .map(|(_, value)| value.into_owned())
            .collect(),
        Place::Header => headers
            .get_all(&parameter.name)
            .iter()
            .map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
            .collect(),
    }
}

fn value(
    parameter: &Parameter,
    schemas: &Schemas,
    given: &[String],
    clamp_limit: bool,
) -> Result<Option<Value>, String> {
    if given.is_empty() {
        return if parameter.required {
            Err("is required".to_owned())
        } else {
            Ok(schemas.default_of(parameter.schema).cloned())
        };
    }
    let mut value = if schemas.kind(parameter.schema) == Some(Type::Array) {
        let kind = schemas
            .items(parameter.schema)
            .and_then(|it| schemas.kind(it));
        let items: Result<_, _> = given.iter().map(|it| from_text(it, kind)).collect();
        Value::Array(items?)
    } else {
        let [only] = given else {
            return Err(format!("is given {} times", given.len()));
        };
        from_text(only, schemas.kind(parameter.schema))?
    };
    if clamp_limit
        && parameter.name == LIMIT
        && let Some(most) = schemas.maximum_of(parameter.schema)
        && value.as_f64() > most.as_f64()
    {
        value = Value::Number(most.clone());
    }
    let violations = schemas.check(parameter.schema, &value);
    if violations.is_empty() {
        return Ok(Some(value));
    }
    let rules: Vec<_> = violations.into_iter().map(|it| it.rule).collect();
    Err(rules.join(", "))
}

fn from_text(text: &str, kind: Option<Type>) -> Result<Value, String> {
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

    /// What a parameter with this schema becomes when it is given so.
    fn read_as(schema: &Value, given: &[&str]) -> Result<Value, String> {
        let mut schemas = Schemas::default();
        let parameter = Parameter {
            name: "it".to_owned(),
            place: Place::Query,
            required: true,
            schema: schemas.compile(&json!({}), schema).unwrap(),
        };
        let given: Vec<_> = given.iter().map(|it| (*it).to_owned()).collect();
        Ok(value(&parameter, &schemas, &given, false)?.unwrap())
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
}
