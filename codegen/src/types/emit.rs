//! Writes the types that the generator does not write, with macros of the client.

use contacts_openapi::{Bound, names};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Item;

use super::{NumberRule, Rule, TextRule, Types, Values};

/// Returns the enumerations, the rules of texts, and the reading of structs, for the module of
/// types.
pub(crate) fn emit(types: &Types) -> Vec<Item> {
    let mut tokens = TokenStream::new();
    for (origin, it) in &types.enums {
        let name = format_ident!("{}", types.other_names[origin]);
        let doc = doc(it.description.as_deref());
        tokens.extend(match &it.values {
            Values::Texts(texts) => {
                let mut taken = vec!["Unknown".to_owned()];
                let variants = texts.iter().map(|text| {
                    let variant = match text.as_str() {
                        "" => "Empty".to_owned(),
                        other => names::type_name(other),
                    };
                    let variant = format_ident!("{}", names::unique(variant, &mut taken));
                    quote!(#variant = #text)
                });
                quote! { crate::value::text_enumeration! { #doc pub enum #name { #(#variants),* } } }
            }
            Values::Integers(numbers) => {
                let variants = numbers.iter().map(|number| {
                    let sign = if *number < 0 { "Minus" } else { "Value" };
                    let variant = format_ident!("{sign}{}", number.unsigned_abs().to_string());
                    let number = Literal::i64_unsuffixed(*number);
                    quote!(#variant = #number)
                });
                quote! { crate::value::integer_enumeration! { #doc pub enum #name { #(#variants),* } } }
            }
        });
    }
    let rules = types
        .rules
        .keys()
        .chain(types.named.keys())
        .map(|it| format_ident!("{}", types.other_names[it]));
    let rules: Vec<_> = rules.collect();
    if !rules.is_empty() {
        tokens.extend(quote! {
            /// The rules for texts, numbers and names.
            pub mod rules { #(#[derive(Debug)] pub enum #rules {})* }
        });
    }
    for (origin, rule) in &types.rules {
        let name = format_ident!("{}", types.other_names[origin]);
        tokens.extend(match rule {
            Rule::Text(rule) => {
                let (doc, checks) = (doc(rule.description.as_deref()), checks(rule));
                quote! { crate::value::text_rule! { #doc pub type #name { #checks } } }
            }
            Rule::Number(rule) => {
                let (doc, limits) = (doc(rule.description.as_deref()), limits(rule));
                quote! { crate::value::number_rule! { #doc pub type #name { #limits } } }
            }
        });
    }
    for (origin, names) in &types.named {
        let name = format_ident!("{}", types.other_names[origin]);
        tokens.extend(quote!(crate::value::named!(#name { #(#names),* });));
    }
    let mut read: Vec<&String> = types.struct_names.values().collect();
    read.sort();
    read.dedup();
    for name in read {
        let (ident, is_read) = (format_ident!("{name}"), types.is_read(name));
        if is_read {
            tokens.extend(quote!(crate::value::read_whole!(#ident);));
        }
        tokens.extend(quote!(crate::value::optional_struct!(#ident);));
    }
    let file: syn::File = syn::parse2(tokens).expect("items are written here");
    file.items
}

fn doc(description: Option<&str>) -> TokenStream {
    let description = description.unwrap_or("As the document describes it.");
    quote!(#[doc = #description])
}

fn maybe(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::std::option::Option::None),
        |it| quote!(::std::option::Option::Some(#it)),
    )
}

fn limits(rule: &NumberRule) -> TokenStream {
    let end = |it: &Option<Bound>| {
        let bound = it
            .as_ref()
            .and_then(|it| Some((it.value.as_f64()?, it.exclusive)));
        let bound = bound.map(|(value, exclusive)| {
            let value = Literal::f64_unsuffixed(value);
            quote!((#value, #exclusive))
        });
        maybe(bound)
    };
    let (min, max) = (end(&rule.min), end(&rule.max));
    let step = rule.multiple_of.map(|step| {
        let step = Literal::f64_unsuffixed(step);
        quote!(#step)
    });
    let step = maybe(step);
    quote!(min: #min, max: #max, multiple_of: #step,)
}

fn checks(rule: &TextRule) -> TokenStream {
    let length = |it: Option<u64>| it.map(Literal::u64_unsuffixed);
    let min = length(rule.min).map(|it| quote!(min: #it,));
    let max = length(rule.max).map(|it| quote!(max: #it,));
    let pattern = rule.pattern.as_ref().map(|it| quote!(pattern: #it,));
    let format = rule.format.map(|it| {
        let it = format_ident!("{it}");
        quote!(format: crate::formats::#it,)
    });
    let in_path = rule
        .in_path
        .then(|| quote!(format: crate::formats::Segment,));
    quote!(#min #max #pattern #format #in_path)
}
