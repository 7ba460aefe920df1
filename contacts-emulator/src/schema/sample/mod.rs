//! Makes a value from a schema: its example, its default, or the simplest that follows its rules.

mod number;

use serde_json::{Map, Value};

use super::{Additional, Direction, Schema, SchemaId, Schemas, Type, format, pattern};

/// How deep optional properties are filled in.
const DEPTH: usize = 5;
/// How deep anything is filled in.
const DEEPEST: usize = 24;
/// How many values one sample is made of; beyond that it has only what is required.
const BUDGET: usize = 2_000;
/// How many alternatives of a schema are tried.
const ALTERNATIVES: usize = 8;

impl Schemas {
    /// Makes a value that can be answered with this schema; `None` if every such value would be
    /// endless.
    pub(crate) fn sample(&self, id: SchemaId) -> Option<Value> {
        Sampler::new(self, false).value(id)
    }

    /// Makes the smallest value that can be answered, with only what is required.
    pub(crate) fn least(&self, id: SchemaId) -> Option<Value> {
        Sampler::new(self, true).value(id)
    }
}

struct Sampler<'a> {
    schemas: &'a Schemas,
    only_required: bool,
    /// The schemas that are being made, the outermost first.
    open: Vec<SchemaId>,
    left: usize,
}

/// A schema with its parts, and the alternatives that were chosen.
struct ChosenParts<'a> {
    parts: Vec<&'a Schema>,
    /// The values that discriminators must have for the chosen alternatives.
    told: Vec<(&'a str, &'a str)>,
}

impl<'a> Sampler<'a> {
    fn new(schemas: &'a Schemas, only_required: bool) -> Self {
        Sampler {
            schemas,
            only_required,
            open: Vec::new(),
            left: BUDGET,
        }
    }

    fn fits(&self, id: SchemaId, value: &Value) -> bool {
        self.schemas.fits(id, value, Direction::Answered)
    }

    fn value(&mut self, id: SchemaId) -> Option<Value> {
        let is_endless = self.open.contains(&id) || self.open.len() >= DEEPEST;
        if is_endless {
            return self.fits(id, &Value::Null).then_some(Value::Null);
        }
        self.left = self.left.saturating_sub(1);
        self.open.push(id);
        let value = self.given(id).or_else(|| self.made(id));
        self.open.pop();
        value
    }

    /// Returns the value that the document has as an example, a default or the only value.
    fn given(&self, id: SchemaId) -> Option<Value> {
        let parts = self.schemas.parts(id);
        let parts = || parts.iter().map(|it| self.schemas.schema(*it));
        let is_object = parts().any(|it| kind_of(it) == Some(Type::Object));
        let examples = parts().filter_map(|it| it.example.as_ref());
        let defaults = parts().filter_map(|it| it.default.as_ref());
        let values = parts().filter_map(|it| it.values.as_ref()).flatten();
        let values = values.filter(|it| !it.is_null());
        let mut given = examples.chain(defaults).chain(values);
        let given = given.find(|it| self.fits(id, it))?;
        // The smallest object is made, and not taken from the document: an example has more than
        // what is required.
        (!(is_object && self.only_required)).then(|| given.clone())
    }

    fn made(&mut self, id: SchemaId) -> Option<Value> {
        let mut first = None;
        for choice in 0..ALTERNATIVES {
            let mut chosen = ChosenParts {
                parts: Vec::new(),
                told: Vec::new(),
            };
            let more = self.choose(id, choice, &mut chosen, &mut Vec::new());
            let value = self.of_whole(id, &chosen);
            match value {
                Some(value) if self.fits(id, &value) => return Some(value),
                value => first = first.or(value),
            }
            if !more {
                break;
            }
        }
        let nullable = self.fits(id, &Value::Null).then_some(Value::Null);
        nullable.or(first)
    }

    /// Collects the parts, with the alternative at this index, or the last, of each `oneOf` and `anyOf`.
    /// Returns whether a higher index would choose another one.
    fn choose(
        &self,
        id: SchemaId,
        choice: usize,
        chosen: &mut ChosenParts<'a>,
        seen: &mut Vec<SchemaId>,
    ) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        let schema = self.schemas.schema(id);
        chosen.parts.push(schema);
        let mut more = false;
        for part in &schema.all_of {
            more |= self.choose(*part, choice, chosen, seen);
        }
        for alternatives in [&schema.one_of, &schema.any_of] {
            let Some(last) = alternatives.len().checked_sub(1) else {
                continue;
            };
            more |= choice < last;
            let alternative = alternatives[choice.min(last)];
            if let Some(discriminator) = &schema.discriminator {
                let meanings = discriminator.meanings.iter();
                let told = meanings.filter(|(_, it)| *it == alternative);
                let told = told.map(|(value, _)| (&*discriminator.property, &**value));
                chosen.told.extend(told.take(1));
            }
            more |= self.choose(alternative, choice, chosen, seen);
        }
        more
    }

    fn of_whole(&mut self, id: SchemaId, chosen: &ChosenParts<'a>) -> Option<Value> {
        let parts = &chosen.parts;
        let values = parts.iter().filter_map(|it| it.values.as_ref()).flatten();
        if let Some(value) = values
            .filter(|it| !it.is_null())
            .find(|it| self.fits(id, it))
        {
            return Some(value.clone());
        }
        match parts.iter().find_map(|it| kind_of(it)) {
            Some(Type::Object) => self.object(id, chosen),
            Some(Type::Array) => self.array(id, parts),
            Some(Type::Boolean) => Some(Value::Bool(false)),
            Some(Type::Integer) => number::nearest_to_zero(parts, true),
            Some(Type::Number) => number::nearest_to_zero(parts, false),
            Some(Type::String) => Some(self.text(id, parts)),
            None => {
                let any = [Value::from("text"), Value::Object(Map::new()), Value::Null];
                let mut any = any.into_iter();
                any.find(|it| self.fits(id, it))
            }
        }
    }

    fn object(&mut self, id: SchemaId, chosen: &ChosenParts<'a>) -> Option<Value> {
        let is_required = |name: &str| {
            let mut required = chosen.parts.iter().flat_map(|it| &it.required);
            required.any(|it| it == name)
        };
        let mut least = Map::new();
        let mut all = Map::new();
        for part in &chosen.parts {
            for (name, property) in &part.properties {
                if all.contains_key(name) || self.is_write_only(*property) {
                    continue;
                }
                let required = is_required(name);
                let enough = self.only_required || self.open.len() > DEPTH || self.left == 0;
                if !required && enough {
                    continue;
                }
                let told = chosen.told.iter().find(|(known, _)| known == name);
                let told = told.map(|(_, value)| Value::from(*value));
                match told.or_else(|| self.member(name, *property, chosen)) {
                    Some(value) => {
                        if required {
                            least.insert(name.clone(), value.clone());
                        }
                        all.insert(name.clone(), value);
                    }
                    None if required => return None,
                    None => {}
                }
            }
        }
        // A required property that no schema describes may be anything.
        let names = chosen.parts.iter().flat_map(|it| &it.required);
        for name in names {
            let is_described = chosen
                .parts
                .iter()
                .any(|it| it.properties.iter().any(|(known, _)| known == name));
            if !is_described {
                let value = self.additional(chosen).unwrap_or_else(|| "text".into());
                least.insert(name.clone(), value.clone());
                all.insert(name.clone(), value);
            }
        }
        let count = chosen.parts.iter().filter_map(|it| it.min_properties).max();
        let count = usize::try_from(count.unwrap_or(0)).unwrap_or(0).min(100);
        let is_map = chosen.parts.iter().all(|it| it.properties.is_empty());
        let wanted = if is_map && !self.only_required {
            count.max(1)
        } else {
            count
        };
        for map in [&mut least, &mut all] {
            for index in map.len()..wanted {
                let Some(value) = self.additional(chosen) else {
                    break;
                };
                let name = if index == 0 {
                    "key".to_owned()
                } else {
                    format!("key{index}")
                };
                map.insert(name, value);
            }
        }
        let all = Value::Object(all);
        if self.fits(id, &all) {
            return Some(all);
        }
        let least = Value::Object(least);
        Some(if self.fits(id, &least) { least } else { all })
    }

    /// Returns the value of a property, which several parts may describe.
    fn member(&mut self, name: &str, first: SchemaId, chosen: &ChosenParts<'a>) -> Option<Value> {
        let parts = chosen.parts.iter().flat_map(|it| &it.properties);
        let all = parts.filter(|(known, _)| known == name).map(|it| it.1);
        let all: Vec<SchemaId> = all.collect();
        if all.len() < 2 {
            return self.value(first);
        }
        let made: Vec<_> = all.iter().filter_map(|it| self.value(*it)).collect();
        let fits_all = |made: &&Value| all.iter().all(|it| self.fits(*it, made));
        made.iter().find(fits_all).or(made.first()).cloned()
    }

    /// Returns the value of a property without a name in the document, if the schema describes such
    /// values.
    fn additional(&mut self, chosen: &ChosenParts<'a>) -> Option<Value> {
        let mut all = chosen.parts.iter().map(|it| &it.additional);
        let like = all.find_map(|it| match it {
            Additional::Like(id) => Some(*id),
            _ => None,
        })?;
        self.value(like)
    }

    fn is_write_only(&self, id: SchemaId) -> bool {
        let mut parts = self.schemas.parts(id).into_iter();
        parts.any(|it| self.schemas.schema(it).write_only)
    }

    fn array(&mut self, id: SchemaId, parts: &[&'a Schema]) -> Option<Value> {
        let least = parts.iter().filter_map(|it| it.min_items).max();
        let least = usize::try_from(least.unwrap_or(0)).unwrap_or(0).min(1000);
        let most = parts.iter().filter_map(|it| it.max_items).min();
        let count = if self.only_required {
            least
        } else {
            least.max(1)
        };
        let item = match parts.iter().find_map(|it| it.items) {
            _ if most == Some(0) || count == 0 => None,
            Some(items) => self.value(items),
            None => Some("text".into()),
        };
        let Some(item) = item else {
            let empty = Value::Array(Vec::new());
            return self.fits(id, &empty).then_some(empty);
        };
        let same = Value::Array(vec![item.clone(); count]);
        if count < 2 || self.fits(id, &same) {
            return Some(same);
        }
        // All items have to differ.
        let items = parts.iter().find_map(|it| it.items);
        let listed = items.map(|it| self.schemas.parts(it)).unwrap_or_default();
        let listed = listed
            .iter()
            .filter_map(|it| self.schemas.schema(*it).values.as_ref());
        let listed: Vec<_> = listed.flatten().cloned().collect();
        let mut different: Vec<Value> = Vec::new();
        for index in 0..count {
            let mut all = std::iter::once(varied(&item, index)).chain(listed.iter().cloned());
            let next = all.find(|it| {
                let is_new = !different.contains(it);
                is_new && items.is_none_or(|items| self.fits(items, it))
            });
            different.push(next.unwrap_or_else(|| varied(&item, index)));
        }
        Some(Value::Array(different))
    }

    fn text(&self, id: SchemaId, parts: &[&Schema]) -> Value {
        let least = parts.iter().filter_map(|it| it.min_length).max();
        let least = usize::try_from(least.unwrap_or(0))
            .unwrap_or(0)
            .min(100_000);
        let most = parts.iter().filter_map(|it| it.max_length).min();
        let most = most.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX));
        let formats = parts.iter().filter_map(|it| it.format.as_deref());
        let formats = formats.filter_map(format::example).map(str::to_owned);
        let plain = "text".chars().cycle().take(least.max(4).min(most));
        let plain = plain.collect::<String>();
        let patterns = parts.iter().filter_map(|it| it.pattern.as_ref());
        let patterns = patterns.flat_map(|pattern| {
            let growths = (0..least.min(300) + 3).flat_map(|more| [(more, 0), (more, 1)]);
            growths.filter_map(|(more, choice)| pattern::text(&pattern.text, more, choice))
        });
        let mut all = formats.chain([plain.clone()]).chain(patterns);
        let found = all.find(|it| self.fits(id, &Value::from(it.as_str())));
        Value::from(found.unwrap_or(plain))
    }
}

/// Returns the kind of a schema by its type, or else by its other keywords.
fn kind_of(schema: &Schema) -> Option<Type> {
    if schema.kind.is_some() {
        return schema.kind;
    }
    let is_closed = !matches!(schema.additional, Additional::Allowed);
    if !schema.properties.is_empty() || !schema.required.is_empty() || is_closed {
        return Some(Type::Object);
    }
    if schema.items.is_some() || schema.min_items.is_some() {
        return Some(Type::Array);
    }
    let is_text = schema.pattern.is_some() || schema.min_length.is_some();
    if is_text || schema.format.as_deref().and_then(format::example).is_some() {
        return Some(Type::String);
    }
    let is_number = schema.minimum.is_some() || schema.maximum.is_some();
    is_number.then_some(Type::Number)
}

/// Returns a value like this one, but with a different number in it.
fn varied(value: &Value, index: usize) -> Value {
    match value {
        _ if index == 0 => value.clone(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Value::from(number + i64::try_from(index).unwrap_or(0)),
            None => Value::from(index),
        },
        Value::String(text) => {
            // It keeps its length: one more digit could be too many.
            let index = index.to_string();
            let kept = text.chars().count().saturating_sub(index.len());
            Value::from(text.chars().take(kept).collect::<String>() + &index)
        }
        Value::Bool(flag) => Value::Bool(*flag == index.is_multiple_of(2)),
        Value::Object(map) => {
            let varied = map
                .iter()
                .map(|(name, it)| (name.clone(), varied(it, index)));
            Value::Object(varied.collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests;
