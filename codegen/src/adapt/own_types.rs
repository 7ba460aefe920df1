//! Adds enumerations, rules of texts and the reading of structs to the generated types.

use syn::File;

use super::Context;
use super::syntax::module_mut;
use crate::types;

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let own = types::emit(context.types);
    let count = own.len();
    module.extend(own);
    count
}
