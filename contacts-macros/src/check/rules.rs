//! The rules, one function each.

use syn::{Data, DataEnum, DeriveInput, Fields, Type};

use super::fields::{Fed, Field, From};
use crate::attr::{self, Container};
use crate::errors::Errors;
use crate::model::{Flatten, Shape, Target};
use crate::table::{self, Property, Slot};

/// `skip` and `flatten` say all that there is to say of a field.
pub fn field_is_consistent(errors: &mut Errors, field: &Field<'_>) {
    let attr = &field.attr;
    let beside = attr
        .property
        .as_ref()
        .map(|name| (name.text.clone(), name.span))
        .or_else(|| {
            let (key, span) = attr.options.first()?;
            Some((key.to_owned(), span))
        });
    if attr.skip.is_some() {
        let flatten = attr.flatten.map(|span| ("flatten".to_owned(), span));
        if let Some((what, span)) = flatten.or(beside) {
            errors.at(
                span,
                format!("a skipped field is not mapped: remove `skip` or `{what}`"),
            );
        }
    } else if attr.flatten.is_some()
        && let Some((what, span)) = beside
    {
        errors.at(
            span,
            format!(
                "`flatten` takes what the field's own type maps: write `{what}` in that type, or remove `flatten`"
            ),
        );
    }
}

/// Two flattened contacts would feed everything twice.
pub fn one_flatten<'a>(errors: &mut Errors, fields: &[Field<'a>]) -> Option<Flatten<'a>> {
    let mut flattened = fields
        .iter()
        .filter(|it| it.attr.flatten.is_some() && it.attr.skip.is_none());
    let first = flattened.next()?;
    for other in flattened {
        errors.at(
            other.attr.flatten.unwrap_or(other.span),
            format!(
                "`{}` is flattened already, and each is a whole contact: keep one `flatten`",
                first.name
            ),
        );
    }
    Some(Flatten {
        member: first.member.clone(),
        place: first.index,
        path: first.name.clone(),
        ty: first.ty,
    })
}

/// What `None` means in an update is never a guess.
pub fn none_is_decided(errors: &mut Errors, mapped: &[Fed<'_, '_>]) {
    for fed in mapped {
        let From::Field { field, .. } = &fed.origin else {
            continue;
        };
        let Some(slot) = fed.property.clearable() else {
            continue;
        };
        if is_option(field.ty) && !fed.has_function() && !fed.has_default() {
            errors.over(field.ty, undecided_none(fed.property, slot));
        }
    }
}

/// What is said of an `Option` that an update does not know how to take.
pub fn undecided_none(property: &Property, slot: &Slot) -> String {
    format!(
        "an update can clear `{}` ({}), so say what `None` does: above the type write \
         `#[contact(none = \"keep\")]` to leave it as it is or `#[contact(none = \"clear\")]` to clear it",
        property.name, slot.place
    )
}

/// By its name: an `Option` of another name is found by the compiler, which knows the types.
fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|it| it.ident == "Option"),
        Type::Reference(reference) => is_option(&reference.elem),
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        _ => false,
    }
}

/// Without `update` there is no update in which `None` could mean something.
pub fn none_needs_update(errors: &mut Errors, container: &Container, target: Target) {
    if let Some((span, _)) = container.none
        && container.update.is_none()
        && target == Target::Contact
    {
        errors.at(
            span,
            "`none` says what `None` means in an update, and this type is none: \
             add `update`, or remove `none`",
        );
    }
}

/// Each property has one source; both places are shown.
pub fn fed_once(
    errors: &mut Errors,
    composed: &[Fed<'_, '_>],
    mapped: &[Fed<'_, '_>],
    target: Target,
) {
    let all: Vec<&Fed<'_, '_>> = composed.iter().chain(mapped).collect();
    for (index, fed) in all.iter().enumerate() {
        let several = target == Target::Contacts && is(fed.property, table::number());
        let first = all[..index]
            .iter()
            .find(|it| is(it.property, Some(fed.property)));
        let Some(first) = first.filter(|_| !several) else {
            continue;
        };
        let name = fed.property.name;
        let unasked = [first, fed].into_iter().find_map(|it| match &it.origin {
            From::Field { field, unasked } if *unasked => Some(field),
            _ => None,
        });
        let help = match unasked {
            Some(field) => format!(
                "; if the field `{}` is something else, mark it `#[contact(skip)]`",
                field.name
            ),
            None if is(fed.property, table::number()) => {
                "; for a contact of each number derive `IntoContacts`".to_owned()
            }
            None => String::new(),
        };
        errors.at(
            fed.span,
            format!(
                "`{name}` is fed twice: here and by {}{help}",
                first.called()
            ),
        );
        errors.at(
            first.span,
            format!("`{name}` is fed twice: here and by {}", fed.called()),
        );
    }
}

fn is(property: &Property, other: Option<&Property>) -> bool {
    other.is_some_and(|other| other.name == property.name)
}

/// What the document requires has a source.
pub fn required_is_fed(
    errors: &mut Errors,
    input: &DeriveInput,
    composed: &[Fed<'_, '_>],
    mapped: &[Fed<'_, '_>],
    target: Target,
) {
    for property in table::writable() {
        let Some(slot) = property.required() else {
            continue;
        };
        let fed = composed
            .iter()
            .chain(mapped)
            .any(|it| is(it.property, Some(property)));
        if fed || errors.was_meant(property.name) || errors.was_meant(property.field) {
            continue;
        }
        let name = property.name;
        let several = match target {
            Target::Contacts if is(property, table::number()) => "fields",
            _ => "field",
        };
        errors.at(
            input.ident.span(),
            format!(
                "a contact needs `{name}` ({}), and nothing in `{}` feeds it: mark the {several} with \
                 `#[contact({name})]`",
                slot.place, input.ident
            ),
        );
    }
}

/// With `deny_unmapped`, no field is left out by oversight.
pub fn every_field_is_decided(
    errors: &mut Errors,
    container: &Container,
    fields: &[Field<'_>],
    composed: &[Fed<'_, '_>],
    mapped: &[Fed<'_, '_>],
) {
    let region_of = |fed: &attr::Options, name: &str| matches!(&fed.region, Some((_, attr::Region::Field(ident))) if ident == name);
    for field in fields {
        let attr = &field.attr;
        let name = field.name.as_str();
        let is_mapped = mapped
            .iter()
            .any(|it| matches!(&it.origin, From::Field { field: it, .. } if it.name == name));
        let in_template = composed.iter().any(|it| {
            matches!(&it.origin, From::Template { template, .. }
                if template.fields.iter().any(|it| it == name))
        });
        let is_region = fields.iter().any(|it| region_of(&it.attr.options, name))
            || container
                .composed
                .iter()
                .any(|it| region_of(&it.options, name));
        let decided = is_mapped
            || in_template
            || is_region
            || attr.skip.is_some()
            || attr.flatten.is_some()
            // An attribute that is wrong is an error of its own.
            || attr.property.is_some()
            || attr.options.first().is_some();
        if !decided {
            errors.at(
                field.span,
                format!(
                    "`{name}` feeds no property, and `deny_unmapped` wants every field decided: \
                     name its property, `#[contact(PROPERTY)]`, or mark it `#[contact(skip)]`"
                ),
            );
        }
    }
}

/// Every variant holds one value, which is the contact.
pub fn variants<'a>(
    errors: &mut Errors,
    input: &'a DeriveInput,
    container: &Container,
    data: &'a DataEnum,
) -> Option<Shape<'a>> {
    debug_assert!(matches!(input.data, Data::Enum(_)));
    for composed in &container.composed {
        errors.at(
            composed.property.span,
            format!(
                "an enum maps what its variants hold: feed `{}` in the types of the variants",
                composed.property.text
            ),
        );
    }
    if let Some(span) = container.deny_unmapped {
        errors.at(
            span,
            "an enum has no fields of its own: write `deny_unmapped` on the types of its variants",
        );
    }
    if data.variants.is_empty() {
        errors.at(
            input.ident.span(),
            format!(
                "`{}` has no variants, so there is nothing to map",
                input.ident
            ),
        );
        return None;
    }
    let mut variants = Vec::new();
    for variant in &data.variants {
        attribute_less(errors, &variant.attrs);
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let only = &fields.unnamed[0];
                attribute_less(errors, &only.attrs);
                variants.push((&variant.ident, &only.ty));
            }
            _ => errors.at(
                variant.ident.span(),
                format!(
                    "a variant holds one value whose type derives the mapping too: `{}(TYPE)`",
                    variant.ident
                ),
            ),
        }
    }
    Some(Shape::Variants(variants))
}

fn attribute_less(errors: &mut Errors, attributes: &[syn::Attribute]) {
    for attribute in attributes.iter().filter(|it| it.path().is_ident("contact")) {
        errors.over(
            attribute,
            "in an enum the types of the variants say what is mapped: move this attribute there",
        );
    }
}
