//! What is written, held against the document and against itself: one function a rule.

mod fields;
mod rules;

pub use self::rules::undecided_none;

use syn::{Data, DeriveInput, Fields, parse_quote};

use crate::attr::{self, Container, NonePolicy};
use crate::errors::Errors;
use crate::model::{self, Model, Record, Shape, Target};
use crate::table;

use self::fields::Field;

/// The model, or the errors that say why there is none.
pub fn check<'a>(errors: &mut Errors, input: &'a DeriveInput, target: Target) -> Option<Model<'a>> {
    let container = attr::container(errors, &input.attrs);
    rules::document_has_it(errors, input, &container, target);
    // Without a create, each property would be an error of its own.
    table::CREATE?;
    let shape = match &input.data {
        Data::Struct(data) => Some(record_or_newtype(
            errors,
            input,
            &container,
            &data.fields,
            target,
        )),
        Data::Enum(data) => rules::variants(errors, input, &container, data),
        Data::Union(data) => {
            errors.at(
                data.union_token.span,
                "a union cannot be a contact: nothing tells which of its fields is there",
            );
            None
        }
    };
    rules::none_needs_update(errors, &container, target);
    let shape = shape.filter(|_| errors.is_empty())?;
    Some(Model {
        input,
        krate: krate(&container),
        target,
        update: updates(&container, target),
        shape,
    })
}

/// What a type with mistakes still says of itself, so that its uses are no mistakes too.
pub fn outline(input: &DeriveInput, target: Target) -> Outline {
    let container = attr::container(&mut Errors::default(), &input.attrs);
    Outline {
        krate: krate(&container),
        update: updates(&container, target),
    }
}

pub struct Outline {
    pub krate: syn::Path,
    pub update: bool,
}

fn krate(container: &Container) -> syn::Path {
    container
        .krate
        .clone()
        .unwrap_or_else(|| parse_quote!(::contacts_api))
}

fn updates(container: &Container, target: Target) -> bool {
    container.update.is_some() && target == Target::Contact
}

fn record_or_newtype<'a>(
    errors: &mut Errors,
    input: &'a DeriveInput,
    container: &Container,
    data: &'a Fields,
    target: Target,
) -> Shape<'a> {
    let fields: Vec<Field<'a>> = data
        .iter()
        .enumerate()
        .map(|(index, field)| Field::read(errors, index, field))
        .collect();
    if let ([only], Fields::Unnamed(_)) = (fields.as_slice(), data)
        && only.is_bare()
        && container.composed.is_empty()
    {
        return Shape::Newtype(only.ty);
    }
    for field in &fields {
        rules::field_is_consistent(errors, field);
    }
    let composed = fields::composed(errors, container, &fields, target);
    let mapped = fields::mapped(errors, container, &fields, &composed, target);
    let flatten = rules::one_flatten(errors, &fields);
    let undecided =
        container.update.is_some() && container.none.is_none() && target == Target::Contact;
    if undecided {
        rules::none_is_decided(errors, &mapped);
    }
    rules::fed_once(errors, &composed, &mapped, target);
    rules::whole_or_members(errors, &composed, &mapped);
    let wanted = rules::Wanted {
        target,
        update: updates(container, target),
        whole: flatten.is_none(),
    };
    rules::required_is_fed(errors, input, &composed, &mapped, wanted);
    if container.deny_unmapped.is_some() {
        rules::every_field_is_decided(errors, container, &fields, &composed, &mapped);
    }
    let mut sources = Vec::new();
    for fed in composed.into_iter().chain(mapped) {
        sources.extend(fed.into_source(errors, &fields));
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
