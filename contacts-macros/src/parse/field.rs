//! What is written on a field.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Index, Member, Type};

use super::Name;
use super::attribute::{AttributeKey, KeyValue, contact_attributes, items};
use super::keys::{FIELD_KEYS, form};
use super::options::{FeedOptions, flag};
use crate::errors::Errors;

/// A field as it is written.
pub struct Field<'a> {
    pub index: usize,
    pub member: Member,
    pub name: String,
    pub span: Span,
    pub ty: &'a Type,
    pub attr: FieldAttr,
}

/// What is written on a field.
#[derive(Default)]
pub struct FieldAttr {
    pub property: Option<Name>,
    /// Further names that are written like properties, though a field feeds only one.
    pub others: Vec<Name>,
    pub skip: Option<Span>,
    pub flatten: Option<Span>,
    pub options: FeedOptions,
    /// Names that have a value and are not options: properties, or misspelt options.
    pub valued: Vec<(Name, Expr)>,
}

impl<'a> Field<'a> {
    pub fn read(errors: &mut Errors, index: usize, field: &'a syn::Field) -> Self {
        let (member, name, span) = match &field.ident {
            Some(ident) => (
                Member::Named(ident.clone()),
                ident.unraw().to_string(),
                ident.span(),
            ),
            None => (
                Member::Unnamed(Index::from(index)),
                index.to_string(),
                field.ty.span(),
            ),
        };
        Field {
            index,
            member,
            name,
            span,
            ty: &field.ty,
            attr: attr(errors, &field.attrs),
        }
    }

    /// Returns whether nothing is written on it.
    pub fn is_bare(&self) -> bool {
        let FieldAttr {
            property,
            others: _,
            skip,
            flatten,
            options,
            valued,
        } = &self.attr;
        property.is_none()
            && skip.is_none()
            && flatten.is_none()
            && options.first().is_none()
            && valued.is_empty()
    }
}

fn attr(errors: &mut Errors, attributes: &[Attribute]) -> FieldAttr {
    let mut attr = FieldAttr::default();
    for attribute in contact_attributes(attributes) {
        for item in items(errors, attribute) {
            attr.take(errors, item);
        }
    }
    attr
}

impl FieldAttr {
    fn take(&mut self, errors: &mut Errors, item: KeyValue) {
        let KeyValue { key, value } = item;
        if key.quoted || form(&FIELD_KEYS, &key.text).is_none() {
            return self.property(errors, key, value);
        }
        match key.text.as_str() {
            "skip" => flag(errors, &mut self.skip, &key, value.as_ref()),
            "flatten" => flag(errors, &mut self.flatten, &key, value.as_ref()),
            _ => self.options.take(errors, &key, value),
        }
    }

    fn property(&mut self, errors: &mut Errors, key: AttributeKey, value: Option<Expr>) {
        if let misplaced @ ("update" | "none" | "deny_unmapped" | "crate") = key.text.as_str()
            && !key.quoted
        {
            return errors.at(
                key.span,
                format!("`{misplaced}` belongs on the type, not on a field"),
            );
        }
        if let Some(value) = value {
            return self.valued.push((key.into_name(), value));
        }
        match &self.property {
            None => self.property = Some(key.into_name()),
            Some(_) => self.others.push(key.into_name()),
        }
    }
}
