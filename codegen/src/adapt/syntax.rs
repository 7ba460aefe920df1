//! Helps the corrections find their way in generated code, by its shape.

use syn::{
    Expr, Fields, GenericArgument, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Pat,
    Path, PathArguments, Type, TypeParamBound, WherePredicate,
};

/// Returns the `X` of a path that ends in `name<X>`.
pub(super) fn argument<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let last = path.segments.last().filter(|it| it.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Returns the `X` of the type `name<X>`.
pub(super) fn inside<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    match ty {
        Type::Path(ty) => argument(&ty.path, name),
        _ => None,
    }
}

/// Returns the `X` of the type `name<X>`, mutably.
pub(super) fn inside_mut<'a>(ty: &'a mut Type, name: &str) -> Option<&'a mut Type> {
    let Type::Path(ty) = ty else { return None };
    let last = ty.path.segments.last_mut().filter(|it| it.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return None;
    };
    match arguments.args.first_mut()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Returns the `X` of the bound `TryInto<X>`, or of the bound that replaces it for bodies.
pub(super) fn try_into_target(bound: &TypeParamBound) -> Option<&Type> {
    match bound {
        TypeParamBound::Trait(bound) => {
            argument(&bound.path, "TryInto").or_else(|| argument(&bound.path, "IntoBody"))
        }
        _ => None,
    }
}

/// Returns the items of the module to which these names lead.
pub(super) fn module_mut<'a>(
    items: &'a mut Vec<Item>,
    names: &[&str],
) -> Option<&'a mut Vec<Item>> {
    let Some((name, rest)) = names.split_first() else {
        return Some(items);
    };
    let inner = items.iter_mut().find_map(|item| match item {
        Item::Mod(it) if it.ident == name => Some(&mut it.content.as_mut()?.1),
        _ => None,
    })?;
    module_mut(inner, rest)
}

/// Returns the structs with named fields among items.
pub(super) fn structs(items: &mut [Item]) -> impl Iterator<Item = &mut ItemStruct> {
    items.iter_mut().filter_map(|item| match item {
        Item::Struct(it) if matches!(it.fields, Fields::Named(_)) => Some(it),
        _ => None,
    })
}

/// Returns the implementations of a type's own methods among items.
pub(super) fn own_impls(items: &mut [Item]) -> impl Iterator<Item = &mut ItemImpl> {
    items.iter_mut().filter_map(|item| match item {
        Item::Impl(it) if it.trait_.is_none() => Some(it),
        _ => None,
    })
}

pub(super) fn methods(of: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    of.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(it) => Some(it),
        _ => None,
    })
}

/// Returns the last name of a type's path.
pub(super) fn last_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(ty) => Some(&ty.path.segments.last()?.ident),
        _ => None,
    }
}

/// Returns whether a pattern is just this name.
pub(super) fn is_named(pat: &Pat, name: &str) -> bool {
    matches!(pat, Pat::Ident(it) if it.ident == name)
}

/// Returns the type parameter of a setter, and the type to which it has to convert.
pub(super) fn conversion(method: &ImplItemFn) -> Option<(&Type, &Type)> {
    let clause = method.sig.generics.where_clause.as_ref()?;
    clause.predicates.iter().find_map(|it| match it {
        WherePredicate::Type(it) => {
            let target = it.bounds.iter().find_map(try_into_target)?;
            Some((&it.bounded_ty, target))
        }
        _ => None,
    })
}

/// Returns whether a path ends in these names.
pub(super) fn ends_in(expr: &Expr, names: &[&str]) -> bool {
    let Expr::Path(path) = expr else { return false };
    let segments = &path.path.segments;
    let own = segments.iter().rev().map(|it| it.ident.to_string());
    segments.len() >= names.len() && own.zip(names.iter().rev()).all(|(own, name)| own == *name)
}

/// Returns the only argument of a call to a function whose path ends in these names.
pub(super) fn call_of<'a>(expr: &'a Expr, names: &[&str]) -> Option<&'a Expr> {
    let Expr::Call(call) = expr else { return None };
    ends_in(&call.func, names).then(|| call.args.first())?
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn the_shapes_that_are_looked_for_are_found() {
        let method: ImplItemFn = parse_quote! {
            pub fn limit<V>(mut self, value: V) -> Self where V: ::std::convert::TryInto<Option<u64>> { self }
        };
        let (parameter, target) = conversion(&method).unwrap();
        assert_eq!(last_name(parameter).unwrap(), "V");
        assert_eq!(last_name(inside(target, "Option").unwrap()).unwrap(), "u64");
        let call: Expr = parse_quote!(progenitor_client::ResponseValue::empty(response));
        assert!(call_of(&call, &["ResponseValue", "empty"]).is_some());
        assert!(call_of(&call, &["ResponseValue", "stream"]).is_none());
    }
}
