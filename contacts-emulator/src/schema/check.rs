use std::cmp::Ordering;
use std::fmt;

use serde_json::{Map, Number, Value};

use super::{Additional, Limit, Schema, SchemaId, Schemas, Type};

/// A rule of the document that a value breaks.
///
/// Texts are named by their length only: numbers, names and e-mails must not get into logs by way
/// of an error's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Which property, the outermost first; empty for the value itself.
    pub(crate) path: Vec<String>,
    /// The rule, as the end of a sentence: `is required`.
    pub(crate) rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_slice() {
            [] => write!(f, "the content {}", self.rule),
            path => write!(f, "{}: {}", path.join("."), self.rule),
        }
    }
}

impl Schemas {
    /// All rules that `value` breaks when it is sent as `schema`.
    pub(crate) fn check(&self, schema: SchemaId, value: &Value) -> Vec<Violation> {
        let mut check = Check {
            schemas: self,
            path: Vec::new(),
            violations: Vec::new(),
        };
        check.value(schema, value);
        check.violations
    }
}

struct Check<'a> {
    schemas: &'a Schemas,
    path: Vec<String>,
    violations: Vec<Violation>,
}

impl Check<'_> {
    fn say(&mut self, rule: impl Into<String>) {
        self.violations.push(Violation {
            path: self.path.clone(),
            rule: rule.into(),
        });
    }

    fn inside(&mut self, name: String, check: impl FnOnce(&mut Self)) {
        self.path.push(name);
        check(self);
        self.path.pop();
    }

    fn value(&mut self, id: SchemaId, value: &Value) {
        let schema = self.schemas.schema(id);
        if value.is_null() && schema.nullable {
            return;
        }
        if let Some(kind) = schema.kind
            && !is_a(value, kind)
        {
            self.say(format!("is {}, must be {}", found(value), wanted(kind)));
            return;
        }
        if let Some(values) = &schema.values
            && !values.contains(value)
        {
            let list: Vec<_> = values.iter().map(Value::to_string).collect();
            self.say(format!("must be one of {}", list.join(", ")));
        }
        match value {
            Value::Number(number) => self.number(schema, number),
            Value::String(text) => self.text(schema, text),
            Value::Array(items) => self.items(schema, items),
            Value::Object(map) => self.object(schema, map),
            Value::Null | Value::Bool(_) => {}
        }
        self.combined(schema, value);
    }

    fn number(&mut self, schema: &Schema, number: &Number) {
        if let (Some(width), Some(whole)) = (&schema.width, number.as_i128())
            && !width.contains(&whole)
        {
            self.say(format!("{number} is more than fits"));
            return;
        }
        if let Some(Limit { value, exclusive }) = &schema.minimum {
            match compare(number, value) {
                Ordering::Less => self.say(format!("{number} is less than the minimum of {value}")),
                Ordering::Equal if *exclusive => self.say(format!("must be more than {value}")),
                _ => {}
            }
        }
        if let Some(Limit { value, exclusive }) = &schema.maximum {
            match compare(number, value) {
                Ordering::Greater => {
                    self.say(format!("{number} is more than the maximum of {value}"));
                }
                Ordering::Equal if *exclusive => self.say(format!("must be less than {value}")),
                _ => {}
            }
        }
        if let (Some(step), Some(number)) = (schema.multiple_of, number.as_f64()) {
            let times = number / step;
            if (times - times.round()).abs() > 1e-9 {
                self.say(format!("must be a multiple of {step}"));
            }
        }
    }

    fn text(&mut self, schema: &Schema, text: &str) {
        let length = text.chars().count() as u64;
        if let Some(least) = schema.min_length
            && length < least
        {
            self.say(format!(
                "has {length} characters, fewer than the minimum of {least}"
            ));
        }
        if let Some(most) = schema.max_length
            && length > most
        {
            self.say(format!(
                "has {length} characters, more than the maximum of {most}"
            ));
        }
        if let Some(pattern) = &schema.pattern
            && pattern.regex.find(text).is_none()
        {
            self.say(format!("must match the pattern {}", pattern.text));
        }
    }

    fn items(&mut self, schema: &Schema, items: &[Value]) {
        let length = items.len() as u64;
        if let Some(least) = schema.min_items
            && length < least
        {
            self.say(format!(
                "has {length} items, fewer than the minimum of {least}"
            ));
        }
        if let Some(most) = schema.max_items
            && length > most
        {
            self.say(format!(
                "has {length} items, more than the maximum of {most}"
            ));
        }
        if schema.unique_items && (1..items.len()).any(|end| items[..end].contains(&items[end])) {
            self.say("has an item twice");
        }
        if let Some(each) = schema.items {
            for (index, item) in items.iter().enumerate() {
                self.inside(index.to_string(), |check| check.value(each, item));
            }
        }
    }

    fn object(&mut self, schema: &Schema, map: &Map<String, Value>) {
        for name in &schema.required {
            // What only the service sets is required of its answers, not of what is sent.
            let read_only = schema
                .properties
                .iter()
                .any(|(other, id)| other == name && self.schemas.schema(*id).read_only);
            if !map.contains_key(name) && !read_only {
                self.inside(name.clone(), |check| check.say("is required"));
            }
        }
        for (name, id) in &schema.properties {
            if let Some(value) = map.get(name) {
                self.inside(name.clone(), |check| check.value(*id, value));
            }
        }
        let additional = map
            .iter()
            .filter(|(name, _)| !schema.properties.iter().any(|(known, _)| known == *name));
        match schema.additional {
            Additional::Allowed => {}
            Additional::Refused => {
                for (name, _) in additional {
                    self.inside(name.clone(), |check| check.say("is not a property of this"));
                }
            }
            Additional::Like(id) => {
                for (name, value) in additional {
                    self.inside(name.clone(), |check| check.value(id, value));
                }
            }
        }
        let count = map.len() as u64;
        if let Some(least) = schema.min_properties
            && count < least
        {
            self.say(format!(
                "has {count} properties, fewer than the minimum of {least}"
            ));
        }
        if let Some(most) = schema.max_properties
            && count > most
        {
            self.say(format!(
                "has {count} properties, more than the maximum of {most}"
            ));
        }
    }

    fn combined(&mut self, schema: &Schema, value: &Value) {
        let fits = |id: &SchemaId| self.schemas.check(*id, value).is_empty();
        let any = schema.any_of.is_empty() || schema.any_of.iter().any(fits);
        let one =
            schema.one_of.is_empty() || schema.one_of.iter().filter(|it| fits(it)).count() == 1;
        let not = schema.not.as_ref().is_none_or(|it| !fits(it));
        if !any {
            self.say("fits none of the forms that it may have");
        }
        if !one {
            self.say("must fit exactly one of the forms that it may have");
        }
        if !not {
            self.say("has a form that it must not have");
        }
        for id in &schema.all_of {
            self.value(*id, value);
        }
    }
}

fn is_a(value: &Value, kind: Type) -> bool {
    match kind {
        Type::String => value.is_string(),
        Type::Number => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
        // 1.0 is a whole number too: JSON has one kind of number.
        Type::Integer => match value {
            Value::Number(number) => {
                number.as_i128().is_some() || number.as_f64().is_some_and(|it| it.fract() == 0.0)
            }
            _ => false,
        },
    }
}

fn compare(left: &Number, right: &Number) -> Ordering {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left
            .as_f64()
            .partial_cmp(&right.as_f64())
            .unwrap_or(Ordering::Equal),
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn wanted(kind: Type) -> &'static str {
    match kind {
        Type::String => "a string",
        Type::Integer => "a whole number",
        Type::Number => "a number",
        Type::Boolean => "a boolean",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}
