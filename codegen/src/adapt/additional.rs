//! Puts the properties that the document does not name beside those that it names.

use syn::{File, parse_quote};

use super::Context;
use super::syntax::{module_mut, structs};
use crate::types::{FieldForm, Side};

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let types = context.types;
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let mut count = 0;
    for item in structs(module) {
        let mut views = types.struct_names.iter();
        let Some((key, _)) = views.find(|(_, name)| item.ident == name) else {
            continue;
        };
        let mut fields = types.structs[key].fields.iter();
        let Some(additional) = fields.find(|it| it.form == FieldForm::Additional) else {
            continue;
        };
        let is_it = |it: &&mut syn::Field| {
            let name = it.ident.as_ref();
            name.is_some_and(|name| name == &additional.rust_name)
        };
        if let Some(field) = item.fields.iter_mut().find(is_it) {
            field.attrs.push(if key.side == Side::Sent {
                parse_quote!(#[serde(flatten, deserialize_with = "crate::value::additional::sent")])
            } else {
                parse_quote!(#[serde(flatten, deserialize_with = "crate::value::additional::read")])
            });
            count += 1;
        }
    }
    count
}
