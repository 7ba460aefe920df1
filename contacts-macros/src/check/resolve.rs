//! Finds the property that a name means, and explains a name that means none.

use syn::Expr;

use super::updates;
use crate::errors::Errors;
use crate::model::Derive;
use crate::parse::{self, Container, FIELD_KEYS, Field, Name, STRUCT_KEYS};
use crate::suggest;
use crate::table::{self, Property};

/// Returns the property with this name, if there is one that can be fed.
pub fn resolve(
    errors: &mut Errors,
    name: &Name,
    container: &Container,
    keys: impl Iterator<Item = &'static str>,
    derive: Derive,
) -> Option<&'static Property> {
    let (object, unknown) = match table::find(&name.text) {
        Ok(property) if property.create.is_some() || updates(container, derive) => {
            return Some(property);
        }
        Ok(property) => {
            // Both derives read the same attributes: what the other one needs is not a mistake
            // here.
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
    if let Some(help) = parse::elsewhere(unknown) {
        return errors.at(
            name.span_at(0),
            format!("there is no option `{unknown}`; {help}"),
        );
    }
    let message = match suggest::nearest(unknown, &candidates) {
        Some(near) => {
            errors.meant(near);
            format!("there is no property or option `{unknown}`; did you mean `{near}`?")
        }
        None => match after_the_envelope(&name.text) {
            Some(property) => {
                errors.meant(property);
                let property = parse::written(property);
                return errors.at(
                    name.span,
                    format!("a property is named alone, without what it is sent in: `#[contact({property})]`"),
                );
            }
            None => format!(
                "a contact has no property `{unknown}`; {} ({})",
                suggest::suggest(unknown, "properties", properties),
                table::CREATE.map_or(table::DOCUMENT, |it| it.place)
            ),
        },
    };
    errors.at(name.span_at(0), message);
}

/// Returns the property behind the first dot of an unknown path: `contact.name`, as requests have it.
fn after_the_envelope(path: &str) -> Option<&str> {
    let (_, path) = path.split_once('.')?;
    table::find(path).ok().map(|it| it.path)
}

/// Returns the wrong part of an unknown path: its first segment, unless a name with dots is meant.
fn segment<'t>(unknown: &'t str, known: &[&str]) -> &'t str {
    let first = unknown.split('.').next().unwrap_or(unknown);
    let is_near = |it: &str| suggest::nearest(it, known).is_some();
    if !is_near(first) && is_near(unknown) {
        unknown
    } else {
        first
    }
}

/// Reports a path that leads into an object, but to no member of it.
fn unknown_member(errors: &mut Errors, name: &Name, object: &'static Property, unknown: &str) {
    let (path, place) = (object.path, object.place());
    let span = name.span_at(name.text.len() - unknown.len());
    if object.members.is_empty() {
        errors.meant(path);
        return errors.at(
            span,
            format!(
                "no member of `{path}` can be fed on its own ({place}): feed it whole, `#[contact({})]`",
                parse::written(path)
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

/// Reports names with a value on a field that are not options: a property is named alone.
pub fn valued(errors: &mut Errors, field: &Field<'_>) {
    for (name, value) in &field.attr.valued {
        let text = &name.text;
        let message = match table::find(text) {
            Ok(_) => {
                errors.meant(text);
                let message = format!(
                    "on a field, a property takes no value: write `#[contact({0})]` to feed it from this field, \
                     or compose it above the type: `#[contact({0} = \"{{first}} {{last}}\")]`",
                    parse::written(text)
                );
                errors.over(value, message);
                continue;
            }
            Err(_) => no_option(errors, text, value),
        };
        errors.at(name.span, message);
    }
}

/// Returns the message about an option that does not exist.
fn no_option(errors: &mut Errors, unknown: &str, value: &Expr) -> String {
    // The value of `rename` is the property that was meant.
    let meant = parse::string(value).map(syn::LitStr::value);
    let meant = meant.filter(|it| table::find(it).is_ok());
    if let Some(help) = parse::elsewhere(unknown) {
        let help = match &meant {
            Some(property) => {
                errors.meant(property);
                help.replace("PROPERTY", &parse::written(property))
            }
            None => help.to_owned(),
        };
        return format!("there is no option `{unknown}`; {help}");
    }
    let keys = |keys: &[(&'static str, &str)]| keys.iter().map(|(key, _)| *key).collect::<Vec<_>>();
    let (on_fields, on_types) = (keys(&FIELD_KEYS), keys(&STRUCT_KEYS));
    let properties = table::PROPERTIES.iter().map(|it| it.path);
    let all: Vec<&str> = on_fields.iter().chain(&on_types).copied().collect();
    if let Some(near) = suggest::nearest(unknown, &all) {
        return format!("there is no option `{unknown}`; did you mean `{near}`?");
    }
    if let Some(near) = suggest::nearest(unknown, &properties.collect::<Vec<_>>()) {
        errors.meant(near);
        return format!(
            "there is no property or option `{unknown}`; did you mean `#[contact({})]`? A property is named alone",
            parse::written(near)
        );
    }
    if let Some(property) = meant {
        errors.meant(&property);
        return format!(
            "there is no option `{unknown}`; a property is named alone, `#[contact({})]`",
            parse::written(&property)
        );
    }
    format!(
        "there is no property or option `{unknown}`; the options of a field are {}",
        suggest::list(&on_fields)
    )
}
