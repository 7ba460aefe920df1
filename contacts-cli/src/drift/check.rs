//! One value against one schema of the document.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use contacts_openapi::{Bound, Constraints, Document, Format, Kind, SchemaId};
use serde_json::{Number, Value};

/// Compares values with schemas.
#[derive(Debug)]
pub(crate) struct Check<'a> {
    document: &'a Document,
    /// Is it about what is read? Then what is only sent need not be there, and the other way round.
    reading: bool,
    /// Compiled once; nothing for a pattern that is no regular expression.
    patterns: RefCell<HashMap<SchemaId, Option<regress::Regex>>>,
}

/// What there is to note about what a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Note<'v> {
    /// An object with documented members is here.
    Object,
    /// A value is here, whatever it is.
    Value,
    /// A documented member is not.
    Absent,
    /// A required member is not here either.
    Missing,
    /// An object has a member that the document lacks. The path is the object's: the name may be
    /// somebody's.
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
    /// It breaks a rule; with how long it is, if that is what is wrong.
    Broken(Rule, Option<u64>),
}

/// A rule of the document for values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    Format(&'static str),
    Shorter(u64),
    Longer(u64),
    Pattern(String),
    Unlisted,
    /// Below the least number, or not above it.
    Less(Bound),
    /// Above the greatest number, or not below it.
    Greater(Bound),
    NoMultiple(f64),
    FewerItems(u64),
    MoreItems(u64),
    Repeated,
}

impl fmt::Display for Rule {
    /// The rest of a sentence behind `is` or `are`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Format(format) => write!(f, "not of format {format}"),
            Rule::Shorter(least) => write!(f, "shorter than {least}"),
            Rule::Longer(most) => write!(f, "longer than {most}"),
            Rule::Pattern(pattern) => write!(f, "not of the pattern {pattern}"),
            Rule::Unlisted => f.write_str("none of the listed values"),
            Rule::Less(least) if least.exclusive => write!(f, "not above {}", least.value),
            Rule::Less(least) => write!(f, "below {}", least.value),
            Rule::Greater(most) if most.exclusive => write!(f, "not below {}", most.value),
            Rule::Greater(most) => write!(f, "above {}", most.value),
            Rule::NoMultiple(of) => write!(f, "no multiple of {of}"),
            Rule::FewerItems(least) => write!(f, "of fewer items than {least}"),
            Rule::MoreItems(most) => write!(f, "of more items than {most}"),
            Rule::Repeated => f.write_str("with an item twice"),
        }
    }
}

impl<'a> Check<'a> {
    /// For values that the service gives.
    pub(crate) fn reading(document: &'a Document) -> Self {
        Check {
            document,
            reading: true,
            patterns: RefCell::default(),
        }
    }

    /// For values that are sent to the service.
    #[cfg(test)]
    pub(crate) fn sending(document: &'a Document) -> Self {
        Check {
            reading: false,
            ..Check::reading(document)
        }
    }

    /// Notes what there is to note about a value and all that is in it, each with its path: an item
    /// of an array is `tags[]`, a value of a map `labels.*`.
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
            // Patterns with needless escapes are none in Unicode mode.
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

/// The kind of a value, by its name in the document.
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

/// Is the number beyond the bound, on the side that `side` is of?
fn is_out(number: &Number, bound: &Bound, side: f64) -> bool {
    let beyond = if let (Some(number), Some(bound)) = (whole(number), whole(&bound.value)) {
        number.cmp(&bound)
    } else {
        let number = number.as_f64().unwrap_or_default();
        let bound = bound.value.as_f64().unwrap_or_default();
        number.total_cmp(&bound)
    };
    match beyond {
        std::cmp::Ordering::Equal => bound.exclusive,
        std::cmp::Ordering::Less => side < 0.0,
        std::cmp::Ordering::Greater => side > 0.0,
    }
}

fn whole(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

fn is_multiple(number: &Number, of: f64) -> bool {
    let Some(number) = number.as_f64().filter(|_| of > 0.0) else {
        return true;
    };
    let quotient = number / of;
    (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
}

/// The format's name, if the text is not of it.
fn broken_format(format: &Format, text: &str) -> Option<&'static str> {
    let (name, is_it) = match format {
        Format::Date => ("date", is_date(text)),
        Format::DateTime => ("date-time", is_date_time(text)),
        Format::Uuid => ("uuid", is_uuid(text)),
        Format::Email => ("email", is_email(text)),
        Format::Uri => ("uri", is_uri(text)),
        Format::Byte => ("byte", is_base64(text)),
        Format::Plain | Format::Binary | Format::Phone => return None,
    };
    (!is_it).then_some(name)
}

/// The parts of a text between separators, as numbers of so many digits each.
fn digits<const N: usize>(text: &str, separator: char, lengths: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part = parts.next()?;
        if part.len() != length || !part.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

pub(super) fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = digits(text, '-', [4, 2, 2]) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// RFC 3339.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let Some(at) = time.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (time, offset) = time.split_at(at);
    let is_offset = match offset {
        "Z" | "z" => true,
        _ => matches!(digits(&offset[1..], ':', [2, 2]), Some([0..=23, 0..=59])),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|it| it.is_ascii_digit());
    // A leap second is one.
    let is_time = matches!(digits(time, ':', [2, 2, 2]), Some([0..=23, 0..=59, 0..=60]));
    is_date(date) && is_time && is_fraction && is_offset
}

pub(crate) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_odd = |it: char| it.is_whitespace() || it.is_control();
    !local.is_empty()
        && !domain.is_empty()
        && !text.contains(is_odd)
        && !domain.starts_with(['.', '-'])
        && !domain.ends_with(['.', '-'])
        && !domain.contains("..")
        && !local.contains(['<', '>', ',', ';'])
}

pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
        && !rest.is_empty()
        && !text.contains(|it: char| {
            it.is_whitespace() || it.is_control() || "<>\"{}|\\^`".contains(it)
        })
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'+' || it == b'/')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::with_schema;

    /// What is noted about a value, as `path what`, but for what is as it should be.
    fn noted(schema: &Value, value: &Value) -> Vec<String> {
        let (document, id) = with_schema(schema);
        let mut noted = Vec::new();
        Check::reading(&document).value(id, value, "", &mut |path, note| {
            let what = match note {
                Note::Object | Note::Value | Note::Absent => return,
                Note::Missing => "missing".to_owned(),
                Note::Undocumented { name, .. } => format!("undocumented: {name}"),
                Note::Null => "null".to_owned(),
                Note::Kind { wanted, found } => format!("{found} for {wanted}"),
                Note::Broken(rule, None) => rule.to_string(),
                Note::Broken(rule, Some(length)) => format!("{rule}: {length}"),
            };
            noted.push(format!("{path} {what}").trim().to_owned());
        });
        noted
    }

    #[test]
    fn a_value_that_is_allowed_is_not_noted() {
        for (schema, value) in [
            (json!({"type": "string"}), json!("x")),
            (json!({"type": "string", "nullable": true}), json!(null)),
            (json!({}), json!(null)),
            (json!({}), json!([1, {"a": 2}])),
            (json!({"type": "integer"}), json!(7.0)),
            (json!({"type": "number"}), json!(7)),
            (
                json!({"type": "integer", "minimum": 0, "maximum": 9}),
                json!(9),
            ),
            (json!({"type": "number", "multipleOf": 0.01}), json!(0.07)),
            (json!({"type": "string", "maxLength": 3}), json!("åæø")),
            (
                json!({"type": "string", "pattern": "^[a-z]+$"}),
                json!("abc"),
            ),
            (
                json!({"type": "string", "pattern": "("}),
                json!("no such pattern"),
            ),
            (
                json!({"type": "string", "enum": ["a", null], "nullable": true}),
                json!(null),
            ),
            (
                json!({"type": "object", "additionalProperties": {"type": "integer"}}),
                json!({"a": 1}),
            ),
            (
                json!({"type": "object", "required": ["a"], "properties": {
                    "a": {"type": "string", "writeOnly": true}}}),
                json!({}),
            ),
        ] {
            assert_eq!(noted(&schema, &value), [""; 0], "{schema} {value}");
        }
    }

    #[test]
    fn what_a_schema_forbids_is_noted_with_its_path_and_without_its_value() {
        let person = json!({"type": "object", "required": ["name", "id"], "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "tags": {"type": "array", "uniqueItems": true, "maxItems": 2, "items": {"type": "string", "maxLength": 2}},
            "address": {"type": "object", "properties": {"zip": {"type": "string"}}},
            "labels": {"type": "object", "additionalProperties": {"type": "boolean"}},
        }});
        for (schema, value, wanted) in [
            (
                json!({"type": "string"}),
                json!(7),
                vec!["integer for string"],
            ),
            (json!({"type": "string"}), json!(null), vec!["null"]),
            (
                json!({"type": "integer"}),
                json!(7.5),
                vec!["number for integer"],
            ),
            (
                json!({"type": "boolean"}),
                json!("true"),
                vec!["string for boolean"],
            ),
            (
                json!({"type": "string", "minLength": 2}),
                json!("å"),
                vec!["shorter than 2: 1"],
            ),
            (
                json!({"type": "string", "maxLength": 2}),
                json!("Åse"),
                vec!["longer than 2: 3"],
            ),
            (
                json!({"type": "string", "pattern": "^a"}),
                json!("ba"),
                vec!["not of the pattern ^a"],
            ),
            (
                json!({"type": "string", "enum": ["a"]}),
                json!("b"),
                vec!["none of the listed values"],
            ),
            (
                json!({"type": "integer", "minimum": 3}),
                json!(2),
                vec!["below 3"],
            ),
            (
                json!({"type": "integer", "minimum": 3, "exclusiveMinimum": true}),
                json!(3),
                vec!["not above 3"],
            ),
            (
                json!({"type": "number", "maximum": 1.5}),
                json!(2),
                vec!["above 1.5"],
            ),
            (
                json!({"type": "integer", "multipleOf": 5}),
                json!(7),
                vec!["no multiple of 5"],
            ),
            (
                person.clone(),
                json!({"name": "Åse", "tags": ["abc", "x", "x"], "address": {"zip": 1, "city": "?"},
                       "labels": {"a": 1}, "since": "2026"}),
                vec![
                    "id missing",
                    "tags of more items than 2: 3",
                    "tags with an item twice",
                    "tags[] longer than 2: 3",
                    "address.zip integer for string",
                    "address undocumented: city",
                    "labels.* integer for boolean",
                    "undocumented: since",
                ],
            ),
            (person, json!([]), vec!["array for object"]),
        ] {
            assert_eq!(noted(&schema, &value), wanted, "{schema} {value}");
        }
    }

    #[test]
    fn formats_are_those_of_their_standards() {
        for (format, right, wrong) in [
            (
                "date",
                vec!["2026-01-31", "2024-02-29"],
                vec!["2026-1-1", "2026-02-29", "2026-13-01", "31/01/2026", ""],
            ),
            (
                "date-time",
                vec![
                    "2026-01-31T12:00:00Z",
                    "2026-01-31T12:00:00.123+02:00",
                    "2016-12-31t23:59:60z",
                ],
                vec![
                    "2026-01-31",
                    "2026-01-31T12:00:00",
                    "2026-01-31T25:00:00Z",
                    "2026-01-31T12:00:00.Z",
                    "2026-01-31T12:00Z",
                ],
            ),
            (
                "uuid",
                vec!["01890a5d-ac96-774b-bcce-b302099a8057"],
                vec![
                    "01890a5dac96774bbcceb302099a8057",
                    "01890a5d-ac96-774b-bcce-b302099a805g",
                ],
            ),
            (
                "email",
                vec!["a@x.dk", "å+b@møller.dk"],
                vec!["a", "@x.dk", "a@", "a b@x.dk", "A <a@x.dk>", "a@x..dk"],
            ),
            (
                "uri",
                vec!["https://x.dk/a?b", "urn:a:b", "mailto:a@x.dk"],
                vec!["x.dk", "/a", "https://a b", "1:a"],
            ),
            (
                "byte",
                vec!["", "YQ==", "YWJj"],
                vec!["YQ", "a b=", "====", "YQ=a"],
            ),
            ("whatever", vec!["anything"], vec![]),
        ] {
            let schema = json!({"type": "string", "format": format});
            for text in right {
                assert_eq!(noted(&schema, &json!(text)), [""; 0], "{format} {text:?}");
            }
            for text in wrong {
                let said = noted(&schema, &json!(text));
                assert_eq!(
                    said,
                    [format!("not of format {format}")],
                    "{format} {text:?}"
                );
            }
        }
    }
}
