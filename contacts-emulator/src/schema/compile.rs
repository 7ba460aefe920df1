use std::collections::HashMap;
use std::ops::RangeInclusive;

use regress::Regex;
use serde_json::{Map, Number, Value};

use super::{Additional, Bound, Discriminator, Pattern, Schema, SchemaId, Type};
use crate::percent;

/// Schemas, compiled so that values can be checked against them.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    schemas: Vec<Schema>,
    /// The schemas by the target of `$ref`: a schema may refer to itself.
    named: HashMap<String, SchemaId>,
}

/// Schemas that have a place but are not read yet: chains of references may be longer than the stack allows.
type UnreadSchemas<'a> = Vec<(SchemaId, &'a Value)>;

impl Schemas {
    pub(crate) fn kind(&self, id: SchemaId) -> Option<Type> {
        self.said(id, |it| it.kind)
    }

    pub(crate) fn items(&self, id: SchemaId) -> Option<SchemaId> {
        self.said(id, |it| it.items)
    }

    /// Returns what a schema itself says, or else what one of its parts says; usually the list of parts is
    /// not needed.
    fn said<'s, T>(&'s self, id: SchemaId, what: impl Fn(&'s Schema) -> Option<T>) -> Option<T> {
        let schema = self.schema(id);
        what(schema).or_else(|| {
            let is_whole = schema.all_of.is_empty();
            let parts = if is_whole { Vec::new() } else { self.parts(id) };
            parts.into_iter().find_map(|it| what(self.schema(it)))
        })
    }

    /// Returns a property of an object, including those that come from `allOf`.
    pub(crate) fn property(&self, id: SchemaId, name: &str) -> Option<SchemaId> {
        self.properties(id)
            .find_map(|(known, id)| (known == name).then_some(id))
    }

    /// Returns the named properties of an object, with those of `allOf`.
    pub(crate) fn properties(&self, id: SchemaId) -> impl Iterator<Item = (&str, SchemaId)> {
        let parts = self.parts(id).into_iter();
        parts.flat_map(|it| {
            let properties = self.schema(it).properties.iter();
            properties.map(|(name, id)| (name.as_str(), *id))
        })
    }

    pub(crate) fn default_of(&self, id: SchemaId) -> Option<&Value> {
        self.said(id, |it| it.default.as_ref())
    }

    pub(crate) fn maximum_of(&self, id: SchemaId) -> Option<&Number> {
        self.said(id, |it| Some(&it.maximum.as_ref()?.value))
    }

    /// Returns the schema and, however deep, those of its `allOf`.
    pub(super) fn parts(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut parts = vec![id];
        let mut next = 0;
        while let Some(part) = parts.get(next) {
            for more in &self.schema(*part).all_of {
                if !parts.contains(more) {
                    parts.push(*more);
                }
            }
            next += 1;
        }
        parts
    }

    pub(super) fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0]
    }

    /// Compiles a schema and everything that it refers to in `document`.
    pub(crate) fn compile(&mut self, document: &Value, schema: &Value) -> SchemaId {
        let mut waiting = UnreadSchemas::new();
        let id = self.place(document, schema, &mut waiting);
        while let Some((id, schema)) = waiting.pop() {
            self.schemas[id.0] = self.read(document, schema, &mut waiting);
        }
        id
    }

    /// Returns the place of a schema, which is read later.
    fn place<'a>(
        &mut self,
        document: &'a Value,
        schema: &'a Value,
        waiting: &mut UnreadSchemas<'a>,
    ) -> SchemaId {
        let target = schema.get("$ref").and_then(Value::as_str);
        if let Some(known) = target.and_then(|it| self.named.get(it)) {
            return *known;
        }
        let id = SchemaId(self.schemas.len());
        self.schemas.push(Schema::default());
        match target {
            Some(target) => {
                self.named.insert(target.to_owned(), id);
                if let Some(found) = referred(document, target) {
                    waiting.push((id, found));
                }
            }
            None => waiting.push((id, schema)),
        }
        id
    }

    fn read<'a>(
        &mut self,
        document: &'a Value,
        schema: &'a Value,
        waiting: &mut UnreadSchemas<'a>,
    ) -> Schema {
        if schema.get("$ref").is_some() {
            // A component that only refers to another one.
            let all_of = vec![self.place(document, schema, waiting)];
            return Schema {
                all_of,
                ..Schema::default()
            };
        }
        let mut place = |schema: &'a Value| self.place(document, schema, waiting);
        let mut each = |key: &str| -> Vec<SchemaId> {
            let schemas = schema.get(key).and_then(Value::as_array);
            schemas.into_iter().flatten().map(&mut place).collect()
        };
        let (all_of, any_of, one_of) = (each("allOf"), each("anyOf"), each("oneOf"));
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        let properties = properties.map(|(name, it)| (name.clone(), place(it)));
        let properties = properties.collect();
        let mut one = |key: &str| {
            let schema = schema.get(key).filter(|it| it.is_object());
            schema.map(&mut place)
        };
        let (items, not) = (one("items"), one("not"));
        let additional = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => Additional::Refused,
            Some(like) if is_never(like) => Additional::Refused,
            Some(Value::Object(_)) => {
                one("additionalProperties").map_or(Additional::Allowed, Additional::Like)
            }
            _ => Additional::Allowed,
        };
        let discriminator = self.discriminator(document, schema, waiting);
        Schema {
            items,
            properties,
            additional,
            all_of,
            any_of,
            one_of,
            not,
            discriminator,
            ..plain(schema)
        }
    }

    fn discriminator<'a>(
        &mut self,
        document: &'a Value,
        schema: &'a Value,
        waiting: &mut UnreadSchemas<'a>,
    ) -> Option<Discriminator> {
        let discriminator = schema.get("discriminator")?;
        let property = discriminator.get("propertyName")?.as_str()?.to_owned();
        let alternatives = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|key| schema.get(key)?.as_array())
            .flatten();
        let mut meanings = Vec::new();
        let references: Vec<(&str, &Value)> = alternatives
            .filter_map(|it| Some((it.get("$ref")?.as_str()?, it)))
            .collect();
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        for (value, target) in mapping.into_iter().flatten() {
            let Some(target) = target.as_str() else {
                continue;
            };
            // The target is a reference, or the name of a component.
            let meant = references
                .iter()
                .find(|(reference, _)| *reference == target || last(reference) == target);
            if let Some((_, alternative)) = meant {
                let id = self.place(document, alternative, waiting);
                meanings.push((value.clone(), id));
            }
        }
        for (reference, alternative) in references {
            let id = self.place(document, alternative, waiting);
            if !meanings.iter().any(|(_, known)| *known == id) {
                meanings.push((last(reference).to_owned(), id));
            }
        }
        (!meanings.is_empty()).then_some(Discriminator { property, meanings })
    }
}

/// Returns what a schema says without reference to other schemas.
fn plain(schema: &Value) -> Schema {
    let flag = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    let limit = |key: &str, exclusive: &str| {
        Some(Bound {
            value: schema.get(key)?.as_number()?.clone(),
            exclusive: flag(exclusive),
        })
    };
    let values = schema.get("enum").and_then(Value::as_array).cloned();
    let has_null = values
        .as_ref()
        .is_some_and(|values| values.iter().any(Value::is_null));
    Schema {
        kind: schema.get("type").and_then(Value::as_str).and_then(kind),
        nullable: flag("nullable") || has_null,
        read_only: flag("readOnly"),
        write_only: flag("writeOnly"),
        is_open: flag("additionalProperties"),
        example: schema.get("example").cloned(),
        default: schema.get("default").cloned(),
        values,
        format: schema
            .get("format")
            .and_then(Value::as_str)
            .map(str::to_owned),
        width: width(schema),
        minimum: limit("minimum", "exclusiveMinimum"),
        maximum: limit("maximum", "exclusiveMaximum"),
        multiple_of: schema
            .get("multipleOf")
            .and_then(Value::as_f64)
            .filter(|it| *it > 0.0),
        min_length: count(schema, "minLength"),
        max_length: count(schema, "maxLength"),
        pattern: pattern(schema),
        min_items: count(schema, "minItems"),
        max_items: count(schema, "maxItems"),
        unique_items: flag("uniqueItems"),
        required: texts(schema.get("required")),
        min_properties: count(schema, "minProperties"),
        max_properties: count(schema, "maxProperties"),
        ..Schema::default()
    }
}

/// Returns a count, even if it is written as `255.0`.
fn count(schema: &Value, key: &str) -> Option<u64> {
    let value = schema.get(key)?;
    let whole = || {
        let number = value.as_f64().filter(|it| *it >= 0.0)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts are small, and not negative"
        )]
        let whole = number as u64;
        Some(whole)
    };
    value.as_u64().or_else(whole)
}

/// Returns whether this is `{"not": {}}`, which is what the schema `false` becomes.
fn is_never(schema: &Value) -> bool {
    let not = schema.get("not").and_then(Value::as_object);
    not.is_some_and(Map::is_empty)
}

/// Returns the target of a reference in the document.
fn referred<'a>(document: &'a Value, target: &str) -> Option<&'a Value> {
    let pointer = percent::decode(target.strip_prefix('#')?)?;
    document.pointer(&pointer)
}

/// Returns the last part of a reference: the name of a component.
fn last(reference: &str) -> &str {
    reference
        .rsplit_once('/')
        .map_or(reference, |(_, name)| name)
}

fn kind(name: &str) -> Option<Type> {
    Some(match name {
        "string" => Type::String,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "array" => Type::Array,
        "object" => Type::Object,
        _ => return None,
    })
}

/// Returns the range of an integer's format.
fn width(schema: &Value) -> Option<RangeInclusive<i128>> {
    match schema.get("format")?.as_str()? {
        "int32" => Some(i128::from(i32::MIN)..=i128::from(i32::MAX)),
        "int64" => Some(i128::from(i64::MIN)..=i128::from(i64::MAX)),
        _ => None,
    }
}

/// Returns the pattern; one that is not valid in ECMA-262 is not checked, since people also write patterns of
/// other languages.
fn pattern(schema: &Value) -> Option<Pattern> {
    let text = schema.get("pattern").and_then(Value::as_str)?;
    // With the flag, a character is a code point; without it, patterns are read more leniently.
    let regex = Regex::with_flags(text, "u").or_else(|_| Regex::new(text));
    match regex {
        Ok(regex) => Some(Pattern {
            text: text.to_owned(),
            regex,
        }),
        Err(error) => {
            tracing::warn!(pattern = text, %error, "a pattern cannot be checked and is ignored");
            None
        }
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
