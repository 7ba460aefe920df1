//! Writes the type of a row of `contacts sync`: a field for each property that the document lets a
//! contact be created with, and `#[derive(IntoContact)]` over them.

use std::path::PathBuf;
use std::{env, fs};

use contacts_openapi::{Kind, Property};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

fn main() {
    // cargo runs this again when the crate that embeds the document changes.
    println!("cargo::rerun-if-changed=build.rs");
    let document = match contacts_openapi::try_document() {
        Ok(document) => document,
        Err(problems) => {
            println!("cargo::error={problems}");
            return;
        }
    };
    let Some(payload) = document.payload("create_contact") else {
        println!(
            "cargo::error={}: the operation `create_contact` sends no payload that a row can become",
            contacts_openapi::PATH
        );
        return;
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("row.rs"), row(&payload.properties).to_string())
        .expect("OUT_DIR is writable");
}

fn row(properties: &[Property]) -> TokenStream {
    // The region is no property, whatever the properties are called.
    let mut region = "region".to_owned();
    while properties.iter().any(|property| property.name == region) {
        region.insert_str(0, "default_");
    }
    let region = Ident::new(&region, Span::call_site());
    let fields = properties.iter().map(|property| field(property, &region));
    let values = properties.iter().map(value);
    let parse = properties.iter().any(|it| parsed(it).is_some()).then(|| {
        quote! {
            fn parsed<T: std::str::FromStr>(cell: &str, what: &'static str) -> Result<T, &'static str> {
                cell.parse().map_err(|_| what)
            }
        }
    });
    quote! {
        #parse

        /// A row of a file, on its way to become a contact.
        #[derive(Debug, Clone, PartialEq, contacts_api::IntoContact)]
        pub(crate) struct Row {
            #[contact(skip)]
            #region: String,
            #(#fields)*
        }

        impl Row {
            /// Takes from a record what its columns have for each property.
            pub(crate) fn read(cells: &Cells<'_>, region: &str) -> Self {
                Row {
                    #region: region.to_owned(),
                    #(#values)*
                }
            }
        }
    }
}

fn field(property: &Property, region: &Ident) -> TokenStream {
    let ident = ident(&property.name);
    let with = if property.is_phone_number() {
        quote!(, region = #region)
    } else {
        conversion(property)
    };
    let ty = if property.required {
        quote!(String)
    } else {
        quote!(Option<String>)
    };
    quote! {
        #[contact(#ident #with)]
        #ident: #ty,
    }
}

/// Cells are texts; a property that is not is read from one.
fn conversion(property: &Property) -> TokenStream {
    let Some((ty, what)) = parsed(property) else {
        return quote!();
    };
    if property.required {
        quote!(, try_with = |cell: &String| parsed::<#ty>(cell, #what))
    } else {
        quote!(, try_with = |cell: &Option<String>| {
            cell.as_deref().map(|cell| parsed::<#ty>(cell, #what)).transpose()
        })
    }
}

/// What a text is parsed as, and what is said of one that cannot be.
fn parsed(property: &Property) -> Option<(TokenStream, &'static str)> {
    match property.kind {
        Kind::String | Kind::Other => None,
        Kind::Integer => Some((quote!(i64), "is not a whole number")),
        Kind::Number => Some((quote!(f64), "is not a number, such as 1.5")),
        Kind::Boolean => Some((quote!(bool), "is neither true nor false")),
    }
}

fn value(property: &Property) -> TokenStream {
    let (ident, name) = (ident(&property.name), &property.name);
    let default = property.required.then(|| quote!(.unwrap_or_default()));
    let cell = if property.is_phone_number() {
        quote!(cells.number(#name))
    } else {
        quote!(cells.text(#name))
    };
    quote!(#ident: #cell #default,)
}

fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}
