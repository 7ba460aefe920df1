//! A struct literal breaks with every property that the document grows by; `new` breaks with those
//! that are required, which is when it should.

use syn::{File, Item, ItemStruct, parse_quote};

use super::Context;
use super::syntax::{inside, module_mut, structs};

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let constructors: Vec<Item> = structs(module).filter_map(|it| constructor(it)).collect();
    let count = constructors.len();
    module.extend(constructors);
    count
}

fn constructor(item: &ItemStruct) -> Option<Item> {
    let (optional, required): (Vec<_>, Vec<_>) = item
        .fields
        .iter()
        .partition(|it| inside(&it.ty, "Option").is_some());
    if required.is_empty() {
        return None;
    }
    let name = &item.ident;
    let names: Vec<_> = required.iter().map(|it| &it.ident).collect();
    let types = required.iter().map(|it| &it.ty);
    let optional = optional.iter().map(|it| &it.ident);
    // More than seven is a list to look up, and so is a literal.
    let many: Option<syn::Attribute> =
        (names.len() > 7).then(|| parse_quote!(#[allow(clippy::too_many_arguments)]));
    Some(parse_quote! {
        impl #name {
            /// One with all that is required, and nothing that is optional.
            #many
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#names,)* #(#optional: ::std::option::Option::None),* }
            }
        }
    })
}
