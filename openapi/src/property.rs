use serde_json::Value;

use crate::document::Document;
use crate::names;
use crate::place::Path;
use crate::schema::{Constraints, Kind, Schema, SchemaId};

/// One property of a payload or of a contact that is read, with everything that the document says
/// about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its name, as it stands in the JSON.
    pub name: String,
    /// Its field in the generated types.
    pub rust_name: String,
    /// Its path from the payload: `address.zip` for the member `zip` of `address`.
    pub path: String,
    /// The schema of its value.
    pub schema: SchemaId,
    /// What kind of value it has.
    pub kind: Kind,
    /// Whether it must be there, and whether it may be `null`.
    pub presence: Presence,
    /// Whether only the service sets it.
    pub read_only: bool,
    /// Whether it is only sent, and never read.
    pub write_only: bool,
    /// Whether its value is a phone number, the contact's or another one.
    pub is_phone_number: bool,
    /// The named component that describes its value, such as `PhoneNumber`.
    pub component: Option<String>,
    /// The document's description of it.
    pub description: Option<String>,
    /// An example of its value.
    pub example: Option<Value>,
    /// The rules for its value, beside its kind.
    pub constraints: Constraints,
    /// The properties of an object, in the document's order; none for anything else, or for an object that
    /// contains itself.
    pub properties: Vec<Property>,
    /// Where it is written, which [`Document::place`] turns into text for a message.
    pub place: Path,
}

/// Whether a property must be there, and whether it may be `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
}

impl Property {
    /// Returns whether it must be there.
    pub fn is_required(&self) -> bool {
        self.presence.required
    }

    /// Returns whether it may be `null`.
    pub fn is_nullable(&self) -> bool {
        self.presence.nullable
    }

    /// Returns whether it is an object whose members are known, so that each can be reached by a path.
    pub fn has_members(&self) -> bool {
        !self.properties.is_empty()
    }

    /// Returns the example as a text, as a person would write it.
    pub fn example_text(&self) -> Option<String> {
        self.example.as_ref().map(crate::text::show)
    }
}

/// Returns the properties that are not objects with known members, each with its full path.
///
/// ```
/// let create = contacts_openapi::document().payload("create_contact").unwrap();
/// let paths: Vec<_> = contacts_openapi::leaves(&create.properties).map(|it| &*it.path).collect();
/// assert_eq!(paths, ["name", "number", "email"]);
/// ```
pub fn leaves(properties: &[Property]) -> impl Iterator<Item = &Property> {
    let mut open: Vec<&Property> = properties.iter().rev().collect();
    std::iter::from_fn(move || {
        loop {
            let next = open.pop()?;
            if !next.has_members() {
                return Some(next);
            }
            open.extend(next.properties.iter().rev());
        }
    })
}

/// Reads the properties of an object schema, with those of inner objects.
pub(crate) fn properties(
    document: &Document,
    object: SchemaId,
    number: Option<&Path>,
) -> Vec<Property> {
    PropertyReader { document, number }.members(object, "", &mut vec![object])
}

/// Reads properties, with those of inner objects.
struct PropertyReader<'a> {
    document: &'a Document,
    /// The property that has the role of the number.
    number: Option<&'a Path>,
}

impl PropertyReader<'_> {
    fn members(&self, object: SchemaId, path: &str, within: &mut Vec<SchemaId>) -> Vec<Property> {
        let schema = self.document.schema(object);
        let mut taken = Vec::new();
        let members = schema.members().iter();
        members
            .map(|member| {
                let its = self.document.schema(member.schema);
                let path = if path.is_empty() {
                    member.name.clone()
                } else {
                    format!("{path}.{}", member.name)
                };
                let mut properties = Vec::new();
                if matches!(its.kind, Kind::Object(_)) && !self.is_within(within, its) {
                    within.push(member.schema);
                    properties = self.members(member.schema, &path, within);
                    within.pop();
                }
                Property {
                    rust_name: names::unique(names::field(&member.name), &mut taken),
                    name: member.name.clone(),
                    path,
                    schema: member.schema,
                    kind: its.kind.clone(),
                    presence: Presence {
                        required: member.required,
                        nullable: its.nullable,
                    },
                    read_only: its.read_only,
                    write_only: its.write_only,
                    is_phone_number: crate::roles::is_phone_number(its)
                        || (self.number == Some(&member.path) && crate::roles::takes_digits(its)),
                    component: its.component.clone(),
                    description: its.description.clone(),
                    example: its.example.clone(),
                    constraints: its.constraints.clone(),
                    properties,
                    place: member.path.clone(),
                }
            })
            .collect()
    }

    /// Returns whether an object contains itself, so that its paths would never end.
    fn is_within(&self, within: &[SchemaId], schema: &Schema) -> bool {
        within.iter().any(|id| {
            let it = self.document.schema(*id);
            it.path == schema.path || (it.component.is_some() && it.component == schema.component)
        }) || within.len() > 8
    }
}
