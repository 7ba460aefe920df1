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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The rules that a value breaks, as people read them.
    fn broken(schema: &Value, value: &Value) -> Vec<String> {
        let document = json!({"components": {"schemas": {
            "Tree": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                },
            },
        }}});
        let mut schemas = Schemas::default();
        let id = schemas.compile(&document, schema).unwrap();
        let violations = schemas.check(id, value);
        violations.iter().map(Violation::to_string).collect()
    }

    /// A schema, a value that keeps it, one that does not, and the rule that this breaks.
    type Case = (Value, Value, Value, &'static str);

    fn check_all<const N: usize>(cases: [Case; N]) {
        for (schema, kept, breaks, rule) in cases {
            assert_eq!(broken(&schema, &kept), [""; 0], "{schema} {kept}");
            let expected = format!("the content {rule}");
            assert_eq!(broken(&schema, &breaks), [expected], "{schema} {breaks}");
        }
    }

    #[test]
    fn a_type_is_kept() {
        check_all([
            (
                json!({"type": "string"}),
                json!("a"),
                json!(1),
                "is a number, must be a string",
            ),
            (
                json!({"type": "integer"}),
                json!(3.0),
                json!(3.5),
                "is a number, must be a whole number",
            ),
            (
                json!({"type": "boolean"}),
                json!(true),
                json!("true"),
                "is a string, must be a boolean",
            ),
            (
                json!({"type": "array"}),
                json!([]),
                json!({}),
                "is an object, must be an array",
            ),
            (
                json!({"type": "object"}),
                json!({}),
                json!([]),
                "is an array, must be an object",
            ),
            (
                json!({"type": "number"}),
                json!(0.5),
                json!(null),
                "is null, must be a number",
            ),
            (
                json!({"type": "string", "nullable": true}),
                json!(null),
                json!(false),
                "is a boolean, must be a string",
            ),
        ]);
    }

    #[test]
    fn numbers_keep_their_bounds() {
        check_all([
            (
                json!({"format": "int32"}),
                json!(2_147_483_647),
                json!(2_147_483_648_i64),
                "2147483648 is more than fits",
            ),
            (
                json!({"format": "int64"}),
                json!(i64::MAX),
                json!(u64::MAX),
                "18446744073709551615 is more than fits",
            ),
            (
                json!({"minimum": 1}),
                json!(1),
                json!(0.5),
                "0.5 is less than the minimum of 1",
            ),
            (
                json!({"maximum": u64::MAX}),
                json!(u64::MAX),
                json!(2e19),
                "2e+19 is more than the maximum of 18446744073709551615",
            ),
            (
                json!({"minimum": 1, "exclusiveMinimum": true}),
                json!(1.01),
                json!(1),
                "must be more than 1",
            ),
            (
                json!({"maximum": 1, "exclusiveMaximum": true}),
                json!(0.99),
                json!(1),
                "must be less than 1",
            ),
            (
                json!({"multipleOf": 0.1}),
                json!(0.3),
                json!(0.35),
                "must be a multiple of 0.1",
            ),
        ]);
    }

    #[test]
    fn texts_and_enumerations_are_kept() {
        check_all([
            (
                json!({"enum": ["a", 2]}),
                json!(2),
                json!("b"),
                "must be one of \"a\", 2",
            ),
            (
                json!({"minLength": 2}),
                json!("ÆØ"),
                json!("Æ"),
                "has 1 characters, fewer than the minimum of 2",
            ),
            (
                json!({"maxLength": 2}),
                json!("ÆØ"),
                json!("ÆØÅ"),
                "has 3 characters, more than the maximum of 2",
            ),
            (
                json!({"pattern": "^(?!0)\\d+$"}),
                json!("10"),
                json!("01"),
                "must match the pattern ^(?!0)\\d+$",
            ),
        ]);
    }

    #[test]
    fn arrays_and_objects_keep_their_sizes() {
        check_all([
            (
                json!({"minItems": 1}),
                json!([1]),
                json!([]),
                "has 0 items, fewer than the minimum of 1",
            ),
            (
                json!({"maxItems": 1}),
                json!([1]),
                json!([1, 2]),
                "has 2 items, more than the maximum of 1",
            ),
            (
                json!({"uniqueItems": true}),
                json!([1, 2]),
                json!([1, 2, 1]),
                "has an item twice",
            ),
            (
                json!({"minProperties": 1}),
                json!({"a": 1}),
                json!({}),
                "has 0 properties, fewer than the minimum of 1",
            ),
            (
                json!({"maxProperties": 1}),
                json!({"a": 1}),
                json!({"a": 1, "b": 2}),
                "has 2 properties, more than the maximum of 1",
            ),
        ]);
    }

    #[test]
    fn combinations_are_kept() {
        check_all([
            (
                json!({"anyOf": [{"type": "string"}, {"minimum": 5}]}),
                json!(5),
                json!(4),
                "fits none of the forms that it may have",
            ),
            (
                json!({"oneOf": [{"type": "integer"}, {"minimum": 5}]}),
                json!(4),
                json!(5),
                "must fit exactly one of the forms that it may have",
            ),
            (
                json!({"not": {"type": "string"}}),
                json!(4),
                json!("a"),
                "has a form that it must not have",
            ),
            (
                json!({"allOf": [{"type": "string"}, {"maxLength": 1}]}),
                json!("a"),
                json!("ab"),
                "has 2 characters, more than the maximum of 1",
            ),
        ]);
    }

    #[test]
    fn what_is_inside_is_named_by_its_path_and_everything_is_named() {
        let schema = json!({"$ref": "#/components/schemas/Tree"});
        let value = json!({
            "name": "",
            "children": [{"name": "a"}, {"children": [{"name": 1}]}],
            "more": true,
        });
        assert_eq!(
            broken(&schema, &value),
            [
                "name: has 0 characters, fewer than the minimum of 1",
                "children.1.name: is required",
                "children.1.children.0.name: is a number, must be a string",
            ]
        );
    }

    #[test]
    fn other_properties_are_as_the_schema_says() {
        let mut schema = json!({"properties": {"a": {}}, "additionalProperties": false});
        let value = json!({"a": 1, "b": "x"});
        assert_eq!(broken(&schema, &value), ["b: is not a property of this"]);
        schema["additionalProperties"] = json!({"type": "integer"});
        assert_eq!(
            broken(&schema, &value),
            ["b: is a string, must be a whole number"]
        );
        schema["additionalProperties"] = json!(true);
        assert_eq!(broken(&schema, &value), [""; 0]);
    }

    #[test]
    fn what_only_the_service_sets_is_not_required_of_a_request() {
        let schema = json!({
            "required": ["id", "name"],
            "properties": {"id": {"readOnly": true}, "name": {}},
        });
        assert_eq!(broken(&schema, &json!({})), ["name: is required"]);
    }

    #[test]
    fn a_message_never_has_the_text_that_was_sent() {
        let secret = "Hans Hansen";
        for schema in [
            json!({"type": "integer"}),
            json!({"enum": ["a"]}),
            json!({"maxLength": 1}),
            json!({"minLength": 100}),
            json!({"pattern": "^1$"}),
            json!({"not": {}}),
        ] {
            let messages = broken(&schema, &json!(secret));
            assert_eq!(messages.len(), 1, "{schema}");
            assert!(!messages[0].contains("Hans"), "{messages:?}");
        }
    }

    #[test]
    fn what_cannot_be_compiled_says_why() {
        let compile = |schema: &Value| {
            let mut schemas = Schemas::default();
            let result = schemas.compile(&json!({}), schema);
            result.unwrap_err().to_string()
        };
        assert_eq!(
            compile(&json!({"$ref": "#/nowhere"})),
            "`$ref: #/nowhere` leads nowhere"
        );
        let error = compile(&json!({"items": {"pattern": "("}}));
        assert!(
            error.starts_with("the pattern `(` cannot be checked: "),
            "{error}"
        );
    }
}
