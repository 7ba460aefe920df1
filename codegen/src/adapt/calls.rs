//! Lets a call have its own settings and own its client, which a builder only borrows.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};
use syn::{FieldValue, File, ImplItem, Item, ItemImpl, Member, parse_quote};

use super::Context;
use super::syntax::{last_name, methods, module_mut, own_impls, structs};

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["builder"]) else {
        return 0;
    };
    let mut additions = Vec::new();
    for item in structs(module) {
        let name = item.ident.clone();
        let Some(client) = item
            .fields
            .iter_mut()
            .find(|it| it.ident.as_ref().is_some_and(|it| it == "client"))
        else {
            continue;
        };
        client.ty = parse_quote!(::std::borrow::Cow<'a, super::Client>);
        let others: Vec<_> = item
            .fields
            .iter()
            .filter_map(|it| it.ident.clone())
            .filter(|it| it != "client")
            .collect();
        let owned: ItemImpl = parse_quote! {
            impl<'a> #name<'a> {
                /// Returns the same call with its own client: it borrows nothing, so it can be spawned.
                pub fn into_owned(self) -> #name<'static> {
                    let Self { client, #(#others),* } = self;
                    #name { client: ::std::borrow::Cow::Owned(client.into_owned()), #(#others),* }
                }
                /// Sends this header with this call; see [`Client::with_header`](super::Client::with_header).
                pub fn with_header(mut self, name: &str, value: &str) -> Self {
                    self.client = ::std::borrow::Cow::Owned(self.client.with_header(name, value));
                    self
                }
                /// Sets the longest that this call may take, with all its attempts and the waits between
                /// them.
                pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                    self.client = ::std::borrow::Cow::Owned(self.client.with_timeout(timeout));
                    self
                }
            }
        };
        additions.push((name, owned));
    }
    let count = additions.len();
    for (name, mut owned) in additions {
        let mut setters = BTreeSet::new();
        for item in own_impls(module).filter(|it| last_name(&it.self_ty) == Some(&name)) {
            Borrowed.visit_item_impl_mut(item);
            setters.extend(methods(item).map(|it| it.sig.ident.to_string()));
        }
        // A parameter with that name is set by its own method.
        owned.items.retain(|it| match it {
            ImplItem::Fn(it) => !setters.contains(&it.sig.ident.to_string()),
            _ => true,
        });
        module.push(Item::Impl(owned));
    }
    count
}

/// Wraps the client with which a builder is made.
struct Borrowed;

impl VisitMut for Borrowed {
    fn visit_field_value_mut(&mut self, value: &mut FieldValue) {
        visit_mut::visit_field_value_mut(self, value);
        if matches!(&value.member, Member::Named(name) if name == "client") {
            value.colon_token = Some(<syn::Token![:]>::default());
            value.expr = parse_quote!(::std::borrow::Cow::Borrowed(client));
        }
    }
}
