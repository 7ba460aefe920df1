//! Finds members of a value that no schema describes: a service ignores them, and a strict one
//! refuses them.

use serde_json::Value;

use super::violation::{UNKNOWN, Violation};
use super::{Additional, SchemaId, Schemas};

impl Schemas {
    /// Returns every member of an object in `value` that the schema does not describe, wherever it is; none
    /// in an object that may have any member, or whose schema names no property.
    pub(crate) fn unknown(&self, id: SchemaId, value: &Value) -> Vec<Violation> {
        let mut search = Search {
            schemas: self,
            path: Vec::new(),
            sent: None,
            found: Vec::new(),
        };
        search.value(id, value);
        search.found
    }

    /// Returns the schema, all its parts and all its alternatives.
    fn all_parts(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut parts = vec![id];
        let mut next = 0;
        while let Some(part) = parts.get(next) {
            let schema = self.schema(*part);
            let more = schema.all_of.iter().chain(&schema.any_of);
            for part in more.chain(&schema.one_of) {
                if !parts.contains(part) {
                    parts.push(*part);
                }
            }
            next += 1;
        }
        parts
    }
}

struct Search<'a> {
    schemas: &'a Schemas,
    path: Vec<String>,
    /// Where in the path the names begin that are not from the document.
    sent: Option<usize>,
    found: Vec<Violation>,
}

impl Search<'_> {
    fn value(&mut self, id: SchemaId, value: &Value) {
        // The parts that the value fits come first: others may use the same name with another meaning.
        let mut parts = self.schemas.parts_of(id, value);
        let others = self.schemas.all_parts(id).into_iter();
        let others: Vec<_> = others.filter(|it| !parts.contains(it)).collect();
        parts.extend(others);
        let parts: Vec<_> = parts.iter().map(|it| self.schemas.schema(*it)).collect();
        match value {
            Value::Array(items) => {
                let Some(each) = parts.iter().find_map(|it| it.items) else {
                    return;
                };
                for (index, item) in items.iter().enumerate() {
                    self.at(&index.to_string(), |search| search.value(each, item));
                }
            }
            Value::Object(map) => {
                let names_none = parts.iter().all(|it| it.properties.is_empty());
                let is_open = names_none || parts.iter().any(|it| it.is_open);
                let like = parts.iter().find_map(|it| match it.additional {
                    Additional::Like(id) => Some(id),
                    _ => None,
                });
                for (name, inner) in map {
                    let mut described = parts.iter().flat_map(|it| &it.properties);
                    let described = described.find(|(known, _)| known == name);
                    if let Some((_, id)) = described {
                        self.at(name, |search| search.value(*id, inner));
                        continue;
                    }
                    let before = self.sent;
                    self.sent = before.or(Some(self.path.len()));
                    self.at(name, |search| match like {
                        Some(id) => search.value(id, inner),
                        None if is_open => {}
                        None => search.say(),
                    });
                    self.sent = before;
                }
            }
            _ => {}
        }
    }

    fn at(&mut self, name: &str, search: impl FnOnce(&mut Self)) {
        self.path.push(name.to_owned());
        search(self);
        self.path.pop();
    }

    fn say(&mut self) {
        self.found.push(Violation {
            path: self.path.clone(),
            described: self.sent.unwrap_or(self.path.len()),
            value: None,
            rule: UNKNOWN.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn unknown(schema: &Value, value: &Value) -> Vec<String> {
        let mut schemas = Schemas::default();
        let id = schemas.compile(&json!({}), schema);
        let found = schemas.unknown(id, value);
        found.iter().map(|it| it.path.join(".")).collect()
    }

    #[test]
    fn what_nobody_described_is_found_wherever_it_is() {
        let closed = json!({"properties": {
            "contact": {
                "allOf": [{"properties": {"name": {}}}],
                "properties": {
                    "address": {"properties": {"zip": {}}},
                    "phones": {"items": {"properties": {"label": {}}}},
                },
            },
        }});
        let value = json!({"x": 1, "contact": {
            "name": "A",
            "fax": 1,
            "address": {"zip": "2100", "town": "x"},
            "phones": [{"label": "work"}, {"kind": "x"}],
        }});
        assert_eq!(
            unknown(&closed, &value),
            [
                "x",
                "contact.fax",
                "contact.address.town",
                "contact.phones.1.kind"
            ]
        );
    }

    #[test]
    fn an_object_that_may_have_any_member_has_no_unknown_one() {
        let value = json!({"it": {"anything": {"at": "all"}}});
        for inner in [
            json!({}),
            json!({"type": "object"}),
            json!({"properties": {"a": {}}, "additionalProperties": true}),
            json!({"properties": {"a": {}}, "additionalProperties": {}}),
            json!({"anyOf": [{"properties": {"a": {}}}, {"properties": {"anything": {}}}]}),
        ] {
            let schema = json!({"properties": {"it": inner}});
            assert_eq!(unknown(&schema, &value), [""; 0], "{schema}");
        }
        let like = json!({"additionalProperties": {"properties": {"anything": {}}}});
        let value = json!({"a": {"anything": 1}, "hans@example.com": {"other": 1}});
        assert_eq!(unknown(&like, &value), ["hans@example.com.other"]);
    }

    #[test]
    fn a_log_has_no_name_that_was_sent() {
        let mut schemas = Schemas::default();
        let labels = json!({"additionalProperties": {"properties": {"n": {}}}});
        let schema = json!({"properties": {"labels": labels}});
        let id = schemas.compile(&json!({}), &schema);
        let logged = |value: &Value| {
            let found = schemas.unknown(id, value);
            found.iter().map(Violation::logged).collect::<String>()
        };
        assert_eq!(
            logged(&json!({"labels": {"hans@example.com": {"x": 1}}})),
            "labels.…: is not a property of this"
        );
        assert_eq!(
            logged(&json!({"secret": 1})),
            "…: is not a property of this"
        );
    }
}
