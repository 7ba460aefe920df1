//! Adds `new`: a struct literal breaks with every property that is added to the document, `new`
//! only with required ones, as it should.

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
    // With more than seven arguments `new` is hard to read, but so is a literal.
    let many: Option<syn::Attribute> =
        (names.len() > 7).then(|| parse_quote!(#[allow(clippy::too_many_arguments)]));
    Some(parse_quote! {
        impl #name {
            /// Makes one with everything that is required, and nothing that is optional.
            #many
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#names,)* #(#optional: ::std::option::Option::None),* }
            }
        }
    })
}
