use contacts_openapi::{Document, Kind, Property, show};
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::payload::readable;

/// The columns that show the properties of a contact, in the document's order.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The properties of a contact, as it is read.
    names: Vec<String>,
    /// The same, but with the members of objects that hold a value in place of the objects.
    pub(super) columns: Vec<Column>,
}

/// A property that has a column of its own.
#[derive(Debug)]
pub(super) struct Column {
    /// Its path, such as `address.zip`.
    pub(super) path: String,
    /// Its role, if it is one that other programs know.
    pub(super) role: Option<Role>,
    /// Whether its value is a phone number.
    pub(super) is_number: bool,
    /// Whether it may be of any kind, so that a text must be distinguished from what it looks like.
    is_any: bool,
}

/// What a property is to a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Name,
    Number,
    Email,
    /// The number, formatted for people.
    NumberFormatted,
}

impl Columns {
    /// Returns the columns of the document with which the program was built.
    pub(super) fn own() -> Self {
        let document = contacts_openapi::document();
        let contact = document.roles().contact.as_ref();
        contact
            .map(|it| Columns::of(document, it))
            .unwrap_or_default()
    }

    pub(super) fn of(document: &Document, contact: &contacts_openapi::Contact) -> Self {
        let column = |property: &Property| Column {
            path: property.path.clone(),
            role: role(contact, &property.path),
            is_number: property.is_phone_number
                || contact.number.as_deref() == Some(&*property.path),
            is_any: match property.kind {
                Kind::Array(items) => document.schema(items).kind == Kind::Any,
                _ => property.kind == Kind::Any,
            },
        };
        let names = contact.properties.iter().map(|it| it.name.clone());
        Columns {
            names: names.collect(),
            columns: readable(contact).into_iter().map(column).collect(),
        }
    }

    /// Returns the contact's properties in the document's order, with unknown ones at the end.
    pub(super) fn in_order(&self, contact: &impl Serialize) -> Map<String, Value> {
        let Ok(Value::Object(mut properties)) = serde_json::to_value(contact) else {
            return Map::new();
        };
        let mut ordered: Map<_, _> = self
            .names
            .iter()
            .filter_map(|name| properties.remove_entry(name))
            .collect();
        ordered.append(&mut properties);
        ordered
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|it| &*it.path)
    }

    /// Returns the text of each column.
    pub(super) fn cells(&self, contact: &Map<String, Value>) -> Vec<String> {
        self.columns.iter().map(|it| it.cell(contact)).collect()
    }
}

impl Column {
    /// Returns the property's value, if the contact has it.
    pub(super) fn value<'a>(&self, contact: &'a Map<String, Value>) -> Option<&'a Value> {
        contacts_openapi::get(contact, &self.path)
    }

    /// Returns the value as a text that can be read again.
    pub(super) fn cell(&self, contact: &Map<String, Value>) -> String {
        let value = self.value(contact);
        let cell = value.map(if self.is_any { json } else { show });
        cell.unwrap_or_default()
    }
}

fn role(contact: &contacts_openapi::Contact, path: &str) -> Option<Role> {
    let is = |role: &Option<String>| role.as_deref() == Some(path);
    if is(&contact.name) {
        Some(Role::Name)
    } else if is(&contact.number) {
        Some(Role::Number)
    } else if is(&contact.email) {
        Some(Role::Email)
    } else if is(&contact.number_formatted) {
        Some(Role::NumberFormatted)
    } else {
        None
    }
}

/// Returns a value as JSON, except that an absent value and an unmistakable text are written
/// plainly.
fn json(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text)
            if serde_json::from_str::<IgnoredAny>(text).is_err() && text.trim() == text =>
        {
            text.clone()
        }
        other => other.to_string(),
    }
}

/// Returns the columns and the rows that `export` writes for these contacts, for tests that read
/// them back.
#[cfg(test)]
pub(crate) fn exported(document: &Document, contacts: &[Value]) -> (Vec<String>, Vec<Vec<String>>) {
    let contact = document.roles().contact.as_ref();
    let columns = contact.map(|it| Columns::of(document, it));
    let columns = columns.unwrap_or_default();
    let rows = contacts
        .iter()
        .map(|it| columns.cells(&columns.in_order(it)));
    (columns.paths().map(str::to_owned).collect(), rows.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn every_kind_has_a_column_in_the_documents_order() {
        let contact = json!({
            "id": "7", "full_name": "Åse", "tags": ["a", "b"], "favourite": false, "rank": 3, "since": null,
            "address": {"zip": "2100", "geo": {"lat": 55.5}}, "attributes": {"a": "b"}, "extra": "x",
            "phones": [{"label": "home"}],
        });
        let (paths, rows) = exported(&parsed(&every_kind()), &[contact]);
        let shown: Vec<_> = paths
            .iter()
            .zip(&rows[0])
            .map(|(path, cell)| format!("{path}={cell}"))
            .collect();
        assert_eq!(
            shown,
            [
                "id=7",
                "full_name=Åse",
                "phone_number=",
                "tags=a;b",
                "favourite=false",
                "kind=",
                "priority=",
                "rank=3",
                "credit=",
                "since=",
                "address.zip=2100",
                "address.city=",
                "address.geo.lat=55.5",
                "address.verified=",
                "attributes={\"a\":\"b\"}",
                "extra=x",
                "phones=[{\"label\":\"home\"}]",
                "other_numbers=",
            ]
        );
    }
}
