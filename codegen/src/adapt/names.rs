//! Restores the names of properties in JSON: the generator is given Rust names, unique in each
//! struct.

use std::collections::BTreeSet;

use syn::{File, parse_quote};

use super::Context;
use super::syntax::{module_mut, structs};
use crate::types::Types;

/// Returns the struct, the field and its name in JSON, where the last two differ.
pub(super) fn renamed(types: &Types) -> BTreeSet<(String, String, String)> {
    let mut renamed = BTreeSet::new();
    for (key, name) in &types.struct_names {
        for field in &types.structs[key].fields {
            if field.rust_name != field.name {
                renamed.insert((name.clone(), field.rust_name.clone(), field.name.clone()));
            }
        }
    }
    renamed
}

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let renamed = renamed(context.types);
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let mut count = 0;
    for item in structs(module) {
        let owner = item.ident.to_string();
        for field in &mut item.fields {
            let name = field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let own = renamed
                .iter()
                .find(|(it, field, _)| *it == owner && *field == name);
            if let Some((_, _, json)) = own {
                field.attrs.push(parse_quote!(#[serde(rename = #json)]));
                count += 1;
            }
        }
    }
    count
}
