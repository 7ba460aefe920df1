//! Finds the property and the parameter that are the number.

use super::{Finder, names};
use crate::names::snake;
use crate::operation::{Operation, Parameter};
use crate::roles::is_phone_number;
use crate::schema::{Format, Kind, Member, SchemaId};

impl<'a> Finder<'a> {
    /// Returns the member of an object that is the number at which somebody is called.
    pub(super) fn number_of(&self, object: SchemaId) -> Option<&'a Member> {
        let members = self.schema(object).members().iter();
        let writable = || {
            members
                .clone()
                .filter(|it| !self.schema(it.schema).read_only)
        };
        let of_role =
            writable().find(|it| self.schema(it.schema).role.as_deref() == Some("number"));
        let phones = || writable().filter(|it| is_phone_number(self.schema(it.schema)));
        of_role
            .or_else(|| phones().find(|it| it.required))
            .or_else(|| phones().next())
            .or_else(|| {
                let plain = |it: &&Member| {
                    matches!(
                        self.schema(it.schema).kind,
                        Kind::String(Format::Plain | Format::Phone) | Kind::Integer
                    )
                };
                names::by_name(writable().filter(plain), &names::NUMBER)
            })
    }

    /// Returns the parameter that takes a phone number.
    pub(super) fn number_parameter<'o>(&self, operation: &'o Operation) -> Option<&'o Parameter> {
        let all = || operation.parameters.iter();
        all()
            .find(|it| it.role.as_deref() == Some("number"))
            .or_else(|| all().find(|it| is_phone_number(self.schema(it.schema))))
            .or_else(|| {
                names::NUMBER
                    .iter()
                    .find_map(|name| all().find(|it| snake(&it.name) == *name))
            })
    }
}
