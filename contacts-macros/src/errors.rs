use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::table::{self, Property};

/// The tokens that a message marks, from one span to another.
#[derive(Clone, Copy)]
pub struct SpanRange {
    pub first: Span,
    pub last: Span,
}

impl From<Span> for SpanRange {
    fn from(span: Span) -> Self {
        SpanRange {
            first: span,
            last: span,
        }
    }
}

/// Collects the mistakes of one type, so that one compile shows them all.
#[derive(Default)]
pub struct Errors {
    errors: Option<syn::Error>,
    /// The properties that a wrong attribute was meant to feed.
    meant: Vec<String>,
}

impl Errors {
    pub fn push(&mut self, error: syn::Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
    }

    pub fn at(&mut self, place: impl Into<SpanRange>, message: impl Display) {
        let SpanRange { first, last } = place.into();
        let marks = [first, last].map(|span| Ident::new("_place", span));
        let [first, last] = &marks;
        self.push(syn::Error::new_spanned(quote!(#first #last), message));
    }

    /// Marks all of `tokens`, not only the first of them.
    pub fn over(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Keeps one mistake from being reported twice: it also explains why nothing feeds `property`.
    pub fn meant(&mut self, property: &str) {
        self.meant.push(property.to_owned());
    }

    pub fn was_meant(&self, property: &Property) -> bool {
        let mut meant = self.meant.iter();
        meant.any(|it| table::find(it).is_ok_and(|it| it.path == property.path))
    }

    /// Returns whether a wrong attribute was meant to be this option.
    pub fn was_option(&self, option: &str) -> bool {
        self.meant.iter().any(|it| it == option)
    }

    pub fn is_empty(&self) -> bool {
        self.errors.is_none()
    }

    pub fn to_compile_errors(&self) -> TokenStream {
        self.errors
            .as_ref()
            .map(syn::Error::to_compile_error)
            .unwrap_or_default()
    }
}
