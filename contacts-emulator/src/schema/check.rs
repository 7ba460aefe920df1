use std::cmp::Ordering;
use std::fmt;

use serde_json::{Map, Number, Value};

use super::{Additional, Limit, Schema, SchemaId, Schemas, Type, format};

/// Which way a value goes: what only the service sets need not be sent, and what is only sent need not
/// be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Sent,
    Answered,
}

/// What is wrong with a member that nothing describes.
pub(super) const UNKNOWN: &str = "is not a property of this";

/// A rule of the document that a value breaks.
///
/// Texts are named by their length only: numbers, names and e-mails must not get into logs by way
/// of an error's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Which property, the outermost first; empty for the value itself.
    pub(crate) path: Vec<String>,
    /// How many of these names are the document's; those behind them were sent.
    pub(super) described: usize,
    /// The value, where the rule begins with it.
    pub(super) value: Option<String>,
    /// The rule, as the end of a sentence: `is required`.
    pub(super) rule: String,
}

impl Violation {
    /// Returns the rule as the end of a sentence, with the value that breaks it.
    pub(crate) fn rule(&self) -> String {
        match &self.value {
            Some(value) => format!("{value} {}", self.rule),
            None => self.rule.clone(),
        }
    }

    /// Leaves out the name of what is around the value, if it is this and not the value itself.
    pub(crate) fn leave_out(&mut self, envelope: Option<&String>) {
        if self.path.len() > 1 && self.path.first() == envelope {
            self.path.remove(0);
            self.described = self.described.saturating_sub(1);
        }
    }

    /// Returns the sentence for a log: nothing that was sent is in it.
    pub(crate) fn logged(&self) -> String {
        match self.logged_parts() {
            (path, rule) if path.is_empty() => format!("the content {rule}"),
            (path, rule) => format!("{path}: {rule}"),
        }
    }

    /// Returns the path and the rule for a log: nothing that was sent is in them.
    pub(crate) fn logged_parts(&self) -> (String, &str) {
        let mut path = self.path[..self.described].join(".");
        if self.described < self.path.len() {
            path.push_str(if path.is_empty() { "…" } else { ".…" });
        }
        (path, &self.rule)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_slice() {
            [] => write!(f, "the content {}", self.rule()),
            path => write!(f, "{}: {}", path.join("."), self.rule()),
        }
    }
}

impl Schemas {
    /// All rules that `value` breaks when it is sent or answered as `schema`.
    pub(crate) fn check(
        &self,
        schema: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Vec<Violation> {
        let mut check = Check {
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

    /// Does the value keep all rules?
    pub(crate) fn fits(&self, schema: SchemaId, value: &Value, direction: Direction) -> bool {
        self.check(schema, value, direction).is_empty()
    }
}

struct Check<'a> {
    schemas: &'a Schemas,
    direction: Direction,
    path: Vec<String>,
    /// Where in the path the names begin that are not the document's.
    sent: Option<usize>,
    /// The schemas that this value is being checked against: one that refers to itself without going
    /// deeper says nothing more.
    here: Vec<SchemaId>,
    /// Where among them those of this value begin; the others are those of what it is inside.
    start: usize,
    /// The first of them, of which the others are parts.
    whole: SchemaId,
    violations: Vec<Violation>,
}

impl Check<'_> {
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

    /// Checks what stands under a name that the document does not have.
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

    /// What is inside is a value of its own.
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
        if let Some(Limit { value, exclusive }) = &schema.minimum {
            match compare(number, value) {
                Ordering::Less => {
                    self.say_of(Some(number), format!("is less than the minimum of {value}"));
                }
                Ordering::Equal if *exclusive => self.say(format!("must be more than {value}")),
                _ => {}
            }
        }
        if let Some(Limit { value, exclusive }) = &schema.maximum {
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
                    // People close the parts of an `allOf` and mean the whole.
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

    /// Is this property only in what goes the other way?
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
            let mut check = Check {
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
            // What is wrong with the one that is meant says more than that none fits.
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
    /// The alternative that a discriminator tells.
    pub(super) fn meant(&self, value: &Value) -> Option<SchemaId> {
        let discriminator = self.discriminator.as_ref()?;
        let said = value.get(&discriminator.property)?.as_str()?;
        let mut meanings = discriminator.meanings.iter();
        meanings.find_map(|(value, id)| (value == said).then_some(*id))
    }
}

/// JSON has one kind of number: 1.0 is 1.
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
        let id = schemas.compile(&document, schema);
        let violations = schemas.check(id, value, Direction::Sent);
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
    fn what_is_only_sent_is_not_required_of_an_answer() {
        let schema = json!({
            "allOf": [
                {"required": ["secret", "name"]},
                {"properties": {"secret": {"writeOnly": true}, "name": {}}},
            ],
        });
        let mut schemas = Schemas::default();
        let id = schemas.compile(&json!({}), &schema);
        let name = json!({"name": 1});
        assert!(schemas.fits(id, &name, Direction::Answered));
        assert!(!schemas.fits(id, &name, Direction::Sent));
    }

    #[test]
    fn a_discriminator_tells_which_alternative_is_checked() {
        let document = json!({"components": {"schemas": {
            "Person": {
                "required": ["kind", "first"],
                "properties": {"kind": {"type": "string"}, "first": {"type": "string"}},
            },
            "Company": {
                "required": ["kind", "name"],
                "properties": {"kind": {"type": "string"}, "name": {"type": "string"}},
            },
        }}});
        let one_of = json!([
            {"$ref": "#/components/schemas/Person"},
            {"$ref": "#/components/schemas/Company"},
        ]);
        let mapping = json!({"firm": "#/components/schemas/Company"});
        let schema = json!({
            "oneOf": one_of,
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        });
        let mut schemas = Schemas::default();
        let id = schemas.compile(&document, &schema);
        for (value, expected) in [
            // By itself it would fit both.
            (json!({"kind": "firm", "name": "N", "first": "F"}), None),
            (json!({"kind": "Person", "first": "F"}), None),
            (
                json!({"kind": "firm", "first": "F"}),
                Some("name: is required"),
            ),
            (json!({"kind": "Person"}), Some("first: is required")),
            (
                json!({"kind": "else"}),
                Some("the content must fit exactly one of the forms that it may have"),
            ),
        ] {
            let broken = schemas.check(id, &value, Direction::Sent);
            let broken: Vec<_> = broken.iter().map(Violation::to_string).collect();
            assert_eq!(broken, Vec::from_iter(expected), "{value}");
        }
    }

    #[test]
    fn parts_that_are_closed_mean_the_whole() {
        let schema = json!({"allOf": [
            {"properties": {"a": {}}, "additionalProperties": false},
            {"properties": {"b": {}}},
        ]});
        assert_eq!(broken(&schema, &json!({"a": 1, "b": 2})), [""; 0]);
        assert_eq!(
            broken(&schema, &json!({"c": 1})),
            ["c: is not a property of this"]
        );
    }

    #[test]
    fn what_cannot_be_followed_is_ignored() {
        for schema in [
            json!({"pattern": "(?i)("}),
            json!({"$ref": "#/nowhere"}),
            json!({"type": "colour", "format": "colour", "if": 1, "x-more": [], "items": 7}),
            json!({"anyOf": [{"$ref": "#/components/schemas/Tree"}, {}]}),
        ] {
            assert_eq!(broken(&schema, &json!("a")), [""; 0], "{schema}");
        }
    }

    #[test]
    fn a_schema_that_is_made_of_itself_has_an_end() {
        let document = json!({"components": {"schemas": {
            "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
            "B": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]},
        }}});
        let mut schemas = Schemas::default();
        let id = schemas.compile(&document, &json!({"$ref": "#/components/schemas/A"}));
        assert!(schemas.fits(id, &json!("a"), Direction::Sent));
    }
}
