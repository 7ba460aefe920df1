//! What of a row the contact in the book does not have.

use std::collections::HashMap;

use contacts_api::compare::{self, is_nothing, same_value};
use contacts_openapi::{Contact, Kind, Property, show};
use serde_json::{Map, Value};

use super::book::Known;
use crate::payload::{Leaf, Sent, is_in, readable};
use crate::rows::Entry;

/// What can be compared: what an update sends and a contact is read with. What cannot be read would
/// be sent in every run.
#[derive(Debug)]
pub(crate) struct Comparable<'a> {
    sent: Sent<'a>,
    leaves: Vec<Leaf<'a>>,
}

impl<'a> Comparable<'a> {
    /// What an update with this payload can change in a contact; `matched` is the number that a row
    /// and a contact have in common.
    pub(crate) fn new(sent: Sent<'a>, contact: &Contact, matched: &str) -> Self {
        let read: Vec<_> = readable(contact).iter().map(|it| &*it.path).collect();
        let mut leaves = sent.leaves.clone();
        leaves.retain(|it| {
            let path = &*it.property.path;
            path != matched && read.contains(&path)
        });
        Comparable { sent, leaves }
    }

    /// What of the row the contact in the book does not have.
    ///
    /// An object is sent whole, though one member of it differs only: nobody knows whether the
    /// service merges it.
    pub(super) fn difference(&self, wanted: &Entry<'_>, known: &Known) -> Map<String, Value> {
        let mut values: HashMap<&str, Value> = HashMap::new();
        for leaf in &self.leaves {
            let path = &*leaf.property.path;
            let has = contacts_openapi::get(&known.properties, path).filter(|it| !it.is_null());
            let given = wanted.given.contains(&path);
            match contacts_openapi::get(&wanted.payload, path) {
                Some(value) if given && !self.same(leaf.property, has, value) => {
                    values.insert(path, value.clone());
                }
                None if leaf.property.is_nullable()
                    && wanted.cleared.contains(&path)
                    && has.is_some_and(|it| !is_nothing(it)) =>
                {
                    values.insert(path, Value::Null);
                }
                _ => {}
            }
        }
        let changed: Vec<&str> = values.keys().copied().collect();
        for object in self
            .sent
            .payload
            .properties
            .iter()
            .filter(|it| it.has_members())
        {
            if !changed.iter().any(|it| is_in(it, &object.path)) {
                continue;
            }
            let inside = self.sent.leaves.iter().map(|it| &*it.property.path);
            for path in inside.filter(|it| is_in(it, &object.path)) {
                let has = contacts_openapi::get(&known.properties, path);
                if let Some(has) = has.filter(|it| !it.is_null()) {
                    values.entry(path).or_insert_with(|| has.clone());
                }
            }
        }
        self.complete(&mut values, wanted, known);
        self.sent.payload(&values)
    }

    /// What every update has to carry is sent as the row has it, else as the contact does.
    fn complete<'s>(
        &'s self,
        values: &mut HashMap<&'s str, Value>,
        wanted: &Entry<'_>,
        known: &Known,
    ) {
        if values.is_empty() {
            return;
        }
        for leaf in self.sent.leaves.iter().filter(|it| it.required) {
            let path = &*leaf.property.path;
            let of = |object| contacts_openapi::get(object, path).filter(|it| !it.is_null());
            if let Some(value) = of(&wanted.payload).or_else(|| of(&known.properties)) {
                values.entry(path).or_insert_with(|| value.clone());
            }
        }
    }

    fn same(&self, property: &Property, has: Option<&Value>, wanted: &Value) -> bool {
        if let Some(has) = has {
            return self.equal(property, has, wanted);
        }
        // A service leaves out what is as it is where nothing was said.
        let default = &self.sent.document.schema(property.schema).default;
        is_nothing(wanted) || default.as_ref() == Some(wanted)
    }

    fn is_any(&self, property: &Property) -> bool {
        match property.kind {
            Kind::Array(items) => self.sent.document.schema(items).kind == Kind::Any,
            _ => property.kind == Kind::Any,
        }
    }

    fn equal(&self, property: &Property, one: &Value, other: &Value) -> bool {
        let are_numbers = self.sent.is_number(property) || self.sent.has_numbers(property);
        match (one, other) {
            (Value::Array(one), Value::Array(other)) if are_numbers => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| same_number(one, other))
            }
            _ if are_numbers => same_number(one, other),
            // What may be anything is what it looks like in a file.
            _ if self.is_any(property) => same_value(one, other) || show(one) == show(other),
            _ => same_value(one, other),
        }
    }
}

/// Numbers are compared by what is dialled; one may be stored as an integer.
fn same_number(one: &Value, other: &Value) -> bool {
    compare::same_number(&show(one), &show(other))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};
    use crate::rows::Written;

    #[test]
    fn an_update_carries_what_every_update_has_to() {
        let mut document = every_kind();
        document["components"]["schemas"]["PersonPatch"]["required"] =
            json!(["full_name", "phone_number"]);
        let document = parsed(&document);
        let roles = document.roles();
        let sent = Sent::new(&document, &roles.update.as_ref().unwrap().payload);
        let comparable = Comparable::new(sent, roles.contact.as_ref().unwrap(), "phone_number");
        let object = |it: Value| it.as_object().unwrap().clone();
        let known = Known {
            id: None,
            properties: object(
                json!({"full_name": "Hanne", "phone_number": "4571999999", "rank": 1}),
            ),
        };
        let difference = |rank: u64| {
            let wanted = Entry {
                row: 2,
                line: 2,
                key: None,
                id: None,
                warnings: Vec::new(),
                written: Written {
                    property: "phone_number",
                    text: "71999999".to_owned(),
                },
                number: "4571999999".parse().unwrap(),
                payload: object(json!({"phone_number": "4571999999", "rank": rank})),
                given: vec!["rank"],
                cleared: Vec::new(),
            };
            Value::Object(comparable.difference(&wanted, &known))
        };
        assert_eq!(
            difference(2),
            json!({"full_name": "Hanne", "phone_number": "4571999999", "rank": 2})
        );
        assert_eq!(difference(1), json!({}));
    }
}
