//! Finds where in the document's text something is written.

use std::fmt;

/// The keys that lead to a part of the document, such as `components`, `schemas`, `Contact`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<String>);

impl Path {
    pub(crate) fn of<const N: usize>(keys: [&str; N]) -> Self {
        Path(keys.map(str::to_owned).to_vec())
    }

    /// Returns the path of a JSON pointer that begins with `#`, as in a `$ref`.
    pub(crate) fn of_reference(reference: &str) -> Option<Self> {
        let pointer = reference.strip_prefix('#')?;
        if pointer.is_empty() {
            return Some(Path::default());
        }
        let keys = pointer.strip_prefix('/')?.split('/');
        Some(Path(
            keys.map(|key| percent_decoded(key).replace("~1", "/").replace("~0", "~"))
                .collect(),
        ))
    }

    pub(crate) fn push(&mut self, key: &str) {
        self.0.push(key.to_owned());
    }

    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    pub(crate) fn then(&self, key: &str) -> Self {
        let mut longer = self.clone();
        longer.push(key);
        longer
    }

    /// Returns the keys, from the document's root.
    pub fn keys(&self) -> &[String] {
        &self.0
    }

    /// Returns the name of the component schema, if this is the path of one.
    pub(crate) fn component(&self) -> Option<&str> {
        match self.0.as_slice() {
            [components, schemas, name] if components == "components" && schemas == "schemas" => {
                Some(name)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

/// Decodes a `$ref`, which is a URI, in which some characters are written as `%7B`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let byte = (*first == b'%')
            .then(|| behind.get(..2).and_then(|it| std::str::from_utf8(it).ok()))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns the line, from 1, of what `path` leads to, or of the nearest thing around it that is found.
pub(crate) fn line_of(text: &str, path: &Path) -> Option<usize> {
    let keys: Vec<&str> = path.0.iter().map(String::as_str).collect();
    (1..=keys.len())
        .rev()
        .find_map(|length| line_of_exactly(text, &keys[..length]))
}

/// Finds the line, since YAML parsers give values without places and a message that names the line saves a
/// search. This follows block mappings and sequences by their indentation, which is how people write such
/// documents, and JSON by its structure; in any other form nothing is found.
fn line_of_exactly(text: &str, path: &[&str]) -> Option<usize> {
    if text.trim_start().starts_with('{') {
        return line_in_json(text, path);
    }
    let mut wanted = path.iter();
    let mut key = *wanted.next()?;
    // The keys to search are indented more than `parent`, all to the same column.
    let (mut parent, mut column): (Option<usize>, Option<usize>) = (None, None);
    let mut items = 0;
    let mut lines = text.lines().enumerate();
    let mut pending: Option<(usize, usize, &str)> = None;
    loop {
        // An item's first key is on the line of its dash.
        let (index, indent, content) = if let Some(rest) = pending.take() {
            rest
        } else {
            let (index, line) = lines.next()?;
            let content = line.trim_start();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            (index, line.len() - content.len(), content)
        };
        let is_item = content == "-" || content.starts_with("- ");
        if parent.is_some_and(|parent| {
            indent < parent
                || (indent == parent && !(is_item && column.is_none_or(|it| it == parent)))
        }) {
            return None;
        }
        if indent != *column.get_or_insert(indent) {
            continue;
        }
        let found = if is_item {
            items += 1;
            key.parse() == Ok(items - 1)
        } else {
            is_key(content, key)
        };
        if !found {
            continue;
        }
        let Some(next) = wanted.next() else {
            return Some(index + 1);
        };
        (key, parent, column, items) = (next, Some(indent), None, 0);
        if is_item {
            let inside = content[1..].trim_start();
            if !inside.is_empty() {
                pending = Some((index, indent + content.len() - inside.len(), inside));
            }
        }
    }
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

/// Returns the line of a key or an item in JSON.
fn line_in_json(text: &str, path: &[&str]) -> Option<usize> {
    // For each open object or array: its current key or index.
    let mut open: Vec<(bool, String, usize)> = Vec::new();
    let is_it = |open: &[(bool, String, usize)]| {
        open.len() == path.len()
            && open.iter().zip(path).all(|((is_object, key, index), it)| {
                if *is_object {
                    key == it
                } else {
                    it.parse() == Ok(*index)
                }
            })
    };
    let bytes = text.as_bytes();
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => line += 1,
            b'{' => open.push((true, String::new(), 0)),
            b'[' => {
                open.push((false, String::new(), 0));
                if is_it(&open) {
                    return Some(line);
                }
            }
            b'}' | b']' => {
                open.pop();
            }
            b',' => {
                if let Some((false, _, index)) = open.last_mut() {
                    *index += 1;
                    if is_it(&open) {
                        return Some(line);
                    }
                }
            }
            b'"' => {
                let begin = at;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let end = (at + 1).min(bytes.len());
                let is_key = text[end..].trim_start().starts_with(':');
                if is_key && let Some((true, key, _)) = open.last_mut() {
                    *key = serde_json::from_str(&text[begin..end]).unwrap_or_default();
                    if is_it(&open) {
                        return Some(line);
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "a:\n  id: 1\n  deep:\n      \"200\": x\n# c\n\nb:\n  id: 2\n  d: {id: 3}\n";

    fn exactly(text: &str, path: &[&str]) -> Option<usize> {
        line_of_exactly(text, path)
    }

    #[test]
    fn a_key_is_found_below_its_parents_only() {
        assert_eq!(exactly(YAML, &["a", "id"]), Some(2));
        assert_eq!(exactly(YAML, &["b", "id"]), Some(8));
        assert_eq!(exactly(YAML, &["a", "deep", "200"]), Some(4));
        assert_eq!(exactly(YAML, &["id"]), None);
        assert_eq!(exactly(YAML, &["a", "deep", "id"]), None);
    }

    #[test]
    fn an_item_is_found_by_its_index() {
        let yaml =
            "a:\n  - name: x\n    schema:\n      type: y\n  - name: z\nb:\n- 1\n-\n  c: 2\nd: 1\n";
        assert_eq!(exactly(yaml, &["a", "0", "name"]), Some(2));
        assert_eq!(exactly(yaml, &["a", "0", "schema", "type"]), Some(4));
        assert_eq!(exactly(yaml, &["a", "1"]), Some(5));
        assert_eq!(exactly(yaml, &["a", "1", "name"]), Some(5));
        assert_eq!(exactly(yaml, &["a", "2"]), None);
        assert_eq!(exactly(yaml, &["b", "0"]), Some(7));
        assert_eq!(exactly(yaml, &["b", "1", "c"]), Some(9));
        assert_eq!(exactly(yaml, &["b", "d"]), None);
    }

    #[test]
    fn json_has_lines_too() {
        let json = "{\n \"a\": {\n  \"b\": [1,\n   {\"c\\\"\": 2}]\n },\n \"b\": \"a\"}";
        assert_eq!(exactly(json, &["a"]), Some(2));
        assert_eq!(exactly(json, &["a", "b"]), Some(3));
        assert_eq!(exactly(json, &["a", "b", "1", "c\""]), Some(4));
        assert_eq!(exactly(json, &["b"]), Some(6));
        assert_eq!(exactly(json, &["c"]), None);
    }

    #[test]
    fn what_is_not_found_is_looked_for_around() {
        assert_eq!(exactly(YAML, &["b", "d", "id"]), None);
        let path = |keys: &[&str]| Path(keys.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(line_of(YAML, &path(&["b", "d", "id"])), Some(9));
        assert_eq!(line_of("{a: 1}", &path(&["a"])), None);
        assert_eq!(line_of("", &path(&["a"])), None);
        assert_eq!(line_of("a: 1", &Path::default()), None);
    }

    #[test]
    fn references_are_uris() {
        let path = Path::of_reference("#/paths/~1contacts~1%7Bid%7D/get").unwrap();
        assert_eq!(path.keys(), ["paths", "/contacts/{id}", "get"]);
        assert_eq!(Path::of_reference("other.yaml#/a"), None);
    }
}
