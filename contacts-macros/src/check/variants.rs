//! Checks an enum, which is mapped as what its variants hold.

use syn::{Attribute, DataEnum, DeriveInput, Fields};

use super::rules::holds_a_contact;
use crate::errors::Errors;
use crate::model::MappedType;
use crate::parse::Container;

/// Returns what the variants hold: each must have one value, which is the contact.
pub fn variants<'a>(
    errors: &mut Errors,
    input: &'a DeriveInput,
    container: &Container,
    data: &'a DataEnum,
) -> Option<MappedType<'a>> {
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
                holds_a_contact(
                    errors,
                    &only.ty,
                    "a variant is the contact that it holds: hold a type that derives the mapping",
                );
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
    Some(MappedType::Variants(variants))
}

fn attribute_less(errors: &mut Errors, attributes: &[Attribute]) {
    for attribute in attributes.iter().filter(|it| it.path().is_ident("contact")) {
        errors.over(
            attribute,
            "in an enum the types of the variants say what is mapped: move this attribute there",
        );
    }
}
