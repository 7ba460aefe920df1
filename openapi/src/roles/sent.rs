//! A payload as values by property: the properties, and the JSON that is made from their values.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Payload;
use crate::property::Property;

/// A property that is sent and holds a value itself, and not members.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'d> {
    /// The property.
    pub property: &'d Property,
    /// Whether it must be there, with all the objects that contain it.
    pub required: bool,
}

impl Payload {
    /// Returns the properties that are sent and hold a value themselves, in the document's order.
    ///
    /// ```
    /// let create = contacts_openapi::document().payload("create_contact").unwrap();
    /// let leaves = create.leaves();
    /// let required = leaves.iter().filter(|it| it.required).map(|it| &*it.property.path);
    /// assert_eq!(required.collect::<Vec<_>>(), ["name", "number"]);
    /// ```
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        collect(&self.properties, true, &mut leaves);
        leaves
    }

    /// Returns the payload with these values, by their paths, in the document's order.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// let create = contacts_openapi::document().payload("create_contact").unwrap();
    /// let payload = create.with_values(&HashMap::from([("name", "Åse".into())]));
    /// assert_eq!(serde_json::to_string(&payload).unwrap(), r#"{"name":"Åse"}"#);
    /// ```
    pub fn with_values(&self, values: &HashMap<&str, Value>) -> Map<String, Value> {
        assemble(&self.properties, values)
    }

    /// Returns the payload with these values, in the order of [`leaves`](Self::leaves); the values are taken
    /// out.
    ///
    /// ```
    /// let create = contacts_openapi::document().payload("create_contact").unwrap();
    /// let payload = create.with_leaves(&mut [Some("Åse".into()), None, None]);
    /// assert_eq!(serde_json::to_string(&payload).unwrap(), r#"{"name":"Åse"}"#);
    /// ```
    pub fn with_leaves(&self, values: &mut [Option<Value>]) -> Map<String, Value> {
        take(&self.properties, &mut values.iter_mut())
    }
}

fn collect<'d>(properties: &'d [Property], required: bool, leaves: &mut Vec<Leaf<'d>>) {
    for property in properties.iter().filter(|it| !it.read_only) {
        let required = required && property.is_required();
        if property.has_members() {
            collect(&property.properties, required, leaves);
        } else {
            leaves.push(Leaf { property, required });
        }
    }
}

/// Puts values into objects; a property may have a dot in its name, so its path alone does not say where.
fn assemble(properties: &[Property], values: &HashMap<&str, Value>) -> Map<String, Value> {
    let mut object = Map::new();
    for property in properties {
        if let Some(value) = values.get(&*property.path) {
            object.insert(property.name.clone(), value.clone());
        } else if property.has_members() {
            let inner = assemble(&property.properties, values);
            if !inner.is_empty() {
                object.insert(property.name.clone(), Value::Object(inner));
            }
        }
    }
    object
}

fn take<'v>(
    properties: &[Property],
    values: &mut impl Iterator<Item = &'v mut Option<Value>>,
) -> Map<String, Value> {
    let mut object = Map::new();
    for property in properties.iter().filter(|it| !it.read_only) {
        if property.has_members() {
            let inner = take(&property.properties, values);
            if !inner.is_empty() {
                object.insert(property.name.clone(), Value::Object(inner));
            }
        } else if let Some(value) = values.next().and_then(Option::take) {
            object.insert(property.name.clone(), value);
        }
    }
    object
}
