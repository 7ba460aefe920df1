//! What of an entry the contact in the book does not have.

use std::collections::HashMap;

use contacts_openapi::{Kind, Property, show};
use serde_json::{Map, Value};

use crate::layout::Layout;
use crate::number_of;

/// What the source says of one contact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'e> {
    pub(crate) payload: &'e Map<String, Value>,
    pub(crate) unset: &'e [String],
    pub(crate) cleared: &'e [String],
}

/// What an update has to send so that the contact has what the source says; empty if it has.
pub(crate) fn difference(layout: &Layout<'_>, said: Said<'_>, known: &Map<String, Value>) -> Map<String, Value> {
    let mut values: HashMap<&str, Value> = HashMap::new();
    for leaf in layout.leaves().filter(|it| it.is_comparable) {
        let property = leaf.property;
        let path = &*property.path;
        let has = contacts_openapi::get(known, path).filter(|it| !it.is_null());
        let is_unset = said.unset.iter().any(|it| it == path);
        match contacts_openapi::get(said.payload, path) {
            Some(value) if !is_unset && !same(layout, property, has, value) => {
                values.insert(path, value.clone());
            }
            None if property.is_nullable()
                && said.cleared.iter().any(|it| it == path)
                && has.is_some_and(|it| !is_nothing(it)) =>
            {
                values.insert(path, Value::Null);
            }
            _ => {}
        }
    }
    if let (Some(path), Some(number)) = (layout.update_number(), layout.number(said.payload))
        && layout.number_in(known) != number_of(number)
    {
        values.insert(path, number.clone());
    }
    layout.update(values, said.payload, known)
}

/// Would writing the values of `written` into the contact change nothing?
pub(crate) fn has_all(layout: &Layout<'_>, known: &Map<String, Value>, written: &Map<String, Value>) -> bool {
    let said = Said {
        payload: written,
        unset: &[],
        cleared: &[],
    };
    difference(layout, said, known).is_empty()
}

fn same(layout: &Layout<'_>, property: &Property, has: Option<&Value>, wanted: &Value) -> bool {
    let Some(has) = has else {
        // A service leaves out what is as it is where nothing was said.
        let default = &layout.document.schema(property.schema).default;
        return is_nothing(wanted) || default.as_ref() == Some(wanted);
    };
    let items = |property: &Property| match property.kind {
        Kind::Array(items) => Some(layout.document.schema(items)),
        _ => None,
    };
    let are_numbers = property.is_phone_number
        || items(property).is_some_and(|it| layout.document.is_phone_number(it));
    let is_any = match items(property) {
        Some(items) => items.kind == Kind::Any,
        None => property.kind == Kind::Any,
    };
    match (has, wanted) {
        (Value::Array(one), Value::Array(other)) if are_numbers => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_number(one, other))
        }
        _ if are_numbers => same_number(has, wanted),
        // What may be anything is what it looks like in a file.
        _ if is_any => alike(has, wanted) || show(has) == show(wanted),
        _ => alike(has, wanted),
    }
}

/// Is there nothing in it, so that it is as good as not there?
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// Numbers are compared by what is dialled.
fn same_number(one: &Value, other: &Value) -> bool {
    match (number_of(one), number_of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => alike(one, other),
    }
}

/// Equal but for white space, which services and spreadsheets trim as they like, and for how numbers
/// are written.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.split_whitespace().eq(other.split_whitespace()),
        (Value::Number(one), Value::Number(other)) => {
            one == other || (one.is_f64() != other.is_f64() && one.as_f64() == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| alike(value, other)))
        }
        _ => one == other,
    }
}
