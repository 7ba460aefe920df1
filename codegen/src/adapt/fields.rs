//! Makes the fields of builders visible to the hand-written additions, which need what was set.

use syn::{File, parse_quote};

use super::Context;
use super::syntax::{module_mut, structs};

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["builder"]) else {
        return 0;
    };
    let mut count = 0;
    for item in structs(module) {
        for field in &mut item.fields {
            field.vis = parse_quote!(pub(crate));
        }
        count += 1;
    }
    count
}
