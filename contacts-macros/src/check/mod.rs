//! The second stage: what is written, held against the document and against itself.
//!
//! - `fed` finds out what feeds which property: `resolve` says which property a name means, `region`
//!   in which region a number is read.
//! - `rules` has one function a rule; `required` and `variants` are rules with more to say.
//! - `types` is what a type says by its name.

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
use crate::model::{self, Model, Outline, Record, Shape, Target};
use crate::parse::{Body, Container, Field, NonePolicy, Parsed};
use crate::table;

/// The model, or the errors that say why there is none.
pub fn check<'a>(errors: &mut Errors, parsed: &Parsed<'a>, target: Target) -> Option<Model<'a>> {
    let Parsed {
        input,
        container,
        body,
    } = parsed;
    rules::document_has_it(errors, input, container, target);
    // Without a create, each property would be an error of its own.
    table::CREATE?;
    let shape = match body {
        Body::Struct { fields, is_tuple } => {
            Some(record_or_newtype(errors, parsed, fields, *is_tuple, target))
        }
        Body::Enum(data) => variants::variants(errors, input, container, data),
        Body::Union(keyword) => {
            errors.at(
                *keyword,
                "a union cannot be a contact: nothing tells which of its fields is there",
            );
            None
        }
    };
    rules::none_needs_update(errors, container, target);
    let shape = shape.filter(|_| errors.is_empty())?;
    let Outline { krate, update } = outline(parsed, target);
    Some(Model {
        input,
        krate,
        target,
        update,
        unused_update: container.update.filter(|_| target == Target::Contacts),
        shape,
    })
}

/// What a type says of itself, mistakes in it or not.
pub fn outline(parsed: &Parsed<'_>, target: Target) -> Outline {
    let krate = parsed.container.krate.clone();
    Outline {
        krate: krate.unwrap_or_else(|| parse_quote!(::contacts_api)),
        update: updates(&parsed.container, target),
    }
}

fn updates(container: &Container, target: Target) -> bool {
    container.update.is_some() && target == Target::Contact
}

fn record_or_newtype<'a>(
    errors: &mut Errors,
    parsed: &Parsed<'a>,
    fields: &[Field<'a>],
    is_tuple: bool,
    target: Target,
) -> Shape<'a> {
    let Parsed {
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
        return Shape::Newtype(only.ty);
    }
    for field in fields {
        rules::field_is_consistent(errors, field);
        rules::one_property(errors, field, container, target);
        resolve::valued(errors, field);
    }
    let composed = fed::composed(errors, container, fields, target);
    let mapped = fed::mapped(errors, container, fields, &composed, target);
    let flatten = rules::one_flatten(errors, fields);
    let undecided = container.update.is_some()
        && container.none.is_none()
        && !errors.was_option("none")
        && target == Target::Contact;
    if undecided {
        rules::none_is_decided(errors, &mapped);
    }
    rules::one_number(errors, &mapped, target);
    rules::default_is_for_none(errors, &composed, &mapped);
    rules::fed_once(errors, &composed, &mapped, target);
    rules::whole_or_members(errors, &composed, &mapped);
    let wanted = required::Wanted {
        target,
        update: updates(container, target),
        // What a `flatten` would feed that is wrong itself is not missing.
        whole: !fields.iter().any(|it| it.attr.flatten.is_some()) && !errors.was_option("flatten"),
    };
    required::required_is_fed(errors, input, fields, &composed, &mapped, wanted);
    if container.deny_unmapped.is_some() {
        rules::every_field_is_decided(errors, container, fields, &composed, &mapped);
    }
    let mut sources = Vec::new();
    for fed in composed.into_iter().chain(mapped) {
        sources.extend(fed.into_source(errors, fields));
    }
    Shape::Record(Record {
        sources,
        flatten,
        none: match container.none {
            Some((_, NonePolicy::Keep)) => model::None::Keep,
            Some((_, NonePolicy::Clear)) => model::None::Clear,
            None => model::None::Undecided,
        },
    })
}
