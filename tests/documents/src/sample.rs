//! Values for the properties of whatever document.

use contacts_openapi::{Document, Format, Kind, SchemaId};
use serde_json::{Map, Value, json};

/// A value that a schema allows: its example, else one that is made of what it says.
pub(crate) fn value(document: &Document, schema: SchemaId) -> Value {
    of(document, schema, 0)
}

fn of(document: &Document, id: SchemaId, depth: usize) -> Value {
    let schema = document.schema(id);
    let written = || {
        let values = schema.constraints.values.iter().flatten();
        schema.example.clone().or_else(|| values.last().cloned())
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
