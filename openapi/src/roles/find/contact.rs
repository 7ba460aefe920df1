//! Finds a contact in an answer, and the roles of its properties.

use super::{Finder, names};
use crate::names::snake;
use crate::operation::Operation;
use crate::property::properties;
use crate::roles::{Contact, IdKind, Roles};
use crate::schema::{Format, Kind, Member, SchemaId};

impl<'a> Finder<'a> {
    /// Returns the names that lead to the contact in an operation's answer.
    pub(super) fn answer(&self, operation: &Operation) -> Option<(Vec<String>, SchemaId)> {
        self.contact_in(operation.answer()?, 2)
    }

    fn contact_in(&self, schema: SchemaId, depth: usize) -> Option<(Vec<String>, SchemaId)> {
        let members = match &self.schema(schema).kind {
            Kind::Object(object) => &object.members,
            _ => return None,
        };
        let objects = || {
            let is_object = |it: &&Member| matches!(self.schema(it.schema).kind, Kind::Object(_));
            members.iter().filter(is_object)
        };
        if let Some(it) =
            objects().find(|it| self.schema(it.schema).role.as_deref() == Some("contact"))
        {
            return Some((vec![it.name.clone()], it.schema));
        }
        if self.id_of(schema, None).is_some() || self.number_of(schema).is_some() {
            return Some((Vec::new(), schema));
        }
        if depth > 0 {
            for it in objects() {
                if let Some((mut path, found)) = self.contact_in(it.schema, depth - 1) {
                    path.insert(0, it.name.clone());
                    return Some((path, found));
                }
            }
        }
        None
    }

    /// Finds the roles of a contact's properties.
    pub(super) fn contact(&self, schema: SchemaId, roles: &Roles) -> Contact {
        let variable = roles.get.as_ref().map(|it| it.parameter.as_str());
        let id = self.identity(schema, variable);
        let members = self.schema(schema).members();
        let strings = || {
            members
                .iter()
                .filter(|it| matches!(self.schema(it.schema).kind, Kind::String(_)))
        };
        let of_role = |role: &str| {
            members
                .iter()
                .find(|it| self.schema(it.schema).role.as_deref() == Some(role))
        };
        // The property that is the number when it is sent is also the number when it is read.
        let sent = roles.create.iter().chain(&roles.update);
        let sent = sent.into_iter().find_map(|it| it.payload.number.as_deref());
        let number = of_role("number")
            .or_else(|| members.iter().find(|it| Some(it.name.as_str()) == sent))
            .or_else(|| self.number_of(schema));
        let formatted = of_role("number_formatted")
            .or_else(|| names::by_name(strings(), &names::FORMATTED))
            .or_else(|| {
                let number = snake(&number?.name);
                strings().find(|it| {
                    let name = snake(&it.name);
                    name == format!("{number}_formatted") || name == format!("formatted_{number}")
                })
            });
        let name = of_role("name").or_else(|| names::by_name(strings(), &names::NAME));
        let email = of_role("email")
            .or_else(|| {
                strings().find(|it| self.schema(it.schema).kind == Kind::String(Format::Email))
            })
            .or_else(|| names::by_name(strings(), &names::EMAIL));
        let own = |it: Option<&Member>| it.map(|it| it.name.clone());
        Contact {
            schema,
            properties: properties(self.document, schema, number.map(|it| &it.path)),
            id,
            number: own(number),
            number_formatted: own(formatted),
            name: own(name),
            email: own(email),
        }
    }

    /// Returns the member of an object that identifies it.
    pub(super) fn id_of(&self, object: SchemaId, variable: Option<&str>) -> Option<&'a Member> {
        let members = self.schema(object).members().iter();
        let scalar = || {
            members
                .clone()
                .filter(|it| matches!(self.schema(it.schema).kind, Kind::String(_) | Kind::Integer))
        };
        scalar()
            .find(|it| self.schema(it.schema).role.as_deref() == Some("id"))
            .or_else(|| scalar().find(|it| it.name == "id"))
            .or_else(|| {
                scalar().find(|it| variable.is_some_and(|name| snake(name) == snake(&it.name)))
            })
            .or_else(|| names::by_name(scalar(), &names::ID))
            .or_else(|| scalar().find(|it| it.name == "_id"))
    }

    /// Returns the property that identifies an object, and the kind of its ids.
    pub(super) fn identity(
        &self,
        object: SchemaId,
        variable: Option<&str>,
    ) -> Option<(String, IdKind)> {
        let it = self.id_of(object, variable)?;
        let kind = match self.schema(it.schema).kind {
            Kind::Integer => IdKind::Integer,
            Kind::String(Format::Uuid) => IdKind::Uuid,
            _ => IdKind::Text,
        };
        Some((it.name.clone(), kind))
    }
}
