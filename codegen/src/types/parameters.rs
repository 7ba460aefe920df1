//! Finds the type and the style of a parameter.

use contacts_openapi::{Kind, Location, Object, Operation, Parameter, SchemaId, Style, names};

use super::collect::{ANY, Collector, STRING};
use super::{Count, ParameterStyle, ParameterType, RustType, Side, Use};

/// Headers that OpenAPI describes elsewhere: as parameters they are ignored.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Collector<'_, '_> {
    /// Returns the type of a parameter that the client's method takes, and its style if the generator cannot
    /// write it.
    pub(super) fn parameter(
        &mut self,
        operation: &Operation,
        parameter: &Parameter,
        hint: &str,
    ) -> Option<ParameterType> {
        let is_header = parameter.location == Location::Header;
        if is_header && OWN_HEADERS.contains(&parameter.name.to_ascii_lowercase().as_str()) {
            return None;
        }
        if let Some(why) = self.why_not(parameter) {
            self.lost.at(
                &parameter.place,
                format!(
                    "operation `{}`: the parameter `{}` {why}: send it by `client.request`",
                    operation.id, parameter.name
                ),
            );
            return None;
        }
        let hint = format!("{hint}{}", names::type_name(&parameter.name));
        let ty = self.type_of(operation, parameter, &hint);
        let is_scalar = self.is_scalar(parameter.schema);
        // The generator would write a 2 as `2.0` there.
        let is_number = self.document.schema(parameter.schema).kind == Kind::Number;
        let is_styled = !is_scalar
            || parameter.location == Location::Cookie
            || (parameter.location == Location::Query && is_number)
            || matches!(parameter.style, Style::Label | Style::Matrix | Style::Json);
        Some(ParameterType {
            ty,
            style: is_styled.then_some(ParameterStyle {
                style: parameter.style,
                explode: parameter.explode,
            }),
        })
    }

    /// Returns why the client's method does not take a parameter, as the rest of a sentence.
    fn why_not(&self, parameter: &Parameter) -> Option<&'static str> {
        let is_token = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
        let in_header = matches!(parameter.location, Location::Header | Location::Cookie);
        if in_header && (parameter.name.is_empty() || !parameter.name.chars().all(is_token)) {
            return Some("has a name that cannot be in a header");
        }
        let schema = self.document.schema(parameter.schema);
        match (&schema.kind, parameter.style) {
            (_, Style::Other) => Some("is written in a way that the client does not know"),
            (_, Style::Json) | (Kind::Object(_) | Kind::Map(_), Style::DeepObject) => None,
            (Kind::Array(_), Style::DeepObject) => {
                Some("is a list, for which `deepObject` says nothing")
            }
            (Kind::Array(items), _) if !self.is_scalar(*items) => {
                Some("is a list of lists or objects, for which its `style` says nothing")
            }
            (Kind::Object(object), _) if !self.is_flat(object) => {
                Some("is an object with lists or objects in it, for which its `style` says nothing")
            }
            (Kind::Map(values), _) if !self.is_scalar(*values) => {
                Some("is an object with lists or objects in it, for which its `style` says nothing")
            }
            (Kind::Object(_) | Kind::Map(_), Style::Joined(' ' | '|')) => {
                Some("is an object, for which its `style` says nothing")
            }
            _ => None,
        }
    }

    fn is_scalar(&self, schema: SchemaId) -> bool {
        !matches!(
            self.document.schema(schema).kind,
            Kind::Object(_) | Kind::Map(_) | Kind::Array(_)
        )
    }

    fn is_flat(&self, object: &Object) -> bool {
        let members = object.members.iter().map(|it| it.schema);
        members
            .chain(object.additional)
            .all(|it| self.is_scalar(it))
    }

    fn type_of(&mut self, operation: &Operation, parameter: &Parameter, hint: &str) -> RustType {
        let schema = self.document.schema(parameter.schema);
        let in_path = parameter.location == Location::Path;
        let it = Use {
            schema: parameter.schema,
            side: Side::Sent,
        };
        match (&schema.kind, parameter.style) {
            (Kind::Any, Style::Json) => RustType::Known(ANY.to_owned()),
            (Kind::Array(items), style) if style != Style::Json => {
                let item = Use {
                    schema: *items,
                    ..it
                };
                let items = self.ty(item, &format!("{hint}Item"), in_path);
                RustType::Items(Box::new(items), Count::of(&schema.constraints))
            }
            (Kind::String(_), _) if self.is_number(operation, parameter) => {
                RustType::Known("crate::PhoneNumber".to_owned())
            }
            (Kind::Any, _) if in_path => RustType::Known("crate::PathText".to_owned()),
            (Kind::Any, _) => RustType::Known(STRING.to_owned()),
            _ => self.ty(it, hint, in_path),
        }
    }

    fn is_number(&self, operation: &Operation, parameter: &Parameter) -> bool {
        let roles = self.document.roles();
        let of_list = roles.list.as_ref().is_some_and(|it| {
            it.operation == operation.id && it.number.as_ref() == Some(&parameter.name)
        });
        let of_get = roles
            .get_by_number
            .as_ref()
            .is_some_and(|it| it.operation == operation.id && it.parameter == parameter.name);
        let payload = roles.create.as_ref().and_then(|it| it.payload.number());
        // It is sent in the form of the contact's own number.
        (of_list || of_get)
            && payload.is_none_or(|it| it.is_phone_number)
            && self.document.takes_digits(parameter.schema)
    }
}
