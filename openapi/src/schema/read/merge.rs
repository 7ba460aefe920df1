//! Combines parts and alternatives of a schema: `allOf`, `oneOf`, `anyOf`.

use serde_json::{Map, Value, json};

use super::SchemaReader;
use super::keywords::{is_never, is_text, kind_name};
use crate::place::Path;

/// Keywords that are not supported.
const UNKNOWN: [&str; 10] = [
    "not",
    "if",
    "patternProperties",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "prefixItems",
];

impl SchemaReader<'_> {
    /// Returns the schema with everything that its references and its `allOf` say.
    ///
    /// Each member is kept with its path, under the key `x-path`, since it may come from elsewhere.
    pub(super) fn merged(
        &mut self,
        json: &Value,
        path: &Path,
        seen: &mut Vec<Path>,
    ) -> Map<String, Value> {
        if let Some((target, at)) = self.target(json) {
            if seen.contains(&at) {
                return Map::new();
            }
            seen.push(at.clone());
            let merged = self.merged(target, &at, seen);
            seen.pop();
            return merged;
        }
        let Some(own) = json.as_object() else {
            return Map::new();
        };
        let mut merged = Map::new();
        for (index, part) in own
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let at = path.then("allOf").then(&index.to_string());
            let part = self.merged(part, &at, seen);
            merge(&mut merged, part);
        }
        let mut own = own.clone();
        own.remove("allOf");
        note_paths(&mut own, path);
        for key in UNKNOWN.iter().filter(|key| own.contains_key(**key)) {
            if is_never(own.get("not")) {
                continue;
            }
            self.lost.push((
                path.clone(),
                format!("`{key}` is not followed: values are neither checked nor typed by it"),
            ));
        }
        merge(&mut merged, own);
        self.with_alternatives(merged, path, seen)
    }

    /// Combines alternatives: what they have in common is kept, and what differs may be anything.
    fn with_alternatives(
        &mut self,
        mut merged: Map<String, Value>,
        path: &Path,
        seen: &mut Vec<Path>,
    ) -> Map<String, Value> {
        for key in ["oneOf", "anyOf"] {
            let Some(Value::Array(alternatives)) = merged.remove(key) else {
                continue;
            };
            let mut parts = Vec::new();
            for (index, it) in alternatives.iter().enumerate() {
                let at = path.then(key).then(&index.to_string());
                parts.push(self.merged(it, &at, seen));
            }
            match parts.as_slice() {
                [] => {}
                [_] => merge(&mut merged, parts.remove(0)),
                // `anyOf: [{required: [a]}, {required: [b]}]` says nothing about the type of a value.
                several
                    if several
                        .iter()
                        .all(|it| it.keys().all(|key| key == "required")) =>
                {
                    self.lost.push((
                        path.clone(),
                        format!("`{key}` of what is required is not checked: the service decides"),
                    ));
                }
                several => {
                    let one = self.one_of(several, key, path);
                    merge(&mut merged, one);
                }
            }
        }
        merged
    }

    fn one_of(
        &mut self,
        parts: &[Map<String, Value>],
        key: &str,
        path: &Path,
    ) -> Map<String, Value> {
        let nullable = parts
            .iter()
            .any(|it| it.get("nullable") == Some(&Value::Bool(true)));
        let kinds: Vec<&str> = parts.iter().map(kind_name).collect();
        let mut one = match kinds.as_slice() {
            all if all.iter().all(|it| *it == "object") => {
                self.lost.push((
                    path.clone(),
                    format!(
                        "the alternatives of `{key}` are typed as one object that has the properties of all: \
                         which of them go together is not checked"
                    ),
                ));
                union(parts)
            }
            all if all.iter().all(|it| *it == "string") => {
                let values: Option<Vec<Value>> = parts
                    .iter()
                    .map(|it| it.get("enum").and_then(Value::as_array).cloned())
                    .collect::<Option<Vec<_>>>()
                    .map(|all| all.into_iter().flatten().collect());
                let mut one = Map::from_iter([("type".to_owned(), json!("string"))]);
                if let Some(values) = values {
                    one.insert("enum".to_owned(), Value::Array(values));
                }
                one
            }
            all if all.iter().all(|it| *it == "integer") => {
                Map::from_iter([("type".to_owned(), json!("integer"))])
            }
            all if all.iter().all(|it| ["integer", "number"].contains(it)) => {
                Map::from_iter([("type".to_owned(), json!("number"))])
            }
            _ => {
                self.lost.push((
                    path.clone(),
                    format!(
                        "the alternatives of `{key}` are of different kinds, so its type is any JSON value: \
                         give them one kind if you want it typed"
                    ),
                ));
                Map::from_iter([("x-any".to_owned(), true.into())])
            }
        };
        if nullable {
            one.insert("nullable".to_owned(), true.into());
        }
        one
    }
}

/// Notes at each inner schema where it is written.
fn note_paths(schema: &mut Map<String, Value>, path: &Path) {
    let note = |value: &mut Value, at: Path| {
        if let Some(object) = value.as_object_mut() {
            object.insert("x-path".to_owned(), json!(at.keys()));
        }
    };
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, value) in properties {
            note(value, path.then("properties").then(name));
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(value) = schema.get_mut(key) {
            note(value, path.then(key));
        }
    }
}

/// Returns the path that was noted at an inner schema.
pub(super) fn path_of(placed: &Value, otherwise: &Path) -> Path {
    let Some(keys) = placed.get("x-path").and_then(Value::as_array) else {
        return otherwise.clone();
    };
    let mut path = Path::default();
    keys.iter()
        .filter_map(Value::as_str)
        .for_each(|key| path.push(key));
    path
}

/// Adds the keywords of `more`, which take precedence; bounds get narrower.
fn merge(merged: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        match (key.as_str(), merged.get_mut(&key), value) {
            ("properties", Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            ("required", Some(Value::Array(known)), Value::Array(more)) => {
                for name in more {
                    if !known.contains(&name) {
                        known.push(name);
                    }
                }
            }
            ("enum", Some(Value::Array(known)), Value::Array(more)) => {
                known.retain(|it| more.contains(it));
            }
            ("oneOf" | "anyOf", Some(_), _) => {}
            (_, _, value) => {
                merged.insert(key, value);
            }
        }
    }
}

/// Returns one object with the properties of all; those that all require are required.
fn union(parts: &[Map<String, Value>]) -> Map<String, Value> {
    let mut properties: Map<String, Value> = Map::new();
    let content = |value: &Value| {
        let mut value = value.clone();
        if let Some(object) = value.as_object_mut() {
            for key in ["x-path", "x-same", "description", "example"] {
                object.remove(key);
            }
        }
        value
    };
    for part in parts {
        for (name, value) in part
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            match properties.get_mut(name) {
                Some(known) if content(known) != content(value) => {
                    // The constant that tells the alternatives apart is a text in all of them.
                    let both_texts = is_text(known) && is_text(value);
                    if let Some(known) = known.as_object_mut() {
                        known.insert("x-same".to_owned(), false.into());
                        if !both_texts {
                            known.insert("x-any".to_owned(), true.into());
                        }
                    }
                }
                Some(_) => {}
                None => {
                    properties.insert(name.clone(), value.clone());
                }
            }
        }
    }
    let required = |part: &Map<String, Value>| -> Vec<Value> {
        part.get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut common = parts.first().map(required).unwrap_or_default();
    for part in parts {
        let own = required(part);
        common.retain(|it| own.contains(it));
    }
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), Value::Array(common)),
        ("x-choice".to_owned(), true.into()),
    ])
}
