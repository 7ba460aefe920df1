//! A value made from a schema: its example, its default, or the simplest that keeps its rules.

use serde_json::{Map, Number, Value};

use super::{Additional, Direction, Schema, SchemaId, Schemas, Type, format, pattern};

/// How deep what need not be there is followed.
const DEPTH: usize = 5;
/// How deep anything is followed.
const DEEPEST: usize = 24;
/// How many values one sample is made of; beyond that only what must be there is.
const BUDGET: usize = 2_000;
/// How many alternatives of a schema are tried.
const ALTERNATIVES: usize = 8;

impl Schemas {
    /// Makes a value that can be answered as this schema; `None` if it cannot be one with an end.
    pub(crate) fn sample(&self, id: SchemaId) -> Option<Value> {
        Sampler::new(self, false).value(id)
    }

    /// Makes the least that can be answered: only what must be there.
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

/// A schema with its parts, and what was chosen of its alternatives.
struct Whole<'a> {
    parts: Vec<&'a Schema>,
    /// What a discriminator has to be for the alternatives that were chosen.
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

    /// What the document gives as an example, as the default or as the only value.
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
        // An object's least is made: what stands beside it in an example need not be there.
        (!(is_object && self.only_required)).then(|| given.clone())
    }

    fn made(&mut self, id: SchemaId) -> Option<Value> {
        let mut first = None;
        for choice in 0..ALTERNATIVES {
            let mut whole = Whole {
                parts: Vec::new(),
                told: Vec::new(),
            };
            let more = self.choose(id, choice, &mut whole, &mut Vec::new());
            let value = self.of_whole(id, &whole);
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

    /// Collects the parts; of each `oneOf` and `anyOf` the alternative with this index, or the last.
    /// Tells whether a greater index would choose another one.
    fn choose(
        &self,
        id: SchemaId,
        choice: usize,
        whole: &mut Whole<'a>,
        seen: &mut Vec<SchemaId>,
    ) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        let schema = self.schemas.schema(id);
        whole.parts.push(schema);
        let mut more = false;
        for part in &schema.all_of {
            more |= self.choose(*part, choice, whole, seen);
        }
        for alternatives in [&schema.one_of, &schema.any_of] {
            let Some(last) = alternatives.len().checked_sub(1) else {
                continue;
            };
            more |= choice < last;
            let chosen = alternatives[choice.min(last)];
            if let Some(discriminator) = &schema.discriminator {
                let meanings = discriminator.meanings.iter();
                let told = meanings.filter(|(_, it)| *it == chosen);
                let told = told.map(|(value, _)| (&*discriminator.property, &**value));
                whole.told.extend(told.take(1));
            }
            more |= self.choose(chosen, choice, whole, seen);
        }
        more
    }

    fn of_whole(&mut self, id: SchemaId, whole: &Whole<'a>) -> Option<Value> {
        let parts = &whole.parts;
        let values = parts.iter().filter_map(|it| it.values.as_ref()).flatten();
        if let Some(value) = values
            .filter(|it| !it.is_null())
            .find(|it| self.fits(id, it))
        {
            return Some(value.clone());
        }
        match parts.iter().find_map(|it| kind_of(it)) {
            Some(Type::Object) => self.object(id, whole),
            Some(Type::Array) => self.array(id, parts),
            Some(Type::Boolean) => Some(Value::Bool(false)),
            Some(Type::Integer) => number(parts, true),
            Some(Type::Number) => number(parts, false),
            Some(Type::String) => Some(self.text(id, parts)),
            None => {
                let any = [Value::from("text"), Value::Object(Map::new()), Value::Null];
                let mut any = any.into_iter();
                any.find(|it| self.fits(id, it))
            }
        }
    }

    fn object(&mut self, id: SchemaId, whole: &Whole<'a>) -> Option<Value> {
        let is_required = |name: &str| {
            let mut required = whole.parts.iter().flat_map(|it| &it.required);
            required.any(|it| it == name)
        };
        let mut least = Map::new();
        let mut all = Map::new();
        for part in &whole.parts {
            for (name, property) in &part.properties {
                if all.contains_key(name) || self.is_write_only(*property) {
                    continue;
                }
                let required = is_required(name);
                let enough = self.only_required || self.open.len() > DEPTH || self.left == 0;
                if !required && enough {
                    continue;
                }
                let told = whole.told.iter().find(|(known, _)| known == name);
                let told = told.map(|(_, value)| Value::from(*value));
                match told.or_else(|| self.member(name, *property, whole)) {
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
        // What is required and not described may be anything.
        let names = whole.parts.iter().flat_map(|it| &it.required);
        for name in names {
            let is_described = whole
                .parts
                .iter()
                .any(|it| it.properties.iter().any(|(known, _)| known == name));
            if !is_described {
                let value = self.additional(whole).unwrap_or_else(|| "text".into());
                least.insert(name.clone(), value.clone());
                all.insert(name.clone(), value);
            }
        }
        let count = whole.parts.iter().filter_map(|it| it.min_properties).max();
        let count = usize::try_from(count.unwrap_or(0)).unwrap_or(0).min(100);
        let is_map = whole.parts.iter().all(|it| it.properties.is_empty());
        let wanted = if is_map && !self.only_required {
            count.max(1)
        } else {
            count
        };
        for map in [&mut least, &mut all] {
            for index in map.len()..wanted {
                let Some(value) = self.additional(whole) else {
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

    /// The value of a property, which several parts may describe.
    fn member(&mut self, name: &str, first: SchemaId, whole: &Whole<'a>) -> Option<Value> {
        let parts = whole.parts.iter().flat_map(|it| &it.properties);
        let all = parts.filter(|(known, _)| known == name).map(|it| it.1);
        let all: Vec<SchemaId> = all.collect();
        if all.len() < 2 {
            return self.value(first);
        }
        let made: Vec<_> = all.iter().filter_map(|it| self.value(*it)).collect();
        let fits_all = |made: &&Value| all.iter().all(|it| self.fits(*it, made));
        made.iter().find(fits_all).or(made.first()).cloned()
    }

    /// The value of a name that is not known before, if the schema says what it is.
    fn additional(&mut self, whole: &Whole<'a>) -> Option<Value> {
        let mut all = whole.parts.iter().map(|it| &it.additional);
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
        // No item may be there twice.
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

/// The kind of a schema by its type, else by what it says.
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

/// The number nearest to zero that keeps the bounds.
fn number(parts: &[&Schema], is_whole: bool) -> Option<Value> {
    let bound = |limit: &super::Limit| Some((limit.value.as_f64()?, limit.exclusive));
    let lows = parts.iter().filter_map(|it| it.minimum.as_ref());
    let low = lows.filter_map(bound).max_by(|a, b| a.0.total_cmp(&b.0));
    let highs = parts.iter().filter_map(|it| it.maximum.as_ref());
    let high = highs.filter_map(bound).min_by(|a, b| a.0.total_cmp(&b.0));
    let step = parts.iter().find_map(|it| it.multiple_of);
    let step = step.or(is_whole.then_some(1.0));
    let above = |(low, exclusive): (f64, bool)| match step {
        Some(step) => {
            let multiple = (low / step).ceil() * step;
            if exclusive && multiple <= low {
                multiple + step
            } else {
                multiple
            }
        }
        None if exclusive => match high {
            Some((high, _)) => low + (high - low) / 2.0,
            None => low + 1.0,
        },
        None => low,
    };
    let below = |(high, exclusive): (f64, bool)| match step {
        Some(step) => {
            let multiple = (high / step).floor() * step;
            if exclusive && multiple >= high {
                multiple - step
            } else {
                multiple
            }
        }
        None if exclusive => high - 1.0,
        None => high,
    };
    let is_above = |it: (f64, bool)| it.0 > 0.0 || (it.0 == 0.0 && it.1);
    let is_below = |it: (f64, bool)| it.0 < 0.0 || (it.0 == 0.0 && it.1);
    let value = match (low, high) {
        (Some(low), _) if is_above(low) => above(low),
        (_, Some(high)) if is_below(high) => below(high),
        _ => 0.0,
    };
    if is_whole || value.fract() == 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a bound that is greater is cut to the greatest"
        )]
        let whole = value as i128;
        return Number::from_i128(whole).map(Value::Number);
    }
    Number::from_f64(value).map(Value::Number)
}

/// A value like this one, but for its number.
fn varied(value: &Value, index: usize) -> Value {
    match value {
        _ if index == 0 => value.clone(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Value::from(number + i64::try_from(index).unwrap_or(0)),
            None => Value::from(index),
        },
        Value::String(text) => {
            // As long as it was: a digit more could be too much.
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
mod tests {
    use serde_json::json;

    use super::*;

    fn sample(schema: &Value) -> (Option<Value>, bool) {
        let document = json!({"components": {"schemas": {
            "Tree": {"type": "object", "required": ["name", "children"], "properties": {
                "name": {"type": "string", "minLength": 1},
                "parent": {"$ref": "#/components/schemas/Tree"},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            }},
            "Person": {"type": "object", "required": ["kind", "age"], "properties": {
                "kind": {"type": "string"}, "age": {"type": "integer", "minimum": 18},
            }},
            "Company": {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "enum": ["company"]},
            }},
            "Endless": {"type": "object", "required": ["it"], "properties": {
                "it": {"$ref": "#/components/schemas/Endless"},
            }},
        }}});
        let mut schemas = Schemas::default();
        let id = schemas.compile(&document, schema);
        let made = schemas.sample(id);
        let fits = made
            .as_ref()
            .is_some_and(|it| schemas.fits(id, it, Direction::Answered));
        (made, fits)
    }

    #[test]
    fn what_the_document_gives_is_taken_where_it_is_true() {
        for (schema, expected) in [
            (
                json!({"type": "string", "example": "a", "default": "b"}),
                json!("a"),
            ),
            (
                json!({"type": "string", "example": 1, "default": "b"}),
                json!("b"),
            ),
            (json!({"enum": [null, "x", "y"]}), json!("x")),
            (json!({"type": "integer", "enum": [3, 4]}), json!(3)),
            (
                json!({"type": "object", "example": {"a": 1}, "properties": {"a": {}}}),
                json!({"a": 1}),
            ),
            (
                json!({"allOf": [{"type": "string", "example": "a"}], "description": "x"}),
                json!("a"),
            ),
        ] {
            assert_eq!(sample(&schema), (Some(expected), true), "{schema}");
        }
    }

    #[test]
    fn every_schema_gets_a_value_that_keeps_it() {
        for schema in [
            json!({}),
            json!({"type": "string"}),
            json!({"type": "string", "minLength": 40, "maxLength": 40}),
            json!({"type": "string", "maxLength": 2}),
            json!({"type": "string", "maxLength": 0}),
            json!({"type": "string", "pattern": "^[A-Z]{3}-\\d+$", "minLength": 12}),
            json!({"type": "string", "pattern": "^(?!0)[0-9]{4}$"}),
            json!({"type": "string", "format": "date"}),
            json!({"type": "string", "format": "date-time"}),
            json!({"type": "string", "format": "uuid"}),
            json!({"type": "string", "format": "email"}),
            json!({"type": "string", "format": "uri", "maxLength": 30}),
            json!({"type": "string", "format": "byte"}),
            json!({"type": "string", "format": "binary"}),
            json!({"type": "integer", "minimum": 5, "exclusiveMinimum": true}),
            json!({"type": "integer", "maximum": -5}),
            json!({"type": "integer", "minimum": 7, "multipleOf": 5}),
            json!({"type": "integer", "format": "int32", "minimum": 2_147_483_647}),
            json!({"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1}),
            json!({"type": "number", "minimum": 0.5, "multipleOf": 0.25}),
            json!({"type": "boolean"}),
            json!({"type": "array", "items": {"type": "integer"}}),
            json!({"type": "array", "minItems": 3, "uniqueItems": true, "items": {"type": "string"}}),
            json!({"type": "array", "minItems": 2, "uniqueItems": true, "items": {"enum": ["x", "y"]}}),
            json!({"type": "array", "maxItems": 0}),
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            json!({"type": "object", "minProperties": 2, "additionalProperties": {"type": "boolean"}}),
            json!({"type": "object", "required": ["a"]}),
            json!({"type": "object", "required": ["a"], "properties": {"a": {"writeOnly": true}}}),
            json!({"allOf": [
                {"$ref": "#/components/schemas/Person"},
                {"required": ["x"], "properties": {"x": {"type": "number"}}},
            ]}),
            json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
            json!({"oneOf": [{"type": "integer"}, {"minimum": -5}]}),
            json!({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}),
            json!({"oneOf": [
                {"$ref": "#/components/schemas/Person"},
                {"$ref": "#/components/schemas/Company"},
            ], "discriminator": {"propertyName": "kind"}}),
            json!({"type": "string", "not": {"enum": ["text"]}, "nullable": true}),
            json!({"$ref": "#/components/schemas/Tree"}),
        ] {
            let (made, fits) = sample(&schema);
            assert!(fits, "{schema}: {made:?}");
        }
    }

    #[test]
    fn what_has_no_end_is_not_made() {
        let endless = json!({"$ref": "#/components/schemas/Endless"});
        assert_eq!(sample(&endless).0, None);
        let optional =
            json!({"type": "object", "properties": {"a": endless, "b": {"type": "integer"}}});
        assert_eq!(sample(&optional), (Some(json!({"b": 0})), true));
        let (tree, _) = sample(&json!({"$ref": "#/components/schemas/Tree"}));
        assert_eq!(tree, Some(json!({"name": "text", "children": []})));
    }

    #[test]
    fn the_least_has_only_what_must_be_there() {
        let mut schemas = Schemas::default();
        let schema = json!({
            "example": {"a": 1, "b": 2},
            "required": ["a"],
            "properties": {"a": {"example": 1}, "b": {}},
        });
        let id = schemas.compile(&json!({}), &schema);
        assert_eq!(schemas.least(id), Some(json!({"a": 1})));
        assert_eq!(schemas.sample(id), Some(json!({"a": 1, "b": 2})));
    }
}
