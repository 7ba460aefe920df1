use std::cmp::Ordering;

use serde_json::{Map, Number, Value};

use super::violation::{UNKNOWN, Violation};
use super::{Additional, Bound, Schema, SchemaId, Schemas, Type, format};

/// The direction of a value: properties that only the service sets need not be sent, and properties that are
/// only sent need not be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Sent,
    Answered,
}

impl Schemas {
    /// Returns all rules that `value` breaks when it is sent or answered as `schema`.
    pub(crate) fn check(
        &self,
        schema: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Vec<Violation> {
        let mut check = Checker {
            schemas: self,
            direction,
            path: Vec::new(),
            sent: None,
            here: Vec::new(),
            start: 0,
            whole: schema,
            violations: Vec::new(),
        };
        check.value(schema, value);
        check.violations
    }

    /// Returns whether the value follows all rules.
    pub(crate) fn fits(&self, schema: SchemaId, value: &Value, direction: Direction) -> bool {
        self.check(schema, value, direction).is_empty()
    }
}

struct Checker<'a> {
    schemas: &'a Schemas,
    direction: Direction,
    path: Vec<String>,
    /// Where in the path the names begin that are not from the document.
    sent: Option<usize>,
    /// The schemas against which this value is being checked: one that refers to itself without going deeper
    /// adds nothing.
    here: Vec<SchemaId>,
    /// Where this value's schemas begin among them; the others belong to what contains it.
    start: usize,
    /// The first of them, of which the others are parts.
    whole: SchemaId,
    violations: Vec<Violation>,
}

impl Checker<'_> {
    fn say(&mut self, rule: impl Into<String>) {
        self.say_of(None, rule);
    }

    fn say_of(&mut self, value: Option<&Number>, rule: impl Into<String>) {
        self.violations.push(Violation {
            path: self.path.clone(),
            described: self.sent.unwrap_or(self.path.len()),
            value: value.map(Number::to_string),
            rule: rule.into(),
        });
    }

    /// Checks the value under a name that the document does not have.
    fn under_sent(&mut self, check: impl FnOnce(&mut Self)) {
        let before = self.sent;
        self.sent = before.or(Some(self.path.len()));
        check(self);
        self.sent = before;
    }

    fn at(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(name.to_owned());
        check(self);
        self.path.pop();
    }

    /// Checks an inner value.
    fn inside(&mut self, name: &str, id: SchemaId, value: &Value) {
        let start = std::mem::replace(&mut self.start, self.here.len());
        let whole = std::mem::replace(&mut self.whole, id);
        self.at(name, |check| check.value(id, value));
        self.start = start;
        self.whole = whole;
    }

    fn value(&mut self, id: SchemaId, value: &Value) {
        if self.here[self.start..].contains(&id) {
            return;
        }
        self.here.push(id);
        self.check_against(id, value);
        self.here.pop();
    }

    fn check_against(&mut self, id: SchemaId, value: &Value) {
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
            && !values.iter().any(|it| is_same(it, value))
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
            self.say_of(Some(number), "is more than fits");
            return;
        }
        if let Some(Bound { value, exclusive }) = &schema.minimum {
            match compare(number, value) {
                Ordering::Less => {
                    self.say_of(Some(number), format!("is less than the minimum of {value}"));
                }
                Ordering::Equal if *exclusive => self.say(format!("must be more than {value}")),
                _ => {}
            }
        }
        if let Some(Bound { value, exclusive }) = &schema.maximum {
            match compare(number, value) {
                Ordering::Greater => {
                    self.say_of(Some(number), format!("is more than the maximum of {value}"));
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
        if let Some(name) = &schema.format
            && let Some(wanted) = format::broken(name, text)
        {
            self.say(format!("must be {wanted}"));
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
                self.inside(&index.to_string(), each, item);
            }
        }
    }

    fn object(&mut self, schema: &Schema, map: &Map<String, Value>) {
        for name in &schema.required {
            if !map.contains_key(name) && !self.goes_the_other_way(name) {
                self.at(name, |check| check.say("is required"));
            }
        }
        for (name, id) in &schema.properties {
            if let Some(value) = map.get(name) {
                self.inside(name, *id, value);
            }
        }
        self.additional(schema, map);
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

    fn additional(&mut self, schema: &Schema, map: &Map<String, Value>) {
        let is_named = |name: &str| schema.properties.iter().any(|(known, _)| known == name);
        match schema.additional {
            Additional::Allowed => {}
            Additional::Refused => {
                for name in map.keys() {
                    // Forbidding other properties in a part of an `allOf` is meant for the whole.
                    if !is_named(name) && self.schemas.property(self.whole, name).is_none() {
                        self.under_sent(|check| check.at(name, |check| check.say(UNKNOWN)));
                    }
                }
            }
            Additional::Like(id) => {
                for (name, value) in map {
                    if !is_named(name) && self.schemas.property(self.whole, name).is_none() {
                        self.under_sent(|check| check.inside(name, id, value));
                    }
                }
            }
        }
    }

    /// Returns whether this property only occurs in the other direction.
    fn goes_the_other_way(&self, name: &str) -> bool {
        let schemas = self.schemas;
        let properties = schemas.properties(self.whole);
        let mut parts = properties
            .filter(|(known, _)| *known == name)
            .flat_map(|(_, id)| schemas.parts(id));
        parts.any(|id| {
            let schema = schemas.schema(id);
            match self.direction {
                Direction::Sent => schema.read_only,
                Direction::Answered => schema.write_only,
            }
        })
    }

    fn combined(&mut self, schema: &Schema, value: &Value) {
        let meant = schema.meant(value);
        let fits = |id: &SchemaId| {
            let mut check = Checker {
                schemas: self.schemas,
                direction: self.direction,
                path: Vec::new(),
                sent: None,
                here: self.here[self.start..].to_vec(),
                start: 0,
                whole: *id,
                violations: Vec::new(),
            };
            check.value(*id, value);
            check.violations.is_empty()
        };
        let any = schema.any_of.is_empty() || schema.any_of.iter().any(fits);
        let one =
            schema.one_of.is_empty() || schema.one_of.iter().filter(|it| fits(it)).count() == 1;
        let not = schema.not.as_ref().is_none_or(|it| !fits(it));
        if let Some(meant) = meant {
            // The mistakes in the alternative that is meant say more than that no alternative fits.
            let whole = std::mem::replace(&mut self.whole, meant);
            self.value(meant, value);
            self.whole = whole;
        } else {
            if !any {
                self.say("fits none of the forms that it may have");
            }
            if !one {
                self.say("must fit exactly one of the forms that it may have");
            }
        }
        if !not {
            self.say("has a form that it must not have");
        }
        for id in &schema.all_of {
            self.value(*id, value);
        }
    }
}

impl Schema {
    /// Returns the alternative that a discriminator names.
    pub(super) fn meant(&self, value: &Value) -> Option<SchemaId> {
        let discriminator = self.discriminator.as_ref()?;
        let said = value.get(&discriminator.property)?.as_str()?;
        let mut meanings = discriminator.meanings.iter();
        meanings.find_map(|(value, id)| (value == said).then_some(*id))
    }
}

/// Returns whether two values are the same; JSON has one kind of number: 1.0 is 1.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => compare(left, right) == Ordering::Equal,
        _ => left == right,
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

#[cfg(test)]
mod tests;
