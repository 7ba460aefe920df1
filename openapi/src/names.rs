//! The names in Rust for the things in a document: one rule for everything that generates code.

use heck::{ToPascalCase, ToSnakeCase};

/// Returns the name of a field, a method or a module: snake case, with `_` after a keyword.
///
/// ```
/// use contacts_openapi::names::field;
///
/// assert_eq!(field("costCentre"), "cost_centre");
/// assert_eq!(field("cost-centre"), "cost_centre");
/// assert_eq!(field("type"), "type_");
/// assert_eq!(field("2nd"), "x2nd");
/// ```
pub fn field(name: &str) -> String {
    as_identifier(&letters(name).to_snake_case(), "x")
}

/// Returns the name of a type: Pascal case.
///
/// ```
/// assert_eq!(contacts_openapi::names::type_name("new_contact"), "NewContact");
/// ```
pub fn type_name(name: &str) -> String {
    as_identifier(&letters(name).to_pascal_case(), "X")
}

/// Returns the name in snake case, so that `createContact` and `create-contact` are the same.
pub(crate) fn snake(name: &str) -> String {
    letters(name).to_snake_case()
}

/// Returns `name`, or a name like it that is not taken, and marks it as taken.
///
/// ```
/// use contacts_openapi::names::unique;
///
/// let mut taken = Vec::new();
/// assert_eq!(unique("send", &mut taken), "send");
/// assert_eq!(unique("send", &mut taken), "send_2");
/// ```
pub fn unique(name: impl Into<String>, taken: &mut Vec<String>) -> String {
    let name = name.into();
    let mut candidate = name.clone();
    let mut count = 2;
    while taken.contains(&candidate) {
        candidate = if name.starts_with(char::is_uppercase) {
            format!("{name}{count}")
        } else {
            format!("{name}_{count}")
        };
        count += 1;
    }
    taken.push(candidate.clone());
    candidate
}

/// Returns the id of an operation that has none: `get_contacts_by_number_number`.
pub(crate) fn operation(method: &str, path: &str) -> String {
    let parts = path.split(|it: char| !it.is_alphanumeric());
    let parts: Vec<String> = parts.filter(|it| !it.is_empty()).map(snake).collect();
    if parts.is_empty() {
        return method.to_owned();
    }
    format!("{method}_{}", parts.join("_"))
}

/// Returns the name with `-` for every character that cannot be in an identifier.
fn letters(name: &str) -> String {
    match name {
        "+1" => return "plus1".to_owned(),
        "-1" => return "minus1".to_owned(),
        _ => {}
    }
    name.chars()
        .filter(|it| *it != '\'')
        .map(|it| {
            if it.is_alphanumeric() || it == '_' {
                it
            } else {
                '-'
            }
        })
        .collect()
}

fn as_identifier(name: &str, prefix: &str) -> String {
    let mut name = name.to_owned();
    // An identifier cannot begin with a digit or with some of the letters.
    if !name.starts_with(|it: char| it.is_alphabetic()) {
        name.insert_str(0, prefix);
    }
    if !name.chars().all(is_in_identifiers) {
        name = name
            .chars()
            .map(|it| if is_in_identifiers(it) { it } else { '_' })
            .collect();
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Returns whether a character is allowed in identifiers by every version of Unicode.
fn is_in_identifiers(it: char) -> bool {
    it == '_' || it.is_ascii_alphanumeric() || (it.is_alphabetic() && !it.is_ascii())
}

/// Returns whether this is a keyword of Rust, in any edition.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_an_identifier() {
        for (name, in_snake, in_pascal) in [
            ("phoneNumber", "phone_number", "PhoneNumber"),
            ("X-Request-ID", "x_request_id", "XRequestId"),
            ("filter[name]", "filter_name", "FilterName"),
            ("self", "self_", "Self_"),
            ("", "x", "X"),
            ("_", "x", "X"),
            ("navn på dansk", "navn_på_dansk", "NavnPåDansk"),
            ("$ref", "ref_", "Ref"),
            ("123", "x123", "X123"),
        ] {
            assert_eq!(field(name), in_snake, "{name}");
            assert_eq!(type_name(name), in_pascal, "{name}");
        }
    }

    #[test]
    fn an_operation_without_an_id_is_named_by_method_and_path() {
        assert_eq!(
            operation("get", "/contacts/{contactId}"),
            "get_contacts_contact_id"
        );
        assert_eq!(operation("post", "/"), "post");
    }
}
