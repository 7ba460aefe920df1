//! Adds to a value that was sent what the service adds, and removes what it removes.

use serde_json::{Map, Value};

use super::{Additional, Direction, Schema, SchemaId, Schemas};

/// A described property of an object.
struct Described<'a> {
    name: &'a str,
    schema: SchemaId,
    required: bool,
}

impl Schemas {
    /// Fills in defaults where nothing was sent, in the objects that were sent. A default that its own schema
    /// forbids, as in some documents, is ignored.
    pub(crate) fn fill_defaults(&self, id: SchemaId, value: &mut Value) {
        self.walk(id, value, &|map, property| {
            if !map.contains_key(property.name)
                && let Some(default) = self.default_of(property.schema)
                && self.fits(property.schema, default, Direction::Sent)
            {
                map.insert(property.name.to_owned(), default.clone());
            }
        });
    }

    /// Turns a value that was sent into one that can be answered: the service sets what only it can
    /// set, and drops what is only sent.
    pub(crate) fn as_answered(&self, id: SchemaId, value: &mut Value) {
        self.walk(id, value, &|map, property| {
            let is_write_only = self.is(property.schema, |it| it.write_only);
            if is_write_only || self.is(property.schema, |it| it.read_only) {
                map.shift_remove(property.name);
            }
            if property.required
                && !is_write_only
                && !map.contains_key(property.name)
                && let Some(made) = self.sample(property.schema)
            {
                map.insert(property.name.to_owned(), made);
            }
        });
    }

    fn is(&self, id: SchemaId, what: fn(&Schema) -> bool) -> bool {
        let mut parts = self.parts(id).into_iter();
        parts.any(|it| what(self.schema(it)))
    }

    /// Visits every described property of every object in a value, the outer ones first.
    fn walk(
        &self,
        id: SchemaId,
        value: &mut Value,
        visit: &dyn Fn(&mut Map<String, Value>, &Described<'_>),
    ) {
        let parts = self.parts_of(id, value);
        match value {
            Value::Array(items) => {
                let Some(each) = parts.iter().find_map(|it| self.schema(*it).items) else {
                    return;
                };
                for item in items {
                    self.walk(each, item, visit);
                }
            }
            Value::Object(map) => self.walk_object(&parts, map, visit),
            _ => {}
        }
    }

    fn walk_object(
        &self,
        parts: &[SchemaId],
        map: &mut Map<String, Value>,
        visit: &dyn Fn(&mut Map<String, Value>, &Described<'_>),
    ) {
        let parts = || parts.iter().map(|it| self.schema(*it));
        for (name, schema) in parts().flat_map(|it| &it.properties) {
            let described = Described {
                name,
                schema: *schema,
                required: parts().any(|it| it.required.contains(name)),
            };
            visit(map, &described);
            if let Some(inner) = map.get_mut(name) {
                self.walk(*schema, inner, visit);
            }
        }
        let like = parts().find_map(|it| match it.additional {
            Additional::Like(id) => Some(id),
            _ => None,
        });
        let Some(like) = like else { return };
        for (name, inner) in map {
            let is_described =
                parts().any(|it| it.properties.iter().any(|(known, _)| known == name));
            if !is_described {
                self.walk(like, inner, visit);
            }
        }
    }

    /// Returns the schema, those of its `allOf`, and the alternatives that the value fits.
    pub(super) fn parts_of(&self, id: SchemaId, value: &Value) -> Vec<SchemaId> {
        let mut parts = self.parts(id);
        let mut next = 0;
        while let Some(part) = parts.get(next) {
            let schema = self.schema(*part);
            let alternatives = schema.one_of.iter().chain(&schema.any_of);
            let chosen = schema.meant(value).or_else(|| {
                let mut fitting = alternatives.copied();
                fitting.find(|it| self.fits(*it, value, Direction::Sent))
            });
            for more in chosen.into_iter().flat_map(|it| self.parts(it)) {
                if !parts.contains(&more) {
                    parts.push(more);
                }
            }
            next += 1;
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compiled(schema: &Value) -> (Schemas, SchemaId) {
        let mut schemas = Schemas::default();
        let id = schemas.compile(&json!({}), schema);
        (schemas, id)
    }

    #[test]
    fn defaults_stand_where_nothing_was_sent() {
        let (schemas, id) = compiled(&json!({"properties": {
            "kind": {"default": "person"},
            "level": {"type": "integer", "default": "7"},
            "address": {"properties": {"country": {"default": "DK"}}},
            "phones": {"items": {"oneOf": [
                {"type": "string"},
                {"type": "object", "properties": {"label": {"default": "work"}}},
            ]}},
        }}));
        let mut value = json!({"address": {"zip": "2100"}, "phones": ["1", {}], "kind": null});
        schemas.fill_defaults(id, &mut value);
        assert_eq!(
            value,
            json!({
                "address": {"zip": "2100", "country": "DK"},
                "phones": ["1", {"label": "work"}],
                "kind": null,
            })
        );
    }

    #[test]
    fn what_the_service_sets_is_its_own_and_what_is_only_sent_is_not_kept() {
        let (schemas, id) = compiled(&json!({"properties": {"address": {
            "required": ["id", "zip", "secret"],
            "properties": {
                "id": {"type": "integer", "readOnly": true, "example": 7},
                "checked": {"type": "boolean", "readOnly": true},
                "zip": {"type": "string"},
                "secret": {"type": "string", "writeOnly": true},
            },
        }}}));
        let mut value = json!({"address": {"zip": "2100", "checked": true, "secret": "s"}});
        schemas.as_answered(id, &mut value);
        assert_eq!(value, json!({"address": {"zip": "2100", "id": 7}}));
        assert!(schemas.fits(id, &value, Direction::Answered));
    }
}
