//! Which properties an error answer is about, in the forms that services give it.

use serde_json::{Map, Value};

use crate::operations::is_name;

/// A property that the service refused, and why.
///
/// The reason is in the service's own words, and may contain personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The property as the service names it, such as `number` or `address.zip`.
    pub property: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The names under which services list what is wrong with single properties.
const LISTS: [&str; 10] = [
    "errors",
    "error",
    "invalid-params",
    "invalid_params",
    "violations",
    "fields",
    "details",
    "detail",
    "body",
    "message",
];
/// The names under which an item of such a list has its property.
const PLACES: [&str; 9] = [
    "field",
    "property",
    "path",
    "name",
    "loc",
    "pointer",
    "param",
    "source",
    "attribute",
];
/// The names under which it has its reason.
const REASONS: [&str; 8] = [
    "message",
    "reason",
    "msg",
    "detail",
    "description",
    "error",
    "title",
    "code",
];

pub(super) fn violations(said: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    for name in LISTS {
        match said.get(name) {
            Some(Value::Object(object)) => by_name(object, "", &mut found),
            Some(Value::Array(items)) => {
                found.extend(items.iter().filter_map(|it| item(it.as_object()?)));
            }
            _ => {}
        }
        if !found.is_empty() {
            return found;
        }
    }
    // `number: is taken`, as text.
    let text = said.get("message").and_then(Value::as_str).unwrap_or("");
    let lines = text.split(['\n', ';']).filter_map(|line| {
        let (property, reason) = line.trim().split_once(": ")?;
        known(property)?;
        Some(Violation {
            property: property.to_owned(),
            reason: reason.to_owned(),
        })
    });
    lines.collect()
}

/// Reads an object of properties and what is wrong with them: text, texts, or the same of members.
fn by_name(object: &Map<String, Value>, within: &str, found: &mut Vec<Violation>) {
    for (name, value) in object {
        // A name without letters stands for the object that it is in.
        let property = match (within, &**name) {
            (within, "") => within.to_owned(),
            ("", name) => name.to_owned(),
            (within, name) => format!("{within}.{name}"),
        };
        let mut add = |reason: &str| {
            // A message about the request as a whole names no property.
            if property.is_empty() {
                return;
            }
            found.push(Violation {
                property: property.clone(),
                reason: reason.to_owned(),
            });
        };
        match value {
            // These belong to the error as a whole and are not properties.
            Value::String(_) if within.is_empty() && REASONS.contains(&name.as_str()) => {}
            Value::String(reason) => add(reason),
            Value::Array(reasons) => reasons.iter().filter_map(Value::as_str).for_each(add),
            Value::Object(members) => by_name(members, &property, found),
            _ => {}
        }
    }
}

/// Reads `{"field": "number", "message": "is taken"}`, under any of the usual names.
fn item(object: &Map<String, Value>) -> Option<Violation> {
    let property = PLACES.iter().find_map(|it| place(object.get(*it)?))?;
    let reason = REASONS.iter().find_map(|it| object.get(*it)?.as_str());
    Some(Violation {
        property,
        reason: reason.unwrap_or("is refused").to_owned(),
    })
}

fn place(value: &Value) -> Option<String> {
    let steps: Vec<String> = match value {
        // A JSON pointer, with or without `#`.
        Value::String(text) if text.trim_start_matches('#').starts_with('/') => {
            let steps = text.trim_start_matches(['#', '/']).split('/');
            steps.map(str::to_owned).collect()
        }
        Value::String(text) => text.split('.').map(str::to_owned).collect(),
        Value::Array(steps) => {
            let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
            steps.iter().map(text).collect()
        }
        Value::Object(source) => return place(source.get("pointer")?),
        _ => return None,
    };
    let mut steps = steps.into_iter().peekable();
    // The place in the request does not matter here.
    if steps.peek().is_some_and(|it| it == "body" || it == "data") {
        steps.next();
    }
    let property: Vec<_> = steps.filter(|it| !it.is_empty()).collect();
    (!property.is_empty()).then(|| property.join("."))
}

/// Returns the part of a path that the document names; the rest may be personal data.
pub(super) fn known(path: &str) -> Option<String> {
    let name = |step: &&str| is_name(step.split('[').next().unwrap_or(step));
    let steps: Vec<_> = path.split('.').take_while(name).collect();
    let path: Vec<_> = steps
        .iter()
        .map(|it| it.split('[').next().unwrap_or(it))
        .collect();
    (!path.is_empty()).then(|| path.join("."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_refused_properties_are_found_in_the_forms_of_many_services() {
        for said in [
            json!({"errors": {"number": ["is taken"]}}),
            json!({"errors": {"number": "is taken"}}),
            json!({"errors": [{"field": "number", "message": "is taken"}]}),
            json!({"errors": [{"source": {"pointer": "/data/number"}, "detail": "is taken"}]}),
            json!({"title": "no", "invalid-params": [{"name": "number", "reason": "is taken"}]}),
            json!({"detail": [{"loc": ["body", "number"], "msg": "is taken"}]}),
            json!({"errors": [{"pointer": "#/number", "detail": "is taken"}]}),
            json!({"message": "is taken", "body": {"number": ["is taken"]}}),
            json!({"message": "number: is taken"}),
            json!({"errors": {"": ["is odd"], "number": ["is taken"]}}),
            json!({"errors": {"number": {"": "is taken"}}}),
            json!({"errors": [{"field": "", "name": "number", "message": "is taken"}]}),
            json!({"errors": [{"pointer": "", "detail": "is odd"}, {"pointer": "/number", "detail": "is taken"}]}),
        ] {
            let found = violations(&said);
            let [only] = &found[..] else {
                panic!("{said}: {found:?}");
            };
            assert_eq!(
                (&*only.property, &*only.reason),
                ("number", "is taken"),
                "{said}"
            );
        }
        let nested = violations(&json!({"errors": {"contact": {"number": ["a", "b"]}}}));
        let paths: Vec<_> = nested.iter().map(|it| &*it.property).collect();
        assert_eq!(paths, ["contact.number", "contact.number"]);
        for said in [
            json!({"message": "unauthorized", "success": false}),
            json!({"error": {"message": "deep", "code": "x"}}),
            json!({"message": "Hans: is unknown"}),
            json!({"errors": {"": ["is odd"]}}),
            json!({"errors": {"": {"": "is odd"}}}),
            json!({"errors": [{"field": "", "message": "is odd"}, {"loc": ["body", ""], "msg": "is odd"}]}),
        ] {
            assert_eq!(violations(&said), [], "{said}");
        }
    }

    #[test]
    fn what_is_not_of_the_document_is_cut_off_a_path() {
        assert_eq!(known("number").as_deref(), Some("number"));
        assert_eq!(known("number[2]").as_deref(), Some("number"));
        assert_eq!(known("number.Hans").as_deref(), Some("number"));
        assert_eq!(known("Hans.number"), None);
        assert_eq!(known("4571999999"), None);
    }
}
