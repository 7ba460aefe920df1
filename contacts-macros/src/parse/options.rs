//! The options that a property can have wherever it is fed from.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::attribute::AttributeKey;
use super::string;
use crate::errors::Errors;

/// How a property is fed.
#[derive(Default)]
pub struct FeedOptions {
    pub with: Option<(Span, Expr)>,
    pub try_with: Option<(Span, Expr)>,
    pub default: Option<(Span, Expr)>,
    pub skip_if: Option<(Span, Expr)>,
    pub region: Option<(Span, RegionOption)>,
    pub sensitive: Option<Span>,
}

pub enum RegionOption {
    Literal(LitStr),
    /// Its name, or its place in a struct without names.
    Field(String, Span),
}

impl FeedOptions {
    /// Returns the first option that is given, for a message.
    pub fn first(&self) -> Option<(&'static str, Span)> {
        let span = |it: &Option<(Span, Expr)>| it.as_ref().map(|(span, _)| *span);
        [
            ("with", span(&self.with)),
            ("try_with", span(&self.try_with)),
            ("default", span(&self.default)),
            ("skip_if", span(&self.skip_if)),
            ("region", self.region.as_ref().map(|(span, _)| *span)),
            ("sensitive", self.sensitive),
        ]
        .into_iter()
        .find_map(|(key, span)| Some((key, span?)))
    }

    /// Takes an option; `key` is the key of one.
    pub fn take(&mut self, errors: &mut Errors, key: &AttributeKey, value: Option<Expr>) {
        match key.text.as_str() {
            "with" => function(errors, &mut self.with, key, value),
            "try_with" => function(errors, &mut self.try_with, key, value),
            "skip_if" => function(errors, &mut self.skip_if, key, value),
            "default" => match value {
                Some(value) => once(errors, &mut self.default, key, (key.span, value)),
                None => errors.at(
                    key.span,
                    "`default` takes the value to use instead of `None`: `default = \"unknown\"`",
                ),
            },
            "region" => match value.and_then(region) {
                Some(region) => once(errors, &mut self.region, key, (key.span, region)),
                None => errors.at(
                    key.span,
                    "`region` takes a region or the field that holds one: `region = \"DK\"`, `region = country`",
                ),
            },
            "sensitive" => flag(errors, &mut self.sensitive, key, value.as_ref()),
            _ => unreachable!("the callers pass on the keys of options only"),
        }
    }
}

fn region(value: Expr) -> Option<RegionOption> {
    match value {
        Expr::Path(path) => {
            let ident = path.path.require_ident().ok()?;
            Some(RegionOption::Field(ident.unraw().to_string(), ident.span()))
        }
        Expr::Lit(ExprLit {
            lit: Lit::Int(place),
            ..
        }) => Some(RegionOption::Field(place.to_string(), place.span())),
        other => Some(RegionOption::Literal(string(&other)?.clone())),
    }
}

fn function(
    errors: &mut Errors,
    slot: &mut Option<(Span, Expr)>,
    key: &AttributeKey,
    value: Option<Expr>,
) {
    match value {
        Some(value) => match string(&value) {
            Some(text) => errors.at(
                text.span(),
                format!(
                    "`{0}` takes a path or a closure, not a string: `{0} = {1}`",
                    key.text,
                    text.value()
                ),
            ),
            None => once(errors, slot, key, (key.span, value)),
        },
        None => errors.at(
            key.span,
            format!("`{0}` takes a path or a closure: `{0} = path`", key.text),
        ),
    }
}

pub fn flag(
    errors: &mut Errors,
    slot: &mut Option<Span>,
    key: &AttributeKey,
    value: Option<&Expr>,
) {
    match value {
        Some(value) => errors.at(
            value.span(),
            format!("`{0}` takes no value: write `{0}` alone", key.text),
        ),
        None => once(errors, slot, key, key.span),
    }
}

pub fn once<T>(errors: &mut Errors, slot: &mut Option<T>, key: &AttributeKey, value: T) {
    if slot.is_some() {
        errors.at(key.span, format!("`{}` is given twice", key.text));
    } else {
        *slot = Some(value);
    }
}
