//! What surrounds contacts in an answer, by the answer's schema.

use contacts_openapi::{Content, Document};
use serde_json::{Map, Value};

use crate::schema::Schemas;

/// An answer as JSON, with blanks for what differs from one answer to the next.
#[derive(Debug)]
pub(super) struct Frame {
    before: Vec<u8>,
    /// Each blank with the text after it.
    blanks: Vec<(Blank, Vec<u8>)>,
}

/// A blank in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// The contact, or the array of them.
    Contacts,
    /// How many there are, on this page and others.
    Total,
    /// Whether there are more than on this page.
    More,
}

impl Blank {
    /// Returns the text that stands for the blank until the answer is written; no document contains
    /// it.
    fn mark(self) -> String {
        format!("\u{1}{self:?}\u{1}")
    }
}

impl Frame {
    /// Returns the frame of the values to which the paths lead in this content. What is required beside them
    /// is made from the schema or, if the answer is a single contact, taken from the example.
    pub(super) fn new(
        document: &Document,
        content: &Content,
        blanks: &[(Blank, &[String])],
    ) -> Self {
        let is_whole = blanks.iter().any(|(_, path)| path.is_empty());
        let least = content.schema.filter(|_| !is_whole).and_then(|it| {
            let mut schemas = Schemas::default();
            let id = schemas.compile(document.json(), &document.schema(it).json);
            schemas.least(id)
        });
        let mut whole = least.unwrap_or_else(|| Value::Object(Map::new()));
        let is_list = content.schema.is_some_and(|schema| {
            let inside = blanks.first().map(|(_, path)| *path).unwrap_or_default();
            is_array(document, schema, inside)
        });
        // Counts and links in an example belong to the list in the example.
        if !is_list
            && let (Some(Value::Object(example)), Value::Object(whole)) =
                (&content.example, &mut whole)
        {
            for (name, value) in whole {
                *value = example.get(name).unwrap_or(value).clone();
            }
        }
        for (blank, path) in blanks {
            put(&mut whole, path, blank.mark());
        }
        let text = whole.to_string();
        let mark = |blank: Blank| Value::from(blank.mark()).to_string();
        let mut found: Vec<_> = blanks
            .iter()
            .filter_map(|(blank, _)| Some((text.find(&mark(*blank))?, *blank)))
            .collect();
        found.sort_by_key(|(at, _)| *at);
        let ends = found.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
        let behind = found.iter().zip(ends).map(|((at, blank), end)| {
            let start = at + mark(*blank).len();
            (*blank, text.as_bytes()[start..end].to_vec())
        });
        let before = found.first().map_or(0, |(at, _)| *at);
        Frame {
            before: text.as_bytes()[..before].to_vec(),
            blanks: behind.collect(),
        }
    }

    /// Writes the answer; `write` puts something in each blank.
    pub(super) fn write(&self, out: &mut Vec<u8>, mut write: impl FnMut(&mut Vec<u8>, Blank)) {
        out.extend_from_slice(&self.before);
        for (blank, behind) in &self.blanks {
            write(out, *blank);
            out.extend_from_slice(behind);
        }
    }
}

/// Returns whether the path leads to an array.
fn is_array(document: &Document, schema: contacts_openapi::SchemaId, path: &[String]) -> bool {
    let schema = document.schema(schema);
    let Some((first, rest)) = path.split_first() else {
        return matches!(schema.kind, contacts_openapi::Kind::Array(_));
    };
    let mut members = schema.members().iter();
    let member = members.find(|it| it.name == *first);
    member.is_some_and(|it| is_array(document, it.schema, rest))
}

/// Puts the mark where the path leads.
fn put(value: &mut Value, path: &[String], mark: String) {
    let Some((first, rest)) = path.split_first() else {
        *value = mark.into();
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    if let Value::Object(map) = value {
        put(map.entry(first).or_insert(Value::Null), rest, mark);
    }
}
