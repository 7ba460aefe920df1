use std::borrow::Cow;

use contacts_openapi::{Document, Kind, SchemaId as Described};
use serde_json::{Map, Value};

use super::{Layout, PackedContact, has_others};
use crate::behaviour::Unset;
use crate::schema::Schemas;

/// A contact as one answer shows it.
#[derive(Debug, Default)]
pub(crate) struct View {
    properties: Vec<ShownProperty>,
    /// The index of the properties that the document does not name, after the stored ones.
    others: Option<usize>,
}

#[derive(Debug)]
struct ShownProperty {
    /// `"name":`, as it is written in the answer.
    key: Vec<u8>,
    value: ShownValue,
    /// What is written if there is no value.
    otherwise: Otherwise,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShownValue {
    Id,
    /// The national format of the number.
    FormattedNumber,
    Stored(usize),
    /// A property that is not kept.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Otherwise {
    /// The property is left out.
    Nothing,
    /// It is `null`, if properties without a value are shown.
    Null,
    /// It must be there, as this JSON.
    Always(Vec<u8>),
}

/// The contact to show.
pub(crate) struct Showing<'a> {
    /// Its key in the book.
    pub(crate) key: u64,
    /// Its id, if that is not in the layout's form.
    pub(crate) given: Option<&'a str>,
    pub(crate) packed: &'a PackedContact,
    pub(crate) unset: Unset,
}

impl View {
    pub(crate) fn new(document: &Document, schema: Described, layout: &Layout) -> Self {
        let mut schemas = Schemas::default();
        let whole = schemas.compile(document.json(), &document.schema(schema).json);
        // It is only made for a required property without a value.
        let mut sample = None;
        let is_choice = match &document.schema(schema).kind {
            Kind::Object(object) => object.is_choice,
            _ => false,
        };
        let properties = document.properties_of(schema).into_iter();
        let properties = properties.filter(|it| !it.write_only).map(|property| {
            let name = property.name.as_str();
            let value = if layout.id() == Some(name) {
                ShownValue::Id
            } else if layout.number_formatted() == Some(name) {
                ShownValue::FormattedNumber
            } else {
                layout
                    .slot(name)
                    .map_or(ShownValue::Unknown, ShownValue::Stored)
            };
            let otherwise = match (property.is_required(), property.is_nullable()) {
                _ if value == ShownValue::Id => Otherwise::Nothing,
                (true, true) => Otherwise::Always(b"null".to_vec()),
                (true, false) => {
                    let sample = sample.get_or_insert_with(|| schemas.sample(whole));
                    let made = sample.as_ref().and_then(|it| it.get(name)).cloned();
                    let made = made.or_else(|| {
                        let json = &document.schema(property.schema).json;
                        let mut schemas = Schemas::default();
                        let id = schemas.compile(document.json(), json);
                        schemas.sample(id)
                    });
                    made.map_or(Otherwise::Nothing, |it| {
                        Otherwise::Always(it.to_string().into_bytes())
                    })
                }
                // An alternative does not have the other alternatives' properties.
                (false, true) if !is_choice => Otherwise::Null,
                (false, _) => Otherwise::Nothing,
            };
            ShownProperty {
                key: format!("{}:", Value::from(name)).into_bytes(),
                value,
                otherwise,
            }
        });
        View {
            properties: properties.collect(),
            others: has_others(document, schema).then(|| layout.stored().count()),
        }
    }

    /// Writes the contact as the service shows it.
    pub(crate) fn write(&self, out: &mut Vec<u8>, layout: &Layout, showing: &Showing<'_>) {
        let packed = showing.packed;
        if packed.is_verbatim() {
            let mut shown = Map::new();
            if let Some(name) = layout.id() {
                let id = serde_json::from_slice(&id_json(layout, showing));
                shown.insert(name.to_owned(), id.unwrap_or_default());
            }
            shown.extend(packed.properties(layout));
            out.extend_from_slice(Value::Object(shown).to_string().as_bytes());
            return;
        }
        let (mut fields, mut next) = (packed.fields(), 0);
        let mut separator = b'{';
        for property in &self.properties {
            let json = match property.value {
                ShownValue::Id => Cow::Owned(id_json(layout, showing)),
                ShownValue::Stored(slot) => {
                    // Most properties are shown in the order in which they are kept.
                    if slot < next {
                        (fields, next) = (packed.fields(), 0);
                    }
                    let field = fields.nth(slot - next);
                    next = slot + 1;
                    Cow::Borrowed(field.unwrap_or_default())
                }
                ShownValue::FormattedNumber => {
                    Cow::Owned(formatted(layout, packed).unwrap_or_default())
                }
                ShownValue::Unknown => Cow::Borrowed(&[][..]),
            };
            let json = match (json.is_empty(), &property.otherwise) {
                (false, _) => &*json,
                (true, Otherwise::Always(json)) => json,
                (true, Otherwise::Null) if showing.unset == Unset::Null => b"null",
                (true, _) => continue,
            };
            out.push(separator);
            out.extend_from_slice(&property.key);
            out.extend_from_slice(json);
            separator = b',';
        }
        let others = self.others.and_then(|it| packed.fields().nth(it));
        let others = others.and_then(|it| it.strip_prefix(b"{")?.strip_suffix(b"}"));
        if let Some(others) = others.filter(|it| !it.is_empty()) {
            out.push(separator);
            out.extend_from_slice(others);
            separator = b',';
        }
        if separator == b'{' {
            out.push(b'{');
        }
        out.push(b'}');
    }
}

fn id_json(layout: &Layout, showing: &Showing<'_>) -> Vec<u8> {
    if let Some(id) = showing.given {
        return Value::from(id).to_string().into_bytes();
    }
    let mut json = Vec::new();
    layout.ids.write_json(&mut json, showing.key);
    json
}

fn formatted(layout: &Layout, packed: &PackedContact) -> Option<Vec<u8>> {
    let number = layout.number(packed)?;
    let number: String = serde_json::from_slice(&number).ok()?;
    let formatted = contacts_api::format_national(&number);
    Some(Value::from(formatted).to_string().into_bytes())
}
