//! Finds out what many values of one schema have in common, and where they differ from it.

use std::collections::HashMap;

use contacts_openapi::{Document, Kind, Operation, Path, SchemaId};
use serde_json::Value;

use super::check::{Check, Note, join};
use super::report::{Deviation, Finding};
use super::rule::Rule;
use super::shape::{Shape, is_name};

/// Takes the values that an operation answers with.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    document: &'a Document,
    operation: &'a Operation,
    schema: SchemaId,
    check: Check<'a>,
    seen: Observed,
}

#[derive(Debug, Default)]
struct Observed {
    /// How many values each path led to.
    values: HashMap<String, u64>,
    /// How many of them were objects.
    objects: HashMap<String, u64>,
    /// Documented members that were missing at least once, in the order in which they were noticed.
    absent: Vec<String>,
    /// What differs, in the order in which it was noticed.
    differs: Vec<(Key, Tally)>,
    places: HashMap<Key, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    path: String,
    what: Difference,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Difference {
    Undocumented {
        object: SchemaId,
    },
    Missing,
    Null,
    Kind {
        wanted: &'static str,
        found: &'static str,
    },
    /// The rule's sentence, and which extreme of the lengths matters.
    Rule(String, Extreme),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Extreme {
    Neither,
    Longest,
    Shortest,
}

#[derive(Debug, Default)]
struct Tally {
    count: u64,
    lengths: Option<(u64, u64)>,
    shape: Shape,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(document: &'a Document, operation: &'a Operation, schema: SchemaId) -> Self {
        Survey {
            document,
            operation,
            schema,
            check: Check::reading(document),
            seen: Observed::default(),
        }
    }

    pub(crate) fn take(&mut self, value: &Value) {
        let seen = &mut self.seen;
        self.check.value(self.schema, value, "", &mut |path, note| {
            seen.note(path, note);
        });
    }

    /// Returns the findings; `inside` names the place of the values in the answer.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let differs = self.seen.differs.iter();
        let mut findings: Vec<Finding> = differs
            .map(|(key, tally)| self.finding(key, tally))
            .collect();
        for path in &self.seen.absent {
            let is_required = self.seen.places.contains_key(&Key {
                path: path.clone(),
                what: Difference::Missing,
            });
            if self.seen.values.contains_key(path) || is_required {
                continue;
            }
            let of = self.seen.objects_at(path);
            findings.push(self.say(
                path,
                Deviation::NeverSent,
                (0, of),
                format!("`{path}` is documented, and in none of {of}"),
            ));
        }
        findings
    }

    fn finding(&self, key: &Key, tally: &Tally) -> Finding {
        let path = &key.path;
        let shown = if path.is_empty() {
            "the answer as a whole".to_owned()
        } else {
            format!("`{path}`")
        };
        let count = tally.count;
        let of = match key.what {
            Difference::Undocumented { .. } | Difference::Missing => self.seen.objects_at(path),
            _ => self.seen.values.get(path).copied().unwrap_or_default(),
        };
        let (deviation, message) = match &key.what {
            Difference::Undocumented { .. } => (
                Deviation::Undocumented,
                format!(
                    "{shown} is in {count} of {of}, and the document lacks it: {}",
                    tally.shape.words()
                ),
            ),
            Difference::Missing => (
                Deviation::Missing,
                format!("{shown} is required, and missing in {count} of {of}"),
            ),
            Difference::Null => (
                Deviation::Null,
                format!("{shown} is null in {count} of {of}, and the document does not allow it"),
            ),
            Difference::Kind { wanted, found } => (
                Deviation::Kind,
                format!(
                    "{shown} is of the kind {found} in {count} of {of}, and the document says {wanted}"
                ),
            ),
            Difference::Rule(rule, end) => {
                let are = if count == 1 { "is" } else { "are" };
                let mut message = format!("{shown}: {count} of {of} {are} {rule}");
                if let (Some((shortest, longest)), true) = (tally.lengths, *end != Extreme::Neither)
                {
                    let (word, length) = match end {
                        Extreme::Longest => ("longest", longest),
                        _ => ("shortest", shortest),
                    };
                    message = format!("{message}; the {word} has {length}");
                }
                (Deviation::Rule, message)
            }
        };
        let mut finding = self.say(path, deviation, (count, of), message);
        if let Difference::Undocumented { object } = key.what {
            let schema = self.document.schema(object);
            let name = path.rsplit_once('.').map_or(&**path, |it| it.1);
            finding.place = self.document.place(&schema.path);
            finding.component.clone_from(&schema.component);
            finding.yaml = (name != "*").then(|| tally.shape.yaml(name));
        }
        finding
    }

    fn say(
        &self,
        path: &str,
        deviation: Deviation,
        (count, of): (u64, u64),
        message: String,
    ) -> Finding {
        Finding {
            operation: self.operation.id.clone(),
            property: path.to_owned(),
            deviation,
            count,
            of,
            message,
            place: self.document.place(&self.place_of(path)),
            component: None,
            yaml: None,
        }
    }

    /// Returns the place of a path's schema in the document; if that cannot be found, the place of
    /// what contains it.
    fn place_of(&self, path: &str) -> Path {
        let mut schema = self.document.schema(self.schema);
        let mut place = schema.path.clone();
        for segment in path.split('.') {
            let name = segment.trim_end_matches("[]");
            let next = match &schema.kind {
                Kind::Object(object) => {
                    let member = object.members.iter().find(|it| it.name == name);
                    member.map(|it| (it.schema, it.path.clone()))
                }
                _ => None,
            };
            let Some((id, at)) = next else { break };
            (schema, place) = (self.document.schema(id), at);
            for _ in 0..segment.matches("[]").count() {
                if let Kind::Array(items) = schema.kind {
                    schema = self.document.schema(items);
                }
            }
        }
        place
    }
}

impl Observed {
    fn note(&mut self, path: &str, note: Note<'_>) {
        match note {
            Note::Value => count(&mut self.values, path),
            Note::Object => count(&mut self.objects, path),
            Note::Absent => {
                if !self.absent.iter().any(|it| it == path) {
                    self.absent.push(path.to_owned());
                }
            }
            Note::Missing => {
                self.tally(path, Difference::Missing);
            }
            Note::Null => {
                self.tally(path, Difference::Null);
            }
            Note::Kind { wanted, found } => {
                self.tally(path, Difference::Kind { wanted, found });
            }
            Note::Undocumented {
                object,
                name,
                value,
            } => {
                // A name that no programmer would give may be personal data.
                let path = join(path, if is_name(name) { name } else { "*" });
                let tally = self.tally(&path, Difference::Undocumented { object });
                tally.shape.take(value);
            }
            Note::Broken(rule, length) => {
                let end = match rule {
                    Rule::Longer(_) | Rule::MoreItems(_) => Extreme::Longest,
                    Rule::Shorter(_) | Rule::FewerItems(_) => Extreme::Shortest,
                    _ => Extreme::Neither,
                };
                let tally = self.tally(path, Difference::Rule(rule.to_string(), end));
                if let Some(length) = length {
                    let (shortest, longest) = tally.lengths.unwrap_or((length, length));
                    tally.lengths = Some((shortest.min(length), longest.max(length)));
                }
            }
        }
    }

    fn tally(&mut self, path: &str, what: Difference) -> &mut Tally {
        let key = Key {
            path: path.to_owned(),
            what,
        };
        let next = self.differs.len();
        let at = *self.places.entry(key.clone()).or_insert(next);
        if at == next {
            self.differs.push((key, Tally::default()));
        }
        let tally = &mut self.differs[at].1;
        tally.count += 1;
        tally
    }

    /// Returns how many objects could have had a member.
    fn objects_at(&self, path: &str) -> u64 {
        // A name may contain a dot itself.
        let mut parents = path.rmatch_indices('.').map(|(at, _)| &path[..at]);
        let around = parents.find_map(|it| self.objects.get(it));
        let count = around.or_else(|| self.objects.get(""));
        count.copied().unwrap_or_default()
    }
}

fn count(counts: &mut HashMap<String, u64>, path: &str) {
    match counts.get_mut(path) {
        Some(count) => *count += 1,
        None => {
            counts.insert(path.to_owned(), 1);
        }
    }
}

/// Returns how an answer's status differs from the document, if it does.
pub(crate) fn status(document: &Document, operation: &Operation, code: u16) -> Option<Finding> {
    if operation.response(code).is_some() {
        return None;
    }
    Some(Finding {
        operation: operation.id.clone(),
        property: String::new(),
        deviation: Deviation::Status,
        count: 1,
        of: 1,
        message: format!("the status {code} is not documented"),
        place: document.place(&operation.place),
        component: None,
        yaml: None,
    })
}

#[cfg(test)]
mod tests;
