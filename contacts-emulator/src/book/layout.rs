use std::borrow::Cow;

use contacts_openapi::{
    Contact, Document, Format, Kind, Operation, Property, SchemaId as Described,
};
use serde_json::{Map, Value};

use super::{IdFormat, PackedContact, View};
use crate::schema::{self, Schemas};

/// What a contact consists of, by the document's roles: which properties are kept, and what its id looks
/// like.
#[derive(Debug)]
pub(crate) struct Layout {
    /// How ids are written.
    pub(crate) ids: IdFormat,
    /// A contact as it is read.
    pub(crate) contact: View,
    id: Option<String>,
    /// The lowest id that a contact gets.
    first: u64,
    kept: Vec<StoredProperty>,
    /// The index of the number among the stored properties.
    number: Option<usize>,
    number_formatted: Option<String>,
    /// Whether properties that the document does not name are kept.
    has_others: bool,
    /// The properties that are only sent, and never shown.
    hidden: Vec<String>,
    /// The properties that the service sets to the time of creation.
    stamps: Vec<String>,
    schemas: Schemas,
}

/// A property that is kept.
#[derive(Debug)]
struct StoredProperty {
    name: String,
    is_text: bool,
    /// Its schema when it is read.
    read_as: Option<schema::SchemaId>,
}

impl Layout {
    pub(crate) fn new(document: &Document) -> Self {
        let roles = document.roles();
        let contact = roles.contact.as_ref();
        let mut layout = Layout {
            ids: IdFormat::new(document, contact),
            contact: View::default(),
            id: contact.and_then(|it| Some(it.id.as_ref()?.0.clone())),
            first: contact.and_then(first_id).unwrap_or(1).max(1),
            kept: Vec::new(),
            number: None,
            number_formatted: contact.and_then(|it| it.number_formatted.clone()),
            has_others: contact.is_some_and(|it| has_others(document, it.schema)),
            hidden: Vec::new(),
            stamps: Vec::new(),
            schemas: Schemas::default(),
        };
        for property in contact.into_iter().flat_map(|it| &it.properties) {
            layout.keep(document, property);
            if property.write_only {
                layout.hidden.push(property.name.clone());
            }
            let is_time = property.kind == Kind::String(Format::DateTime);
            if property.read_only && property.is_required() && is_time {
                layout.stamps.push(property.name.clone());
            }
        }
        // An answer may show properties of a contact that others do not.
        for schema in shown_elsewhere(document) {
            for property in document.properties_of(schema) {
                layout.keep(document, &property);
            }
        }
        let writes = || roles.create.iter().chain(&roles.update);
        if contact.is_none() {
            for property in writes().flat_map(|it| &it.payload.properties) {
                layout.keep(document, property);
            }
        }
        let sent = writes().find_map(|it| it.payload.number());
        let number = contact.and_then(|it| it.number.as_deref());
        let number = number.or(sent.map(|it| it.name.as_str()));
        layout.number = layout
            .kept
            .iter()
            .position(|it| Some(it.name.as_str()) == number);
        if let Some(contact) = contact {
            layout.contact = View::new(document, contact.schema, &layout);
        }
        layout
    }

    fn keep(&mut self, document: &Document, property: &Property) {
        let name = Some(&property.name);
        let is_computed = name == self.id.as_ref() || name == self.number_formatted.as_ref();
        if is_computed || property.write_only || self.slot(&property.name).is_some() {
            return;
        }
        let json = &document.schema(property.schema).json;
        self.kept.push(StoredProperty {
            name: property.name.clone(),
            is_text: matches!(property.kind, Kind::String(_)),
            read_as: Some(self.schemas.compile(document.json(), json)),
        });
    }

    /// Returns the property that identifies a contact.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the lowest id that a contact gets.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// Returns the property that is the number.
    pub(crate) fn number_name(&self) -> Option<&str> {
        Some(&self.kept[self.number?].name)
    }

    pub(super) fn number_formatted(&self) -> Option<&str> {
        self.number_formatted.as_deref()
    }

    /// Returns the index of a property among the stored ones.
    pub(super) fn slot(&self, name: &str) -> Option<usize> {
        self.kept.iter().position(|it| it.name == name)
    }

    /// Returns the names of the properties that are stored.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(|it| it.name.as_str())
    }

    /// Returns the properties that the document does not name, if it describes such and they are kept.
    pub(super) fn others(&self, properties: &Map<String, Value>) -> Option<Map<String, Value>> {
        let is_other = |name: &str| {
            let is_computed = [self.id(), self.number_formatted()].contains(&Some(name));
            let is_hidden = self.hidden.iter().any(|it| it == name);
            !is_computed && !is_hidden && self.slot(name).is_none()
        };
        self.has_others.then(|| {
            let others = properties.iter().filter(|(_, value)| !value.is_null());
            let others = others.filter(|(name, _)| is_other(name));
            others
                .map(|(name, it)| (name.clone(), it.clone()))
                .collect()
        })
    }

    /// Returns whether the property is a text.
    pub(crate) fn is_text(&self, name: &str) -> bool {
        self.slot(name).is_some_and(|it| self.kept[it].is_text)
    }

    /// Turns the properties that were sent into those that are kept.
    pub(crate) fn settle(&self, properties: &mut Map<String, Value>) {
        for slot in &self.kept {
            let value = properties.get_mut(&slot.name);
            let inner = value.filter(|it| it.is_object() || it.is_array());
            if let (Some(inner), Some(read_as)) = (inner, slot.read_as) {
                self.schemas.as_answered(read_as, inner);
            }
        }
    }

    /// Sets the properties that the service sets when a contact is created.
    pub(crate) fn stamp(&self, properties: &mut Map<String, Value>) {
        for name in &self.stamps {
            properties.insert(name.clone(), schema::now().into());
        }
    }

    /// Returns the contact's number as JSON, always as a text.
    pub(crate) fn number<'a>(&self, packed: &'a PackedContact) -> Option<Cow<'a, [u8]>> {
        let slot = self.number?;
        let json = self.json_of(packed, slot)?;
        if self.kept[slot].is_text || json.starts_with(b"\"") {
            return Some(json);
        }
        let text = String::from_utf8_lossy(&json).into_owned();
        Some(Cow::Owned(as_number(&Value::from(text))))
    }

    /// Returns a property's value as JSON; `None` if it has none.
    pub(crate) fn property<'a>(
        &self,
        packed: &'a PackedContact,
        name: &str,
    ) -> Option<Cow<'a, [u8]>> {
        self.json_of(packed, self.slot(name)?)
    }

    fn json_of<'a>(&self, packed: &'a PackedContact, slot: usize) -> Option<Cow<'a, [u8]>> {
        if packed.is_verbatim() {
            let value = packed.properties(self).remove(&self.kept[slot].name)?;
            return Some(Cow::Owned(value.to_string().into_bytes()));
        }
        let json = packed.fields().nth(slot)?;
        (!json.is_empty()).then_some(Cow::Borrowed(json))
    }
}

/// Returns a number from a request in the form of [`Layout::number`].
pub(crate) fn as_number(value: &Value) -> Vec<u8> {
    let text = match value {
        Value::String(_) => value.to_string(),
        other => Value::from(other.to_string()).to_string(),
    };
    text.into_bytes()
}

/// Returns whether the schema of an object describes members that it does not name.
pub(crate) fn has_others(document: &Document, schema: Described) -> bool {
    match &document.schema(schema).kind {
        Kind::Object(object) => object.additional.is_some(),
        _ => false,
    }
}

fn first_id(contact: &Contact) -> Option<u64> {
    let (id, _) = contact.id.as_ref()?;
    let property = contact.properties.iter().find(|it| it.name == *id)?;
    let least = property.constraints.minimum.as_ref()?.whole(1)?;
    u64::try_from(least).ok()
}

/// Returns the schemas of the contacts in a list, and in the answers to a create and an update.
fn shown_elsewhere(document: &Document) -> Vec<Described> {
    let roles = document.roles();
    let mut schemas = Vec::new();
    let mut add = |operation: &str, path: &[String]| {
        let operation = document.operation(operation);
        let answer = operation.and_then(Operation::answer);
        schemas.extend(answer.and_then(|it| inside(document, it, path)));
    };
    if let Some(list) = &roles.list {
        add(&list.operation, &list.items);
    }
    for write in roles.create.iter().chain(&roles.update) {
        if let Some(path) = &write.answer {
            add(&write.operation, path);
        }
    }
    for get in roles.get.iter().chain(&roles.get_by_number) {
        add(&get.operation, &get.answer);
    }
    schemas
}

/// Returns the schema to which names lead from an answer; if it is an array, that of its items.
pub(crate) fn inside(document: &Document, schema: Described, path: &[String]) -> Option<Described> {
    let mut schema = schema;
    for name in path {
        let members = document.schema(schema).members();
        schema = members.iter().find(|it| it.name == *name)?.schema;
    }
    match document.schema(schema).kind {
        Kind::Array(items) => Some(items),
        _ => Some(schema),
    }
}
