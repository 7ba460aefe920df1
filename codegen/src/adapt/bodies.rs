//! Lets a body that the document does not require be left out: the generator always sends one.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, File, ImplItemFn, Member, Stmt, parse_quote};

use contacts_openapi::names;

use super::Context;
use super::syntax::{inside_mut, is_named, last_name, methods, module_mut, own_impls, structs};

/// The number of places: the field, the constructor, the setter, its value in `send` and where it
/// is sent.
pub(super) const PLACES: usize = 5;

/// Returns the names of the builders whose body may be left out.
pub(super) fn optional(context: &Context<'_>) -> Vec<String> {
    let is_optional = |it: &&&contacts_openapi::Operation| {
        let is_free = it.request.as_ref().is_some_and(|it| !it.required);
        let has_one = context
            .types
            .operations
            .get(&it.id)
            .is_some_and(|it| it.body.is_some());
        is_free && has_one && !context.needs_body.contains(&it.id.as_str())
    };
    let optional = context.operations.iter().filter(is_optional);
    optional.map(|it| names::type_name(&it.rust_name)).collect()
}

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let optional = optional(context);
    let Some(module) = module_mut(&mut file.items, &["builder"]) else {
        return 0;
    };
    let mut count = 0;
    for item in structs(module).filter(|it| optional.contains(&it.ident.to_string())) {
        let is_body = |it: &&mut syn::Field| it.ident.as_ref().is_some_and(|it| it == "body");
        if let Some(field) = item.fields.iter_mut().find(is_body)
            && let Some(ty) = inside_mut(&mut field.ty, "Result")
        {
            *ty = parse_quote!(::std::option::Option<#ty>);
            count += 1;
        }
    }
    for item in own_impls(module) {
        let name = last_name(&item.self_ty).map(ToString::to_string);
        if !name.is_some_and(|it| optional.contains(&it)) {
            continue;
        }
        for method in methods(item) {
            count += usize::from(rewritten(method));
        }
        let mut sending = BodyInRequest(0);
        sending.visit_item_impl_mut(item);
        count += sending.0;
    }
    count
}

/// Rewrites the constructor, the setters, and the value in `send`; returns whether it did.
fn rewritten(method: &mut ImplItemFn) -> bool {
    match method.sig.ident.to_string().as_str() {
        "new" => {
            let mut initial = InitialBody(0);
            initial.visit_impl_item_fn_mut(method);
            initial.0 > 0
        }
        "body" => {
            let mut set = AssignedBody(0);
            set.visit_impl_item_fn_mut(method);
            set.0 > 0
        }
        "body_map" => {
            method.block = parse_quote!({
                self.body = self
                    .body
                    .map(|body| ::std::option::Option::Some(f(body.unwrap_or_default())));
                self
            });
            // Not every body has this setter.
            false
        }
        "send" => method.block.stmts.iter_mut().any(finished),
        _ => false,
    }
}

/// Changes `let body = body.and_then(|v| …)…`: a missing body is not converted.
fn finished(statement: &mut Stmt) -> bool {
    let Stmt::Local(local) = statement else {
        return false;
    };
    let Some(init) = local.init.as_mut().filter(|_| is_named(&local.pat, "body")) else {
        return false;
    };
    ConvertedBody.visit_expr_mut(&mut init.expr);
    true
}

struct ConvertedBody;
impl VisitMut for ConvertedBody {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if call.method == "and_then"
            && let Some(convert) = call.args.first_mut()
        {
            *convert = parse_quote!(|body| body.map(#convert).transpose());
            return;
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

struct InitialBody(usize);

impl VisitMut for InitialBody {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        if matches!(&field.member, Member::Named(it) if it == "body") {
            field.expr = parse_quote!(Ok(::std::option::Option::None));
            self.0 += 1;
        }
    }
}

struct AssignedBody(usize);

impl VisitMut for AssignedBody {
    fn visit_expr_assign_mut(&mut self, assign: &mut syn::ExprAssign) {
        let value = &assign.right;
        assign.right = parse_quote!(#value.map(::std::option::Option::Some));
        self.0 += 1;
    }
}

/// Counts the places where the body is put into the request.
struct BodyInRequest(usize);

impl VisitMut for BodyInRequest {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Some(sent) = sent(expr) {
            *expr = sent;
            self.0 += 1;
        }
    }
}

fn sent(expr: &Expr) -> Option<Expr> {
    if let Expr::Try(tried) = expr
        && let Expr::MethodCall(call) = &*tried.expr
        && call.method == "form_urlencoded"
    {
        return Some(with(
            &call.receiver,
            |it| parse_quote!(#it.form_urlencoded(&body)?),
        ));
    }
    let Expr::MethodCall(call) = expr else {
        return None;
    };
    let is_body = |expr: &Expr| matches!(expr, Expr::Path(it) if it.path.is_ident("body"));
    let argument = call.args.first()?;
    match argument {
        Expr::Reference(it) if call.method == "json" && is_body(&it.expr) => {
            Some(with(&call.receiver, |it| parse_quote!(#it.json(&body))))
        }
        // Without a body, its media type is of no use.
        body if call.method == "body" && is_body(body) => {
            let Expr::MethodCall(header) = &*call.receiver else {
                return None;
            };
            let arguments = &header.args;
            Some(with(
                &header.receiver,
                |it| parse_quote!(#it.header(#arguments).body(body)),
            ))
        }
        _ => None,
    }
}

/// Returns the request so far, with the body added if there is one.
fn with(request: &Expr, body: impl Fn(Expr) -> Expr) -> Expr {
    let sent = body(parse_quote!(request));
    parse_quote!({
        let request = #request;
        match body {
            ::std::option::Option::Some(body) => #sent,
            ::std::option::Option::None => request,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_sent_if_there_is_one() {
        let mut method: ImplItemFn = parse_quote! {
            async fn send(self) {
                let body = body.and_then(|v| Note::try_from(v).map_err(|e| e.to_string())).map_err(Error::InvalidRequest)?;
                let mut request = client.post(url).json(&body).headers(header_map).build()?;
            }
        };
        assert!(rewritten(&mut method));
        let mut sending = BodyInRequest(0);
        sending.visit_impl_item_fn_mut(&mut method);
        assert_eq!(sending.0, 1);
        let wanted: ImplItemFn = parse_quote! {
            async fn send(self) {
                let body = body
                    .and_then(|body| body.map(|v| Note::try_from(v).map_err(|e| e.to_string())).transpose())
                    .map_err(Error::InvalidRequest)?;
                let mut request = {
                    let request = client.post(url);
                    match body {
                        ::std::option::Option::Some(body) => request.json(&body),
                        ::std::option::Option::None => request,
                    }
                }.headers(header_map).build()?;
            }
        };
        assert_eq!(method, wanted);
    }

    #[test]
    fn a_media_type_goes_with_its_body() {
        let mut expr: Expr = parse_quote!(post(url).header(CONTENT_TYPE, text).body(body).build());
        let mut sending = BodyInRequest(0);
        sending.visit_expr_mut(&mut expr);
        assert_eq!(sending.0, 1);
        let wanted: Expr = parse_quote! {
            {
                let request = post(url);
                match body {
                    ::std::option::Option::Some(body) => request.header(CONTENT_TYPE, text).body(body),
                    ::std::option::Option::None => request,
                }
            }.build()
        };
        assert_eq!(expr, wanted);
    }
}
