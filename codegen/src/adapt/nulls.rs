//! Distinguishes `null` from an absent property, which serde does not, so that a payload is read as
//! it was written.

use syn::{File, Type, parse_quote};

use super::Context;
use super::syntax::{inside, module_mut, structs};

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let is_nullable =
        |ty: &Type| inside(ty, "Option").is_some_and(|it| inside(it, "Nullable").is_some());
    let mut count = 0;
    for item in structs(module) {
        for field in item.fields.iter_mut().filter(|it| is_nullable(&it.ty)) {
            field
                .attrs
                .push(parse_quote!(#[serde(default, deserialize_with = "crate::value::present")]));
            count += 1;
        }
    }
    count
}
