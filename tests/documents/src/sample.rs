//! Values for the properties of whatever document.

use contacts_openapi::{Document, Format, Kind, Payload, Property, SchemaId};
use serde_json::{Map, Value, json};

/// A value that a schema allows: its example, else one that is made of what it says.
pub(crate) fn value(document: &Document, schema: SchemaId) -> Value {
    of(document, schema, 0)
}

fn of(document: &Document, id: SchemaId, depth: usize) -> Value {
    let schema = document.schema(id);
    let written = || {
        let values = schema.constraints.values.iter().flatten();
        let example = schema.example.clone();
        // Documents have examples of another type.
        let example = example.filter(|it| schema.kind != Kind::Boolean || it.is_boolean());
        example.or_else(|| values.last().cloned())
    };
    if let Some(value) = written() {
        return value;
    }
    let limits = &schema.constraints;
    match &schema.kind {
        Kind::Any => json!("anything"),
        Kind::String(format) => text(format, limits.min_length, limits.max_length).into(),
        Kind::Boolean => json!(true),
        Kind::Integer | Kind::Number => {
            let least = limits.minimum.as_ref().and_then(|it| it.whole(1));
            let most = limits.maximum.as_ref().and_then(|it| it.whole(-1));
            let number = least.or(most.map(|it| it.min(7))).unwrap_or(7);
            json!(i64::try_from(number).unwrap_or(7))
        }
        Kind::Array(items) => {
            let count = limits.min_items.unwrap_or(1).min(3);
            let item = of(document, *items, depth + 1);
            (0..count.max(1)).map(|_| item.clone()).collect()
        }
        Kind::Map(values) => json!({ "key": of(document, *values, depth + 1) }),
        Kind::Object(object) => {
            let members = object.members.iter().filter(|it| {
                let its = document.schema(it.schema);
                !its.read_only && (it.required || depth < 2)
            });
            let members = members.map(|it| (it.name.clone(), of(document, it.schema, depth + 1)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

fn text(format: &Format, least: Option<u64>, most: Option<u64>) -> String {
    let text = match format {
        Format::Date => "2026-01-31",
        Format::DateTime => "2026-01-31T12:00:00Z",
        Format::Uuid => "018f2f3e-7b1c-7000-8000-000000000001",
        Format::Email => "hanne@example.dk",
        Format::Uri => "https://example.dk/",
        Format::Byte => "aGVq",
        Format::Phone => "4571999999",
        Format::Plain | Format::Binary => {
            let length = most.unwrap_or(5).min(5).max(least.unwrap_or(0));
            let length = usize::try_from(length).unwrap_or(5);
            return "hanne".chars().cycle().take(length).collect();
        }
    };
    text.to_owned()
}

/// A property that is written on its own.
pub(crate) struct Leaf<'a> {
    pub(crate) property: &'a Property,
    /// Must it be there, with everything that it is in?
    pub(crate) required: bool,
    /// What the example of an object around it says of it; `null` if it has nothing of it.
    example: Option<Value>,
}

/// The properties of a payload that are written on their own.
pub(crate) fn writable(payload: &Payload) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    collect(&payload.properties, true, None, &mut leaves);
    leaves
}

fn collect<'a>(
    properties: &'a [Property],
    required: bool,
    example: Option<&Value>,
    leaves: &mut Vec<Leaf<'a>>,
) {
    for property in properties.iter().filter(|it| !it.read_only) {
        let required = required && property.is_required();
        let own = match example {
            Some(example) => Some(example.get(&property.name).unwrap_or(&Value::Null)),
            None => property.example.as_ref().filter(|it| it.is_object()),
        };
        if property.has_members() {
            collect(&property.properties, required, own, leaves);
        } else {
            leaves.push(Leaf {
                property,
                required,
                example: example.and(own).cloned(),
            });
        }
    }
}

impl Leaf<'_> {
    /// Its value, which is not `null`: what an example of the object around it says, else one of its own.
    pub(crate) fn value(&self, document: &Document) -> Option<Value> {
        let example = self.example.clone();
        let given = example.unwrap_or_else(|| value(document, self.property.schema));
        Some(given).filter(|it| !it.is_null())
    }
}
