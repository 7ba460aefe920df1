//! Writes what surrounds the bodies: generics, the type, where clauses.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{DeriveInput, Path, Type, parse_quote};

use super::Access;
use super::conversion::Conversion;

use crate::model::{Derive, Feeder, MadeFrom, MappedType, Model, Outline};
use crate::table::Property;

pub struct Header<'a> {
    pub krate: &'a Path,
    pub derive: Derive,
    pub update: bool,
    input: &'a DeriveInput,
    /// The types that depend on a parameter, and what they must be able to do.
    generic: Vec<(&'a Type, Used)>,
}

#[derive(Clone, Copy)]
enum Used {
    /// Its own mapping.
    Mapping,
    /// Its own mapping, if it has a value.
    Flatten,
    /// It feeds a property.
    Feeds(&'static Property),
    /// It holds a phone number.
    Number,
    /// It holds phone numbers.
    Numbers,
}

impl<'a> Header<'a> {
    pub fn new(model: &'a Model<'a>) -> Self {
        let used: Vec<(&Type, Used)> = match &model.mapped_type {
            MappedType::Struct(mapped) => {
                let flatten = mapped.flatten.iter().map(|it| (it.ty, Used::Flatten));
                let feeders = mapped.feeders.iter().filter_map(|feeder| {
                    let MadeFrom::Field { ty, .. } = feeder.made_from else {
                        return None;
                    };
                    Some((ty, used(model.derive, feeder)?))
                });
                flatten.chain(feeders).collect()
            }
            MappedType::Newtype(ty) => vec![(ty, Used::Mapping)],
            MappedType::Variants(variants) => variants
                .iter()
                .map(|(_, ty)| (*ty, Used::Mapping))
                .collect(),
        };
        let parameters = model.input.generics.type_params();
        let parameters: Vec<&Ident> = parameters.map(|it| &it.ident).collect();
        Header {
            krate: &model.krate,
            derive: model.derive,
            update: model.update,
            input: model.input,
            generic: used
                .into_iter()
                .filter(|(ty, _)| mentions(ty.to_token_stream(), &parameters))
                .collect(),
        }
    }

    pub fn of_broken(input: &'a DeriveInput, derive: Derive, outline: &'a Outline) -> Self {
        Header {
            krate: &outline.krate,
            derive,
            update: outline.update,
            input,
            generic: Vec::new(),
        }
    }

    /// Returns the `impl`'s generics, the type, and the where clause.
    pub fn parts(
        &self,
        conversion: Conversion,
        access: Access,
    ) -> (TokenStream, TokenStream, TokenStream) {
        let mut generics = self.input.generics.clone();
        let (krate, ident) = (self.krate, &self.input.ident);
        for (ty, used) in &self.generic {
            let bound = match used {
                Used::Mapping => {
                    let name = conversion.name();
                    quote!(#krate::#name)
                }
                Used::Flatten => {
                    let name = conversion.flatten();
                    quote!(#krate::derived::#name)
                }
                Used::Feeds(property) if conversion.slot(property).is_some() => {
                    let wanted = conversion.type_of(krate, property);
                    quote!(#krate::derived::Feeds<#wanted>)
                }
                Used::Feeds(_) => continue,
                Used::Number => quote!(#krate::derived::FeedsNumber),
                Used::Numbers => quote!(#krate::derived::FeedsNumbers),
            };
            let clause = generics.make_where_clause();
            clause.predicates.push(parse_quote!(#ty: #bound));
        }
        let (_, arguments, _) = self.input.generics.split_for_impl();
        let reference = (access == Access::Borrowed).then(|| quote!(&));
        let subject = quote!(#reference #ident #arguments);
        let (parameters, _, clause) = generics.split_for_impl();
        (
            parameters.to_token_stream(),
            subject,
            clause.to_token_stream(),
        )
    }
}

/// Returns what a field's type must be able to do; `None` if a function reads the field.
fn used(derive: Derive, feeder: &Feeder<'_>) -> Option<Used> {
    if feeder.function.is_some() {
        None
    } else if derive == Derive::Contacts && feeder.property.is_the_number() {
        Some(Used::Numbers)
    } else if feeder.region.is_some() {
        Some(Used::Number)
    } else {
        Some(Used::Feeds(feeder.property))
    }
}

fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&&ident),
        TokenTree::Group(group) => mentions(group.stream(), names),
        _ => false,
    })
}
