//! One dialect for everything that reads the document: that of OpenAPI 3.0.
//!
//! OpenAPI 3.1 writes some things in another way (`type: [string, "null"]`, `const`, a numeric
//! `exclusiveMinimum`, siblings of `$ref`). Here each of these is rewritten as in 3.0, so that no
//! other module has to know a document's version. The forms of 3.1 are accepted in a 3.0 document
//! too, since people mix them.

use serde_json::{Map, Value, json};

use crate::place::Path;

/// Rewrites a whole document.
pub(crate) fn normalise(document: &mut Value) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    root.insert("openapi".to_owned(), "3.0.3".into());
    root.remove("webhooks");
    root.remove("jsonSchemaDialect");
    for (_, item) in entries(root.get_mut("paths")) {
        path_item(item);
    }
    let Some(components) = root.get_mut("components") else {
        return;
    };
    for (_, it) in entries(components.get_mut("schemas")) {
        schema(it);
    }
    for kind in ["parameters", "headers"] {
        for (_, it) in entries(components.get_mut(kind)) {
            parameter(it);
        }
    }
    for kind in ["requestBodies", "responses"] {
        for (_, it) in entries(components.get_mut(kind)) {
            message(it);
        }
    }
    for (_, it) in entries(components.get_mut("pathItems")) {
        path_item(it);
    }
}

fn entries(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|map| map.iter_mut())
}

fn items(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}

fn path_item(item: &mut Value) {
    items(item.get_mut("parameters")).for_each(parameter);
    for method in crate::operation::METHODS {
        let Some(operation) = item.get_mut(method) else {
            continue;
        };
        items(operation.get_mut("parameters")).for_each(parameter);
        if let Some(body) = operation.get_mut("requestBody") {
            message(body);
        }
        for (_, response) in entries(operation.get_mut("responses")) {
            message(response);
        }
    }
}

/// Rewrites a parameter or a header.
fn parameter(parameter: &mut Value) {
    if let Some(it) = parameter.get_mut("schema") {
        schema(it);
    }
    content(parameter.get_mut("content"));
}

/// Rewrites a request's body or a response.
fn message(message: &mut Value) {
    for (_, header) in entries(message.get_mut("headers")) {
        parameter(header);
    }
    content(message.get_mut("content"));
}

fn content(content: Option<&mut Value>) {
    for (_, media) in entries(content) {
        if let Some(it) = media.get_mut("schema") {
            schema(it);
        }
    }
}

/// The keywords whose value is a schema, a list of schemas, and a map of schemas.
const ONE: [&str; 9] = [
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
];
const SEVERAL: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMED: [&str; 4] = ["properties", "patternProperties", "$defs", "definitions"];

fn schema(value: &mut Value) {
    match value {
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({ "not": {} }),
        _ => {}
    }
    let Some(object) = value.as_object_mut() else {
        return;
    };
    for key in ONE {
        // `additionalProperties: true` is 3.0's own.
        if let Some(it) = object.get_mut(key).filter(|it| it.is_object()) {
            schema(it);
        }
    }
    for key in SEVERAL {
        items(object.get_mut(key)).for_each(schema);
    }
    for key in NAMED {
        entries(object.get_mut(key)).for_each(|(_, it)| schema(it));
    }
    reference_with_siblings(object);
    constant(object);
    types(object);
    null_among_alternatives(object);
    for (bound, limit) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        exclusive(object, bound, limit);
    }
    if let Some(Value::Array(examples)) = object.get("examples") {
        let first = examples.first().cloned();
        object.remove("examples");
        if let Some(first) = first {
            object.entry("example").or_insert(first);
        }
    }
    encoded(object);
}

/// Turns `{$ref, description}` into an `allOf` of one schema with a description beside it.
fn reference_with_siblings(object: &mut Map<String, Value>) {
    if object.len() < 2 {
        return;
    }
    if let Some(target) = object.remove("$ref") {
        let mut all = vec![json!({ "$ref": target })];
        if let Some(Value::Array(more)) = object.remove("allOf") {
            all.extend(more);
        }
        object.insert("allOf".to_owned(), Value::Array(all));
    }
}

fn constant(object: &mut Map<String, Value>) {
    if let Some(value) = object.remove("const") {
        object.insert("enum".to_owned(), Value::Array(vec![value]));
    }
}

fn types(object: &mut Map<String, Value>) {
    let mut types = match object.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(Value::String(null)) if null == "null" => vec!["null".into()],
        _ => return,
    };
    let all = types.len();
    types.retain(|it| it != "null");
    if types.len() < all {
        object.insert("nullable".to_owned(), true.into());
    }
    object.remove("type");
    match types.as_slice() {
        [] => {
            object.entry("enum").or_insert(json!([null]));
        }
        [only] => {
            object.insert("type".to_owned(), only.clone());
        }
        several => {
            let several = several.iter().map(|it| json!({ "type": it })).collect();
            object.entry("anyOf").or_insert(several);
        }
    }
}

/// Turns `anyOf: [X, {type: "null"}]` into a nullable X.
fn null_among_alternatives(object: &mut Map<String, Value>) {
    for key in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = object.get_mut(key) else {
            continue;
        };
        let all = alternatives.len();
        alternatives.retain(|it| it.get("enum") != Some(&json!([null])));
        if alternatives.len() == all {
            continue;
        }
        if alternatives.is_empty() {
            object.remove(key);
        }
        object.insert("nullable".to_owned(), true.into());
    }
}

fn exclusive(object: &mut Map<String, Value>, bound: &str, limit: &str) {
    if let Some(number) = object.get(bound).filter(|it| it.is_number()).cloned() {
        object.insert(limit.to_owned(), number);
        object.insert(bound.to_owned(), true.into());
    }
}

/// Rewrites the formats `byte` and `binary` from the form of 3.1.
fn encoded(object: &mut Map<String, Value>) {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some("base64"), _) => "byte",
        (None, Some(_)) if !object.contains_key("format") => "binary",
        _ => return,
    };
    object.insert("format".to_owned(), format.into());
}

/// Visits every reference of a document, with the path of the object that has it; examples and other data are
/// left out, since they may contain anything, even a key `$ref`.
pub(crate) fn references(document: &Value, visit: &mut dyn FnMut(&Path, &str)) {
    walk(document, &mut Path::default(), false, visit);
}

fn walk(value: &Value, path: &mut Path, names: bool, visit: &mut dyn FnMut(&Path, &str)) {
    match value {
        Value::Object(object) => {
            if !names && let Some(Value::String(target)) = object.get("$ref") {
                visit(path, target);
            }
            for (key, inner) in object {
                let is_data = !names
                    && matches!(
                        key.as_str(),
                        "example" | "examples" | "default" | "enum" | "const" | "mapping" | "value"
                    );
                if is_data {
                    continue;
                }
                // In a map of names, a name may be the same as a keyword.
                let names = !names && is_map_of_names(key);
                path.push(key);
                walk(inner, path, names, visit);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                path.push(&index.to_string());
                walk(inner, path, false, visit);
                path.pop();
            }
        }
        _ => {}
    }
}

fn is_map_of_names(key: &str) -> bool {
    NAMED.contains(&key)
        || matches!(
            key,
            "paths"
                | "schemas"
                | "responses"
                | "headers"
                | "requestBodies"
                | "content"
                | "callbacks"
                | "links"
                | "pathItems"
                | "securitySchemes"
                | "variables"
                | "scopes"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(mut value: Value) -> Value {
        schema(&mut value);
        value
    }

    #[test]
    fn what_3_1_writes_becomes_what_3_0_has_for_it() {
        for (written, wanted) in [
            (
                json!({"type": ["string", "null"]}),
                json!({"nullable": true, "type": "string"}),
            ),
            (
                json!({"type": ["string", "integer"]}),
                json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
            ),
            (json!({"const": "a"}), json!({"enum": ["a"]})),
            (
                json!({"exclusiveMinimum": 3}),
                json!({"minimum": 3, "exclusiveMinimum": true}),
            ),
            (
                json!({"type": "string", "examples": ["a", "b"]}),
                json!({"type": "string", "example": "a"}),
            ),
            (
                json!({"$ref": "#/a", "description": "x"}),
                json!({"description": "x", "allOf": [{"$ref": "#/a"}]}),
            ),
            (
                json!({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}),
                json!({"anyOf": [{"$ref": "#/a"}], "nullable": true}),
            ),
            (
                json!({"properties": {"const": true, "type": {"const": 1}}}),
                json!({"properties": {"const": {}, "type": {"enum": [1]}}}),
            ),
            (
                json!({"type": "string", "contentEncoding": "base64"}),
                json!({"type": "string", "contentEncoding": "base64", "format": "byte"}),
            ),
        ] {
            assert_eq!(normalised(written.clone()), wanted, "{written}");
        }
    }

    #[test]
    fn references_are_found_where_they_are_references() {
        let document = json!({
            "components": {"schemas": {
                "$ref": {"properties": {"$ref": {"$ref": "#/one"}, "example": {"$ref": "#/two"}}},
                "B": {"example": {"$ref": "#/data"}, "items": {"$ref": "#/three"}},
            }}
        });
        let mut found = Vec::new();
        references(&document, &mut |path, target| {
            found.push(format!("{path} {target}"));
        });
        assert_eq!(
            found,
            [
                "components/schemas/$ref/properties/$ref #/one",
                "components/schemas/$ref/properties/example #/two",
                "components/schemas/B/items #/three",
            ]
        );
    }
}
