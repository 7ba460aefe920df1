//! The part of an entry that the contact in the book does not have.

use std::collections::HashMap;

use contacts_api::compare::{is_nothing, same_number, same_value};
use contacts_openapi::{Kind, Property, show};
use serde_json::{Map, Value};

use crate::layout::Layout;

/// What the source says about one contact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'e> {
    pub(crate) payload: &'e Map<String, Value>,
    pub(crate) unset: &'e [String],
    pub(crate) cleared: &'e [String],
}

/// Returns what an update has to send so that the contact has what the source says; empty if it
/// already has.
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

/// Returns whether writing the values of `written` into the contact would change nothing.
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
    // An update may call the number otherwise than a create.
    let number = layout.update_number();
    let number = number.and_then(|path| contacts_openapi::get(written, path));
    number.is_none_or(|it| has_number(layout, known, it))
        && difference(layout, said, known).is_empty()
}

fn same(layout: &Layout<'_>, property: &Property, has: Option<&Value>, wanted: &Value) -> bool {
    let Some(has) = has else {
        // A service may leave out a property that has its default.
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
        // A value that may be of any kind is compared as it looks in a file.
        _ if is_any => same_value(has, wanted) || show(has) == show(wanted),
        _ => same_value(has, wanted),
    }
}

/// Returns whether the contact has the number of an entry. A number that was stored without its
/// country calling code is meant to be dialled in its country.
pub(crate) fn has_number(layout: &Layout<'_>, known: &Map<String, Value>, wanted: &Value) -> bool {
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

#[cfg(test)]
mod tests {
    use contacts_openapi::Document;
    use serde_json::json;

    use super::*;

    /// Returns a document whose contacts have more than names: several numbers, notes of any kind, a language
    /// with a default.
    fn document() -> Document {
        let text = json!({"type": "string", "nullable": true});
        let number = json!({"type": "string", "format": "phone"});
        let properties = json!({
            "name": text, "email": text, "number": number, "mobile": number,
            "others": {"type": "array", "items": number},
            "tags": {"type": "array", "items": {"type": "string"}},
            "note": {},
            "notes": {"type": "array", "items": {}},
            "language": {"type": "string", "default": "da"}
        });
        let answer = |schema: Value| json!({"200": {"description": "", "content": {"application/json": {"schema": schema}}}});
        let body = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}});
        let id =
            json!({"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}});
        let contact = json!({"$ref": "#/components/schemas/Contact"});
        let mut read = properties.clone();
        read["id"] = json!({"type": "integer"});
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "Contacts", "version": "1"},
            "paths": {
                "/contacts": {
                    "get": {"operationId": "listContacts", "responses": answer(json!({"type": "array", "items": contact}))},
                    "post": {"operationId": "createContact", "requestBody": body, "responses": answer(contact.clone())}
                },
                "/contacts/{id}": {
                    "get": {"operationId": "getContact", "parameters": [id], "responses": answer(contact.clone())},
                    "put": {"operationId": "updateContact", "parameters": [id], "requestBody": body, "responses": answer(contact)}
                }
            },
            "components": {"schemas": {
                "Contact": {"type": "object", "required": ["id"], "properties": read},
                "New": {"type": "object", "properties": properties}
            }}
        });
        Document::parse(&document.to_string(), "richer.json").unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    /// Returns the names of what an update has to send, where the source has no value for `unset` and says
    /// that `cleared` is empty.
    fn changed(wanted: &Value, known: &Value, unset: &[&str], cleared: &[&str]) -> Vec<String> {
        let document = document();
        let layout = Layout::of(&document, Box::new(|_| Ok(()))).unwrap();
        let said = Said {
            payload: wanted.as_object().unwrap(),
            unset: &names(unset),
            cleared: &names(cleared),
        };
        let difference = difference(&layout, said, known.as_object().unwrap());
        difference.keys().cloned().collect()
    }

    fn is_same(wanted: &Value, known: &Value) -> bool {
        changed(wanted, known, &[], &[]).is_empty()
    }

    #[test]
    fn what_was_not_said_is_not_sent_and_all_else_that_differs_is() {
        let (wanted, known) = (
            json!({"name": "A", "email": "a"}),
            json!({"name": "B", "email": "b"}),
        );
        assert_eq!(changed(&wanted, &known, &[], &[]), ["name", "email"]);
        assert_eq!(changed(&wanted, &known, &["email"], &[]), ["name"]);
    }

    #[test]
    fn what_was_cleared_is_emptied_where_there_is_something() {
        let known = json!({"name": "B", "email": "b", "language": "en"});
        assert_eq!(changed(&json!({}), &known, &[], &["email"]), ["email"]);
        // The document allows no null there.
        assert!(changed(&json!({}), &known, &[], &["language"]).is_empty());
        for nothing in [
            json!({"name": "B"}),
            json!({"email": ""}),
            json!({"email": null}),
        ] {
            assert!(changed(&json!({}), &nothing, &[], &["email"]).is_empty());
        }
    }

    #[test]
    fn a_default_is_as_good_as_left_out() {
        assert!(is_same(&json!({"language": "da"}), &json!({})));
        assert!(is_same(&json!({"email": ""}), &json!({"email": null})));
        assert!(!is_same(&json!({"language": "en"}), &json!({})));
    }

    #[test]
    fn numbers_are_compared_by_what_is_dialled() {
        assert!(is_same(
            &json!({"mobile": "+45 71 99 99 99"}),
            &json!({"mobile": "4571999999"})
        ));
        assert!(!is_same(
            &json!({"mobile": "+45 71 99 99 98"}),
            &json!({"mobile": "4571999999"})
        ));
        // Text is not.
        assert!(!is_same(
            &json!({"name": "+45 71 99 99 99"}),
            &json!({"name": "4571999999"})
        ));
        let two = json!({"others": ["4571999999", "4533002208"]});
        assert!(is_same(
            &json!({"others": ["+45 71 99 99 99", "+4533002208"]}),
            &two
        ));
        for others in [
            json!(["4571999999"]),
            json!(["4571999999", "4533002209"]),
            json!([]),
        ] {
            assert!(!is_same(&json!({"others": others}), &two), "{others}");
        }
        assert!(!is_same(
            &json!({"tags": ["+45 71 99 99 99"]}),
            &json!({"tags": ["4571999999"]})
        ));
    }

    #[test]
    fn what_may_be_anything_is_what_it_looks_like_in_a_file() {
        assert!(is_same(&json!({"note": "12"}), &json!({"note": 12})));
        assert!(!is_same(&json!({"note": "13"}), &json!({"note": 12})));
        // The same value, written differently.
        assert!(is_same(&json!({"note": "a  b"}), &json!({"note": "a b"})));
        let several = |one: Value| json!({"notes": one});
        assert!(is_same(&several(json!("1")), &several(json!(1))));
        assert!(!is_same(&json!({"tags": "1"}), &json!({"tags": 1})));
        assert!(!is_same(&json!({"name": "12"}), &json!({"name": 12})));
    }

    #[test]
    fn a_number_that_was_stored_without_its_country_is_that_of_the_entry() {
        let has =
            |stored: &str| is_same(&json!({"number": "4571999999"}), &json!({"number": stored}));
        assert!(has("71 99 99 99") && has("+45 71999999"));
        // Numbers that only end in the same digits: another country, too few digits, a code that is
        // too long.
        assert!(!has("+71 99 99 99") && !has("99999") && !has("71999998"));
        let icelandic = json!({"number": "354123456"});
        assert!(is_same(&icelandic, &json!({"number": "123456"})));
        assert!(!is_same(&icelandic, &json!({"number": "23456"})));
        assert!(!is_same(
            &json!({"number": "4571999999"}),
            &json!({"number": null})
        ));
    }
}
