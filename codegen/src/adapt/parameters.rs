//! Parameters have names of Rust in the generator's document; in the request each has its own.

use std::collections::BTreeMap;

use contacts_openapi::{Location, names};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprLit, ExprMethodCall, File, Item, Lit, LitStr, Token};

use super::Context;
use super::syntax::{ends_in, last_name, methods, module_mut, own_impls};

/// The name in the request by the name in Rust, for the parameters of one operation.
type Names = BTreeMap<String, String>;

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["builder"]) else {
        return 0;
    };
    let by_builder = names(context, "");
    let mut count = 0;
    for item in own_impls(module) {
        let names = last_name(&item.self_ty).and_then(|it| by_builder.get(&it.to_string()));
        if let Some(names) = names {
            let mut visitor = Rename { names, count: 0 };
            visitor.visit_item_impl_mut(item);
            count += visitor.count;
        }
    }
    count
}

pub(super) fn apply_to_mocks(file: &mut File, context: &Context<'_>) {
    let Some(module) = module_mut(&mut file.items, &["operations"]) else {
        return;
    };
    let by_type = names(context, "When");
    for item in module {
        let Item::Impl(item) = item else { continue };
        let names = last_name(&item.self_ty).and_then(|it| by_type.get(&it.to_string()));
        for method in methods(item) {
            if let Some(names) = names {
                Rename { names, count: 0 }.visit_impl_item_fn_mut(method);
            }
        }
    }
}

fn names(context: &Context<'_>, suffix: &str) -> BTreeMap<String, Names> {
    let operations = context.document.operations().iter();
    operations
        .map(|operation| {
            let parameters = operation
                .parameters
                .iter()
                .filter(|it| it.location != Location::Path);
            let renamed = parameters
                .map(|it| {
                    let name = match it.location {
                        Location::Header => it.name.to_ascii_lowercase(),
                        _ => it.name.clone(),
                    };
                    (it.rust_name.clone(), name)
                })
                .filter(|(rust, name)| rust != name);
            let builder = names::type_name(&operation.rust_name);
            (format!("{builder}{suffix}"), renamed.collect())
        })
        .collect()
}

struct Rename<'a> {
    names: &'a Names,
    count: usize,
}

impl Rename<'_> {
    fn rename(&mut self, arguments: &mut Punctuated<Expr, Token![,]>) {
        if let Some(Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        })) = arguments.first_mut()
            && let Some(name) = self.names.get(&text.value())
        {
            *text = LitStr::new(name, text.span());
            self.count += 1;
        }
    }
}

impl VisitMut for Rename<'_> {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if ends_in(&call.func, &["QueryParam", "new"]) {
            self.rename(&mut call.args);
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        let names_a_parameter = [
            "append",
            "query_param",
            "query_param_missing",
            "header",
            "header_missing",
        ];
        if names_a_parameter.iter().any(|it| call.method == it) {
            self.rename(&mut call.args);
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}
