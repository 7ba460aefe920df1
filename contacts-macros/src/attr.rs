//! What is written in `#[contact(…)]`, with the span of everything.
//!
//! This stage knows the grammar, not the document: whether a property exists is for `check`.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Path, Token, token};

use crate::errors::{Errors, Place};

/// What stands on the type itself.
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
    pub template: Option<LitStr>,
    pub options: Options,
}

/// What stands on a field.
#[derive(Default)]
pub struct FieldAttr {
    pub property: Option<Name>,
    pub skip: Option<Span>,
    pub flatten: Option<Span>,
    pub options: Options,
}

/// How a property is fed.
#[derive(Default)]
pub struct Options {
    pub with: Option<(Span, Expr)>,
    pub try_with: Option<(Span, Expr)>,
    pub default: Option<(Span, Expr)>,
    pub skip_if: Option<(Span, Expr)>,
    pub region: Option<(Span, Region)>,
    pub sensitive: Option<Span>,
}

pub enum Region {
    Literal(LitStr),
    Field(Ident),
}

/// The path of a property, such as `email` or `address.zip`, or a string with one.
#[derive(Clone)]
pub struct Name {
    pub text: String,
    pub span: Place,
    /// The spans of the segments, each with the place in the text at which it begins.
    segments: Vec<(usize, Span)>,
}

impl Name {
    /// The span of the segment that begins at this place in the text, else all.
    pub fn span_at(&self, begin: usize) -> Place {
        let mut segments = self.segments.iter();
        segments
            .find(|(at, _)| *at == begin)
            .map_or(self.span, |(_, span)| (*span).into())
    }
}

impl Options {
    /// The first option that is given, for a message.
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
}

/// The keys of each place, with their form.
pub const FIELD_KEYS: [(&str, &str); 8] = [
    ("with", "with = path"),
    ("try_with", "try_with = path"),
    ("default", "default = value"),
    ("skip", "skip"),
    ("skip_if", "skip_if = path"),
    ("flatten", "flatten"),
    ("region", "region = \"DK\""),
    ("sensitive", "sensitive"),
];
pub const STRUCT_KEYS: [(&str, &str); 10] = [
    ("update", "update"),
    ("none", "none = \"keep\""),
    ("deny_unmapped", "deny_unmapped"),
    ("crate", "crate = path"),
    ("with", "with = path"),
    ("try_with", "try_with = path"),
    ("default", "default = value"),
    ("skip_if", "skip_if = path"),
    ("region", "region = \"DK\""),
    ("sensitive", "sensitive"),
];

/// Is it an option, in the one place or the other?
pub fn is_key(name: &str) -> bool {
    form(&FIELD_KEYS, name)
        .or_else(|| form(&STRUCT_KEYS, name))
        .is_some()
}

fn form(keys: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    keys.iter()
        .find(|(it, _)| *it == key)
        .map(|(_, form)| *form)
}

pub fn container(errors: &mut Errors, attributes: &[Attribute]) -> Container {
    let mut container = Container::default();
    for attribute in contact_attributes(attributes) {
        // Options belong to the property before them, in the same attribute.
        let mut own = None;
        for item in items(errors, attribute) {
            container_item(errors, &mut container, &mut own, item);
        }
    }
    container
}

fn container_item(
    errors: &mut Errors,
    container: &mut Container,
    own: &mut Option<usize>,
    item: Item,
) {
    let Item { key, value } = item;
    let span = key.span;
    let known = form(&STRUCT_KEYS, &key.text).filter(|_| !key.quoted);
    match key.text.as_str() {
        "update" if known.is_some() => {
            flag(errors, &mut container.update, &key, value.as_ref());
        }
        "deny_unmapped" if known.is_some() => {
            flag(errors, &mut container.deny_unmapped, &key, value.as_ref());
        }
        "crate" if known.is_some() => match value {
            Some(Expr::Path(path)) => once(errors, &mut container.krate, &key, path.path),
            other => errors.at(
                other.map_or(span, |it| it.span()),
                "`crate` takes the path at which contacts-api can be reached: `crate = my::reexport`",
            ),
        },
        "none" if known.is_some() => match value.as_ref().map(none_policy) {
            Some(Some(policy)) => once(errors, &mut container.none, &key, (span, policy)),
            other => errors.at(
                other.map_or(span, |_| value.span()),
                "`none` says what `None` means in an update: `none = \"keep\"` leaves the property as it is, \
                 `none = \"clear\"` clears it",
            ),
        },
        _ if known.is_some() => match own.and_then(|index| container.composed.get_mut(index)) {
            Some(composed) => option(errors, &mut composed.options, &key, value),
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
            let template = match value {
                None => None,
                Some(Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                })) => Some(text),
                Some(other) => {
                    errors.meant(&key.text);
                    errors.at(
                        other.span(),
                        format!(
                            "a composed property takes a text with fields in braces: `{0} = \"{{first}} {{last}}\"`; \
                             for a function of the whole value write `{0}, with = path`",
                            key.text
                        ),
                    );
                    return;
                }
            };
            *own = Some(container.composed.len());
            container.composed.push(Composed {
                property: key.into_name(),
                template,
                options: Options::default(),
            });
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

pub fn field(errors: &mut Errors, attributes: &[Attribute]) -> FieldAttr {
    let mut field = FieldAttr::default();
    for attribute in contact_attributes(attributes) {
        for item in items(errors, attribute) {
            field_item(errors, &mut field, item);
        }
    }
    field
}

fn field_item(errors: &mut Errors, field: &mut FieldAttr, item: Item) {
    let Item { key, value } = item;
    if key.quoted || form(&FIELD_KEYS, &key.text).is_none() {
        return property(errors, field, key, value.as_ref());
    }
    match key.text.as_str() {
        "skip" => flag(errors, &mut field.skip, &key, value.as_ref()),
        "flatten" => flag(errors, &mut field.flatten, &key, value.as_ref()),
        _ => option(errors, &mut field.options, &key, value),
    }
}

fn property(errors: &mut Errors, field: &mut FieldAttr, key: Key, value: Option<&Expr>) {
    if let misplaced @ ("update" | "none" | "deny_unmapped" | "crate") = key.text.as_str()
        && !key.quoted
    {
        return errors.at(
            key.span,
            format!("`{misplaced}` belongs on the type, not on a field"),
        );
    }
    if let Some(value) = value {
        errors.meant(&key.text);
        return errors.at(
            value.span(),
            format!(
                "on a field, a property takes no value: write `#[contact({0})]` to feed it from this field, \
                 or compose it above the type: `#[contact({0} = \"{{first}} {{last}}\")]`",
                key.text
            ),
        );
    }
    match &field.property {
        None => field.property = Some(key.into_name()),
        Some(first) => {
            errors.meant(&key.text);
            errors.at(
                key.span,
                format!(
                    "a field feeds one property, and this one feeds `{}` already; \
                     feed the other from above the type: `#[contact({} = \"{{field}}\")]`",
                    first.text, key.text
                ),
            );
        }
    }
}

/// The options that a property can have wherever it is fed from.
fn option(errors: &mut Errors, options: &mut Options, key: &Key, value: Option<Expr>) {
    match key.text.as_str() {
        "with" => function(errors, &mut options.with, key, value),
        "try_with" => function(errors, &mut options.try_with, key, value),
        "skip_if" => function(errors, &mut options.skip_if, key, value),
        "default" => match value {
            Some(value) => once(errors, &mut options.default, key, (key.span, value)),
            None => errors.at(
                key.span,
                "`default` takes the value to use instead of `None`: `default = \"unknown\"`",
            ),
        },
        "region" => match value.and_then(region) {
            Some(region) => once(errors, &mut options.region, key, (key.span, region)),
            None => errors.at(
                key.span,
                "`region` takes a region or the field that holds one: `region = \"DK\"`, `region = country`",
            ),
        },
        "sensitive" => flag(errors, &mut options.sensitive, key, value.as_ref()),
        _ => unreachable!("the callers pass on the keys of options only"),
    }
}

fn region(value: Expr) -> Option<Region> {
    match value {
        Expr::Path(path) => Some(Region::Field(path.path.require_ident().ok()?.clone())),
        other => Some(Region::Literal(string(&other)?.clone())),
    }
}

fn function(errors: &mut Errors, slot: &mut Option<(Span, Expr)>, key: &Key, value: Option<Expr>) {
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

fn string(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

fn flag(errors: &mut Errors, slot: &mut Option<Span>, key: &Key, value: Option<&Expr>) {
    match value {
        Some(value) => errors.at(
            value.span(),
            format!("`{0}` takes no value: write `{0}` alone", key.text),
        ),
        None => once(errors, slot, key, key.span),
    }
}

fn once<T>(errors: &mut Errors, slot: &mut Option<T>, key: &Key, value: T) {
    if slot.is_some() {
        errors.at(key.span, format!("`{}` is given twice", key.text));
    } else {
        *slot = Some(value);
    }
}

/// `key` or `key = value`.
struct Item {
    key: Key,
    value: Option<Expr>,
}

struct Key {
    text: String,
    /// All of it, for a name of one segment.
    span: Span,
    /// A string or a path can only be a property: this is how one that is no identifier is named.
    quoted: bool,
    segments: Vec<(usize, Span)>,
}

impl Key {
    fn into_name(self) -> Name {
        Name {
            text: self.text,
            span: Place {
                first: self.span,
                last: self.segments.last().map_or(self.span, |(_, span)| *span),
            },
            segments: self.segments,
        }
    }
}

fn contact_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|it| it.path().is_ident("contact"))
}

/// The items of one attribute; one that cannot be read is an error and the next is read.
fn items(errors: &mut Errors, attribute: &Attribute) -> Vec<Item> {
    let list = match attribute.meta.require_list() {
        Ok(list) if matches!(list.delimiter, syn::MacroDelimiter::Paren(_)) => list,
        _ => {
            errors.over(
                &attribute.meta,
                "write what is meant in parentheses: `#[contact(…)]`",
            );
            return Vec::new();
        }
    };
    let mut items = Vec::new();
    let read = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let attempt = input.fork();
            match attempt.parse::<Item>() {
                Ok(item) if attempt.is_empty() || attempt.peek(Token![,]) => {
                    syn::parse::discouraged::Speculative::advance_to(input, &attempt);
                    items.push(item);
                }
                Ok(item) => {
                    errors.meant(&item.key.text);
                    errors.at(
                        attempt.span(),
                        format!("a comma is missing after `{}`", item.key.text),
                    );
                    skip_item(input)?;
                }
                Err(error) => {
                    errors.push(error);
                    skip_item(input)?;
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = list.parse_args_with(read) {
        errors.push(error);
    }
    items
}

fn skip_item(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            Key {
                text: text.value(),
                span: text.span(),
                quoted: true,
                segments: Vec::new(),
            }
        } else if input.peek(Ident::peek_any) {
            path(input)?
        } else {
            return Err(
                input.error("expected a property, such as `number`, or an option, such as `skip`")
            );
        };
        if input.peek(token::Paren) {
            let group: TokenTree = input.parse()?;
            let mut inner = TokenStream::new();
            if let TokenTree::Group(group) = &group {
                inner = group.stream();
            }
            let right = form(&FIELD_KEYS, &key.text).or_else(|| form(&STRUCT_KEYS, &key.text));
            return Err(syn::Error::new(
                group.span(),
                match right {
                    Some(form) => format!("`{}` takes no parentheses: write `{form}`", key.text),
                    None => format!("values follow an equals sign: `{} = {inner}`", key.text),
                },
            ));
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) if input.is_empty() || input.peek(Token![,]) => {
                return Err(syn::Error::new(
                    key.span,
                    format!("the value of `{}` is missing", key.text),
                ));
            }
            Some(_) => Some(ungrouped(input.parse()?)),
            None => None,
        };
        Ok(Item { key, value })
    }
}

/// `email`, or `address.zip`: what follows a dot is a member of what stands before it.
fn path(input: ParseStream<'_>) -> syn::Result<Key> {
    let first = input.call(Ident::parse_any)?;
    let mut key = Key {
        text: first.unraw().to_string(),
        span: first.span(),
        quoted: false,
        segments: vec![(0, first.span())],
    };
    while input.peek(Token![.]) {
        let dot: Token![.] = input.parse()?;
        if !input.peek(Ident::peek_any) {
            return Err(syn::Error::new(
                dot.span(),
                format!(
                    "the name of a member follows the dot: `{0}.zip`; one that is no identifier is written in \
                     quotes, with the whole path: `\"{0}.post-code\"`",
                    key.text
                ),
            ));
        }
        let member = input.call(Ident::parse_any)?;
        key.text.push('.');
        key.segments.push((key.text.len(), member.span()));
        key.text += &member.unraw().to_string();
        key.quoted = true;
    }
    Ok(key)
}

/// What a `macro_rules!` passes on comes in invisible parentheses.
fn ungrouped(value: Expr) -> Expr {
    match value {
        Expr::Group(group) => ungrouped(*group.expr),
        other => other,
    }
}
