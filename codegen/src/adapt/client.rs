//! Removes the generated constructors, which know no token: a client is made by
//! `Client::builder()`.

use syn::{File, ImplItem, parse_quote};

use super::Context;
use super::syntax::{last_name, own_impls};

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let mut count = 0;
    for item in own_impls(&mut file.items) {
        if last_name(&item.self_ty).is_none_or(|it| it != "Client") {
            continue;
        }
        item.items.retain_mut(|member| match member {
            ImplItem::Fn(method) if method.sig.ident == "new" => {
                count += 1;
                false
            }
            ImplItem::Fn(method) if method.sig.ident == "new_with_client" => {
                count += 1;
                method.vis = parse_quote!(pub(crate));
                true
            }
            _ => true,
        });
    }
    count
}
