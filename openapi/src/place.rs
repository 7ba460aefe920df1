//! Where in the YAML something is written.

/// The line, from 1, of the mapping key that `path` leads to, such as
/// `["components", "schemas", "Contact", "properties", "id"]`.
///
/// YAML parsers give values without places, and a message that names the line saves a search. This
/// follows block mappings by their indentation, which is how people write such documents; for any
/// other form the answer is `None`, and the message goes without a line.
pub(crate) fn line_of(yaml: &str, path: &[&str]) -> Option<usize> {
    let mut wanted = path.iter();
    let mut key = wanted.next()?;
    // Keys of the mapping that is searched stand deeper than `parent`, all in one column.
    let (mut parent, mut column) = (None, None);
    for (index, line) in yaml.lines().enumerate() {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let indent = line.len() - text.len();
        if parent.is_some_and(|parent| indent <= parent) {
            return None;
        }
        if indent != *column.get_or_insert(indent) || !is_key(text, key) {
            continue;
        }
        match wanted.next() {
            None => return Some(index + 1),
            Some(next) => (key, parent, column) = (next, Some(indent), None),
        }
    }
    None
}

fn is_key(text: &str, key: &str) -> bool {
    let rest = ['"', '\'']
        .iter()
        .find_map(|quote| {
            text.strip_prefix(*quote)?
                .strip_prefix(key)?
                .strip_prefix(*quote)
        })
        .or_else(|| text.strip_prefix(key));
    rest.and_then(|rest| rest.strip_prefix(':'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::line_of;

    const YAML: &str = "a:\n  id: 1\n  deep:\n      \"200\": x\n# c\n\nb:\n  id: 2\n  d: {id: 3}\n";

    #[test]
    fn a_key_is_found_below_its_parents_only() {
        assert_eq!(line_of(YAML, &["a", "id"]), Some(2));
        assert_eq!(line_of(YAML, &["b", "id"]), Some(8));
        assert_eq!(line_of(YAML, &["a", "deep", "200"]), Some(4));
        assert_eq!(line_of(YAML, &["id"]), None);
        assert_eq!(line_of(YAML, &["a", "deep", "id"]), None);
    }

    #[test]
    fn a_form_that_is_not_followed_has_no_line() {
        assert_eq!(line_of(YAML, &["b", "d", "id"]), None);
        assert_eq!(line_of("{a: 1}", &["a"]), None);
        assert_eq!(line_of("", &["a"]), None);
        assert_eq!(line_of("a: 1", &[]), None);
    }
}
