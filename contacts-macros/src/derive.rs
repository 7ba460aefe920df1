//! The three stages, one after the other: parse, check, expand.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;
use crate::model::Derive;
use crate::{check, expand, parse};

/// Returns the implementations; for a type with mistakes, the errors and implementations without
/// content.
pub fn derive(input: &DeriveInput, which: Derive) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = parse::parse(&mut errors, input);
    match check::check(&mut errors, &parsed, which) {
        Some(model) => expand::expand(&model),
        None => expand::fallback(input, which, &check::outline(&parsed, which), &errors),
    }
}
