//! Writes what the mapping of domain types has to know about the document and the generated types.

use std::collections::BTreeSet;

use contacts_openapi::{Document, Kind, Payload, Property, Write};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, parse_str};

use crate::types::{Field, FieldForm, ObjectView, Origin, RustType, Side, Types};

pub(crate) fn mapping(document: &Document, types: &Types) -> TokenStream {
    let roles = document.roles();
    let create = draft(document, types, roles.create.as_ref(), "create");
    let update = draft(document, types, roles.update.as_ref(), "update");
    let enveloped = enveloped(document, types);
    let feeds = feeds(document, types);
    quote! {
        #create
        #update
        #enveloped
        #feeds
    }
}

/// Writes that a payload and its builder can be the bodies of requests with the payload in an envelope.
fn enveloped(document: &Document, types: &Types) -> TokenStream {
    let roles = document.roles();
    let writes = roles.create.iter().chain(&roles.update);
    let payloads = writes
        .map(|it| &it.payload)
        .filter(|it| it.envelope.is_some());
    let mut written = BTreeSet::new();
    payloads
        .filter_map(|payload| {
            let schema = types.write(&RustType::Struct(view_of(document, payload.schema)));
            let builder = schema.replace("::types::", "::types::builder::");
            let [schema, builder] = [schema, builder]
                .map(|it| parse_str::<syn::Type>(&it).expect("types are written here"));
            let (body, made) = body(document, types, payload);
            // Operations that send the same type share this.
            written
                .insert(quote!(#schema #body).to_string())
                .then(|| quote!(enveloped! { #schema, #builder => #body; payload => #made }))
        })
        .collect()
}

/// Writes that the generated types in a payload can feed it.
fn feeds(document: &Document, types: &Types) -> TokenStream {
    let roles = document.roles();
    let writes = roles.create.iter().chain(&roles.update);
    let payloads: Vec<RustType> = writes
        .map(|it| RustType::Struct(view_of(document, it.payload.schema)))
        .collect();
    let fields = |ty| types.fields(ty).iter().map(|it| &it.ty);
    let (mut structs, mut enums) = (BTreeSet::new(), BTreeSet::new());
    // A payload is not the value of a property, unless it contains itself.
    let mut open: Vec<&RustType> = payloads.iter().flat_map(fields).collect();
    while let Some(ty) = open.pop() {
        match ty {
            RustType::Struct(_) if structs.insert(types.write(ty)) => open.extend(fields(ty)),
            RustType::Enum(origin) | RustType::Listed(origin) => {
                enums.insert(types.write(&RustType::Enum(origin.clone())));
            }
            RustType::List(inner)
            | RustType::Items(inner, _)
            | RustType::Map(inner)
            | RustType::Optional(inner)
            | RustType::Boxed(inner)
            | RustType::Additional(inner, _) => open.push(inner),
            RustType::Struct(_) | RustType::Known(_) | RustType::Rule(_) => {}
        }
    }
    let parse = |it: &String| parse_str::<syn::Type>(it).expect("types are written here");
    let (structs, enums) = (structs.iter().map(parse), enums.iter().map(parse));
    quote! {
        #(struct_feeds!(#structs);)*
        #(enumeration_feeds!(#enums);)*
    }
}

/// Returns the draft from which derived code makes a payload, with the macro of
/// `src/mapping/draft.rs`.
fn draft(document: &Document, types: &Types, write: Option<&Write>, module: &str) -> TokenStream {
    let name = format_ident!("{module}");
    let Some(write) = write else {
        return quote!(absent_draft! { #name });
    };
    let payload = &write.payload;
    let schema = RustType::Struct(view_of(document, payload.schema));
    let fields = types.fields(&schema);
    // Several contacts can be created from one record, but only one is updated.
    let number = payload
        .number()
        .filter(|it| module == "create" && matches!(it.kind, Kind::String(_) | Kind::Integer));
    let each = number.and_then(|number| fields.iter().find(|it| it.name == number.name));
    let each = each.map(|it| {
        let (field, property, form) = (ident(&it.rust_name), &it.name, form(it.form));
        quote!(each #field = #property => #form)
    });
    let (slots, nested) = (
        slots(types, fields, &payload.properties),
        nested(types, fields, &payload.properties),
    );
    let additional = additional(fields);
    let (schema, body) = (path(types, &schema), body(document, types, payload));
    let (body_type, made) = body;
    quote! {
        draft! {
            #name: #schema => #body_type; payload => #made;
            { #(#slots)* }
            { #(#nested)* }
            #each
            #additional
        }
    }
}

/// Returns the field of the properties without a name in the document, which nothing feeds.
fn additional(fields: &[Field]) -> Option<TokenStream> {
    let field = fields.iter().find(|it| it.form == FieldForm::Additional)?;
    let name = ident(&field.rust_name);
    Some(quote!(additional #name))
}

/// Returns the type of the request's body, and how a body is made from the payload.
pub(crate) fn body(
    document: &Document,
    types: &Types,
    payload: &Payload,
) -> (TokenStream, TokenStream) {
    let Some(envelope) = &payload.envelope else {
        let schema = RustType::Struct(view_of(document, payload.schema));
        return (path(types, &schema), quote!(payload));
    };
    let body = RustType::Struct(view_of(document, payload.body));
    let fields = types.fields(&body).iter().map(|field| {
        let name = ident(&field.rust_name);
        if field.name != *envelope {
            return quote!(#name: ::core::option::Option::None);
        }
        let mut value = quote!(payload);
        if matches!(field.ty, RustType::Boxed(_)) {
            value = quote!(::std::boxed::Box::new(#value));
        }
        match field.form {
            FieldForm::Required => quote!(#name: #value),
            FieldForm::Optional | FieldForm::Additional => {
                quote!(#name: ::core::option::Option::Some(#value))
            }
            FieldForm::Nullable => quote!(#name: crate::Nullable::Value(#value)),
            FieldForm::Clearable => {
                quote!(#name: ::core::option::Option::Some(crate::Nullable::Value(#value)))
            }
        }
    });
    let body = path(types, &body);
    (body.clone(), quote!(#body { #(#fields),* }))
}

pub(crate) fn view_of(document: &Document, schema: contacts_openapi::SchemaId) -> ObjectView {
    let schema = document.schema(schema);
    let origin = match &schema.component {
        Some(component) => component.clone(),
        None => format!("#/{}", schema.path),
    };
    ObjectView {
        origin: Origin(origin),
        side: Side::Sent,
    }
}

fn slots(types: &Types, fields: &[Field], properties: &[Property]) -> Vec<TokenStream> {
    let of = |field: &Field| properties.iter().find(|it| it.name == field.name);
    let slots = fields.iter().filter_map(|field| Some((field, of(field)?)));
    slots
        .map(|(field, property)| {
            let (name, path_of_it, form) =
                (ident(&field.rust_name), &property.path, form(field.form));
            let value = path(types, &field.ty);
            quote!(#name = #path_of_it: #value => #form,)
        })
        .collect()
}

/// Returns the drafts of the objects in a payload, so that their members can be fed by a path.
fn nested(types: &Types, fields: &[Field], properties: &[Property]) -> Vec<TokenStream> {
    let mut all = Vec::new();
    for property in properties.iter().filter(|it| it.has_members()) {
        let Some(field) = fields.iter().find(|it| it.name == property.name) else {
            continue;
        };
        let inner = types.fields(&field.ty);
        let properties: Vec<Property> = property
            .properties
            .iter()
            .filter(|it| !it.read_only)
            .cloned()
            .collect();
        let (slots, deeper) = (
            slots(types, inner, &properties),
            nested(types, inner, &properties),
        );
        if slots.is_empty() {
            continue;
        }
        // With two underscores it cannot be the name of a property.
        let name = format_ident!("in__{}", field.rust_name);
        let (value, make) = match &field.ty {
            RustType::Boxed(it) => (path(types, it), quote!(::std::boxed::Box::new)),
            it => (path(types, it), quote!(::core::convert::identity)),
        };
        let (whole, additional) = (path(types, &field.ty), additional(inner));
        all.push(quote! {
            nested! { #name: #value => #whole; #make; { #(#slots)* } { #(#deeper)* } #additional }
        });
    }
    all
}

fn path(types: &Types, ty: &RustType) -> TokenStream {
    let ty: syn::Type = parse_str(&types.write(ty)).expect("types are written here");
    quote!(#ty)
}

pub(crate) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

fn form(form: FieldForm) -> Ident {
    format_ident!(
        "{}",
        match form {
            FieldForm::Required => "required",
            FieldForm::Optional | FieldForm::Additional => "optional",
            FieldForm::Nullable => "nullable",
            FieldForm::Clearable => "clearable",
        }
    )
}
