//! Restores the names of parameters in requests: in the generator's document they have Rust names. Parameters
//! that the generator cannot write (a list in one text, an object, a cookie) are written by the client's
//! `value::parameter`.

use std::collections::BTreeMap;

use contacts_openapi::{Location, Operation, Style, names};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprLit, ExprMethodCall, File, ImplItemFn, Item, Lit, LitStr, Local, Macro, Pat,
    Stmt, Token, parse_quote,
};

use super::Context;
use super::syntax::{ends_in, last_name, methods, module_mut, own_impls};
use crate::types::ParameterStyle;

/// A parameter of an operation; the key is its name in Rust.
struct RequestParameter {
    /// Its name in the request.
    name: String,
    location: Location,
    /// The style of its value, if the generator cannot write it.
    style: Option<TokenStream>,
}

type Parameters = BTreeMap<String, RequestParameter>;

/// Returns how many parameters the generator cannot write.
pub(super) fn written_here(context: &Context<'_>) -> usize {
    let operations = context.operations.iter();
    let all = operations.flat_map(|it| known(context, it).into_values());
    all.filter(|it| it.style.is_some()).count()
}

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["builder"]) else {
        return 0;
    };
    let by_builder = by_type(context, "");
    let mut count = 0;
    for item in own_impls(module) {
        let known = last_name(&item.self_ty).and_then(|it| by_builder.get(&it.to_string()));
        if let Some(known) = known {
            let mut request = RequestVisitor { known, count: 0 };
            request.visit_item_impl_mut(item);
            count += request.count;
        }
    }
    count
}

pub(super) fn apply_to_mocks(file: &mut File, context: &Context<'_>) {
    let Some(module) = module_mut(&mut file.items, &["operations"]) else {
        return;
    };
    let by_mock = by_type(context, "When");
    for item in module {
        let Item::Impl(item) = item else { continue };
        let known = last_name(&item.self_ty).and_then(|it| by_mock.get(&it.to_string()));
        let Some(known) = known else { continue };
        for method in methods(item) {
            mocked(method, known);
        }
    }
}

fn by_type(context: &Context<'_>, suffix: &str) -> BTreeMap<String, Parameters> {
    let operations = context.operations.iter();
    operations
        .map(|operation| {
            let builder = names::type_name(&operation.rust_name);
            (format!("{builder}{suffix}"), known(context, operation))
        })
        .collect()
}

fn known(context: &Context<'_>, operation: &Operation) -> Parameters {
    let Some(types) = context.types.operations.get(&operation.id) else {
        return Parameters::new();
    };
    let variables = operation.variables();
    let parameters = operation
        .parameters
        .iter()
        .filter(|it| it.location != Location::Path || variables.contains(&it.name.as_str()));
    let known = parameters.filter_map(|it| {
        let own_style = types.parameters.get(&it.rust_name)?.style;
        let name = match it.location {
            Location::Header => it.name.to_ascii_lowercase(),
            _ => it.name.clone(),
        };
        let known = RequestParameter {
            name,
            location: it.location,
            style: own_style.map(style),
        };
        Some((it.rust_name.clone(), known))
    });
    known.collect()
}

/// Writes a style in the form of `value::parameter`.
fn style(parameter: ParameterStyle) -> TokenStream {
    let kind = match parameter.style {
        Style::Repeated => quote!(Repeated),
        Style::Joined(separator) => quote!(Joined(#separator)),
        Style::DeepObject => quote!(DeepObject),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
        Style::Json | Style::Other => quote!(Json),
    };
    let explode = parameter.explode;
    quote!(crate::value::parameter::Style {
        kind: crate::value::parameter::Kind::#kind,
        explode: #explode,
    })
}

/// Returns the parameter that the first literal of a call names, with the literal.
fn named<'a>(
    arguments: &Punctuated<Expr, Token![,]>,
    known: &'a Parameters,
) -> Option<&'a RequestParameter> {
    match arguments.first()? {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => known.get(&text.value()),
        _ => None,
    }
}

/// Replaces a parameter's Rust name at the beginning of a call with its name in the request.
fn rename(arguments: &mut Punctuated<Expr, Token![,]>, known: &RequestParameter) -> bool {
    let Some(Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    })) = arguments.first_mut()
    else {
        return false;
    };
    let is_other = text.value() != known.name;
    *text = LitStr::new(&known.name, text.span());
    is_other
}

/// Visits the places where a request is made.
struct RequestVisitor<'a> {
    known: &'a Parameters,
    count: usize,
}

impl VisitMut for RequestVisitor<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let mut statements = Vec::new();
        for mut statement in block.stmts.drain(..) {
            let mut queries = Vec::new();
            if let Stmt::Local(local) = &mut statement {
                queries = self.queries(local);
            }
            statements.push(statement);
            self.count += queries.len();
            statements.extend(queries);
        }
        block.stmts = statements;
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        if ends_in(&call.func, &["QueryParam", "new"])
            && let Some(known) = named(&call.args, self.known)
        {
            self.count += usize::from(rename(&mut call.args, known));
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(call) = expr
            && call.method == "append"
            && let Some(known) = named(&call.args, self.known)
        {
            if let Some(written) = header(call, known) {
                *expr = written;
                self.count += 1;
            } else {
                self.count += usize::from(rename(&mut call.args, known));
            }
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, it: &mut Macro) {
        self.count += in_path(it, |value| {
            let (name, known) = self.known.iter().find(|(name, _)| value == *name)?;
            let (style, value) = (known.style.as_ref()?, format_ident!("{name}"));
            let name = &known.name;
            let written = quote! {
                crate::value::parameter::segment(#name, &#value, #style)
                    .map_err(Error::refused)?
            };
            (known.location == Location::Path).then(|| parse_quote!(#written))
        });
    }
}

impl RequestVisitor<'_> {
    /// Removes the parameters that the client writes from the chain of a request, and returns the
    /// statements that write them.
    fn queries(&self, local: &mut Local) -> Vec<Stmt> {
        struct TakenQueries<'a> {
            known: &'a Parameters,
            calls: Vec<(String, Expr)>,
        }
        impl VisitMut for TakenQueries<'_> {
            fn visit_expr_mut(&mut self, expr: &mut Expr) {
                visit_mut::visit_expr_mut(self, expr);
                let Expr::MethodCall(call) = &*expr else {
                    return;
                };
                if let Some((name, value)) = query(call)
                    && self.known.get(&name).is_some_and(|it| it.style.is_some())
                {
                    self.calls.push((name, value));
                    *expr = (*call.receiver).clone();
                }
            }
        }
        let Pat::Ident(request) = &local.pat else {
            return Vec::new();
        };
        let request = request.ident.clone();
        let Some(init) = &mut local.init else {
            return Vec::new();
        };
        let mut taken = TakenQueries {
            known: self.known,
            calls: Vec::new(),
        };
        taken.visit_expr_mut(&mut init.expr);
        let calls = taken.calls.into_iter();
        calls
            .filter_map(|(name, value)| {
                let known = &self.known[&name];
                let (name, style) = (&known.name, known.style.as_ref()?);
                Some(parse_quote! {
                    crate::value::parameter::query(#request.url_mut(), #name, #value, #style);
                })
            })
            .collect()
    }
}

/// Returns the name and the value of `.query(&QueryParam::new(name, value))`.
fn query(call: &ExprMethodCall) -> Option<(String, Expr)> {
    if call.method != "query" {
        return None;
    }
    let Expr::Reference(it) = call.args.first()? else {
        return None;
    };
    let Expr::Call(made) = &*it.expr else {
        return None;
    };
    if !ends_in(&made.func, &["QueryParam", "new"]) {
        return None;
    }
    match (made.args.first()?, made.args.get(1)?) {
        (
            Expr::Lit(ExprLit {
                lit: Lit::Str(name),
                ..
            }),
            value,
        ) => Some((name.value(), value.clone())),
        _ => None,
    }
}

/// Writes `header_map.append("name", value.to_string().try_into()?)` in the style of the parameter.
fn header(call: &ExprMethodCall, known: &RequestParameter) -> Option<Expr> {
    let style = known.style.as_ref()?;
    let Expr::Try(tried) = call.args.get(1)? else {
        return None;
    };
    let Expr::MethodCall(converted) = &*tried.expr else {
        return None;
    };
    let Expr::MethodCall(text) = &*converted.receiver else {
        return None;
    };
    let (map, value, name) = (&call.receiver, &text.receiver, &known.name);
    let write = if known.location == Location::Cookie {
        quote!(cookie)
    } else {
        quote!(header)
    };
    Some(parse_quote!(crate::value::parameter::#write(&mut #map, #name, &#value, #style)?))
}

/// Replaces the values of variables in the `format!` of a path, `encode_path(&x.to_string())` or
/// `x.to_string()`, and returns how many.
fn in_path(it: &mut Macro, written: impl Fn(&str) -> Option<Expr>) -> usize {
    if !it.path.is_ident("format") {
        return 0;
    }
    let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
    let Ok(mut arguments) = arguments.parse2(it.tokens.clone()) else {
        return 0;
    };
    let mut count = 0;
    for argument in &mut arguments {
        let text = match &*argument {
            Expr::Call(call) if ends_in(&call.func, &["encode_path"]) => match call.args.first() {
                Some(Expr::Reference(it)) => &*it.expr,
                _ => continue,
            },
            other => other,
        };
        let Expr::MethodCall(call) = text else {
            continue;
        };
        let Expr::Path(path) = &*call.receiver else {
            continue;
        };
        let name = path.path.get_ident().filter(|_| call.method == "to_string");
        if let Some(new) = name.and_then(|it| written(&it.to_string())) {
            *argument = new;
            count += 1;
        }
    }
    if count > 0 {
        it.tokens = quote!(#arguments);
    }
    count
}

/// Makes a mock expect what the client writes.
fn mocked(method: &mut ImplItemFn, known: &Parameters) {
    struct Mock<'a> {
        known: &'a Parameters,
        own: Option<&'a RequestParameter>,
    }
    impl VisitMut for Mock<'_> {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            visit_mut::visit_expr_mut(self, expr);
            let Expr::MethodCall(call) = expr else {
                return;
            };
            let names_a_parameter = [
                "query_param",
                "query_param_missing",
                "header",
                "header_missing",
            ];
            if !names_a_parameter.iter().any(|it| call.method == it) {
                return;
            }
            let Some(known) = named(&call.args, self.known) else {
                return;
            };
            let (mock, name) = (&call.receiver, &known.name);
            let is_cookie = known.location == Location::Cookie;
            match (&known.style, call.args.get(1)) {
                (Some(style), Some(Expr::MethodCall(text))) => {
                    let value = &text.receiver;
                    let expected = match known.location {
                        Location::Cookie => quote!(cookie),
                        Location::Header => quote!(header),
                        Location::Query | Location::Path => quote!(query),
                    };
                    *expr = parse_quote!(crate::mocks::written::#expected(#mock, #name, #value, #style));
                }
                (_, None) if is_cookie => {
                    *expr = parse_quote!(crate::mocks::written::no_cookie(#mock, #name));
                }
                _ => {
                    rename(&mut call.args, known);
                }
            }
        }

        fn visit_macro_mut(&mut self, it: &mut Macro) {
            in_path(it, |_| {
                let known = self.own.filter(|it| it.location == Location::Path)?;
                let (name, style) = (&known.name, known.style.as_ref()?);
                Some(parse_quote!(crate::mocks::written::path(#name, value, #style)))
            });
        }
    }
    let own = known.get(&method.sig.ident.to_string());
    Mock { known, own }.visit_impl_item_fn_mut(method);
}
