//! Rewrites `OPTIONS` and `TRACE`, for which the generator calls methods that the HTTP client does not have.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, File, Ident, Member, parse_quote};

use super::Context;

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let mut visitor = NamedMethods(0);
    visitor.visit_file_mut(file);
    visitor.0
}

/// Returns how often this has to be rewritten.
pub(super) fn count<'a>(methods: impl Iterator<Item = &'a str>) -> usize {
    methods.filter(|it| constant(it).is_some()).count()
}

fn constant(method: &str) -> Option<&'static str> {
    ["OPTIONS", "TRACE"]
        .into_iter()
        .find(|it| it.eq_ignore_ascii_case(method))
}

struct NamedMethods(usize);

impl VisitMut for NamedMethods {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        let of_client = matches!(&*call.receiver, Expr::Field(it) if matches!(&it.member, Member::Named(name) if name == "client"));
        if of_client && let Some(constant) = constant(&call.method.to_string()) {
            let constant = Ident::new(constant, Span::call_site());
            call.method = Ident::new("request", Span::call_site());
            call.args
                .insert(0, parse_quote!(::reqwest::Method::#constant));
            self.0 += 1;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}
