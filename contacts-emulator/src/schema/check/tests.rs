use serde_json::json;

use super::*;

/// Returns the rules that a value breaks, as people read them.
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

/// A schema, a value that fits it, one that does not, and the rule that this one breaks.
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
