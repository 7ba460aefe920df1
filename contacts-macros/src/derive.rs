//! The three stages, one after the other.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;
use crate::model::Target;
use crate::{check, expand, parse};

/// The implementations, or what is wrong beside implementations without content.
pub fn derive(input: &DeriveInput, target: Target) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = parse::parse(&mut errors, input);
    match check::check(&mut errors, &parsed, target) {
        Some(model) => expand::expand(&model),
        None => expand::fallback(input, target, &check::outline(&parsed, target), &errors),
    }
}
