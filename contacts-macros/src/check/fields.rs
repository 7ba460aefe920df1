//! Which field, or what else, feeds which property.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Index, LitStr, Member, Type};

use crate::attr::{self, Container, FieldAttr, Name, Options};
use crate::errors::{Errors, Place};
use crate::model::{Function, Origin, Region, RegionValue, Source, Target};
use crate::table::{self, Property};
use crate::template::{self, Template};
use crate::{region, suggest};

/// A field as it is written.
pub struct Field<'a> {
    pub index: usize,
    pub member: Member,
    pub name: String,
    pub span: Span,
    pub ty: &'a Type,
    pub attr: FieldAttr,
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
            attr: attr::field(errors, &field.attrs),
        }
    }

    /// Nothing is written on it.
    pub fn is_bare(&self) -> bool {
        let FieldAttr {
            property,
            skip,
            flatten,
            options,
        } = &self.attr;
        property.is_none() && skip.is_none() && flatten.is_none() && options.first().is_none()
    }
}

/// A property with what feeds it, not yet known to be right.
pub struct Fed<'f, 'a> {
    pub property: &'static Property,
    /// Where it is said that the property is fed.
    pub span: Place,
    pub origin: From<'f, 'a>,
    options: &'f Options,
}

pub enum From<'f, 'a> {
    /// A field, and whether its name alone says so.
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

impl Fed<'_, '_> {
    /// How a message calls what feeds it.
    pub fn called(&self) -> String {
        match &self.origin {
            From::Field { field, .. } => format!("the field `{}`", field.name),
            From::Template { .. } => "a text above the type".to_owned(),
            From::Whole => "a function above the type".to_owned(),
        }
    }

    pub fn has_function(&self) -> bool {
        self.options.with.is_some() || self.options.try_with.is_some()
    }

    pub fn has_default(&self) -> bool {
        self.options.default.is_some()
    }
}

/// What is composed above the type.
pub fn composed<'f, 'a>(
    errors: &mut Errors,
    container: &'f Container,
    fields: &'f [Field<'a>],
    target: Target,
) -> Vec<Fed<'f, 'a>> {
    let mut composed = Vec::new();
    for it in &container.composed {
        let keys = attr::STRUCT_KEYS.iter().map(|(key, _)| *key);
        let Some(property) = resolve(errors, &it.property, container, keys, target) else {
            continue;
        };
        let function = it.options.with.as_ref().or(it.options.try_with.as_ref());
        let origin = match (&it.template, function) {
            (Some(literal), None) => match template::parse(&literal.value()) {
                Ok(template) => {
                    template_fields(errors, literal, &template, fields);
                    From::Template { literal, template }
                }
                Err(reason) => {
                    errors.meant(property.path);
                    errors.at(literal.span(), reason);
                    continue;
                }
            },
            (None, Some(_)) => From::Whole,
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
        composed.push(Fed {
            property,
            span: it.property.span,
            origin,
            options: &it.options,
        });
    }
    composed
}

/// The placeholders of a template are fields.
fn template_fields(
    errors: &mut Errors,
    literal: &LitStr,
    template: &Template,
    fields: &[Field<'_>],
) {
    for name in &template.fields {
        if !fields.iter().any(|it| it.name == *name) {
            let known = fields.iter().map(|it| it.name.as_str());
            errors.at(
                literal.span(),
                format!(
                    "`{{{name}}}` is not a field of this type; {}",
                    suggest::suggest(name, "fields", known)
                ),
            );
        }
    }
}

/// What the fields feed, by attribute or by their name.
pub fn mapped<'f, 'a>(
    errors: &mut Errors,
    container: &Container,
    fields: &'f [Field<'a>],
    composed: &[Fed<'_, '_>],
    target: Target,
) -> Vec<Fed<'f, 'a>> {
    let mut mapped = Vec::new();
    for field in fields {
        let attr = &field.attr;
        if attr.skip.is_some() || attr.flatten.is_some() {
            continue;
        }
        let property = match &attr.property {
            Some(name) => {
                let keys = attr::FIELD_KEYS.iter().map(|(key, _)| *key);
                resolve(errors, name, container, keys, target).map(|it| (it, name.span, false))
            }
            None => {
                unasked(field, container, composed, target).map(|it| (it, field.span.into(), true))
            }
        };
        if let Some((property, span, unasked)) = property {
            mapped.push(Fed {
                property,
                span,
                origin: From::Field { field, unasked },
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

/// The property that a field feeds because of its name alone.
fn unasked(
    field: &Field<'_>,
    container: &Container,
    composed: &[Fed<'_, '_>],
    target: Target,
) -> Option<&'static Property> {
    // What a text is composed of is used up by it.
    let in_template = composed.iter().any(|fed| match &fed.origin {
        From::Template { template, .. } => template.fields.contains(&field.name),
        _ => false,
    });
    if in_template {
        return None;
    }
    table::property(&field.name).filter(|it| it.create.is_some() || updates(container, target))
}

fn updates(container: &Container, target: Target) -> bool {
    container.update.is_some() && target == Target::Contact
}

/// The property with this name, if there is one that can be fed.
fn resolve(
    errors: &mut Errors,
    name: &Name,
    container: &Container,
    keys: impl Iterator<Item = &'static str>,
    target: Target,
) -> Option<&'static Property> {
    let (object, unknown) = match table::find(&name.text) {
        Ok(property) if property.create.is_some() || updates(container, target) => {
            return Some(property);
        }
        Ok(property) => {
            // Both derives read the same attributes: what the other one needs is no mistake here.
            if container.update.is_none() {
                errors.at(
                    name.span,
                    format!(
                        "`{}` can be sent in an update only: add `#[contact(update)]` above the type",
                        property.path
                    ),
                );
            }
            return None;
        }
        Err(unknown) => unknown,
    };
    let text = &name.text;
    if let Some(place) = table::read_only(text) {
        errors.at(
            name.span,
            format!("`{text}` is set by the service and cannot be sent ({place})"),
        );
        return None;
    }
    match object {
        Some(object) => unknown_member(errors, name, object, unknown),
        None => unknown_property(errors, name, unknown, keys),
    }
    None
}

fn unknown_property(
    errors: &mut Errors,
    name: &Name,
    unknown: &str,
    keys: impl Iterator<Item = &'static str>,
) {
    let properties: Vec<&str> = table::PROPERTIES.iter().map(|it| it.path).collect();
    let candidates: Vec<&str> = properties.iter().copied().chain(keys).collect();
    let unknown = segment(unknown, &candidates);
    let message = match suggest::nearest(unknown, &candidates) {
        Some(near) => {
            errors.meant(near);
            format!("there is no property or option `{unknown}`; did you mean `{near}`?")
        }
        None => format!(
            "a contact has no property `{unknown}`; {} ({})",
            suggest::suggest(unknown, "properties", properties),
            table::CREATE.map_or(table::DOCUMENT, |it| it.place)
        ),
    };
    errors.at(name.span_at(0), message);
}

/// The part of an unknown path that is to blame: its first segment, unless a name with dots is meant.
fn segment<'t>(unknown: &'t str, known: &[&str]) -> &'t str {
    let first = unknown.split('.').next().unwrap_or(unknown);
    let is_near = |it: &str| suggest::nearest(it, known).is_some();
    if !is_near(first) && is_near(unknown) {
        unknown
    } else {
        first
    }
}

/// A path that leads into an object, and to nothing in it.
fn unknown_member(errors: &mut Errors, name: &Name, object: &'static Property, unknown: &str) {
    let (path, place) = (object.path, object.place());
    let span = name.span_at(name.text.len() - unknown.len());
    if object.members.is_empty() {
        errors.meant(path);
        return errors.at(
            span,
            format!(
                "no member of `{path}` can be fed on its own ({place}): feed it whole, `#[contact({})]`",
                table::written(path)
            ),
        );
    }
    let members: Vec<&str> = object.members.iter().map(|it| it.name).collect();
    let unknown = segment(unknown, &members);
    let near = suggest::nearest(unknown, &members);
    if let Some(near) = object.members.iter().find(|it| Some(it.name) == near) {
        errors.meant(near.path);
    }
    errors.at(
        span,
        format!(
            "`{path}` has no member `{unknown}`; {} ({place})",
            suggest::suggest(unknown, "members", members)
        ),
    );
}

impl<'a> Fed<'_, 'a> {
    pub fn into_source(self, errors: &mut Errors, fields: &[Field<'a>]) -> Option<Source<'a>> {
        let options = self.options;
        let region = match &options.region {
            None => None,
            Some((key, value)) => Some(self.region(errors, *key, value, fields)?),
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
        let place = match &self.origin {
            From::Field { field, .. } => Some(field.index),
            From::Template { .. } | From::Whole => None,
        };
        let (path, origin) = match self.origin {
            From::Field { field, .. } => {
                let (member, ty) = (field.member.clone(), field.ty);
                (field.name.clone(), Origin::Field { member, ty })
            }
            From::Template { literal, template } => {
                let members = template.fields.iter().filter_map(|name| {
                    let field = fields.iter().find(|it| it.name == *name)?;
                    Some(field.member.clone())
                });
                let origin = Origin::Template {
                    format: LitStr::new(&template.format, literal.span()),
                    fields: members.collect(),
                };
                (template.fields.join(" + "), origin)
            }
            From::Whole => (String::new(), Origin::Whole),
        };
        if let (Origin::Template { .. }, Some((span, _))) = (&origin, &options.skip_if) {
            errors.at(
                *span,
                "`skip_if` looks at a field: for a composed text write `with = path` \
                 with a function that returns an `Option`",
            );
            return None;
        }
        Some(Source {
            property: self.property,
            path,
            place,
            origin,
            function: function.map(|(path, fallible)| Function {
                path: path.clone(),
                fallible,
            }),
            default: options.default.as_ref().map(|(_, value)| value.clone()),
            skip_if: options.skip_if.as_ref().map(|(_, path)| path.clone()),
            region,
            sensitive: options.sensitive.is_some(),
        })
    }

    fn region(
        &self,
        errors: &mut Errors,
        key: Span,
        value: &attr::Region,
        fields: &[Field<'_>],
    ) -> Option<Region> {
        if !self.property.is_phone() {
            let numbers: Vec<&str> = table::phones(table::PROPERTIES);
            errors.at(
                key,
                format!(
                    "`region` is for phone numbers, and `{}` is none; {}",
                    self.property.path,
                    match numbers.as_slice() {
                        [] => "the document has no property that is".to_owned(),
                        names => format!("it goes with {}", suggest::list(names)),
                    }
                ),
            );
            return None;
        }
        let value = match value {
            attr::Region::Literal(literal) => region_literal(errors, literal),
            attr::Region::Field(ident) => region_field(errors, ident, fields),
        };
        Some(Region { key, value: value? })
    }
}

fn region_literal(errors: &mut Errors, literal: &LitStr) -> Option<RegionValue> {
    let name = literal.value();
    if region::is_known(&name) {
        return Some(RegionValue::Literal(literal.clone()));
    }
    let help = match region::meant(&name) {
        Some(meant) => format!("did you mean `\"{meant}\"`?"),
        None => "write the two capital letters of ISO 3166-1, such as `\"DK\"`; \
                 a field is named without quotes"
            .to_owned(),
    };
    errors.at(literal.span(), format!("`{name}` is not a region; {help}"));
    None
}

fn region_field(errors: &mut Errors, ident: &Ident, fields: &[Field<'_>]) -> Option<RegionValue> {
    let name = ident.unraw().to_string();
    if let Some(field) = fields.iter().find(|it| it.name == name) {
        return Some(RegionValue::Field(field.member.clone()));
    }
    let help = if region::is_known(&name) {
        format!("write the region in quotes: `region = \"{name}\"`")
    } else {
        suggest::suggest(&name, "fields", fields.iter().map(|it| it.name.as_str()))
    };
    errors.at(
        ident.span(),
        format!("`{name}` is not a field of this type; {help}"),
    );
    None
}
