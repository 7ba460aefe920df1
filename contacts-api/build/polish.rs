//! What the generator has no setting for.
//!
//! Each function here is one correction, with its reason; all are made by the shape of the code, so
//! that what is added to the document is corrected alike.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, Field, File, FnArg, Ident, ImplItem, ImplItemFn, Item, ItemImpl,
    ItemMod, Local, Stmt, Type, Visibility, WherePredicate, parse_quote,
};

use crate::examples;
use crate::syntax::{inside, try_into_target};

pub(crate) fn polish(code: TokenStream) -> Result<String, String> {
    let mut file = parse(code)?;
    ReadLeniently {
        in_types: false,
        depth: 0,
    }
    .visit_file_mut(&mut file);
    Polish {
        modules: Vec::new(),
    }
    .visit_file_mut(&mut file);
    examples::complete(&mut file);
    Ok(prettyplease::unparse(&file))
}

/// Generated code as people read it: errors and debuggers lead there.
pub(crate) fn format(code: TokenStream) -> Result<String, String> {
    parse(code).map(|file| prettyplease::unparse(&file))
}

fn parse(code: TokenStream) -> Result<File, String> {
    syn::parse2(code).map_err(|error| format!("the generated code does not parse: {error}"))
}

/// Comes first: the others should see the plain types.
struct ReadLeniently {
    /// Are we in the module of the types themselves, not of their builders?
    in_types: bool,
    depth: usize,
}

impl VisitMut for ReadLeniently {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        let outside = self.in_types;
        self.in_types = self.depth == 0 && module.ident == "types";
        self.depth += 1;
        visit_mut::visit_item_mod_mut(self, module);
        self.depth -= 1;
        self.in_types = outside;
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if self.in_types {
            read_leniently(field);
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        unmark(ty);
        visit_mut::visit_type_mut(self, ty);
    }
}

struct Polish {
    /// The modules around what is visited.
    modules: Vec<String>,
}

impl VisitMut for Polish {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        self.modules.push(module.ident.to_string());
        if self.path() == ["types"] {
            construct_from_what_is_required(module);
        }
        visit_mut::visit_item_mod_mut(self, module);
        self.modules.pop();
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        if let (Item::Struct(builder), ["builder"]) = (&mut *item, &*self.path()) {
            builder.fields.iter_mut().for_each(open_to_the_crate);
        }
        visit_mut::visit_item_mut(self, item);
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        if self.modules.is_empty() {
            hide_constructors(item);
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if self.path() == ["types"] {
            tell_null_from_absent(field);
        }
    }

    fn visit_impl_item_fn_mut(&mut self, method: &mut ImplItemFn) {
        if self.path().ends_with(&["builder"]) {
            say_why_a_value_is_refused(method);
        }
        visit_mut::visit_impl_item_fn_mut(self, method);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        send_no_api_version(block);
        call_no_empty_hooks(block);
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if self.path() == ["builder"] {
            read_the_answer_once(expr);
        }
    }
}

impl Polish {
    fn path(&self) -> Vec<&str> {
        self.modules.iter().map(String::as_str).collect()
    }
}

/// A struct literal breaks with every property that the document grows by; `new` breaks with those
/// that are required, which is when it should.
fn construct_from_what_is_required(types: &mut ItemMod) {
    let Some((_, items)) = &mut types.content else {
        return;
    };
    let constructors: Vec<Item> = items.iter().filter_map(constructor).collect();
    items.extend(constructors);
}

fn constructor(item: &Item) -> Option<Item> {
    let Item::Struct(item) = item else {
        return None;
    };
    let is_optional = |field: &&Field| inside(&field.ty, "Option").is_some();
    let required: Vec<_> = item.fields.iter().filter(|it| !is_optional(it)).collect();
    let optional = item.fields.iter().filter(is_optional);
    // A newtype has its conversions; what can be extended has no place for the rest.
    let is_plain = item
        .fields
        .iter()
        .all(|it| it.ident.is_some() && !is_flattened(it));
    if required.is_empty() || !is_plain {
        return None;
    }
    let name = &item.ident;
    let (names, optional) = (
        required.iter().map(|it| &it.ident).collect::<Vec<_>>(),
        optional.map(|it| &it.ident),
    );
    let types = required.iter().map(|it| &it.ty);
    Some(parse_quote! {
        impl #name {
            /// One with all that is required, and nothing that is optional.
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#names,)* #(#optional: ::std::option::Option::None),* }
            }
        }
    })
}

fn is_flattened(field: &Field) -> bool {
    let attributes = field.attrs.iter();
    attributes
        .into_iter()
        .any(|it| it.to_token_stream().to_string().contains("flatten"))
}

/// The hand-written additions to an operation's builder need what was set.
fn open_to_the_crate(field: &mut Field) {
    field.vis = parse_quote!(pub(crate));
}

/// A client is made by `Client::builder()`: the generated constructors know no token.
fn hide_constructors(item: &mut ItemImpl) {
    item.items.retain_mut(|member| match member {
        ImplItem::Fn(method) if method.sig.ident == "new" => false,
        ImplItem::Fn(method) if method.sig.ident == "new_with_client" => {
            method.vis = parse_quote!(pub(crate));
            true
        }
        _ => true,
    });
}

/// Serde takes a `null` for an absent property, and the payload would not be the same when read.
fn tell_null_from_absent(field: &mut Field) {
    let is_nullable =
        inside(&field.ty, "Option").is_some_and(|inner| is_of_this_crate(inner, "Nullable"));
    if is_nullable && matches!(field.vis, Visibility::Public(_)) {
        let attribute: Attribute =
            parse_quote!(#[serde(default, deserialize_with = "crate::value::present")]);
        field.attrs.push(attribute);
    }
}

/// One odd value must not hide a whole page: what is read takes whatever can be taken for it.
fn read_leniently(field: &mut Field) {
    let how = match inside(&field.ty, "Option") {
        Some(inner) if is_of_this_crate(inner, "Lenient") => "crate::value::lenient::optional",
        None if is_of_this_crate(&field.ty, "Lenient") => "crate::value::lenient::required",
        _ => return,
    };
    // A property that is required must be there, an `Option` need not.
    let attribute: Attribute = if how.ends_with("optional") {
        parse_quote!(#[serde(default, deserialize_with = #how)])
    } else {
        parse_quote!(#[serde(deserialize_with = #how)])
    };
    field.attrs.push(attribute);
}

/// `X` for `Lenient<X>`, which only marks what is read.
fn unmark(ty: &mut Type) {
    if is_of_this_crate(ty, "Lenient")
        && let Some(inner) = inside(ty, "Lenient")
    {
        *ty = inner.clone();
    }
}

/// The generated errors name Rust types and leave out the reason; and an optional property accepts
/// only what converts to an `Option`, so no `"text"` where the type has bounds.
fn say_why_a_value_is_refused(method: &mut ImplItemFn) {
    let takes_a_value = method.sig.inputs.iter().any(
        |it| matches!(it, FnArg::Typed(it) if it.pat.to_token_stream().to_string() == "value"),
    );
    let Some(WherePredicate::Type(conversion)) = method
        .sig
        .generics
        .where_clause
        .as_ref()
        .and_then(|it| it.predicates.first().cloned())
    else {
        return;
    };
    let Some(target) = conversion.bounds.iter().find_map(try_into_target) else {
        return;
    };
    if !takes_a_value {
        return;
    }
    let name = method.sig.ident.clone();
    let (generic, body) = (&conversion.bounded_ty, setter_body(method));
    // A raw identifier is not part of the name in the JSON.
    let label = name.to_string();
    let label = label.strip_prefix("r#").unwrap_or(&label);
    let optional = inside(target, "Option").filter(|inner| has_conversions(inner));
    let (bounds, value): (TokenStream, TokenStream) = if let Some(property) = optional {
        (
            quote!(#generic: crate::value::convert::Optional<#property>),
            quote!(crate::value::convert::optional(value, #label)),
        )
    } else {
        let bounds = quote! {
            #generic: ::std::convert::TryInto<#target>,
            <#generic as ::std::convert::TryInto<#target>>::Error: ::std::fmt::Display
        };
        let value = match body {
            Body::Payload => quote! {
                value.try_into().map(From::from).map_err(|reason| reason.to_string())
            },
            Body::OptionalParameter => {
                quote!(crate::value::convert::required(value, #label).map(Some))
            }
            Body::Plain => quote!(crate::value::convert::required(value, #label)),
        };
        (bounds, value)
    };
    method.sig.generics.where_clause = Some(parse_quote!(where #bounds));
    let field: Ident = name;
    method.block = parse_quote!({
        self.#field = #value;
        self
    });
}

enum Body {
    /// Stored as it is.
    Plain,
    /// Stored in a `Some`.
    OptionalParameter,
    /// Stored as the builder of a payload.
    Payload,
}

fn setter_body(method: &ImplItemFn) -> Body {
    let text = method.block.to_token_stream().to_string();
    if text.contains("map (From :: from)") {
        Body::Payload
    } else if text.contains("map (Some)") {
        Body::OptionalParameter
    } else {
        Body::Plain
    }
}

/// The service has no such header.
fn send_no_api_version(block: &mut Block) {
    block.stmts.retain(|statement| {
        !matches!(statement, Stmt::Expr(Expr::MethodCall(call), _)
            if call.method == "append" && call.to_token_stream().to_string().contains("\"api-version\""))
    });
    for statement in &mut block.stmts {
        if let Stmt::Local(Local {
            init: Some(init), ..
        }) = statement
            && init
                .expr
                .to_token_stream()
                .to_string()
                .contains("HeaderMap :: with_capacity")
        {
            *init.expr = parse_quote!(::reqwest::header::HeaderMap::new());
        }
    }
}

/// The generated code sends through a hook that has to return a response, and reads that. Here it
/// sends through `Client::exchange`, whose answer is read already. Code of another shape than today's
/// keeps using the hook, which does the same.
fn read_the_answer_once(expr: &mut Expr) {
    let new: Option<Expr> = match &*expr {
        Expr::MethodCall(call) if call.method == "exec" => {
            let (client, arguments) = (&call.receiver, &call.args);
            Some(parse_quote!(#client.exchange(#arguments)))
        }
        Expr::Await(waiting) => call_of(&waiting.base, "ResponseValue", "from_response")
            .map(|response| parse_quote!(#response.typed())),
        Expr::Call(_) => {
            if let Some(response) = call_of(expr, "ResponseValue", "empty") {
                Some(parse_quote!(#response.empty()))
            } else {
                call_of(expr, "Error", "UnexpectedResponse").map(
                    |response| parse_quote!(Error::UnexpectedResponse(#response.into_response())),
                )
            }
        }
        _ => None,
    };
    if let Some(new) = new {
        *expr = new;
    }
}

/// The hooks before and after a request do nothing here.
fn call_no_empty_hooks(block: &mut Block) {
    block.stmts.retain(
        |statement| !matches!(statement, Stmt::Expr(Expr::Try(tried), Some(_)) if is_hook(&tried.expr)),
    );
}

fn is_hook(expr: &Expr) -> bool {
    let Expr::Await(waiting) = expr else {
        return false;
    };
    matches!(&*waiting.base, Expr::MethodCall(call) if call.method == "pre" || call.method == "post")
}

/// The only argument of `ty::function(argument)`.
fn call_of<'a>(expr: &'a Expr, ty: &str, function: &str) -> Option<&'a Expr> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(path) = &*call.func else {
        return None;
    };
    let mut names = path
        .path
        .segments
        .iter()
        .rev()
        .map(|it| it.ident.to_string());
    let is_it = names.next()? == function && names.next()? == ty;
    is_it.then(|| call.args.first())?
}

fn is_of_this_crate(ty: &Type, name: &str) -> bool {
    let Type::Path(path) = ty else { return false };
    let segments = &path.path.segments;
    segments.first().is_some_and(|it| it.ident == "crate")
        && segments.last().is_some_and(|it| it.ident == name)
}

/// The types for which `crate::value::convert::Optional` is implemented.
fn has_conversions(ty: &Type) -> bool {
    ["Text", "Bounded", "Nullable", "PhoneNumber"]
        .iter()
        .any(|name| is_of_this_crate(ty, name))
        || ["::std::string::String", "u64", "i64"]
            .iter()
            .any(|name| ty.to_token_stream().to_string().replace(' ', "") == *name)
}
