//! What of an entry the contact in the book does not have.

use std::collections::HashMap;

use contacts_api::compare::{is_nothing, same_number, same_value};
use contacts_openapi::{Kind, Property, show};
use serde_json::{Map, Value};

use crate::layout::Layout;

/// What the source says of one contact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'e> {
    pub(crate) payload: &'e Map<String, Value>,
    pub(crate) unset: &'e [String],
    pub(crate) cleared: &'e [String],
}

/// What an update has to send so that the contact has what the source says; empty if it has.
pub(crate) fn difference(
    layout: &Layout<'_>,
    said: Said<'_>,
    known: &Map<String, Value>,
) -> Map<String, Value> {
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
        && !has_number(layout, known, number)
    {
        values.insert(path, number.clone());
    }
    layout.update(values, said.payload, known)
}

/// Would writing the values of `written` into the contact change nothing?
pub(crate) fn has_all(
    layout: &Layout<'_>,
    known: &Map<String, Value>,
    written: &Map<String, Value>,
) -> bool {
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
            let same = |(one, other): (&Value, &Value)| same_number(&show(one), &show(other));
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        _ if are_numbers => same_number(&show(has), &show(wanted)),
        // What may be anything is what it looks like in a file.
        _ if is_any => same_value(has, wanted) || show(has) == show(wanted),
        _ => same_value(has, wanted),
    }
}

/// Is the number of an entry the one that the contact has? One that somebody has stored without its
/// country calling code is meant to be dialled in its country.
fn has_number(layout: &Layout<'_>, known: &Map<String, Value>, wanted: &Value) -> bool {
    let Some(stored) = layout.stored_number(known) else {
        return false;
    };
    let (stored, wanted) = (show(stored), show(wanted));
    if same_number(&stored, &wanted) {
        return true;
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let (national, whole) = (digits(&stored), digits(&wanted));
    let code = whole.strip_suffix(&national).map(str::len);
    !stored.trim_start().starts_with('+') && national.len() >= 6 && matches!(code, Some(1..=3))
}
