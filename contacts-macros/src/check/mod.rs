//! The second stage: checks what is written against the document and for consistency.
//!
//! - `fed` finds out what feeds which property; `resolve` finds the property that a name means, and `region`
//!   the region in which a number is read.
//! - `rules` has one function for each rule; `required` and `variants` are longer rules.
//! - `types` finds out what the name of a type tells.

mod fed;
mod region;
mod required;
mod resolve;
mod rules;
mod types;
mod variants;

pub use self::rules::{undecided_none, unused_default};
pub use self::types::is_option;

use syn::parse_quote;

use crate::errors::Errors;
use crate::model::{self, Derive, MappedStruct, MappedType, Model, Outline};
use crate::parse::{Container, Field, NonePolicy, ParsedData, ParsedType};
use crate::table;

/// Returns the model; without one, the errors say why.
pub fn check<'a>(
    errors: &mut Errors,
    parsed: &ParsedType<'a>,
    derive: Derive,
) -> Option<Model<'a>> {
    let ParsedType {
        input,
        container,
        body,
    } = parsed;
    rules::document_has_it(errors, input, container, derive);
    // Without an operation that creates, each property would be an error.
    table::CREATE?;
    let mapped_type = match body {
        ParsedData::Struct { fields, is_tuple } => {
            Some(struct_or_newtype(errors, parsed, fields, *is_tuple, derive))
        }
        ParsedData::Enum(data) => variants::variants(errors, input, container, data),
        ParsedData::Union(keyword) => {
            errors.at(
                *keyword,
                "a union cannot be a contact: nothing tells which of its fields is there",
            );
            None
        }
    };
    rules::none_needs_update(errors, container, derive);
    let mapped_type = mapped_type.filter(|_| errors.is_empty())?;
    let Outline { krate, update } = outline(parsed, derive);
    Some(Model {
        input,
        krate,
        derive,
        update,
        unused_update: container.update.filter(|_| derive == Derive::Contacts),
        mapped_type,
    })
}

/// Returns what a type implements, with mistakes or without.
pub fn outline(parsed: &ParsedType<'_>, derive: Derive) -> Outline {
    let krate = parsed.container.krate.clone();
    Outline {
        krate: krate.unwrap_or_else(|| parse_quote!(::contacts_api)),
        update: updates(&parsed.container, derive),
    }
}

fn updates(container: &Container, derive: Derive) -> bool {
    container.update.is_some() && derive == Derive::Contact
}

fn struct_or_newtype<'a>(
    errors: &mut Errors,
    parsed: &ParsedType<'a>,
    fields: &[Field<'a>],
    is_tuple: bool,
    derive: Derive,
) -> MappedType<'a> {
    let ParsedType {
        input, container, ..
    } = parsed;
    if let ([only], true) = (fields, is_tuple)
        && only.is_bare()
        && container.composed.is_empty()
    {
        rules::holds_a_contact(
            errors,
            only.ty,
            "a struct of one unnamed field is the contact that it holds: hold a type that derives the mapping, \
             or say what the field feeds, `#[contact(PROPERTY)]`",
        );
        return MappedType::Newtype(only.ty);
    }
    for field in fields {
        rules::field_is_consistent(errors, field);
        rules::one_property(errors, field, container, derive);
        resolve::valued(errors, field);
    }
    let composed = fed::composed(errors, container, fields, derive);
    let mapped = fed::mapped(errors, container, fields, &composed, derive);
    let flatten = rules::one_flatten(errors, fields);
    let undecided = container.update.is_some()
        && container.none.is_none()
        && !errors.was_option("none")
        && derive == Derive::Contact;
    if undecided {
        rules::none_is_decided(errors, &mapped);
    }
    rules::one_number(errors, &mapped, derive);
    rules::default_is_for_none(errors, &composed, &mapped);
    rules::fed_once(errors, &composed, &mapped, derive);
    rules::whole_or_members(errors, &composed, &mapped);
    let scope = required::DeriveScope {
        derive,
        update: updates(container, derive),
        // If a `flatten` has a mistake, nothing that it would feed counts as missing.
        whole: !fields.iter().any(|it| it.attr.flatten.is_some()) && !errors.was_option("flatten"),
    };
    required::required_is_fed(errors, input, fields, &composed, &mapped, scope);
    if container.deny_unmapped.is_some() {
        rules::every_field_is_decided(errors, container, fields, &composed, &mapped);
    }
    let mut feeders = Vec::new();
    for fed in composed.into_iter().chain(mapped) {
        feeders.extend(fed.into_feeder(errors, fields));
    }
    MappedType::Struct(MappedStruct {
        feeders,
        flatten,
        none: match container.none {
            Some((_, NonePolicy::Keep)) => model::NoneInUpdate::Keep,
            Some((_, NonePolicy::Clear)) => model::NoneInUpdate::Clear,
            None => model::NoneInUpdate::Undecided,
        },
    })
}
