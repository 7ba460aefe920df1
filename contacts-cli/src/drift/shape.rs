//! Describes the values of a property without keeping any of them.

use std::fmt::Write as _;

use serde_json::Value;

use super::check::kind_of;
use super::formats::{is_date, is_date_time, is_email, is_uri, is_uuid};

/// The shape of all values of a property.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    nulls: u64,
    booleans: u64,
    integers: u64,
    numbers: u64,
    strings: Strings,
    arrays: u64,
    items: Option<Box<Shape>>,
    objects: u64,
    members: Vec<(String, u64, Shape)>,
    /// Whether the names of an object's members are data, and not properties.
    is_map: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Strings {
    count: u64,
    shortest: u64,
    longest: u64,
    /// How many texts have each of the `FORMATS`.
    of_format: [u64; FORMATS.len()],
}

type IsFormat = fn(&str) -> bool;

const FORMATS: [(&str, IsFormat); 5] = [
    ("date", is_date),
    ("date-time", is_date_time),
    ("uuid", is_uuid),
    ("email", is_email),
    ("uri", is_uri),
];

/// Deeper than this, values count as any JSON.
const DEEPEST: usize = 6;
/// An object with more names than these is a map.
const MOST_MEMBERS: usize = 40;

impl Shape {
    pub(crate) fn take(&mut self, value: &Value) {
        self.take_at(value, 0);
    }

    fn take_at(&mut self, value: &Value, depth: usize) {
        match (kind_of(value), value) {
            ("null", _) => self.nulls += 1,
            ("boolean", _) => self.booleans += 1,
            ("integer", _) => self.integers += 1,
            ("number", _) => self.numbers += 1,
            (_, Value::String(text)) => self.strings.take(text),
            (_, Value::Array(items)) => {
                self.arrays += 1;
                if depth < DEEPEST {
                    let shape = self.items.get_or_insert_default();
                    for item in items {
                        shape.take_at(item, depth + 1);
                    }
                }
            }
            (_, Value::Object(object)) => {
                self.objects += 1;
                if depth >= DEEPEST {
                    return;
                }
                for (name, value) in object {
                    let known = self.members.iter().position(|it| it.0 == *name);
                    let at = known.unwrap_or_else(|| {
                        self.members.push((name.clone(), 0, Shape::default()));
                        self.members.len() - 1
                    });
                    self.members[at].1 += 1;
                    self.members[at].2.take_at(value, depth + 1);
                }
                self.forget_names();
            }
            _ => {}
        }
    }

    /// Forgets names that may be personal data: those that no programmer would give, and names in
    /// large numbers.
    fn forget_names(&mut self) {
        let is_odd = |it: &(String, u64, Shape)| !is_name(&it.0);
        self.is_map |= self.members.len() > MOST_MEMBERS || self.members.iter().any(is_odd);
        if self.is_map {
            let values = std::mem::take(&mut self.members);
            let mut one = Shape::default();
            for (_, _, value) in values {
                one.merge(value);
            }
            self.members = vec![("*".to_owned(), self.objects, one)];
        }
    }

    fn merge(&mut self, other: Shape) {
        self.nulls += other.nulls;
        self.booleans += other.booleans;
        self.integers += other.integers;
        self.numbers += other.numbers;
        self.strings.merge(&other.strings);
        self.arrays += other.arrays;
        if let Some(items) = other.items {
            self.items.get_or_insert_default().merge(*items);
        }
        self.objects += other.objects;
        for (name, count, shape) in other.members {
            match self.members.iter_mut().find(|it| it.0 == name) {
                Some(known) => {
                    known.1 += count;
                    known.2.merge(shape);
                }
                None => self.members.push((name, count, shape)),
            }
        }
        self.is_map |= other.is_map;
        if self.is_map {
            self.forget_names();
        }
    }

    /// Returns whether the names are data: they are hardly ever the same.
    fn has_names_of_data(&self) -> bool {
        let most = self.members.iter().map(|it| it.1).max().unwrap_or_default();
        self.is_map || (self.objects > 3 && most * 2 < self.objects)
    }

    /// Returns the kinds that were seen, except `null`.
    fn kinds(&self) -> Vec<&'static str> {
        let seen = [
            ("boolean", self.booleans),
            ("integer", self.integers * u64::from(self.numbers == 0)),
            ("number", self.numbers),
            ("string", self.strings.count),
            ("array", self.arrays),
            ("object", self.objects),
        ];
        let seen = seen.into_iter().filter(|(_, count)| *count > 0);
        seen.map(|(kind, _)| kind).collect()
    }

    /// Describes the values for a sentence: `string of 3 to 40 characters, format email`.
    pub(crate) fn words(&self) -> String {
        let mut words = match self.kinds()[..] {
            [] => return "only null".to_owned(),
            ["string"] => {
                let mut words = format!("string of {}", self.strings.lengths());
                if let Some(format) = self.strings.format() {
                    let _ = write!(words, ", format {format}");
                }
                words
            }
            ["object"] if self.has_names_of_data() => "object with names that are data".to_owned(),
            ref kinds => kinds.join(" or "),
        };
        if self.nulls > 0 {
            words.push_str(", or null");
        }
        words
    }

    /// Returns the property as YAML, to be put under `properties`.
    pub(crate) fn yaml(&self, name: &str) -> String {
        let mut yaml = format!("{}:\n", key(name));
        self.write(&mut yaml, 1);
        yaml
    }

    fn write(&self, yaml: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let mut line = |text: &str| {
            let _ = writeln!(yaml, "{indent}{text}");
        };
        let kinds = self.kinds();
        match kinds[..] {
            [] => line("description: Only null was seen."),
            [kind] => line(&format!("type: {kind}")),
            ref several => line(&format!("description: Seen as {}.", several.join(" and "))),
        }
        if self.nulls > 0 {
            line("nullable: true");
        }
        match kinds[..] {
            ["string"] => {
                if let Some(format) = self.strings.format() {
                    line(&format!("format: {format}"));
                }
            }
            ["array"] => match &self.items {
                Some(items) if !items.is_nothing() => {
                    line("items:");
                    items.write(yaml, depth + 1);
                }
                _ => line("items: {}"),
            },
            ["object"] if self.has_names_of_data() => {
                let mut one = Shape::default();
                for (_, _, value) in &self.members {
                    one.merge(value.clone());
                }
                if one.is_nothing() {
                    line("additionalProperties: true");
                } else {
                    line("additionalProperties:");
                    one.write(yaml, depth + 1);
                }
            }
            ["object"] if !self.members.is_empty() => {
                line("properties:");
                for (name, _, shape) in &self.members {
                    let _ = writeln!(yaml, "{indent}  {}:", key(name));
                    shape.write(yaml, depth + 2);
                }
            }
            _ => {}
        }
    }

    fn is_nothing(&self) -> bool {
        self.nulls == 0 && self.kinds().is_empty()
    }
}

impl Strings {
    fn take(&mut self, text: &str) {
        let length = text.chars().count() as u64;
        self.shortest = if self.count == 0 {
            length
        } else {
            self.shortest.min(length)
        };
        self.longest = self.longest.max(length);
        self.count += 1;
        for (count, (_, is_it)) in self.of_format.iter_mut().zip(FORMATS) {
            *count += u64::from(is_it(text));
        }
    }

    fn merge(&mut self, other: &Strings) {
        if other.count == 0 {
            return;
        }
        self.shortest = if self.count == 0 {
            other.shortest
        } else {
            self.shortest.min(other.shortest)
        };
        self.longest = self.longest.max(other.longest);
        self.count += other.count;
        for (count, more) in self.of_format.iter_mut().zip(other.of_format) {
            *count += more;
        }
    }

    /// Returns the format that all texts have.
    fn format(&self) -> Option<&'static str> {
        let mut formats = FORMATS.iter().zip(self.of_format);
        let found = formats.find(|(_, count)| *count == self.count && *count > 0);
        found.map(|((name, _), _)| *name)
    }

    fn lengths(&self) -> String {
        if self.shortest == self.longest {
            format!("{} characters", self.longest)
        } else {
            format!("{} to {} characters", self.shortest, self.longest)
        }
    }
}

/// Returns whether this looks like a name that programmers give, and not like personal data.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() <= 60
        && name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '-')
}

/// Returns a key that YAML reads as exactly this text.
fn key(name: &str) -> String {
    const OTHERS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    let lower = name.to_ascii_lowercase();
    if !is_name(name) || lower == "null" || OTHERS.contains(&&*lower) {
        return Value::from(name).to_string();
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(values: &[Value]) -> Shape {
        let mut shape = Shape::default();
        for value in values {
            shape.take(value);
        }
        shape
    }

    #[test]
    fn the_yaml_says_what_was_seen() {
        for (values, words, yaml) in [
            (
                vec![json!("Ågade Auto"), json!(null)],
                "string of 10 characters, or null",
                "it:\n  type: string\n  nullable: true\n",
            ),
            (
                vec![json!("a@x.dk"), json!("bo@x.dk")],
                "string of 6 to 7 characters, format email",
                "it:\n  type: string\n  format: email\n",
            ),
            (
                vec![json!("2026-01-31"), json!("?")],
                "string of 1 to 10 characters",
                "it:\n  type: string\n",
            ),
            (
                vec![json!(1), json!(2)],
                "integer",
                "it:\n  type: integer\n",
            ),
            (
                vec![json!(1), json!(2.5)],
                "number",
                "it:\n  type: number\n",
            ),
            (
                vec![json!(null)],
                "only null",
                "it:\n  description: Only null was seen.\n  nullable: true\n",
            ),
            (
                vec![json!(1), json!("x")],
                "integer or string",
                "it:\n  description: Seen as integer and string.\n",
            ),
            (
                vec![json!([])],
                "array",
                "it:\n  type: array\n  items: {}\n",
            ),
            (
                vec![json!([{"on": true}, {"zip": "2100"}])],
                "array",
                "it:\n  type: array\n  items:\n    type: object\n    properties:\n      \"on\":\n        type: boolean\n      zip:\n        type: string\n",
            ),
        ] {
            let shape = shape(&values);
            assert_eq!(
                (&*shape.words(), &*shape.yaml("it")),
                (words, yaml),
                "{values:?}"
            );
            let read: Value = yaml_serde::from_str(yaml).unwrap();
            assert!(read["it"].is_object(), "{yaml}");
        }
    }

    #[test]
    fn names_that_are_data_are_not_told() {
        let by_mail = shape(&[json!({"hans@x.dk": 1, "other": 2})]);
        let by_person = shape(&[
            json!({"hans": 1}),
            json!({"bo": 1}),
            json!({"eva": 1}),
            json!({"ida": 1}),
        ]);
        for shape in [by_mail, by_person] {
            assert_eq!(shape.words(), "object with names that are data");
            assert_eq!(
                shape.yaml("it"),
                "it:\n  type: object\n  additionalProperties:\n    type: integer\n"
            );
        }
    }
}
