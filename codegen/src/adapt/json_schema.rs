//! Gives the generated types a JSON schema with the feature `schemars`. The feature is checked where the code
//! is compiled, so that one text serves all.

use syn::{Attribute, File, Item, parse_quote};

use super::Context;
use super::syntax::module_mut;

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let mut count = 0;
    for item in module {
        let attributes = match item {
            Item::Struct(it) => &mut it.attrs,
            Item::Enum(it) => &mut it.attrs,
            _ => continue,
        };
        let Some(derive) = attributes.iter().position(is_serialized) else {
            continue;
        };
        let derived =
            parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]);
        attributes.insert(derive + 1, derived);
        count += 1;
    }
    count
}

/// Returns whether this attribute derives `Serialize`: types that the client needs for itself do
/// not.
fn is_serialized(attribute: &Attribute) -> bool {
    let mut is_it = false;
    if attribute.path().is_ident("derive") {
        let seen = attribute.parse_nested_meta(|meta| {
            let last = meta.path.segments.last();
            is_it |= last.is_some_and(|it| it.ident == "Serialize");
            Ok(())
        });
        return seen.is_ok() && is_it;
    }
    false
}

#[cfg(test)]
mod tests {
    use contacts_openapi::Document;
    use quote::quote;

    use super::*;
    use crate::lost::Lost;
    use crate::types;

    #[test]
    fn what_is_serialized_has_a_schema_where_the_feature_is_on() {
        let document = Document::parse("{openapi: 3.0.3, paths: {}}", "small.yaml").unwrap();
        let context = Context {
            types: &types::collect(&document, &mut Lost::new(&document)),
            operations: Vec::new(),
            needs_body: Vec::new(),
        };
        let mut file: File = syn::parse2(quote! {
            pub mod types {
                #[derive(::serde::Deserialize, ::serde::Serialize, Clone)]
                pub struct Contact { pub id: u64 }
                #[derive(Clone)]
                pub enum Rule {}
                pub mod builder {
                    #[derive(Clone, Debug)]
                    pub struct Contact { id: u64 }
                }
            }
        })
        .unwrap();
        assert_eq!(apply(&mut file, &context), 1);
        let code = prettyplease::unparse(&file);
        let wanted = "Clone)]\n    #[cfg_attr(feature = \"schemars\", derive(::schemars::JsonSchema))]\n    \
                      pub struct Contact";
        assert!(code.contains(wanted), "{code}");
        assert_eq!(code.matches("JsonSchema").count(), 1, "{code}");
    }
}
