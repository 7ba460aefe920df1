//! The rules, each a function.

use std::fmt::Write;

use syn::{DeriveInput, Type};

use super::fed::{FedBy, UncheckedFeeder};
use super::resolve::resolve;
use super::types;
use crate::errors::Errors;
use crate::model::{Derive, Flatten};
use crate::parse::{self, Container, Field};
use crate::table::{self, Property, Slot};

/// Checks that a field with `skip` or `flatten` has nothing else.
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
        if let Some(name) = &attr.property {
            errors.meant(&name.text);
        }
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

/// Checks that a field feeds one property only: any other name on it is a second property, or not a
/// property at all.
pub fn one_property(errors: &mut Errors, field: &Field<'_>, container: &Container, derive: Derive) {
    let Some(first) = &field.attr.property else {
        return;
    };
    for other in &field.attr.others {
        let keys = parse::FIELD_KEYS.iter().map(|(key, _)| *key);
        let Some(property) = resolve(errors, other, container, keys, derive) else {
            continue;
        };
        errors.meant(property.path);
        errors.at(
            other.span,
            format!(
                "a field feeds one property, and this one feeds `{}` already; \
                 feed the other from above the type: `#[contact({} = \"{{{}}}\")]`",
                first.text,
                parse::written(property.path),
                field.name
            ),
        );
    }
}

/// Checks that a type that is mapped as what it holds can hold a contact.
pub fn holds_a_contact(errors: &mut Errors, ty: &Type, message: &str) {
    if types::is_always_there(ty) || types::is_option(ty) {
        errors.over(ty, message);
    }
}

/// Checks that at most one field is flattened, and returns it: two contacts would feed everything
/// twice.
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

/// Checks that the type says what `None` means in an update, which is never guessed.
pub fn none_is_decided(errors: &mut Errors, mapped: &[UncheckedFeeder<'_, '_>]) {
    for fed in mapped {
        let FedBy::Field { field, .. } = &fed.fed_by else {
            continue;
        };
        let Some(slot) = fed.property.clearable() else {
            continue;
        };
        if types::is_option(field.ty)
            && !types::has_three_states(field.ty)
            && !fed.has_function()
            && fed.default().is_none()
        {
            errors.over(field.ty, undecided_none(fed.property, slot));
        }
    }
}

/// Returns the message about an `Option` whose `None` has no meaning in an update.
pub fn undecided_none(property: &Property, slot: &Slot) -> String {
    format!(
        "an update can clear `{}` ({}), so say what `None` does: above the type write \
         `#[contact(none = \"keep\")]` to leave it as it is or `#[contact(none = \"clear\")]` to clear it",
        property.path, slot.place
    )
}

/// Checks that a field with a `default` can be `None`, which the `default` replaces.
pub fn default_is_for_none(
    errors: &mut Errors,
    composed: &[UncheckedFeeder<'_, '_>],
    mapped: &[UncheckedFeeder<'_, '_>],
) {
    for fed in composed.iter().chain(mapped) {
        let Some(key) = fed.default().filter(|_| !fed.has_function()) else {
            continue;
        };
        match &fed.fed_by {
            FedBy::Field { field, .. } if types::is_always_there(field.ty) => {
                errors.at(key, unused_default(&field.name));
            }
            FedBy::Template { .. } => errors.at(
                key,
                "`default` stands in for `None`, and a composed text is always there: remove `default`",
            ),
            FedBy::Field { .. } | FedBy::Whole => {}
        }
    }
}

/// Returns the message about a `default` for a field that always has a value.
pub fn unused_default(field: &str) -> String {
    format!(
        "`default` stands in for `None`, and `{field}` always has a value: remove `default`, or make the \
         field's type an `Option`"
    )
}

/// Checks that a contact has only one number.
pub fn one_number(errors: &mut Errors, mapped: &[UncheckedFeeder<'_, '_>], derive: Derive) {
    for fed in mapped.iter().filter(|it| !it.has_function()) {
        let FedBy::Field { field, .. } = &fed.fed_by else {
            continue;
        };
        if derive == Derive::Contact && fed.property.is_the_number() && types::is_list(field.ty) {
            let name = parse::written(fed.property.path);
            errors.over(
                field.ty,
                format!(
                    "`{}` holds any number of numbers, and a contact has one: derive `IntoContacts` for a contact \
                     of each, or choose one by `#[contact({name}, with = path)]`",
                    field.name
                ),
            );
        }
    }
}

/// Checks that what `None` means is only said with `update`.
pub fn none_needs_update(errors: &mut Errors, container: &Container, derive: Derive) {
    let Some((span, _)) = container.none.filter(|_| container.update.is_none()) else {
        return;
    };
    errors.at(
        span,
        match derive {
            Derive::Contact => {
                "`none` says what `None` means in an update, and this type is none: \
                 add `update`, or remove `none`"
            }
            Derive::Contacts => {
                "`none` says what `None` means in an update, and `IntoContacts` makes none: remove `none`"
            }
        },
    );
}

/// Checks that each property has only one feeder; the error shows both places.
pub fn fed_once(
    errors: &mut Errors,
    composed: &[UncheckedFeeder<'_, '_>],
    mapped: &[UncheckedFeeder<'_, '_>],
    derive: Derive,
) {
    let all: Vec<&UncheckedFeeder<'_, '_>> = composed.iter().chain(mapped).collect();
    for (index, fed) in all.iter().enumerate() {
        let several = derive == Derive::Contacts && fed.property.is_the_number();
        let first = all[..index].iter().find(|it| it.property.is(fed.property));
        let Some(first) = first.filter(|_| !several) else {
            continue;
        };
        let name = fed.property.path;
        let unasked = [first, fed].into_iter().find_map(|it| match &it.fed_by {
            FedBy::Field { field, unasked } if *unasked => Some(field),
            _ => None,
        });
        let mut help = String::new();
        if fed.property.is_the_number() {
            help += "; for a contact of each number derive `IntoContacts`";
        }
        if let Some(field) = unasked {
            write!(
                help,
                "; if the field `{}` is something else, mark it `#[contact(skip)]`",
                field.name
            )
            .expect("a String takes all");
        }
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

/// Checks that an object is fed either as a whole or by its members; the error shows both places.
pub fn whole_or_members(
    errors: &mut Errors,
    composed: &[UncheckedFeeder<'_, '_>],
    mapped: &[UncheckedFeeder<'_, '_>],
) {
    let all = || composed.iter().chain(mapped);
    for whole in all() {
        for member in all().filter(|it| whole.property.contains(it.property)) {
            let (object, path) = (whole.property.path, member.property.path);
            let help = match &whole.fed_by {
                FedBy::Field { field, unasked } if *unasked => format!(
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

/// Checks that the document has the operations for what is derived.
pub fn document_has_it(
    errors: &mut Errors,
    input: &DeriveInput,
    container: &Container,
    derive: Derive,
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
    if let (Some(span), None, Derive::Contact) = (container.update, table::UPDATE, derive) {
        errors.at(
            span,
            format!(
                "no operation of the document updates a contact ({document}): remove `update`, or mark the \
                 operation with `x-contacts-role: update` if there is one"
            ),
        );
    }
    if derive == Derive::Contacts && table::number().is_none() {
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

/// Checks that with `deny_unmapped` no field is left out by oversight.
pub fn every_field_is_decided(
    errors: &mut Errors,
    container: &Container,
    fields: &[Field<'_>],
    composed: &[UncheckedFeeder<'_, '_>],
    mapped: &[UncheckedFeeder<'_, '_>],
) {
    let region_of = |fed: &parse::FeedOptions, name: &str| matches!(&fed.region, Some((_, parse::RegionOption::Field(it, _))) if it == name);
    for field in fields {
        let attr = &field.attr;
        let name = field.name.as_str();
        let is_mapped = mapped
            .iter()
            .any(|it| matches!(&it.fed_by, FedBy::Field { field: it, .. } if it.name == name));
        let in_template = composed
            .iter()
            .any(|it| matches!(&it.fed_by, FedBy::Template { template, .. } if template.has(name)));
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
            || attr.options.first().is_some()
            || !attr.valued.is_empty();
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
