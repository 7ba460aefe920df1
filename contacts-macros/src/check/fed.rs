//! Finds out which field, or which function or text, feeds which property.

use proc_macro2::Span;
use syn::LitStr;

use super::resolve::resolve;
use super::{region, types, updates};
use crate::errors::{Errors, SpanRange};
use crate::model::{DefaultValue, Derive, Feeder, Function, MadeFrom};
use crate::parse::{self, Container, FeedOptions, Field, string};
use crate::suggest;
use crate::table::{self, Property};
use crate::template::{self, Placeholder, Template};

/// A property with what feeds it, not checked yet.
pub struct UncheckedFeeder<'f, 'a> {
    pub property: &'static Property,
    /// The place that says that the property is fed.
    pub span: SpanRange,
    pub fed_by: FedBy<'f, 'a>,
    options: &'f FeedOptions,
}

pub enum FedBy<'f, 'a> {
    /// A field, and whether only its name says that it feeds the property.
    Field {
        field: &'f Field<'a>,
        unasked: bool,
    },
    Template {
        literal: &'f LitStr,
        template: Template,
    },
    Whole,
}

impl UncheckedFeeder<'_, '_> {
    /// Returns what a message calls the feeder.
    pub fn called(&self) -> String {
        match &self.fed_by {
            FedBy::Field { field, .. } => format!("the field `{}`", field.name),
            FedBy::Template { .. } => "a text above the type".to_owned(),
            FedBy::Whole => "a function above the type".to_owned(),
        }
    }

    pub fn has_function(&self) -> bool {
        self.options.with.is_some() || self.options.try_with.is_some()
    }

    /// Returns where a `default` is given.
    pub fn default(&self) -> Option<Span> {
        self.options.default.as_ref().map(|(key, _)| *key)
    }
}

/// Returns the feeders that are written above the type.
pub fn composed<'f, 'a>(
    errors: &mut Errors,
    container: &'f Container,
    fields: &'f [Field<'a>],
    derive: Derive,
) -> Vec<UncheckedFeeder<'f, 'a>> {
    let mut composed = Vec::new();
    for it in &container.composed {
        let keys = parse::STRUCT_KEYS.iter().map(|(key, _)| *key);
        let Some(property) = resolve(errors, &it.property, container, keys, derive) else {
            continue;
        };
        let function = it.options.with.as_ref().or(it.options.try_with.as_ref());
        let literal = it.value.as_ref().map(|value| string(value).ok_or(value));
        let literal = match literal.transpose() {
            Ok(literal) => literal,
            Err(other) => {
                errors.meant(property.path);
                errors.over(other, not_a_text(property));
                continue;
            }
        };
        let fed_by = match (literal, function) {
            (Some(literal), None) => match template::parse(&literal.value()) {
                Ok(template) => {
                    template_fields(errors, property, literal, &template, fields);
                    FedBy::Template { literal, template }
                }
                Err(reason) => {
                    errors.meant(property.path);
                    errors.at(literal.span(), reason);
                    continue;
                }
            },
            (None, Some(_)) => FedBy::Whole,
            (Some(_), Some((span, _))) => {
                errors.meant(property.path);
                errors.at(
                    *span,
                    format!(
                        "`{}` is composed from a text already: keep the text or the function",
                        property.path
                    ),
                );
                continue;
            }
            (None, None) => {
                errors.meant(property.path);
                errors.at(
                    it.property.span,
                    format!(
                        "say what feeds `{0}`: above the type that is `{0} = \"{{first}} {{last}}\"` \
                         or `{0}, with = path`; a single field is named at the field: `#[contact({0})]`",
                        property.path
                    ),
                );
                continue;
            }
        };
        composed.push(UncheckedFeeder {
            property,
            span: it.property.span,
            fed_by,
            options: &it.options,
        });
    }
    composed
}

/// Returns the message about a composed property whose value is not a text.
fn not_a_text(property: &Property) -> String {
    format!(
        "a composed property takes a text with fields in braces: `{0} = \"{{first}} {{last}}\"`; \
         for a function of the whole value write `{0}, with = path`",
        parse::written(property.path)
    )
}

/// Checks that the placeholders of a template are fields that have a text.
fn template_fields(
    errors: &mut Errors,
    property: &Property,
    literal: &LitStr,
    template: &Template,
    fields: &[Field<'_>],
) {
    for Placeholder { name, is_debug } in &template.fields {
        let Some(field) = fields.iter().find(|it| it.name == *name) else {
            let known = fields.iter().map(|it| it.name.as_str());
            errors.at(
                literal.span(),
                format!(
                    "`{{{name}}}` is not a field of this type; {}",
                    suggest::suggest(name, "fields", known)
                ),
            );
            continue;
        };
        if types::is_option(field.ty) && !is_debug {
            errors.over(
                field.ty,
                format!(
                    "`{name}` is part of the text that feeds `{0}`, and a text has no place for `None`: make it \
                     with a function of the whole value, above the type `#[contact({0}, with = path)]`",
                    parse::written(property.path)
                ),
            );
        }
    }
}

/// Returns the properties that the fields feed, by attribute or by name.
pub fn mapped<'f, 'a>(
    errors: &mut Errors,
    container: &Container,
    fields: &'f [Field<'a>],
    composed: &[UncheckedFeeder<'_, '_>],
    derive: Derive,
) -> Vec<UncheckedFeeder<'f, 'a>> {
    let mut mapped = Vec::new();
    for field in fields {
        let attr = &field.attr;
        if attr.skip.is_some() || attr.flatten.is_some() {
            continue;
        }
        let property = match &attr.property {
            Some(name) => {
                let keys = parse::FIELD_KEYS.iter().map(|(key, _)| *key);
                let property = resolve(errors, name, container, keys, derive);
                if property.is_none() {
                    // If an option is misspelt, the field's own name says what it was meant to
                    // feed.
                    errors.meant(&field.name);
                }
                property.map(|it| (it, name.span, false))
            }
            None => {
                unasked(field, container, composed, derive).map(|it| (it, field.span.into(), true))
            }
        };
        if let Some((property, span, unasked)) = property {
            mapped.push(UncheckedFeeder {
                property,
                span,
                fed_by: FedBy::Field { field, unasked },
                options: &attr.options,
            });
        } else if attr.property.is_none()
            && let Some((key, span)) = attr.options.first()
        {
            errors.at(
                span,
                format!(
                    "`{key}` says how a property is fed, but `{}` feeds none: name it first, \
                     `#[contact(PROPERTY, {key} …)]`",
                    field.name
                ),
            );
        }
    }
    mapped
}

/// Returns the property that a field feeds because of its name alone.
fn unasked(
    field: &Field<'_>,
    container: &Container,
    composed: &[UncheckedFeeder<'_, '_>],
    derive: Derive,
) -> Option<&'static Property> {
    // A field that is part of a composed text feeds nothing else.
    let in_template = composed.iter().any(|fed| match &fed.fed_by {
        FedBy::Template { template, .. } => template.has(&field.name),
        _ => false,
    });
    if in_template {
        return None;
    }
    table::property(&field.name).filter(|it| it.create.is_some() || updates(container, derive))
}

impl<'a> UncheckedFeeder<'_, 'a> {
    pub fn into_feeder(self, errors: &mut Errors, fields: &[Field<'a>]) -> Option<Feeder<'a>> {
        let options = self.options;
        let region = match &options.region {
            None => None,
            Some((key, value)) => Some(region::region(errors, self.property, *key, value, fields)?),
        };
        let function = match (&options.with, &options.try_with) {
            (Some(_), Some((span, _))) => {
                errors.at(*span, "`with` and `try_with` exclude each other: keep one");
                return None;
            }
            (Some((_, path)), None) => Some((path, false)),
            (None, Some((_, path))) => Some((path, true)),
            (None, None) => None,
        };
        let place = match &self.fed_by {
            FedBy::Field { field, .. } => Some(field.index),
            FedBy::Template { .. } | FedBy::Whole => None,
        };
        let (path, made_from) = match self.fed_by {
            FedBy::Field { field, .. } => {
                let (member, ty) = (field.member.clone(), field.ty);
                (field.name.clone(), MadeFrom::Field { member, ty })
            }
            FedBy::Template { literal, template } => {
                let members = template.fields.iter().filter_map(|placeholder| {
                    let field = fields.iter().find(|it| it.name == placeholder.name)?;
                    Some((field.member.clone(), field.ty))
                });
                let made_from = MadeFrom::Template {
                    format: LitStr::new(&template.format, literal.span()),
                    fields: members.collect(),
                };
                (template.path(), made_from)
            }
            FedBy::Whole => (String::new(), MadeFrom::Whole),
        };
        if let (MadeFrom::Template { .. }, Some((span, _))) = (&made_from, &options.skip_if) {
            errors.at(
                *span,
                "`skip_if` looks at a field: for a composed text write `with = path` \
                 with a function that returns an `Option`",
            );
            return None;
        }
        Some(Feeder {
            property: self.property,
            path,
            place,
            made_from,
            function: function.map(|(path, fallible)| Function {
                path: path.clone(),
                fallible,
            }),
            default: options.default.as_ref().map(|(key, value)| DefaultValue {
                key: *key,
                value: value.clone(),
            }),
            skip_if: options.skip_if.as_ref().map(|(_, path)| path.clone()),
            region,
            sensitive: options.sensitive.is_some(),
        })
    }
}
