use std::collections::HashMap;
use std::ops::RangeInclusive;

use regress::Regex;
use serde_json::{Number, Value};

use super::{Additional, Limit, Pattern, Schema, SchemaId, Type};

/// All schemas that the emulator checks against.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    schemas: Vec<Schema>,
    /// By the target of `$ref`: a schema may refer to itself.
    named: HashMap<String, SchemaId>,
}

/// Why a schema of the document cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SchemaError {
    #[error("the pattern `{pattern}` cannot be checked: {reason}")]
    Pattern { pattern: String, reason: String },
    #[error("`$ref: {0}` leads nowhere")]
    Reference(String),
}

impl Schemas {
    pub(crate) fn kind(&self, id: SchemaId) -> Option<Type> {
        let schema = self.schema(id);
        schema
            .kind
            .or_else(|| schema.all_of.iter().find_map(|it| self.kind(*it)))
    }

    pub(crate) fn items(&self, id: SchemaId) -> Option<SchemaId> {
        self.schema(id).items
    }

    pub(crate) fn default_of(&self, id: SchemaId) -> Option<&Value> {
        self.schema(id).default.as_ref()
    }

    pub(crate) fn maximum_of(&self, id: SchemaId) -> Option<&Number> {
        Some(&self.schema(id).maximum.as_ref()?.value)
    }

    pub(super) fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0]
    }

    /// Compiles a schema and all that it refers to in `document`.
    pub(crate) fn compile(
        &mut self,
        document: &Value,
        schema: &Value,
    ) -> Result<SchemaId, SchemaError> {
        let Some(target) = schema.get("$ref").and_then(Value::as_str) else {
            let id = self.reserve();
            self.schemas[id.0] = self.read(document, schema)?;
            return Ok(id);
        };
        if let Some(id) = self.named.get(target) {
            return Ok(*id);
        }
        let found = target
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer))
            .ok_or_else(|| SchemaError::Reference(target.to_owned()))?;
        let id = self.reserve();
        self.named.insert(target.to_owned(), id);
        self.schemas[id.0] = self.read(document, found)?;
        Ok(id)
    }

    fn reserve(&mut self) -> SchemaId {
        self.schemas.push(Schema::default());
        SchemaId(self.schemas.len() - 1)
    }

    fn read(&mut self, document: &Value, schema: &Value) -> Result<Schema, SchemaError> {
        let flag = |key: &str| schema.get(key).and_then(Value::as_bool).unwrap_or(false);
        let count = |key: &str| schema.get(key).and_then(Value::as_u64);
        let limit = |key: &str, exclusive: &str| {
            let value: &Number = schema.get(key)?.as_number()?;
            Some(Limit {
                value: value.clone(),
                exclusive: flag(exclusive),
            })
        };
        let mut compiled = Schema {
            kind: schema.get("type").and_then(Value::as_str).and_then(kind),
            nullable: flag("nullable"),
            read_only: flag("readOnly"),
            default: schema.get("default").cloned(),
            values: schema.get("enum").and_then(Value::as_array).cloned(),
            width: width(schema),
            minimum: limit("minimum", "exclusiveMinimum"),
            maximum: limit("maximum", "exclusiveMaximum"),
            multiple_of: schema.get("multipleOf").and_then(Value::as_f64),
            min_length: count("minLength"),
            max_length: count("maxLength"),
            pattern: pattern(schema)?,
            min_items: count("minItems"),
            max_items: count("maxItems"),
            unique_items: flag("uniqueItems"),
            required: texts(schema.get("required")),
            min_properties: count("minProperties"),
            max_properties: count("maxProperties"),
            ..Schema::default()
        };
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let id = self.compile(document, property)?;
            compiled.properties.push((name.clone(), id));
        }
        compiled.additional = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => Additional::Refused,
            Some(like @ Value::Object(_)) => Additional::Like(self.compile(document, like)?),
            _ => Additional::Allowed,
        };
        compiled.items = self.one(document, schema.get("items"))?;
        compiled.not = self.one(document, schema.get("not"))?;
        compiled.all_of = self.each(document, schema.get("allOf"))?;
        compiled.any_of = self.each(document, schema.get("anyOf"))?;
        compiled.one_of = self.each(document, schema.get("oneOf"))?;
        Ok(compiled)
    }

    fn one(
        &mut self,
        document: &Value,
        schema: Option<&Value>,
    ) -> Result<Option<SchemaId>, SchemaError> {
        schema.map(|it| self.compile(document, it)).transpose()
    }

    fn each(
        &mut self,
        document: &Value,
        schemas: Option<&Value>,
    ) -> Result<Vec<SchemaId>, SchemaError> {
        schemas
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|it| self.compile(document, it))
            .collect()
    }
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

/// What an integer's format can hold.
fn width(schema: &Value) -> Option<RangeInclusive<i128>> {
    match schema.get("format")?.as_str()? {
        "int32" => Some(i128::from(i32::MIN)..=i128::from(i32::MAX)),
        "int64" => Some(i128::from(i64::MIN)..=i128::from(i64::MAX)),
        _ => None,
    }
}

fn pattern(schema: &Value) -> Result<Option<Pattern>, SchemaError> {
    let Some(text) = schema.get("pattern").and_then(Value::as_str) else {
        return Ok(None);
    };
    // Unicode, so that a character is a code point.
    let regex = Regex::with_flags(text, "u").map_err(|error| SchemaError::Pattern {
        pattern: text.to_owned(),
        reason: error.to_string(),
    })?;
    let text = text.to_owned();
    Ok(Some(Pattern { text, regex }))
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
