//! Turns a text into JSON, in the one dialect that everything else reads.

use serde_json::{Map, Number, Value};
use yaml_serde::Value as Yaml;

use crate::problem::Problems;

/// The versions of OpenAPI that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3_0,
    V3_1,
}

/// Reads YAML or JSON, and checks what must hold before anything else can be read.
pub(crate) fn read(text: &str, path: &str) -> Result<(Value, Version), Problems> {
    let json = parse(text, path)?;
    let fail = |message: String| Err(Problems::one(path.to_owned(), message));
    if !json.is_object() {
        return fail(
            "this is no OpenAPI document: it has no `openapi` at its beginning".to_owned(),
        );
    }
    let version = match json.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        // `openapi: 3.1` without quotes is a number to YAML.
        Some(Value::Number(version)) => version.to_string(),
        _ if json.get("swagger").is_some() => {
            return fail(
                "this is Swagger 2.0, which is not supported: convert the document to OpenAPI 3.0 or 3.1"
                    .to_owned(),
            );
        }
        _ => {
            return fail(
                "`openapi` is missing: begin the document with `openapi: 3.0.3` or `openapi: 3.1.0`"
                    .to_owned(),
            );
        }
    };
    match version.split('.').take(2).collect::<Vec<_>>()[..] {
        ["3", "0"] => Ok((json, Version::V3_0)),
        ["3", "1"] => Ok((json, Version::V3_1)),
        _ => fail(format!(
            "`openapi: {version}` is not supported: write the document as OpenAPI 3.0 or 3.1"
        )),
    }
}

fn parse(text: &str, path: &str) -> Result<Value, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // JSON is YAML too, but a JSON parser has better messages for it.
    if text.trim_start().starts_with('{')
        && let Ok(json) = serde_json::from_str(text)
    {
        return Ok(json);
    }
    let fail = |error: &yaml_serde::Error| {
        let place = match error.location() {
            Some(at) => format!("{path}:{}:{}", at.line(), at.column()),
            None => path.to_owned(),
        };
        Problems::one(place, format!("this is not YAML: {error}"))
    };
    let mut yaml: Yaml = yaml_serde::from_str(text).map_err(|error| fail(&error))?;
    yaml.apply_merge().map_err(|error| fail(&error))?;
    Ok(json_of(yaml))
}

/// Returns YAML as JSON. JSON keys are texts, while YAML has keys of any kind, such as the status `200`.
fn json_of(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => {
            let number = if let Some(number) = number.as_u64() {
                Some(Number::from(number))
            } else if let Some(number) = number.as_i64() {
                Some(Number::from(number))
            } else {
                number.as_f64().and_then(Number::from_f64)
            };
            number.map_or(Value::Null, Value::Number)
        }
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => items.into_iter().map(json_of).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries.into_iter().map(|(key, value)| {
                let key = match json_of(key) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                (key, json_of(value))
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Yaml::Tagged(tagged) => json_of(tagged.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_no_texts_in_yaml_are_in_json() {
        let json = parse("responses:\n  200: {a: 1}\n  true: 2\n  4XX: x\n", "a.yaml").unwrap();
        let keys: Vec<_> = json["responses"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["200", "true", "4XX"]);
    }

    #[test]
    fn both_versions_are_taken_and_others_refused_by_name() {
        for (text, wanted) in [
            ("openapi: 3.0.3", Version::V3_0),
            ("openapi: 3.1", Version::V3_1),
            ("{\"openapi\": \"3.1.1\"}", Version::V3_1),
        ] {
            assert_eq!(read(text, "a.yaml").unwrap().1, wanted, "{text}");
        }
        for (text, wanted) in [
            ("openapi: 4.0.0", "`openapi: 4.0.0` is not supported"),
            ("swagger: '2.0'", "Swagger 2.0"),
            ("info: {}", "`openapi` is missing"),
            ("- 1", "no OpenAPI document"),
            ("a: [", "a.yaml:2:1: this is not YAML"),
        ] {
            let said = read(text, "a.yaml").unwrap_err().to_string();
            assert!(said.contains(wanted), "{text}: {said}");
        }
    }
}
