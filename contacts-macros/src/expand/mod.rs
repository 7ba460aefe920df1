//! The third stage: writes the implementations, with one call for each field into
//! `contacts_api::mapping::support`.
//!
//! - `header` writes what surrounds a method, `conversion` says which method it is, `body` writes what it
//!   does.
//! - `feed` writes what feeds one property, and `tokens` places it for the compiler's errors.

mod body;
mod conversion;
mod feed;
mod header;
mod tokens;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::errors::Errors;
use crate::model::{Derive, Model, Outline};

use self::conversion::Conversion;
use self::header::Header;

/// How a value is given: itself, or by reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Owned,
    Borrowed,
}

impl Access {
    fn receiver(self) -> TokenStream {
        match self {
            Access::Owned => quote!(self),
            Access::Borrowed => quote!(&self),
        }
    }
}

pub fn expand(model: &Model<'_>) -> TokenStream {
    let header = Header::new(model);
    implementations(&header, &|conversion, access| {
        body::body(model, conversion, access)
    })
}

/// Returns implementations that never run, since the errors beside them stop the build.
pub fn fallback(
    input: &DeriveInput,
    derive: Derive,
    outline: &Outline,
    errors: &Errors,
) -> TokenStream {
    let header = Header::of_broken(input, derive, outline);
    let errors = errors.to_compile_errors();
    let implementations = implementations(&header, &|_, _| quote!(::core::unreachable!()));
    quote! { #errors #implementations }
}

/// Writes the body of a method.
type WriteBody<'a> = dyn Fn(Conversion, Access) -> TokenStream + 'a;

fn implementations(header: &Header<'_>, body: &WriteBody<'_>) -> TokenStream {
    let conversions: &[Conversion] = match (header.derive, header.update) {
        (Derive::Contacts, _) => &[Conversion::Several],
        (Derive::Contact, false) => &[Conversion::Create],
        (Derive::Contact, true) => &[Conversion::Create, Conversion::Update],
    };
    let mut tokens = TokenStream::new();
    for &conversion in conversions {
        tokens.extend(conversion_impl(header, conversion, body));
        if conversion.converts(header.update) {
            tokens.extend(envelope_impl(header, conversion, Access::Owned));
            tokens.extend(envelope_impl(header, conversion, Access::Borrowed));
        }
    }
    tokens
}

fn conversion_impl(
    header: &Header<'_>,
    conversion: Conversion,
    body: &WriteBody<'_>,
) -> TokenStream {
    let krate = header.krate;
    let name = conversion.name();
    let output = conversion.output();
    let methods = [Access::Borrowed, Access::Owned].map(|access| {
        let (method, receiver) = (conversion.method(access), access.receiver());
        let body = body(conversion, access);
        quote! {
            #[inline]
            fn #method(#receiver) -> #krate::derived::#output {
                #body
            }
        }
    });
    let (generics, subject, clause) = header.parts(conversion, Access::Owned);
    quote! {
        #[automatically_derived]
        #[allow(deprecated, path_statements)]
        impl #generics #krate::#name for #subject #clause {
            #(#methods)*
        }
    }
}

fn envelope_impl(header: &Header<'_>, conversion: Conversion, access: Access) -> TokenStream {
    let krate = header.krate;
    let (name, method) = (conversion.name(), conversion.method(access));
    let module = conversion.module();
    let support = quote!(#krate::derived::#module);
    // Types are written by their own names: the compiler is slower if it has to resolve
    // `Self::Error` for every type.
    let error = quote!(#krate::MappingErrors);
    let (generics, subject, clause) = header.parts(conversion, access);
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #generics ::core::convert::TryFrom<#subject> for #support::Body #clause {
            type Error = #error;

            #[inline]
            fn try_from(value: #subject) -> ::core::result::Result<#support::Body, #error> {
                #support::envelope(#krate::#name::#method(value))
            }
        }
    }
}
