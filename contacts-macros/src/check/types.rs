//! Finds out what the name of a type tells. What an alias hides is left to the compiler, which
//! knows it.

use syn::{GenericArgument, Ident, PathArguments, Type};

/// Returns whether it is an `Option`, by reference too.
pub fn is_option(ty: &Type) -> bool {
    name(ty).is_some_and(|it| it == "Option")
}

/// Returns whether its values say themselves what clears: an `Option` of what can be `None` or
/// `null`.
pub fn has_three_states(ty: &Type) -> bool {
    let inner = |ty| name(ty).is_some_and(|it| it == "Option" || it == "Nullable");
    is_option(ty) && argument(ty).is_some_and(inner)
}

/// Returns whether there is always a value.
pub fn is_always_there(ty: &Type) -> bool {
    match plain(ty) {
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => true,
        ty => name(ty).is_some_and(|it| match it.to_string().as_str() {
            "Box" | "Rc" | "Arc" => argument(ty).is_some_and(is_always_there),
            other => ALWAYS_THERE.contains(&other),
        }),
    }
}

const ALWAYS_THERE: [&str; 25] = [
    "str", "String", "Cow", "char", "bool", "u8", "u16", "u32", "u64", "u128", "usize", "i8",
    "i16", "i32", "i64", "i128", "isize", "f32", "f64", "Vec", "VecDeque", "BTreeSet", "HashSet",
    "BTreeMap", "HashMap",
];

/// Returns whether it holds any number of values.
pub fn is_list(ty: &Type) -> bool {
    match plain(ty) {
        Type::Array(_) | Type::Slice(_) => true,
        ty => name(ty).is_some_and(|it| match it.to_string().as_str() {
            "Vec" | "VecDeque" | "BTreeSet" | "HashSet" => true,
            "Option" | "Box" | "Rc" | "Arc" => argument(ty).is_some_and(is_list),
            _ => false,
        }),
    }
}

/// Returns the type without references and the groups that a macro adds.
fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => plain(&reference.elem),
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        other => other,
    }
}

fn name(ty: &Type) -> Option<&Ident> {
    match plain(ty) {
        Type::Path(path) => Some(&path.path.segments.last()?.ident),
        _ => None,
    }
}

/// Returns the first type in angle brackets.
fn argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = plain(ty) else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|it| match it {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use syn::parse_str;

    use super::{has_three_states, is_always_there, is_list, is_option};

    #[test]
    fn a_type_is_told_by_its_name() {
        type Told = (&'static str, fn(&syn::Type) -> bool, [bool; 5]);
        let told: [Told; 4] = [
            ("is_option", is_option, [true, true, true, false, false]),
            (
                "three",
                has_three_states,
                [false, true, false, false, false],
            ),
            (
                "always",
                is_always_there,
                [false, false, false, true, false],
            ),
            ("list", is_list, [false, false, true, false, false]),
        ];
        let types = [
            "Option<String>",
            "&std::option::Option<Nullable<u64>>",
            "Option<Vec<String>>",
            "Box<str>",
            "Maybe<String>",
        ];
        for (rule, tell, expected) in told {
            for (ty, expected) in types.iter().zip(expected) {
                assert_eq!(tell(&parse_str(ty).unwrap()), expected, "{rule}: {ty}");
            }
        }
    }
}
