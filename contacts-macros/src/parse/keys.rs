//! The options, each with the form in which it is written.

/// The options of a field.
pub const FIELD_KEYS: [(&str, &str); 8] = [
    ("with", "with = path"),
    ("try_with", "try_with = path"),
    ("default", "default = value"),
    ("skip", "skip"),
    ("skip_if", "skip_if = path"),
    ("flatten", "flatten"),
    ("region", "region = \"DK\""),
    ("sensitive", "sensitive"),
];

/// The options above the type.
pub const STRUCT_KEYS: [(&str, &str); 10] = [
    ("update", "update"),
    ("none", "none = \"keep\""),
    ("deny_unmapped", "deny_unmapped"),
    ("crate", "crate = path"),
    ("with", "with = path"),
    ("try_with", "try_with = path"),
    ("default", "default = value"),
    ("skip_if", "skip_if = path"),
    ("region", "region = \"DK\""),
    ("sensitive", "sensitive"),
];

/// Returns whether it is an option, on a field or above the type.
pub fn is_key(name: &str) -> bool {
    any_form(name).is_some()
}

/// Returns how an option is written, on a field or above the type.
pub fn any_form(name: &str) -> Option<&'static str> {
    form(&FIELD_KEYS, name).or_else(|| form(&STRUCT_KEYS, name))
}

pub fn form(keys: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    keys.iter()
        .find(|(it, _)| *it == key)
        .map(|(_, form)| *form)
}

/// Returns what to write for an option that has another name in other derives.
pub fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "rename" | "alias" => "a property is named alone, `#[contact(PROPERTY)]`",
        "rename_all" => {
            "a property that is called otherwise is named at its field, `#[contact(PROPERTY)]`"
        }
        "skip_none" | "skip_serializing_none" => {
            "`None` is left out of a new contact, above the type `none = \"keep\"` leaves it out of an update \
             too, and `skip_if = path` leaves out other values"
        }
        "skip_serializing_if" => "did you mean `skip_if = path`?",
        "skip_serializing" | "skip_deserializing" | "ignore" | "ghost" => "did you mean `skip`?",
        "serialize_with" | "map" | "into" | "from" => "did you mean `with = path`?",
        "try_map" | "try_into" | "try_from" => "did you mean `try_with = path`?",
        "optional" => "`None` needs no word: make the field's type an `Option`",
        "secret" | "redact" => "did you mean `sensitive`?",
        "create" => "what derives this can always be created, so leave it out",
        "deny_unknown_fields" => "did you mean `deny_unmapped`, above the type?",
        _ => return None,
    })
}

/// Returns a property's path as it is written in an attribute: in quotes, unless it consists of
/// identifiers.
pub fn written(path: &str) -> String {
    let is_identifier = |it: &str| {
        let mut letters = it.chars();
        letters
            .next()
            .is_some_and(|it| it.is_alphabetic() || it == '_')
            && letters.all(|it| it.is_alphanumeric() || it == '_')
    };
    let is_option = is_key(path);
    if path.split('.').all(is_identifier) && !is_option {
        path.to_owned()
    } else {
        format!("{path:?}")
    }
}
