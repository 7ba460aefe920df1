use clap::{Arg, Args as _, Command};

use super::CLEAR;
use crate::args;

/// Returns the names that flags of properties and parameters must not have.
pub(crate) fn reserved() -> Vec<String> {
    let globals = args::Global::augment_args(Command::new(""));
    let globals = globals.get_arguments().filter_map(Arg::get_long);
    ["help", "version", CLEAR]
        .into_iter()
        .chain(globals)
        .map(str::to_owned)
        .collect()
}

/// Returns the name, or one like it that no other flag has, and marks it as taken.
pub(crate) fn free(name: &str, prefix: &str, taken: &mut Vec<String>) -> String {
    let mut candidate = if name.is_empty() || taken.iter().any(|it| it == name) {
        format!("{prefix}{name}")
    } else {
        name.to_owned()
    };
    let first = candidate.clone();
    for count in 2.. {
        if !taken.contains(&candidate) {
            break;
        }
        candidate = format!("{first}-{count}");
    }
    taken.push(candidate.clone());
    candidate
}

/// Returns a name in kebab case: `vat_number` and `vatNumber` both become `vat-number`; the dots of
/// a path stay.
pub(crate) fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        let separates = !c.is_alphanumeric() || c.is_uppercase();
        if c == '.' && !kebab.is_empty() {
            let end = kebab.trim_end_matches(['-', '.']).len();
            kebab.truncate(end);
            kebab.push('.');
        } else if separates && !kebab.is_empty() && !kebab.ends_with(['-', '.']) {
            kebab.push('-');
        }
        if c.is_alphanumeric() {
            kebab.extend(c.to_lowercase());
        }
    }
    kebab.trim_end_matches(['-', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_properties_become_names_of_flags() {
        for (property, flag) in [
            ("company", "company"),
            ("vat_number", "vat-number"),
            ("vatNumber", "vat-number"),
            ("e-mail", "e-mail"),
            ("address.zipCode", "address.zip-code"),
            ("address.Zip", "address.zip"),
            ("_links_.x", "links.x"),
            ("beløb", "beløb"),
            ("$", ""),
        ] {
            assert_eq!(kebab(property), flag);
        }
    }

    #[test]
    fn flags_of_all_commands_are_not_given_away() {
        let mut taken = reserved();
        for name in ["url", "region", "output", "clear", "help"] {
            assert_eq!(
                free(name, "contact-", &mut taken),
                format!("contact-{name}")
            );
        }
        assert_eq!(free("name", "contact-", &mut taken), "name");
        assert_eq!(free("name", "contact-", &mut taken), "contact-name");
        assert_eq!(free("name", "contact-", &mut taken), "contact-name-2");
        assert_eq!(free("", "contact-", &mut taken), "contact-");
    }
}
