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
            Some((key.to_owned(), span.into()))
        });
    if attr.skip.is_some() {
        let flatten = attr.flatten.map(|span| ("flatten".to_owned(), span.into()));
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
        property.path, slot.place
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
        let name = fed.property.path;
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
    other.is_some_and(|other| other.path == property.path)
}

/// An object is fed as a whole or by its members; both places are shown.
pub fn whole_or_members(errors: &mut Errors, composed: &[Fed<'_, '_>], mapped: &[Fed<'_, '_>]) {
    let all = || composed.iter().chain(mapped);
    for whole in all() {
        for member in all().filter(|it| whole.property.contains(it.property)) {
            let (object, path) = (whole.property.path, member.property.path);
            let help = match &whole.origin {
                From::Field { field, unasked } if *unasked => format!(
                    "keep one of both; if the field `{}` is something else, mark it `#[contact(skip)]`",
                    field.name
                ),
                _ => "keep one of both".to_owned(),
            };
            errors.at(
                member.span,
                format!(
                    "`{path}` is fed here, and `{object}` as a whole by {}: {help}",
                    whole.called()
                ),
            );
            errors.at(
                whole.span,
                format!(
                    "`{object}` is fed as a whole here, and `{path}` by {}: keep one of both",
                    member.called()
                ),
            );
        }
    }
}

/// What the document requires has a source: of the payload, if it is not another type's, and of each
/// object that something feeds.
pub fn required_is_fed(
    errors: &mut Errors,
    input: &DeriveInput,
    composed: &[Fed<'_, '_>],
    mapped: &[Fed<'_, '_>],
    wanted: Wanted,
) {
    let mut fed: Vec<&Property> = Vec::new();
    fed.extend(composed.iter().chain(mapped).map(|it| it.property));
    let mut required = Required {
        errors,
        input,
        fed,
        wanted,
    };
    required.among(table::PROPERTIES, None, wanted.whole);
}

/// What is derived.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub target: Target,
    pub update: bool,
    /// Does the type feed all of the payload?
    pub whole: bool,
}

struct Required<'a> {
    errors: &'a mut Errors,
    input: &'a DeriveInput,
    fed: Vec<&'a Property>,
    wanted: Wanted,
}

impl Required<'_> {
    fn among(&mut self, properties: &'static [Property], of: Option<&Property>, is_sent: bool) {
        for property in properties {
            if self.errors.was_meant(property) || self.fed.iter().any(|it| is(it, Some(property))) {
                continue;
            }
            let is_meant = property.members.iter().any(|it| self.errors.was_meant(it));
            if is_meant || self.fed.iter().any(|it| property.contains(it)) {
                self.among(property.members, Some(property), true);
            } else if is_sent && let Some((who, slot)) = self.needed(property) {
                self.lacks(property, of, who, slot);
            }
        }
    }

    /// Which payload needs the property.
    fn needed(&self, property: &'static Property) -> Option<(&'static str, &'static Slot)> {
        let update = property.update.as_ref().filter(|_| self.wanted.update);
        let create = property.create.as_ref().map(|it| ("a contact", it));
        let all = create.into_iter().chain(update.map(|it| ("an update", it)));
        all.into_iter().find(|(_, it)| it.required)
    }

    fn lacks(&mut self, property: &Property, of: Option<&Property>, who: &str, slot: &Slot) {
        let (name, place, ident) = (property.name, slot.place, &self.input.ident);
        let who = of.map_or_else(|| who.to_owned(), |it| format!("`{}`", it.path));
        let attribute = |it: &Property| format!("`#[contact({})]`", table::written(it.path));
        let members = property.members.iter();
        let mut needed: Vec<String> = members
            .filter(|it| it.slots().any(|it| it.required))
            .map(attribute)
            .collect();
        if needed.is_empty() {
            needed.extend(property.members.first().map(attribute));
        }
        let fields = match self.wanted.target {
            _ if needed.len() > 1 => "fields",
            Target::Contacts if is(property, table::number()) => "fields",
            _ => "field",
        };
        if needed.is_empty() {
            needed.push(attribute(property));
        }
        self.errors.at(
            ident.span(),
            format!(
                "{who} needs `{name}` ({place}), and nothing in `{ident}` feeds it: mark the {fields} with {}",
                needed.join(" and ")
            ),
        );
    }
}

/// The document has what is derived.
pub fn document_has_it(
    errors: &mut Errors,
    input: &DeriveInput,
    container: &Container,
    target: Target,
) {
    let document = table::DOCUMENT;
    if table::CREATE.is_none() {
        return errors.at(
            input.ident.span(),
            format!(
                "no operation of the document creates a contact ({document}), so there is nothing to derive: \
                 mark it with `x-contacts-role: create` if there is one"
            ),
        );
    }
    if let (Some(span), None, Target::Contact) = (container.update, table::UPDATE, target) {
        errors.at(
            span,
            format!(
                "no operation of the document updates a contact ({document}): remove `update`, or mark the \
                 operation with `x-contacts-role: update` if there is one"
            ),
        );
    }
    if target == Target::Contacts && table::number().is_none() {
        errors.at(
            input.ident.span(),
            format!(
                "no property of a contact is its phone number ({}), so there is no contact of each: derive \
                 `IntoContact`, or mark the property with `x-contacts-role: number` if there is one",
                table::CREATE.map_or(document, |it| it.place)
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
