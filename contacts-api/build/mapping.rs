//! What the mapping of domain types has to know of the document and of the generated types.

use contacts_openapi::{Document, Property};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{File, GenericArgument, Item, ItemImpl, ItemStruct, PathArguments, Type};

/// `client` is the generated code.
pub(crate) fn mapping(document: &Document, client: &str) -> Result<TokenStream, String> {
    let file: File = syn::parse_file(client)
        .map_err(|error| format!("the generated client does not parse: {error}"))?;
    let types = items(&file.items, "types").unwrap_or_default();
    let numbers = numbers(document);
    let create = properties(document, types, "create_contact", "create");
    let update = properties(document, types, "update_contact", "update");
    let from_text = types.iter().filter_map(made_from_text);
    Ok(quote! {
        const NUMBERS: &[&str] = &[#(#numbers),*];

        #create
        #update

        #(
            impl FromText for crate::types::#from_text {
                fn copy_text(text: &str) -> Result<Self, Refused> {
                    Self::try_from(text).map_err(|error| Refused::new(text, error))
                }
            }
        )*
    })
}

/// The properties of an update that are phone numbers: two that differ in their spelling only are
/// the same.
fn numbers(document: &Document) -> impl Iterator<Item = String> {
    document
        .payload("update_contact")
        .into_iter()
        .flat_map(|payload| payload.properties)
        .filter(Property::is_phone_number)
        .map(|property| property.name)
}

/// A module with the type of each property's value, so that derived code can name it.
fn properties(document: &Document, types: &[Item], operation: &str, module: &str) -> TokenStream {
    let module = format_ident!("{module}");
    let schema = document
        .payload(operation)
        .map(|payload| payload.schema)
        .unwrap_or_default();
    let aliases = types
        .iter()
        .filter_map(|item| match item {
            Item::Struct(it) if it.ident == schema => Some(it),
            _ => None,
        })
        .flat_map(|it: &ItemStruct| &it.fields)
        .map(|field| (&field.ident, inner(&field.ty)))
        .map(|(name, ty)| quote!(pub type #name = #ty;));
    quote! {
        #[doc(hidden)]
        #[allow(missing_docs, non_camel_case_types, unused_imports)]
        pub mod #module {
            use crate::types::*;
            #(#aliases)*
        }
    }
}

/// The type of the value itself, whether it can be absent or null or not.
fn inner(ty: &Type) -> &Type {
    let Type::Path(path) = ty else { return ty };
    let Some(last) = path.path.segments.last() else {
        return ty;
    };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments)
            if last.ident == "Option" || last.ident == "Nullable" =>
        {
            match arguments.args.first() {
                Some(GenericArgument::Type(value)) => inner(value),
                _ => ty,
            }
        }
        _ => ty,
    }
}

/// The type that this makes from a text: an enumeration, or a string with a pattern.
fn made_from_text(item: &Item) -> Option<&Ident> {
    let Item::Impl(ItemImpl {
        trait_: Some((path, _)),
        self_ty,
        ..
    }) = item
    else {
        return None;
    };
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let Some(GenericArgument::Type(Type::Reference(from))) = arguments.args.first() else {
        return None;
    };
    let (Type::Path(from), Type::Path(made)) = (&*from.elem, &**self_ty) else {
        return None;
    };
    (last.ident == "TryFrom" && from.path.is_ident("str"))
        .then(|| made.path.get_ident())
        .flatten()
}

fn items<'a>(items: &'a [Item], module: &str) -> Option<&'a [Item]> {
    items.iter().find_map(|item| match item {
        Item::Mod(it) if it.ident == module => Some(it.content.as_ref()?.1.as_slice()),
        _ => None,
    })
}
