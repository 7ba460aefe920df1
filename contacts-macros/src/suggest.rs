//! Suggestions for an unknown name.

use std::fmt::Write;

/// Returns `did you mean …?`, or the list of known names.
pub fn suggest<'a>(unknown: &str, what: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(unknown, &known) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => format!("there are no {what}"),
        None => format!("the {what} are {}", list(&known)),
    }
}

/// Returns the most similar name, if one is similar enough for the unknown name to be a typing
/// error.
pub fn nearest<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    let unknown = plain(unknown);
    known
        .iter()
        .map(|name| (likeness(&unknown, &plain(name)), *name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// Returns how similar two names are by Jaro and Winkler, from 0 to 1: the share of letters that they have in
/// common and in the same order, raised by a common beginning.
///
/// It is written here, since a crate for it would add a tenth to the time that this one takes to
/// build.
#[expect(clippy::cast_precision_loss, reason = "names are short")]
fn likeness(one: &str, other: &str) -> f64 {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let reach = (one.len().max(other.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; other.len()];
    let mut common = Vec::new();
    for (at, letter) in one.iter().enumerate() {
        let near = at.saturating_sub(reach)..other.len().min(at + reach + 1);
        if let Some(place) = near
            .into_iter()
            .find(|&it| !taken[it] && other[it] == *letter)
        {
            taken[place] = true;
            common.push(*letter);
        }
    }
    if common.is_empty() {
        return 0.0;
    }
    let in_other = taken.iter().zip(&other).filter(|(taken, _)| **taken);
    let moved = in_other.zip(&common).filter(|((_, a), b)| a != b).count();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let (same, letters) = (common.len(), common.len() - moved / 2);
    let jaro = (share(same, one.len()) + share(same, other.len()) + share(letters, same)) / 3.0;
    let beginning = one
        .iter()
        .zip(&other)
        .take(4)
        .take_while(|(a, b)| a == b)
        .count();
    jaro + share(beginning, 10) * (1.0 - jaro)
}

/// Returns `a`, `b` and `c`, each in backticks.
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
    use super::{likeness, list, nearest, suggest};

    /// Tests the usual examples, to three digits.
    #[test]
    fn likeness_is_that_of_jaro_and_winkler() {
        for (one, other, expected) in [
            ("martha", "marhta", 0.961),
            ("dixon", "dicksonx", 0.813),
            ("dwayne", "duane", 0.840),
            ("name", "name", 1.0),
            ("abc", "xyz", 0.0),
            ("", "name", 0.0),
        ] {
            let likeness = likeness(one, other);
            assert!(
                (likeness - expected).abs() < 0.001,
                "{one} {other}: {likeness}"
            );
        }
    }

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
