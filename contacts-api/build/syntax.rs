//! What is looked for in the generated code, by its shape.

use syn::{GenericArgument, Item, ItemStruct, Path, PathArguments, Type, TypeParamBound};

/// `X` of a path that ends in `name<X>`.
pub(crate) fn argument<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let last = path.segments.last().filter(|it| it.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// `X` of the type `name<X>`.
pub(crate) fn inside<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    match ty {
        Type::Path(ty) => argument(&ty.path, name),
        _ => None,
    }
}

/// `X` of the bound `TryInto<X>`.
pub(crate) fn try_into_target(bound: &TypeParamBound) -> Option<&Type> {
    match bound {
        TypeParamBound::Trait(bound) => argument(&bound.path, "TryInto"),
        _ => None,
    }
}

/// What is in the module `name`; nothing if there is none.
pub(crate) fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(it) if it.ident == name => Some(it.content.as_ref()?.1.as_slice()),
        _ => None,
    });
    found.unwrap_or_default()
}

/// The structure `name`.
pub(crate) fn structure<'a>(items: &'a [Item], name: &str) -> Option<&'a ItemStruct> {
    items.iter().find_map(|item| match item {
        Item::Struct(it) if it.ident == name => Some(it),
        _ => None,
    })
}
