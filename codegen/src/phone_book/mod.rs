//! Writes the contact operations by their role: hand-written code calls them, whatever the document calls
//! them.
//!
//! - `contact` has a contact as it is read, `single` the operations on one, `list` those with pages.
//! - `setters` sets a parameter, `answers` takes contacts out of an answer.

mod answers;
mod contact;
mod list;
mod setters;
mod single;

use std::collections::BTreeSet;

use contacts_openapi::{Document, Operation, SchemaId};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_str;

use crate::mapping::{ident, view_of};
use crate::types::{Field, FieldForm, ObjectView, RustType, Side, Types};

pub(crate) fn phone_book(
    document: &Document,
    types: &Types,
    left_out: &BTreeSet<String>,
) -> TokenStream {
    let writer = PhoneBookWriter {
        document,
        types,
        left_out,
    };
    let (contact, create, update) = (writer.contact(), writer.create(), writer.update());
    let (get, get_by_number, delete) = (writer.get(), writer.get_by_number(), writer.delete());
    let (list, others) = (writer.list(), writer.others());
    quote! {
        #contact
        #create
        #update
        #get
        #get_by_number
        #delete
        #list
        #(#others)*
    }
}

/// Returns the operations that make no sense without a body: those that send a contact. In OpenAPI a body is
/// optional unless the document says otherwise, which is more often forgotten than intended.
pub(crate) fn needs_body(document: &Document) -> Vec<&str> {
    let roles = document.roles();
    let writes = roles.create.iter().chain(&roles.update);
    writes.map(|it| it.operation.as_str()).collect()
}

struct PhoneBookWriter<'a> {
    document: &'a Document,
    types: &'a Types,
    left_out: &'a BTreeSet<String>,
}

impl PhoneBookWriter<'_> {
    /// Returns an operation that has a method.
    fn operation(&self, id: &str) -> Option<&Operation> {
        self.document
            .operation(id)
            .filter(|it| !self.left_out.contains(&it.id))
    }

    fn path(&self, ty: &RustType) -> TokenStream {
        let ty: syn::Type = parse_str(&self.types.write(ty)).expect("types are written here");
        quote!(#ty)
    }

    fn read_view(&self, schema: SchemaId) -> ObjectView {
        ObjectView {
            side: Side::Read,
            ..view_of(self.document, schema)
        }
    }
}

/// Writes the type that replaces one that the document does not have.
fn unknown() -> TokenStream {
    quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>)
}

/// Writes a reference to a field's value; the code returns if there is none.
fn present(field: &Field, of: &TokenStream) -> TokenStream {
    let name = ident(&field.rust_name);
    if field.form == FieldForm::Required {
        quote!(&#of.#name)
    } else {
        quote!(#of.#name.as_ref()?)
    }
}

fn option(text: Option<&String>) -> TokenStream {
    if let Some(text) = text {
        quote!(Some(#text))
    } else {
        quote!(None)
    }
}

/// Writes the body of a function whose role is absent.
fn absent(what: &str, unused: &[&str]) -> TokenStream {
    let unused = unused.iter().map(|it| ident(it));
    quote! {
        let _ = (client, #(#unused),*);
        Err(Error::unsupported(#what))
    }
}
