//! Rewrites setters: the generated errors name Rust types and leave out the reason, and an optional
//! property only accepts what converts to an `Option`, so not `"text"` if the type has bounds.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{ExprMethodCall, File, FnArg, Ident, ImplItemFn, parse_quote};

use super::Context;
use super::syntax::{conversion, ends_in, inside, is_named, methods, module_mut, own_impls};

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let mut count = 0;
    for names in [&["types", "builder"][..], &["builder"]] {
        let Some(module) = module_mut(&mut file.items, names) else {
            continue;
        };
        for item in own_impls(module) {
            count += methods(item).map(say_why).filter(|it| *it).count();
        }
    }
    count
}

/// Rewrites a setter; returns whether it was one.
fn say_why(method: &mut ImplItemFn) -> bool {
    let takes_a_value = method
        .sig
        .inputs
        .iter()
        .any(|it| matches!(it, FnArg::Typed(it) if is_named(&it.pat, "value")));
    let Some((generic, target)) = conversion(method).filter(|_| takes_a_value) else {
        return false;
    };
    let field: Ident = method.sig.ident.clone();
    // A raw identifier is not part of the name in the JSON.
    let label = field.to_string();
    let label = label.strip_prefix("r#").unwrap_or(&label);
    let (bounds, value): (TokenStream, TokenStream) = match (
        inside(target, "Option"),
        stored_as(method),
    ) {
        (Some(property), _) => (
            quote!(#generic: crate::value::convert::Optional<#property>),
            quote!(crate::value::convert::optional(value, #label)),
        ),
        // It says what to derive if the caller's type is not a payload.
        (None, StoredAs::Payload) => {
            let bound = quote!(#generic: crate::mapping::IntoBody<#target, By>);
            method.sig.generics.params.push(parse_quote!(By));
            (bound, quote!(value.into_body().map(From::from)))
        }
        (None, body) => {
            let bounds = quote! {
                #generic: ::std::convert::TryInto<#target>,
                <#generic as ::std::convert::TryInto<#target>>::Error: ::std::fmt::Display
            };
            let value = match body {
                StoredAs::OptionalParameter => {
                    quote!(crate::value::convert::required(value, #label).map(Some))
                }
                StoredAs::Converted => quote! {
                    crate::value::convert::required::<#target, _>(value, #label).map(|it| it.into())
                },
                StoredAs::Plain | StoredAs::Payload => {
                    quote!(crate::value::convert::required(value, #label))
                }
            };
            (bounds, value)
        }
    };
    method.sig.generics.where_clause = Some(parse_quote!(where #bounds));
    method.block = parse_quote!({
        self.#field = #value;
        self
    });
    true
}

enum StoredAs {
    /// Stored unchanged.
    Plain,
    /// Stored in a `Some`.
    OptionalParameter,
    /// Stored as the builder of a payload.
    Payload,
    /// Stored as what it converts to, such as a text as the content of a request.
    Converted,
}

fn stored_as(method: &ImplItemFn) -> StoredAs {
    struct Maps(StoredAs);
    impl<'ast> Visit<'ast> for Maps {
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            if call.method == "map"
                && let Some(argument) = call.args.first()
            {
                if ends_in(argument, &["Some"]) {
                    self.0 = StoredAs::OptionalParameter;
                } else if ends_in(argument, &["From", "from"]) {
                    self.0 = StoredAs::Payload;
                } else {
                    self.0 = StoredAs::Converted;
                }
            }
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut maps = Maps(StoredAs::Plain);
    maps.visit_block(&method.block);
    maps.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setter_tells_the_reason_and_takes_what_converts() {
        let mut method: ImplItemFn = parse_quote! {
            pub fn limit<V>(mut self, value: V) -> Self where V: TryInto<u64> {
                self.limit = value.try_into().map(Some).map_err(|_| "no".to_string());
                self
            }
        };
        assert!(say_why(&mut method));
        let wanted: ImplItemFn = parse_quote! {
            pub fn limit<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<u64>,
                <V as ::std::convert::TryInto<u64>>::Error: ::std::fmt::Display
            {
                self.limit = crate::value::convert::required(value, "limit").map(Some);
                self
            }
        };
        assert_eq!(method, wanted);
        let mut other: ImplItemFn = parse_quote!(
            pub fn new(client: &Client) -> Self {
                Self { client }
            }
        );
        assert!(!say_why(&mut other));
    }

    #[test]
    fn a_payload_is_taken_by_the_trait_that_says_what_to_derive() {
        let mut method: ImplItemFn = parse_quote! {
            pub fn body<V>(mut self, value: V) -> Self where V: TryInto<types::NewContact> {
                self.body = value.try_into().map(From::from).map_err(|_| "no".to_string());
                self
            }
        };
        assert!(say_why(&mut method));
        let wanted: ImplItemFn = parse_quote! {
            pub fn body<V, By>(mut self, value: V) -> Self
            where
                V: crate::mapping::IntoBody<types::NewContact, By>
            {
                self.body = value.into_body().map(From::from);
                self
            }
        };
        assert_eq!(method, wanted);
    }

    #[test]
    fn an_optional_property_takes_more_than_an_option() {
        let mut method: ImplItemFn = parse_quote! {
            pub fn r#type<T>(mut self, value: T) -> Self where T: TryInto<Option<Kind>> {
                self.r#type = value.try_into().map_err(|e| format!("{e}"));
                self
            }
        };
        assert!(say_why(&mut method));
        let wanted: ImplItemFn = parse_quote! {
            pub fn r#type<T>(mut self, value: T) -> Self
            where
                T: crate::value::convert::Optional<Kind>
            {
                self.r#type = crate::value::convert::optional(value, "type");
                self
            }
        };
        assert_eq!(method, wanted);
    }
}
