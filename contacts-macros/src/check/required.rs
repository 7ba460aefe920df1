//! Checks that each property that the document requires is fed.

use syn::DeriveInput;

use super::fed::UncheckedFeeder;
use crate::errors::Errors;
use crate::model::Derive;
use crate::parse::{self, Field};
use crate::suggest;
use crate::table::{self, Property, Slot};

/// Checks that each property that the document requires is fed: those of the payload, unless another type
/// feeds it, and those of each object that is fed.
pub fn required_is_fed(
    errors: &mut Errors,
    input: &DeriveInput,
    fields: &[Field<'_>],
    composed: &[UncheckedFeeder<'_, '_>],
    mapped: &[UncheckedFeeder<'_, '_>],
    scope: DeriveScope,
) {
    let mut fed: Vec<&Property> = Vec::new();
    fed.extend(composed.iter().chain(mapped).map(|it| it.property));
    let mut required = Required {
        errors,
        input,
        // Fields whose names may be misspelt properties.
        unused: fields
            .iter()
            .filter(|it| it.is_bare() && table::property(&it.name).is_none())
            .map(|it| it.name.as_str())
            .collect(),
        fed,
        scope,
    };
    required.among(table::PROPERTIES, None, scope.whole);
}

/// What is derived for a type.
#[derive(Clone, Copy)]
pub struct DeriveScope {
    pub derive: Derive,
    pub update: bool,
    /// Whether the type feeds all of the payload.
    pub whole: bool,
}

struct Required<'a> {
    errors: &'a mut Errors,
    input: &'a DeriveInput,
    unused: Vec<&'a str>,
    fed: Vec<&'a Property>,
    scope: DeriveScope,
}

impl Required<'_> {
    fn among(&mut self, properties: &'static [Property], of: Option<&Property>, is_sent: bool) {
        for property in properties {
            if self.errors.was_meant(property) || self.fed.iter().any(|it| it.is(property)) {
                continue;
            }
            let is_meant = property.members.iter().any(|it| self.errors.was_meant(it));
            if is_meant || self.fed.iter().any(|it| property.contains(it)) {
                self.among(property.members, Some(property), true);
            } else if is_sent && let Some((who, slot)) = self.needed(property) {
                self.lacks(property, of, who, slot);
            }
        }
    }

    /// Returns which payload needs the property.
    fn needed(&self, property: &'static Property) -> Option<(&'static str, &'static Slot)> {
        let update = property.update.as_ref().filter(|_| self.scope.update);
        let create = property.create.as_ref().map(|it| ("a contact", it));
        let all = create.into_iter().chain(update.map(|it| ("an update", it)));
        all.into_iter().find(|(_, it)| it.required)
    }

    fn lacks(&mut self, property: &Property, of: Option<&Property>, who: &str, slot: &Slot) {
        let (name, place, ident) = (property.name, slot.place, &self.input.ident);
        let who = of.map_or_else(|| who.to_owned(), |it| format!("`{}`", it.path));
        let attribute = |it: &Property| format!("`#[contact({})]`", parse::written(it.path));
        let members = property.members.iter();
        let mut needed: Vec<String> = members
            .filter(|it| it.slots().any(|it| it.required))
            .map(attribute)
            .collect();
        if needed.is_empty() {
            needed.extend(property.members.first().map(attribute));
        }
        let fields = match self.scope.derive {
            _ if needed.len() > 1 => "fields",
            Derive::Contacts if property.is_the_number() => "fields",
            _ => "field",
        };
        if needed.is_empty() {
            needed.push(attribute(property));
        }
        let near = match suggest::nearest(name, &self.unused) {
            Some(field) => format!("; is it `{field}`?"),
            None => String::new(),
        };
        self.errors.at(
            ident.span(),
            format!(
                "{who} needs `{name}` ({place}), and nothing in `{ident}` feeds it: mark the {fields} with {}{near}",
                needed.join(" and ")
            ),
        );
    }
}
