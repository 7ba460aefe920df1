//! What stands around the bodies: generics, the type, where clauses.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{DeriveInput, GenericParam, Generics, Lifetime, LifetimeParam, Path, Type, parse_quote};

use super::Access;
use super::body::Kind;
use crate::check::Outline;
use crate::model::{Model, Shape, Target};

pub struct Header<'a> {
    pub krate: &'a Path,
    pub target: Target,
    pub update: bool,
    input: &'a DeriveInput,
    /// The types whose own mapping is used and that depend on a parameter.
    delegates: Vec<&'a Type>,
}

impl<'a> Header<'a> {
    pub fn new(model: &'a Model<'a>) -> Self {
        let delegates: Vec<&Type> = match &model.shape {
            Shape::Record(record) => record.flatten.iter().map(|it| it.ty).collect(),
            Shape::Newtype(ty) => vec![ty],
            Shape::Variants(variants) => variants.iter().map(|(_, ty)| *ty).collect(),
        };
        Header {
            krate: &model.krate,
            target: model.target,
            update: model.update,
            input: model.input,
            delegates: generic_only(&model.input.generics, delegates),
        }
    }

    pub fn of_broken(input: &'a DeriveInput, target: Target, outline: &'a Outline) -> Self {
        Header {
            krate: &outline.krate,
            target,
            update: outline.update,
            input,
            delegates: Vec::new(),
        }
    }

    /// The `impl`'s generics, the type, and the where clause.
    pub fn parts(&self, kind: Kind, access: Access) -> (TokenStream, TokenStream, TokenStream) {
        let mut generics = self.input.generics.clone();
        let (krate, name, ident) = (self.krate, kind.name(), &self.input.ident);
        let borrow = Lifetime::new("'__value", proc_macro2::Span::mixed_site());
        for ty in &self.delegates {
            let predicates = &mut generics.make_where_clause().predicates;
            predicates.push(parse_quote!(#ty: #krate::#name));
        }
        let (_, arguments, _) = self.input.generics.split_for_impl();
        let mut subject = quote!(#ident #arguments);
        if access == Access::Borrowed {
            generics.params.insert(
                0,
                GenericParam::Lifetime(LifetimeParam::new(borrow.clone())),
            );
            subject = quote!(&#borrow #subject);
        }
        let (parameters, _, clause) = generics.split_for_impl();
        (
            parameters.to_token_stream(),
            subject,
            clause.to_token_stream(),
        )
    }
}

fn generic_only<'a>(generics: &Generics, types: Vec<&'a Type>) -> Vec<&'a Type> {
    let parameters: BTreeSet<String> = generics
        .type_params()
        .map(|it| it.ident.to_string())
        .collect();
    types
        .into_iter()
        .filter(|ty| mentions(ty.to_token_stream(), &parameters))
        .collect()
}

fn mentions(tokens: TokenStream, names: &BTreeSet<String>) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&ident.to_string()),
        TokenTree::Group(group) => mentions(group.stream(), names),
        _ => false,
    })
}
