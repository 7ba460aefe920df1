//! Makes the generator's example of each operation compile, so that rustdoc checks it like any
//! other.

use std::collections::BTreeMap;

use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, ExprLit, File, ImplItem, ItemImpl, Lit, LitStr, Meta, PathSegment, ReturnType,
    Type, parse_quote,
};

use super::Context;
use super::syntax::{conversion, last_name, module_mut, own_impls};

const FENCE: &str = "```";

/// Defines the names in the examples, and lets rustdoc compile them.
pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let arguments = arguments(file);
    let mut count = 0;
    for method in own_impls(&mut file.items).flat_map(|it| &mut it.items) {
        let ImplItem::Fn(method) = method else {
            continue;
        };
        let ReturnType::Type(_, builder) = &method.sig.output else {
            continue;
        };
        let builder = last_name(builder).map(ToString::to_string);
        let Some(arguments) = builder.and_then(|it| arguments.get(&it)) else {
            continue;
        };
        for attribute in &mut method.attrs {
            if let Some(text) = text(attribute)
                && let Some(completed) = completed(&text, arguments)
            {
                let completed = LitStr::new(&completed, method.sig.ident.span());
                *attribute = parse_quote!(#[doc = #completed]);
                count += 1;
            }
        }
    }
    count
}

/// Returns the names and types of an operation's arguments, by builder.
fn arguments(file: &mut File) -> BTreeMap<String, Vec<(String, String)>> {
    let Some(module) = module_mut(&mut file.items, &["builder"]) else {
        return BTreeMap::new();
    };
    let mut arguments: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for item in own_impls(module) {
        if let Some(builder) = last_name(&item.self_ty) {
            let all = arguments.entry(builder.to_string()).or_default();
            all.extend(setters(item));
        }
    }
    arguments
}

/// Returns the methods that take any value that converts to a type, with that type.
fn setters(builder: &ItemImpl) -> Vec<(String, String)> {
    let mut setters = Vec::new();
    for item in &builder.items {
        let ImplItem::Fn(method) = item else { continue };
        if let Some((_, ty)) = conversion(method) {
            setters.push((method.sig.ident.to_string(), seen_from_outside(ty)));
        }
    }
    setters
}

/// Returns the type as a user of the crate writes it.
fn seen_from_outside(ty: &Type) -> String {
    struct Outside;
    impl VisitMut for Outside {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            visit_mut::visit_path_mut(self, path);
            let Some(first) = path.segments.first_mut() else {
                return;
            };
            if first.ident == "crate" {
                *first = parse_quote!(contacts_api);
            } else if first.ident == "types" {
                let krate: PathSegment = parse_quote!(contacts_api);
                path.segments.insert(0, krate);
            }
        }
    }
    let mut ty = ty.clone();
    Outside.visit_type_mut(&mut ty);
    quote!(#ty).to_string().replace(" :: ", "::")
}

fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(it) if it.path.is_ident("doc") => match &it.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn completed(text: &str, arguments: &[(String, String)]) -> Option<String> {
    let (before, rest) = text.split_once("```ignore\n")?;
    let (code, after) = rest.split_once(FENCE)?;
    let code = code.trim_end().strip_suffix(".await;")?;
    let arguments = arguments.iter().map(|(name, ty)| format!(", {name}: {ty}"));
    let arguments: String = arguments.collect();
    // Without a blank line, the code would become part of a list before it.
    Some(format!(
        "{}\n\n{FENCE}no_run\n\
         # async fn example(client: contacts_api::Client{arguments}) -> Result<(), contacts_api::Error> {{\n\
         {code}.await?;\n# Ok(())\n# }}\n{FENCE}{after}",
        before.trim_end()
    ))
}
