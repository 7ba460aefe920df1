//! Converts values to the texts that people write in a cell or an argument, and back, by the
//! document.

use serde_json::{Map, Number, Value};

use crate::document::Document;
use crate::schema::{Format, Kind, SchemaId};

/// Returns the text that a person would write for a value: a string unchanged, an array as its
/// items separated by `;`, and anything that would be ambiguous as JSON.
///
/// ```
/// use serde_json::json;
///
/// assert_eq!(contacts_openapi::show(&json!("a b")), "a b");
/// assert_eq!(contacts_openapi::show(&json!(["a", "b"])), "a;b");
/// assert_eq!(contacts_openapi::show(&json!(true)), "true");
/// assert_eq!(contacts_openapi::show(&json!(null)), "");
/// ```
pub fn show(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if can_be_joined(items) => {
            let items: Vec<_> = items.iter().map(show).collect();
            items.join(SEPARATOR)
        }
        other => other.to_string(),
    }
}

/// The separator between the items of an array, unless another one is given.
pub const SEPARATOR: &str = ";";

/// Returns whether joined items can be separated again.
fn can_be_joined(items: &[Value]) -> bool {
    let plain = |item: &Value| match item {
        Value::String(text) => {
            !text.is_empty()
                && !text.contains(SEPARATOR)
                && text.trim() == text
                && !text.starts_with('[')
        }
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    };
    !items.is_empty() && items.iter().all(plain)
}

impl Document {
    /// Returns the value that a text stands for, by the kind of the schema; it is not checked
    /// whether the value is allowed.
    ///
    /// An array is read from items separated by `separator`, or from JSON; an object from JSON; a value of
    /// any kind is JSON if it can be read as that, and otherwise a string.
    ///
    /// # Errors
    ///
    /// What the text is not, as the rest of a sentence: `is not a whole number`.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// let document = contacts_openapi::document();
    /// let id = document.operation("get_contact").unwrap().parameters[0].schema;
    /// assert_eq!(document.value_of(id, "7", ";"), Ok(json!(7)));
    /// assert_eq!(document.value_of(id, "x", ";"), Err("is not a whole number".to_owned()));
    /// ```
    pub fn value_of(&self, schema: SchemaId, text: &str, separator: &str) -> Result<Value, String> {
        let its = self.schema(schema);
        let trimmed = text.trim();
        if trimmed == "null" && its.nullable && !matches!(its.kind, Kind::String(_)) {
            return Ok(Value::Null);
        }
        match &its.kind {
            Kind::String(Format::Phone | Format::Plain) => Ok(Value::from(text)),
            Kind::String(_) => Ok(Value::from(trimmed)),
            Kind::Integer => whole(trimmed).ok_or_else(|| "is not a whole number".to_owned()),
            Kind::Number => {
                number(trimmed).ok_or_else(|| "is not a number, such as 1.5".to_owned())
            }
            Kind::Boolean => flag(trimmed).ok_or_else(|| "is neither true nor false".to_owned()),
            Kind::Array(items) => self.array(*items, trimmed, separator),
            Kind::Object(_) | Kind::Map(_) => match serde_json::from_str(trimmed) {
                Ok(Value::Object(object)) => Ok(Value::Object(object)),
                _ => Err("is not a JSON object, such as {\"key\": \"value\"}".to_owned()),
            },
            Kind::Any => Ok(serde_json::from_str(trimmed).unwrap_or_else(|_| Value::from(text))),
        }
    }

    fn array(&self, items: SchemaId, text: &str, separator: &str) -> Result<Value, String> {
        if text.starts_with('[')
            && let Ok(Value::Array(items)) = serde_json::from_str(text)
        {
            return Ok(Value::Array(items));
        }
        if matches!(
            self.schema(items).kind,
            Kind::Object(_) | Kind::Map(_) | Kind::Array(_)
        ) {
            return Err("is not a JSON array, such as [{\"key\": \"value\"}]".to_owned());
        }
        let texts = text
            .split(separator)
            .map(str::trim)
            .filter(|it| !it.is_empty());
        let values: Result<Vec<_>, _> = texts
            .map(|it| self.value_of(items, it, separator))
            .collect();
        values.map(Value::Array)
    }
}

fn whole(text: &str) -> Option<Value> {
    if let Ok(number) = text.parse::<u64>() {
        return Some(Value::from(number));
    }
    text.parse::<i64>().ok().map(Value::from)
}

fn number(text: &str) -> Option<Value> {
    whole(text).or_else(|| Number::from_f64(text.parse().ok()?).map(Value::Number))
}

/// Reads a boolean as programs and spreadsheets write it, in the languages of the files that are synced.
fn flag(text: &str) -> Option<Value> {
    let flag = match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "ja" | "sand" | "sandt" | "x" => true,
        "false" | "no" | "0" | "nej" | "falsk" | "" => false,
        _ => return None,
    };
    Some(Value::Bool(flag))
}

/// Sets the value that a path such as `address.zip` leads to, and creates the objects around it.
///
/// ```
/// let mut object = serde_json::Map::new();
/// contacts_openapi::set(&mut object, "address.zip", "2100".into());
/// assert_eq!(serde_json::to_string(&object).unwrap(), r#"{"address":{"zip":"2100"}}"#);
/// ```
pub fn set(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        // A name may contain a dot itself.
        Some((first, rest)) if !object.contains_key(path) => {
            let inner = object
                .entry(first)
                .or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
        }
        _ => {
            object.insert(path.to_owned(), value);
        }
    }
}

/// Returns the value that a path such as `address.zip` leads to.
///
/// ```
/// let object = serde_json::json!({ "address": { "zip": "2100" } });
/// let object = object.as_object().unwrap();
/// assert_eq!(contacts_openapi::get(object, "address.zip"), Some(&"2100".into()));
/// assert_eq!(contacts_openapi::get(object, "address.city"), None);
/// ```
pub fn get<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    get(object.get(first)?.as_object()?, rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(schema: &Value) -> (Document, SchemaId) {
        let document = json!({
            "openapi": "3.0.3",
            "paths": {"/things": {"get": {
                "parameters": [{"name": "it", "in": "query", "schema": schema}],
                "responses": {"200": {"description": ""}},
            }}},
        });
        let document = Document::parse(&document.to_string(), "it.json").unwrap();
        let schema = document.operations()[0].parameters[0].schema;
        (document, schema)
    }

    #[test]
    fn a_text_becomes_the_value_that_it_stands_for() {
        let strings = json!({"type": "array", "items": {"type": "string"}});
        let numbers = json!({"type": "array", "items": {"type": "integer"}});
        let objects = json!({"type": "array", "items": {"type": "object"}});
        for (schema, text, wanted) in [
            (json!({"type": "string"}), " a ", Ok(json!(" a "))),
            (
                json!({"type": "string", "format": "date"}),
                " 2026-01-01",
                Ok(json!("2026-01-01")),
            ),
            (json!({"type": "integer"}), "-7", Ok(json!(-7))),
            (
                json!({"type": "integer"}),
                "18446744073709551615",
                Ok(json!(u64::MAX)),
            ),
            (json!({"type": "integer"}), "7.0", Err("whole number")),
            (json!({"type": "number"}), "7.5", Ok(json!(7.5))),
            (json!({"type": "number"}), "NaN", Err("not a number")),
            (json!({"type": "boolean"}), "Ja", Ok(json!(true))),
            (
                json!({"type": "boolean"}),
                "maybe",
                Err("neither true nor false"),
            ),
            (
                json!({"type": "integer", "nullable": true}),
                "null",
                Ok(json!(null)),
            ),
            (
                json!({"type": "string", "nullable": true}),
                "null",
                Ok(json!("null")),
            ),
            (strings.clone(), "a; b;", Ok(json!(["a", "b"]))),
            (strings.clone(), "[\"a;b\"]", Ok(json!(["a;b"]))),
            (strings, "", Ok(json!([]))),
            (numbers.clone(), "1;2", Ok(json!([1, 2]))),
            (numbers, "1;x", Err("whole number")),
            (objects.clone(), "[{\"a\":1}]", Ok(json!([{"a": 1}]))),
            (objects, "a", Err("JSON array")),
            (json!({"type": "object"}), "{\"a\":1}", Ok(json!({"a": 1}))),
            (json!({"type": "object"}), "a", Err("JSON object")),
            (json!({}), "7", Ok(json!(7))),
            (json!({}), "a b", Ok(json!("a b"))),
        ] {
            let (document, id) = document(&schema);
            let read = document.value_of(id, text, ";");
            match wanted {
                Ok(wanted) => assert_eq!(read, Ok(wanted), "{schema} {text:?}"),
                Err(part) => assert!(
                    read.clone().unwrap_err().contains(part),
                    "{schema} {text:?}: {read:?}"
                ),
            }
        }
    }

    #[test]
    fn what_is_shown_is_read_as_it_was() {
        for value in [
            json!(["a", "b"]),
            json!(["a;b"]),
            json!([]),
            json!([""]),
            json!([" a"]),
            json!(["[x"]),
        ] {
            let (document, id) = document(&json!({"type": "array", "items": {"type": "string"}}));
            assert_eq!(document.value_of(id, &show(&value), ";"), Ok(value));
        }
    }
}
