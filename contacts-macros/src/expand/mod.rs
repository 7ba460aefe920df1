//! The third stage: the implementations, one call a field into `contacts_api::mapping::support`.
//!
//! - `header` is what stands around a method, `kind` says which method it is, `body` what it does.
//! - `feed` is what feeds one property, and `tokens` where that is placed for the compiler's errors.

mod body;
mod feed;
mod header;
mod kind;
mod tokens;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::errors::Errors;
use crate::model::{Model, Outline, Target};

use self::header::Header;
use self::kind::Kind;

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
    implementations(&header, &|kind, access| body::body(model, kind, access))
}

/// Implementations that cannot run, since the errors beside them stop the build.
pub fn fallback(
    input: &DeriveInput,
    target: Target,
    outline: &Outline,
    errors: &Errors,
) -> TokenStream {
    let header = Header::of_broken(input, target, outline);
    let errors = errors.to_compile_errors();
    let implementations = implementations(&header, &|_, _| quote!(::core::unreachable!()));
    quote! { #errors #implementations }
}

/// What a method does.
type Body<'a> = dyn Fn(Kind, Access) -> TokenStream + 'a;

fn implementations(header: &Header<'_>, body: &Body<'_>) -> TokenStream {
    let kinds: &[Kind] = match (header.target, header.update) {
        (Target::Contacts, _) => &[Kind::Several],
        (Target::Contact, false) => &[Kind::Create],
        (Target::Contact, true) => &[Kind::Create, Kind::Update],
    };
    let mut tokens = TokenStream::new();
    for &kind in kinds {
        tokens.extend(conversion(header, kind, body));
        if kind.converts(header.update) {
            tokens.extend(envelope(header, kind, Access::Owned));
            tokens.extend(envelope(header, kind, Access::Borrowed));
        }
    }
    tokens
}

fn conversion(header: &Header<'_>, kind: Kind, body: &Body<'_>) -> TokenStream {
    let krate = header.krate;
    let name = kind.name();
    let output = kind.output();
    let methods = [Access::Borrowed, Access::Owned].map(|access| {
        let (method, receiver) = (kind.method(access), access.receiver());
        let body = body(kind, access);
        quote! {
            #[inline]
            fn #method(#receiver) -> #krate::derived::#output {
                #body
            }
        }
    });
    let (generics, subject, clause) = header.parts(kind, Access::Owned);
    quote! {
        #[automatically_derived]
        #[allow(deprecated, path_statements)]
        impl #generics #krate::#name for #subject #clause {
            #(#methods)*
        }
    }
}

fn envelope(header: &Header<'_>, kind: Kind, access: Access) -> TokenStream {
    let krate = header.krate;
    let (name, method) = (kind.name(), kind.method(access));
    let module = kind.module();
    let support = quote!(#krate::derived::#module);
    // Types by their own names: to resolve `Self::Error` once a type takes the compiler longer.
    let error = quote!(#krate::MappingErrors);
    let (generics, subject, clause) = header.parts(kind, access);
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
