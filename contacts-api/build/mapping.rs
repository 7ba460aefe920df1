//! What the mapping has to know of the document at run time.

use contacts_openapi::Document;
use proc_macro2::TokenStream;
use quote::quote;

/// The properties of an update that are phone numbers: two that differ in their spelling only are
/// the same.
pub(crate) fn mapping(document: &Document) -> TokenStream {
    let numbers = document
        .payload("update_contact")
        .into_iter()
        .flat_map(|payload| payload.properties)
        .filter(contacts_openapi::Property::is_phone_number)
        .map(|property| property.name);
    quote! {
        const NUMBERS: &[&str] = &[#(#numbers),*];
    }
}
