//! Writes how a parameter is set: the call of its method.

use contacts_openapi::{Location, Operation};
use proc_macro2::TokenStream;
use quote::quote;

use super::PhoneBookWriter;
use crate::mapping::ident;

impl PhoneBookWriter<'_> {
    /// Returns the parameter's method, if it has one.
    pub(super) fn parameter(&self, operation: &Operation, name: &str) -> Option<syn::Ident> {
        let of_name = operation.parameters.iter().filter(|it| it.name == name);
        let mut usable = of_name.filter(|it| it.location != Location::Cookie);
        let rust_name = &usable.next()?.rust_name;
        let types = self.types.operations.get(&operation.id)?;
        types
            .parameters
            .contains_key(rust_name)
            .then(|| ident(rust_name))
    }

    /// Returns whether an operation requires this parameter.
    pub(super) fn is_required(operation: &Operation, name: &syn::Ident) -> bool {
        operation
            .parameters
            .iter()
            .any(|it| name == &it.rust_name && it.required)
    }

    fn type_of(&self, operation: &Operation, name: &syn::Ident) -> String {
        let types = self.types.operations.get(&operation.id);
        let ty = types.and_then(|it| it.parameters.get(&name.to_string()));
        ty.map(|it| self.types.write(&it.ty)).unwrap_or_default()
    }

    /// Writes a `u64` in the type that the parameter takes.
    pub(super) fn whole_number(
        &self,
        operation: &Operation,
        name: &syn::Ident,
        value: &TokenStream,
    ) -> TokenStream {
        match self.type_of(operation, name).as_str() {
            it if is_whole(it) => quote!(#value),
            _ => quote!((#value).to_string()),
        }
    }

    /// Writes the call of a parameter's method with an id.
    pub(super) fn id_setter(&self, operation: &Operation, name: &str) -> Option<TokenStream> {
        let name = self.parameter(operation, name)?;
        Some(if is_whole(&self.type_of(operation, &name)) {
            quote!(.#name(id.number()))
        } else {
            quote!(.#name(id.to_string()))
        })
    }

    /// Writes the call of a parameter's method with a phone number.
    pub(super) fn number_setter(&self, operation: &Operation, name: &str) -> Option<TokenStream> {
        let its = operation.parameters.iter().find(|it| it.name == name)?;
        let name = self.parameter(operation, name)?;
        Some(if is_whole(&self.type_of(operation, &name)) {
            quote!(.#name(number.parse::<u64>().unwrap_or(u64::MAX)))
        } else if !self.document.takes_digits(its.schema) {
            // The pattern requires a plus.
            quote!(.#name(::std::format!("+{}", number.trim_start_matches('+'))))
        } else {
            quote!(.#name(number.to_owned()))
        })
    }
}

fn is_whole(ty: &str) -> bool {
    ["u64", "i64"].contains(&ty) || ty.starts_with("crate::Bounded<")
}
