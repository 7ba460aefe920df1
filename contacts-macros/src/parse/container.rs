//! What is written above the type.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Path};

use super::attribute::{KeyValue, contact_attributes, items};
use super::keys::{STRUCT_KEYS, form};
use super::options::{FeedOptions, flag, once};
use super::{Name, string};
use crate::errors::Errors;

/// What is written above the type.
#[derive(Default)]
pub struct Container {
    pub krate: Option<Path>,
    pub update: Option<Span>,
    pub none: Option<(Span, NonePolicy)>,
    pub deny_unmapped: Option<Span>,
    pub composed: Vec<Composed>,
}

/// What `None` means in an update.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NonePolicy {
    Keep,
    Clear,
}

/// A property that is fed from the whole value.
pub struct Composed {
    pub property: Name,
    pub value: Option<Expr>,
    pub options: FeedOptions,
}

pub fn container(errors: &mut Errors, attributes: &[Attribute]) -> Container {
    let mut container = Container::default();
    for attribute in contact_attributes(attributes) {
        // Options belong to the property before them, in the same attribute.
        let mut own = None;
        for item in items(errors, attribute) {
            container.take(errors, &mut own, item);
        }
    }
    container
}

impl Container {
    fn take(&mut self, errors: &mut Errors, own: &mut Option<usize>, item: KeyValue) {
        let KeyValue { key, value } = item;
        let span = key.span;
        let known = form(&STRUCT_KEYS, &key.text).filter(|_| !key.quoted);
        match key.text.as_str() {
            "update" if known.is_some() => {
                flag(errors, &mut self.update, &key, value.as_ref());
            }
            "deny_unmapped" if known.is_some() => {
                flag(errors, &mut self.deny_unmapped, &key, value.as_ref());
            }
            "crate" if known.is_some() => match value {
                Some(Expr::Path(path)) => once(errors, &mut self.krate, &key, path.path),
                other => errors.at(
                    other.map_or(span, |it| it.span()),
                    "`crate` takes the path at which contacts-api can be reached: `crate = my::reexport`",
                ),
            },
            "none" if known.is_some() => match value.as_ref().map(none_policy) {
                Some(Some(policy)) => once(errors, &mut self.none, &key, (span, policy)),
                other => {
                    errors.meant(&key.text);
                    errors.at(
                        other.map_or(span, |_| value.span()),
                        "`none` says what `None` means in an update: `none = \"keep\"` leaves the property as it is, \
                         `none = \"clear\"` clears it",
                    );
                }
            },
            _ if known.is_some() => match own.and_then(|index| self.composed.get_mut(index)) {
                Some(composed) => composed.options.take(errors, &key, value),
                None => errors.at(
                    span,
                    format!(
                        "`{}` on the type follows the property that it feeds: `#[contact(PROPERTY, {})]`",
                        key.text,
                        known.unwrap_or_default()
                    ),
                ),
            },
            misplaced @ ("skip" | "flatten") if !key.quoted => errors.at(
                span,
                format!("`{misplaced}` belongs on a field, not on the type"),
            ),
            _ => {
                *own = Some(self.composed.len());
                self.composed.push(Composed {
                    property: key.into_name(),
                    value,
                    options: FeedOptions::default(),
                });
            }
        }
    }
}

fn none_policy(value: &Expr) -> Option<NonePolicy> {
    match string(value)?.value().as_str() {
        "keep" => Some(NonePolicy::Keep),
        "clear" => Some(NonePolicy::Clear),
        _ => None,
    }
}
