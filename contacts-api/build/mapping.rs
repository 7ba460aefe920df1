//! What the mapping of domain types has to know of the document and of the generated types.

use contacts_openapi::{Document, PATH, Property};
use heck::ToPascalCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Expr, Field, File, Item, ItemImpl, LitStr, Token, Type};

use crate::syntax::{self, argument, inside, structure};

/// `client` is the generated code.
pub(crate) fn mapping(document: &Document, client: &str) -> Result<TokenStream, String> {
    let file: File = syn::parse_file(client)
        .map_err(|error| format!("the generated client does not parse: {error}"))?;
    let types = syntax::module(&file.items, "types");
    let numbers = numbers(document);
    let create = draft(document, types, "create_contact", "create")?;
    let update = draft(document, types, "update_contact", "update")?;
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

/// What derived code makes a payload of, by the macro of `src/mapping/draft.rs`.
fn draft(
    document: &Document,
    types: &[Item],
    operation: &str,
    module: &str,
) -> Result<TokenStream, String> {
    let payload = document.payload(operation).ok_or_else(|| {
        format!("{PATH}: the operation `{operation}` must send an envelope with one property")
    })?;
    let generated = |component: &str| {
        let name = component.to_pascal_case();
        structure(types, &name)
            .ok_or_else(|| format!("{PATH}: no structure `{name}` was made of `{component}`"))
    };
    let (schema, envelope) = (generated(&payload.schema)?, generated(&payload.envelope)?);
    let key = envelope.fields.iter().next().map(|it| &it.ident);
    let slots: Vec<Slot<'_>> = schema.fields.iter().filter_map(Slot::of).collect();
    // Contacts are created several at a time, and updated one by one.
    let number = payload.number().filter(|_| operation == "create_contact");
    let each = number.and_then(|number| slots.iter().find(|it| it.property == number.name));
    let each = each.map(|it| {
        let (field, property, kind) = (it.field, &it.property, &it.kind);
        quote!(each #field = #property => #kind)
    });
    let slots = slots.iter().map(|it| {
        let (field, property, value, kind) = (it.field, &it.property, it.value, &it.kind);
        quote!(#field = #property: #value => #kind,)
    });
    let (module, schema, envelope) = (format_ident!("{module}"), &schema.ident, &envelope.ident);
    Ok(quote! {
        draft! { #module: #schema in #envelope.#key { #(#slots)* } #each }
    })
}

/// A property of a payload, as the generated type has it.
struct Slot<'a> {
    field: &'a Ident,
    /// Its name in the document.
    property: String,
    /// The type of the value itself, whether it can be absent or null or not.
    value: &'a Type,
    /// Which function of `src/mapping/support.rs` makes it, or that it must be there.
    kind: Ident,
}

impl<'a> Slot<'a> {
    fn of(field: &'a Field) -> Option<Self> {
        let name = field.ident.as_ref()?;
        let (value, kind) = match (inside(&field.ty, "Option"), inside(&field.ty, "Nullable")) {
            (Some(optional), _) => match inside(optional, "Nullable") {
                Some(value) => (value, "clearable"),
                None => (optional, "optional"),
            },
            (None, Some(value)) => (value, "nullable"),
            (None, None) => (&field.ty, "required"),
        };
        Some(Slot {
            field: name,
            property: renamed(&field.attrs).unwrap_or_else(|| name.to_string()),
            value,
            kind: format_ident!("{kind}"),
        })
    }
}

/// The name in JSON, where it is not the field's.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        // Other keys of serde have other forms: what does not parse is none that renames.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.input.peek(Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        });
    }
    name
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
    let Type::Reference(from) = argument(path, "TryFrom")? else {
        return None;
    };
    let (Type::Path(from), Type::Path(made)) = (&*from.elem, &**self_ty) else {
        return None;
    };
    let made = made.path.get_ident()?;
    from.path.is_ident("str").then_some(made)
}
