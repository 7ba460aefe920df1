//! One value against one schema of the document.

use std::cell::RefCell;
use std::collections::HashMap;

use contacts_openapi::{Constraints, Document, Kind, SchemaId};
use serde_json::Value;

use super::formats::broken_format;
use super::rule::{Rule, is_multiple, is_out};

/// Compares values with schemas.
#[derive(Debug)]
pub(crate) struct Check<'a> {
    document: &'a Document,
    /// Whether values are read or sent: properties that are only sent may be missing from a value
    /// that is read, and the other way round.
    reading: bool,
    /// The patterns, each compiled once; `None` for one that is not a regular expression.
    patterns: RefCell<HashMap<SchemaId, Option<regress::Regex>>>,
}

/// A note about the value at a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Note<'v> {
    /// An object with documented members is here.
    Object,
    /// A value is here, whatever it is.
    Value,
    /// A documented member is not here.
    Absent,
    /// A required member is not here either.
    Missing,
    /// An object has a member that the document lacks. The path is the object's, as the name may be
    /// personal data.
    Undocumented {
        object: SchemaId,
        name: &'v str,
        value: &'v Value,
    },
    /// It is `null` and must not be.
    Null,
    /// It is a value of another kind.
    Kind {
        wanted: &'static str,
        found: &'static str,
    },
    /// It breaks a rule; with its length, if that is what is wrong.
    Broken(Rule, Option<u64>),
}

impl<'a> Check<'a> {
    /// Returns a check for values that the service sends.
    pub(crate) fn reading(document: &'a Document) -> Self {
        Check {
            document,
            reading: true,
            patterns: RefCell::default(),
        }
    }

    /// Returns a check for values that are sent to the service.
    #[cfg(test)]
    pub(crate) fn sending(document: &'a Document) -> Self {
        Check {
            reading: false,
            ..Check::reading(document)
        }
    }

    /// Passes on all notes about a value and everything in it, each with its path: an item of an
    /// array is `tags[]`, a value of a map `labels.*`.
    pub(crate) fn value<'v>(
        &self,
        schema: SchemaId,
        value: &'v Value,
        path: &str,
        note: &mut dyn FnMut(&str, Note<'v>),
    ) {
        note(path, Note::Value);
        let its = self.document.schema(schema);
        if value.is_null() {
            if !its.nullable && its.kind != Kind::Any {
                note(path, Note::Null);
            }
            return;
        }
        let found = kind_of(value);
        let wanted = match &its.kind {
            Kind::Any => found,
            Kind::String(_) => "string",
            Kind::Integer => "integer",
            Kind::Number if found == "integer" => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Array(_) => "array",
            Kind::Object(_) | Kind::Map(_) => "object",
        };
        if wanted != found {
            note(path, Note::Kind { wanted, found });
            return;
        }
        self.rules(schema, &its.constraints, value, &mut |rule, length| {
            note(path, Note::Broken(rule, length));
        });
        match (&its.kind, value) {
            (Kind::String(format), Value::String(text)) => {
                if let Some(name) = broken_format(format, text) {
                    note(path, Note::Broken(Rule::Format(name), None));
                }
            }
            (Kind::Array(items), Value::Array(values)) => {
                let path = format!("{path}[]");
                for value in values {
                    self.value(*items, value, &path, note);
                }
            }
            (Kind::Map(values), Value::Object(object)) => {
                let path = join(path, "*");
                for value in object.values() {
                    self.value(*values, value, &path, note);
                }
            }
            (Kind::Object(_), Value::Object(_)) => self.object(schema, value, path, note),
            _ => {}
        }
    }

    fn object<'v>(
        &self,
        schema: SchemaId,
        value: &'v Value,
        path: &str,
        note: &mut dyn FnMut(&str, Note<'v>),
    ) {
        let (Kind::Object(its), Value::Object(object)) =
            (&self.document.schema(schema).kind, value)
        else {
            return;
        };
        note(path, Note::Object);
        for member in &its.members {
            let of_member = self.document.schema(member.schema);
            let path = join(path, &member.name);
            let is_of_the_other_way = if self.reading {
                of_member.write_only
            } else {
                of_member.read_only
            };
            match object.get(&member.name) {
                Some(value) => self.value(member.schema, value, &path, note),
                None if is_of_the_other_way => {}
                None => {
                    note(&path, Note::Absent);
                    if member.required {
                        note(&path, Note::Missing);
                    }
                }
            }
        }
        for (name, value) in object {
            if its.members.iter().any(|it| it.name == *name) {
                continue;
            }
            match its.additional {
                Some(additional) => self.value(additional, value, &join(path, "*"), note),
                None => note(
                    path,
                    Note::Undocumented {
                        object: schema,
                        name,
                        value,
                    },
                ),
            }
        }
    }

    fn rules(
        &self,
        schema: SchemaId,
        rules: &Constraints,
        value: &Value,
        broken: &mut dyn FnMut(Rule, Option<u64>),
    ) {
        if let Some(values) = &rules.values
            && !values.contains(value)
        {
            broken(Rule::Unlisted, None);
        }
        match value {
            Value::String(text) => {
                let length = text.chars().count() as u64;
                if let Some(least) = rules.min_length.filter(|it| length < *it) {
                    broken(Rule::Shorter(least), Some(length));
                }
                if let Some(most) = rules.max_length.filter(|it| length > *it) {
                    broken(Rule::Longer(most), Some(length));
                }
                if let Some(pattern) = &rules.pattern
                    && !self.matches(schema, pattern, text)
                {
                    broken(Rule::Pattern(pattern.clone()), None);
                }
            }
            Value::Number(number) => {
                if let Some(bound) = rules.minimum.as_ref().filter(|it| is_out(number, it, -1.0)) {
                    broken(Rule::Less(bound.clone()), None);
                }
                if let Some(bound) = rules.maximum.as_ref().filter(|it| is_out(number, it, 1.0)) {
                    broken(Rule::Greater(bound.clone()), None);
                }
                if let Some(of) = rules.multiple_of.filter(|it| !is_multiple(number, *it)) {
                    broken(Rule::NoMultiple(of), None);
                }
            }
            Value::Array(items) => {
                let count = items.len() as u64;
                if let Some(least) = rules.min_items.filter(|it| count < *it) {
                    broken(Rule::FewerItems(least), Some(count));
                }
                if let Some(most) = rules.max_items.filter(|it| count > *it) {
                    broken(Rule::MoreItems(most), Some(count));
                }
                let is_again = |(at, item): (usize, &Value)| items[..at].contains(item);
                if rules.unique_items && items.iter().enumerate().any(is_again) {
                    broken(Rule::Repeated, None);
                }
            }
            _ => {}
        }
    }

    fn matches(&self, schema: SchemaId, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns.entry(schema).or_insert_with(|| {
            let unicode = regress::Regex::with_flags(pattern, "u");
            // Patterns with needless escapes are invalid in Unicode mode.
            unicode.or_else(|_| regress::Regex::new(pattern)).ok()
        });
        compiled.as_ref().is_none_or(|it| it.find(text).is_some())
    }
}

pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Returns the document's name for the kind of a value.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_f64() && it.as_f64().is_some_and(|it| it.fract() != 0.0) => {
            "number"
        }
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests;
