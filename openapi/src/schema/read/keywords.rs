//! Reads the keywords of a schema, once they are merged.

use serde_json::{Map, Value, json};

use crate::schema::{Bound, Constraints, Format};

/// Returns the text of a keyword.
pub(super) fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    Some(object.get(key)?.as_str()?.trim().to_owned())
}

/// Returns the kind of a schema by its `type`, or else by its other keywords.
pub(super) fn kind_name(schema: &Map<String, Value>) -> &str {
    if let Some(kind) = schema.get("type").and_then(Value::as_str) {
        return kind;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    if has(&[
        "properties",
        "additionalProperties",
        "required",
        "minProperties",
    ]) {
        return "object";
    }
    if has(&["items", "minItems", "maxItems"]) {
        return "array";
    }
    if has(&["pattern", "minLength", "maxLength"]) {
        return "string";
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let mut values = values.iter().filter(|it| !it.is_null()).peekable();
        if values.peek().is_some() {
            if values.clone().all(Value::is_string) {
                return "string";
            }
            if values.clone().all(|it| it.is_i64() || it.is_u64()) {
                return "integer";
            }
            if values.clone().all(Value::is_boolean) {
                return "boolean";
            }
        }
        return "";
    }
    if has(&["minimum", "maximum", "multipleOf"]) {
        return "number";
    }
    match schema.get("format").and_then(Value::as_str) {
        Some("int32" | "int64") => "integer",
        Some("float" | "double") => "number",
        Some("date" | "date-time" | "uuid" | "email" | "uri" | "byte" | "binary") => "string",
        _ => "",
    }
}

/// Returns the format with this name, or with another name for it.
pub(super) fn format(name: Option<&str>) -> Format {
    match name {
        Some("date") => Format::Date,
        Some("date-time" | "datetime") => Format::DateTime,
        Some("uuid" | "guid") => Format::Uuid,
        Some("email" | "idn-email") => Format::Email,
        Some("uri" | "url") => Format::Uri,
        Some("byte" | "base64") => Format::Byte,
        Some("binary") => Format::Binary,
        Some(
            "phone" | "phone-number" | "phonenumber" | "tel" | "telephone" | "e164" | "e.164"
            | "E.164",
        ) => Format::Phone,
        _ => Format::Plain,
    }
}

/// Returns the rules for values.
pub(super) fn constraints(schema: &Map<String, Value>) -> Constraints {
    let whole = |key: &str| {
        let value = schema.get(key)?;
        // `maxLength: 255.0` is a whole number too.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "lengths are small"
        )]
        let float = || value.as_f64().filter(|it| *it >= 0.0).map(|it| it as u64);
        value.as_u64().or_else(float)
    };
    let bound = |limit: &str, exclusive: &str| {
        Some(Bound {
            value: schema.get(limit)?.as_number()?.clone(),
            exclusive: schema.get(exclusive) == Some(&Value::Bool(true)),
        })
    };
    Constraints {
        min_length: whole("minLength"),
        max_length: whole("maxLength"),
        pattern: schema
            .get("pattern")
            .and_then(Value::as_str)
            .map(str::to_owned),
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        multiple_of: schema.get("multipleOf").and_then(Value::as_f64),
        min_items: whole("minItems"),
        max_items: whole("maxItems"),
        unique_items: schema.get("uniqueItems") == Some(&Value::Bool(true)),
        values: schema.get("enum").and_then(Value::as_array).cloned(),
    }
}

/// Returns whether a schema's values are texts.
pub(super) fn is_text(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|it| kind_name(it) == "string")
}

/// Returns whether a schema with this `not` allows no value, like the schema `false`.
pub(super) fn is_never(not: Option<&Value>) -> bool {
    not == Some(&json!({}))
}
