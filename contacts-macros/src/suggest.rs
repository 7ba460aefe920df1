//! What to offer for a name that is unknown.

use std::fmt::Write;

/// `did you mean …?`, or the list of what there is.
pub fn suggest<'a>(unknown: &str, what: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(unknown, &known) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => format!("there are no {what}"),
        None => format!("the {what} are {}", list(&known)),
    }
}

/// The name that is most alike, if one is alike enough to be a slip of the keys.
pub fn nearest<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    let unknown = plain(unknown);
    known
        .iter()
        .map(|name| (strsim::jaro_winkler(&unknown, &plain(name)), *name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// `a`, `b` and `c`, each in backticks.
pub fn list(names: &[&str]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        let joint = match names.len() - index {
            _ if index == 0 => "",
            1 => " and ",
            _ => ", ",
        };
        write!(text, "{joint}`{name}`").expect("a String takes all");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{list, nearest, suggest};

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let known = ["email", "name", "number", "skip_if"];
        for (slip, meant) in [
            ("emial", "email"),
            ("e_mail", "email"),
            ("Email", "email"),
            ("nmae", "name"),
            ("numer", "number"),
            ("skipif", "skip_if"),
        ] {
            assert_eq!(nearest(slip, &known), Some(meant), "{slip}");
        }
        for far in ["phone", "x", "", "fax"] {
            assert_eq!(nearest(far, &known), None, "{far}");
        }
    }

    #[test]
    fn without_a_near_name_there_is_the_list() {
        assert_eq!(
            suggest("fax", "properties", ["email", "name", "number"]),
            "the properties are `email`, `name` and `number`"
        );
        assert_eq!(suggest("fax", "fields", []), "there are no fields");
        assert_eq!(list(&["name"]), "`name`");
    }
}
