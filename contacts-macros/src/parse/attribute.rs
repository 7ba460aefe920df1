//! The grammar of one attribute: `key`, `key = value`, `address.zip`, `"post-code"`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, Ident, LitStr, Meta, Token, token};

use super::{Name, keys, string};
use crate::errors::{Errors, SpanRange};

/// `key` or `key = value`.
pub struct KeyValue {
    pub key: AttributeKey,
    pub value: Option<Expr>,
}

pub struct AttributeKey {
    pub text: String,
    /// The whole name, if it has one segment.
    pub span: Span,
    /// Whether it is a string or a path, which can only be a property: so names that are not
    /// identifiers are written.
    pub quoted: bool,
    segments: Vec<(usize, Span)>,
}

impl AttributeKey {
    pub fn into_name(self) -> Name {
        Name {
            text: self.text,
            span: SpanRange {
                first: self.span,
                last: self.segments.last().map_or(self.span, |(_, span)| *span),
            },
            segments: self.segments,
        }
    }
}

pub fn contact_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|it| it.path().is_ident("contact"))
}

/// Returns the items of one attribute; an item that cannot be read is an error, and reading goes on
/// with the next.
pub fn items(errors: &mut Errors, attribute: &Attribute) -> Vec<KeyValue> {
    let mut items = Vec::new();
    match &attribute.meta {
        Meta::List(list) if matches!(list.delimiter, syn::MacroDelimiter::Paren(_)) => {
            let read = |input: ParseStream<'_>| read(errors, &mut items, input);
            if let Err(error) = list.parse_args_with(read) {
                errors.push(error);
            }
        }
        other => {
            let inside = match other {
                Meta::Path(_) => TokenStream::new(),
                Meta::List(list) => list.tokens.clone(),
                Meta::NameValue(it) => match string(&it.value) {
                    Some(text) => text.value().parse().unwrap_or_default(),
                    None => it.value.to_token_stream(),
                },
            };
            let written = match inside.to_string() {
                it if it.is_empty() => "…".to_owned(),
                it => it,
            };
            // The keys in it count as meant, so that they cause no further errors.
            let all = |input: ParseStream<'_>| read(&mut Errors::default(), &mut items, input);
            let _ = all.parse2(inside);
            for item in items.drain(..) {
                errors.meant(&item.key.text);
            }
            errors.over(
                other,
                format!("write what is meant in parentheses: `#[contact({written})]`"),
            );
        }
    }
    items
}

fn read(errors: &mut Errors, items: &mut Vec<KeyValue>, input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        let attempt = input.fork();
        match attempt.parse::<KeyValue>() {
            Ok(item) if attempt.is_empty() || attempt.peek(Token![,]) => {
                syn::parse::discouraged::Speculative::advance_to(input, &attempt);
                items.push(item);
            }
            Ok(item) => {
                errors.meant(&item.key.text);
                let message = no_comma(errors, &item.key, &attempt);
                errors.at(attempt.span(), message);
                skip_item(input)?;
            }
            Err(error) => {
                if let Ok(key) = input.fork().parse::<AttributeKey>() {
                    errors.meant(&key.text);
                }
                errors.push(error);
                skip_item(input)?;
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// Returns the message about a key that is not followed by a comma, with what to write.
fn no_comma(errors: &mut Errors, key: &AttributeKey, rest: ParseStream<'_>) -> String {
    let text = &key.text;
    if rest.peek(Token![::]) {
        let last = |input: ParseStream<'_>| {
            input.parse::<Token![::]>()?;
            input.call(Ident::parse_any)
        };
        if let Ok(last) = last(&rest.fork()) {
            errors.meant(&last.unraw().to_string());
        }
        return "a property is named alone, such as `name`, and a member of one after a dot: `address.zip`"
            .to_owned();
    }
    if rest.peek(Token![:]) {
        return match keys::any_form(text).filter(|_| !key.quoted) {
            Some(form) if form.contains('=') => {
                format!("a value follows an equals sign: write `{form}`")
            }
            Some(_) => format!("`{text}` takes no value: write `{text}` alone"),
            None => format!("a value follows an equals sign: write `{text} = …`"),
        };
    }
    if rest.peek(Token![;]) {
        return format!("a comma follows `{text}`, not a semicolon");
    }
    format!("a comma is missing after `{text}`")
}

fn skip_item(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

impl Parse for KeyValue {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key: AttributeKey = input.parse()?;
        if input.peek(token::Paren) {
            let group: TokenTree = input.parse()?;
            let mut inner = TokenStream::new();
            if let TokenTree::Group(group) = &group {
                inner = group.stream();
            }
            return Err(syn::Error::new(group.span(), in_parentheses(&key, &inner)));
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) if input.is_empty() || input.peek(Token![,]) => {
                return Err(syn::Error::new(
                    key.span,
                    format!("the value of `{}` is missing", key.text),
                ));
            }
            Some(_) => match input.parse() {
                Ok(value) => Some(ungrouped(value)),
                Err(error) => return Err(unreadable(&key, &error)),
            },
            None => None,
        };
        Ok(KeyValue { key, value })
    }
}

/// Returns the error about a value that is not an expression, with what to write.
fn unreadable(key: &AttributeKey, error: &syn::Error) -> syn::Error {
    let text = &key.text;
    let help = match keys::any_form(text).filter(|it| !key.quoted && it.contains('=')) {
        Some(form) => format!("write `{form}`"),
        None => error.to_string(),
    };
    syn::Error::new(
        error.span(),
        format!("the value of `{text}` cannot be read: {help}"),
    )
}

/// Returns the message about `key(inner)`, with what to write.
fn in_parentheses(key: &AttributeKey, inner: &TokenStream) -> String {
    let text = &key.text;
    if let Some(form) = keys::any_form(text).filter(|_| !key.quoted) {
        return format!("`{text}` takes no parentheses: write `{form}`");
    }
    let first = |input: ParseStream<'_>| {
        let key = input.parse::<AttributeKey>()?;
        input.parse::<TokenStream>()?;
        Ok(key)
    };
    match first.parse2(inner.clone()) {
        Ok(option) if !option.quoted && keys::is_key(&option.text) => format!(
            "the options of a property follow it after a comma: `#[contact({text}, {inner})]`"
        ),
        _ => format!("values follow an equals sign: `{text} = {inner}`"),
    }
}

impl Parse for AttributeKey {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            Ok(AttributeKey {
                text: text.value(),
                span: text.span(),
                quoted: true,
                segments: Vec::new(),
            })
        } else if input.peek(Ident::peek_any) {
            path(input)
        } else {
            Err(input.error("expected a property, such as `number`, or an option, such as `skip`"))
        }
    }
}

/// Reads `email`, or `address.zip`: the name after a dot is a member of what is before it.
fn path(input: ParseStream<'_>) -> syn::Result<AttributeKey> {
    let first = input.call(Ident::parse_any)?;
    let mut key = AttributeKey {
        text: first.unraw().to_string(),
        span: first.span(),
        quoted: false,
        segments: vec![(0, first.span())],
    };
    while input.peek(Token![.]) {
        let dot: Token![.] = input.parse()?;
        if !input.peek(Ident::peek_any) {
            return Err(syn::Error::new(
                dot.span,
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

/// Removes the invisible parentheses in which a `macro_rules!` passes on its arguments.
fn ungrouped(value: Expr) -> Expr {
    match value {
        Expr::Group(group) => ungrouped(*group.expr),
        other => other,
    }
}
