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
