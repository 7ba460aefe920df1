//! One edit of `openapi/contacts.yaml`, as a team makes it.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// An edit, with what its first lines say is expected of it.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    pub(crate) name: String,
    patch: Value,
    /// What the sentence says that the document is refused with.
    pub(crate) refused: Option<String>,
    /// What is warned of.
    pub(crate) warns: Vec<String>,
    /// The commands that are switched off.
    pub(crate) off: Vec<String>,
    /// Is the document written as JSON?
    as_json: bool,
    /// Its own text, if it is a document and no edit of ours.
    whole: Option<String>,
}

/// Reads all edits, by their names.
pub(crate) fn all(folder: &Path) -> Result<Vec<Edit>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut edits = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(name) = path.file_stem().and_then(|it| it.to_str()) else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(failed)?;
        edits.push(read(name, &text)?);
    }
    edits.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(edits)
}

fn read(name: &str, text: &str) -> Result<Edit, String> {
    let patch = yaml_serde::from_str(text).map_err(|error| format!("{name}.yaml: {error}"))?;
    let said = |key: &str| -> Vec<String> {
        let key = format!("# {key}: ");
        let lines = text.lines().take_while(|it| it.starts_with('#'));
        lines
            .filter_map(|it| Some(it.strip_prefix(&key)?.to_owned()))
            .collect()
    };
    let off = said("off");
    let off = off.iter().flat_map(|it| it.split(", ").map(str::to_owned));
    let is_whole = text.lines().any(|it| it == "# whole");
    Ok(Edit {
        name: name.to_owned(),
        patch,
        refused: said("refused").into_iter().next(),
        warns: said("warns"),
        off: off.collect(),
        as_json: said("as").iter().any(|it| it == "json"),
        whole: is_whole.then(|| text.to_owned()),
    })
}

/// The groups of edits that go together, as a file such as `groups.yaml` names them.
pub(crate) fn groups<'a>(
    root: &Path,
    file: &str,
    edits: &'a [Edit],
) -> Result<Vec<(String, Vec<&'a Edit>)>, String> {
    let path = root.join("tests/documents").join(file);
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| said(&error))?;
    let groups: Value = yaml_serde::from_str(&text).map_err(|error| said(&error))?;
    let mut read = Vec::new();
    for (name, members) in groups.as_object().into_iter().flatten() {
        let mut of_group = Vec::new();
        for member in members.as_array().into_iter().flatten() {
            let edit = edits
                .iter()
                .find(|it| Some(it.name.as_str()) == member.as_str());
            of_group.push(edit.ok_or_else(|| said(&format!("there is no edit {member}")))?);
        }
        read.push((name.clone(), of_group));
    }
    Ok(read)
}

/// The text of our document with these edits.
pub(crate) fn combined(root: &Path, edits: &[&Edit]) -> Result<String, String> {
    if let [only] = edits
        && let Some(whole) = &only.whole
    {
        return Ok(whole.clone());
    }
    let path = root.join("openapi/contacts.yaml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut document: Value =
        yaml_serde::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    for edit in edits {
        merge(&mut document, &edit.patch);
    }
    if edits.iter().any(|it| it.as_json) {
        return serde_json::to_string_pretty(&document).map_err(|error| error.to_string());
    }
    yaml_serde::to_string(&document).map_err(|error| error.to_string())
}

/// A JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_takes_away_and_everything_else_is_merged() {
        let mut target = json!({"a": {"b": 1, "c": [1]}, "d": 2});
        merge(
            &mut target,
            &json!({"a": {"b": null, "c": [2], "e": {"f": null}}}),
        );
        assert_eq!(target, json!({"a": {"c": [2], "e": {}}, "d": 2}));
    }

    #[test]
    fn the_first_lines_say_what_is_expected() {
        let edit = read(
            "x",
            "# off: get, list\n# warns: a: b\n# Why.\ninfo: {}\n# refused: no\n",
        );
        let edit = edit.unwrap();
        assert_eq!(edit.off, ["get", "list"]);
        assert_eq!(edit.warns, ["a: b"]);
        assert_eq!(edit.refused, None);
    }
}
