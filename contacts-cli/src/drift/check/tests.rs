use serde_json::json;

use super::*;
use crate::documents::with_schema;

/// Returns what is noted about a value, as `path what`, except what is as it should be.
fn noted(schema: &Value, value: &Value) -> Vec<String> {
    let (document, id) = with_schema(schema);
    let mut noted = Vec::new();
    Check::reading(&document).value(id, value, "", &mut |path, note| {
        let what = match note {
            Note::Object | Note::Value | Note::Absent => return,
            Note::Missing => "missing".to_owned(),
            Note::Undocumented { name, .. } => format!("undocumented: {name}"),
            Note::Null => "null".to_owned(),
            Note::Kind { wanted, found } => format!("{found} for {wanted}"),
            Note::Broken(rule, None) => rule.to_string(),
            Note::Broken(rule, Some(length)) => format!("{rule}: {length}"),
        };
        noted.push(format!("{path} {what}").trim().to_owned());
    });
    noted
}

#[test]
fn a_value_that_is_allowed_is_not_noted() {
    for (schema, value) in [
        (json!({"type": "string"}), json!("x")),
        (json!({"type": "string", "nullable": true}), json!(null)),
        (json!({}), json!(null)),
        (json!({}), json!([1, {"a": 2}])),
        (json!({"type": "integer"}), json!(7.0)),
        (json!({"type": "number"}), json!(7)),
        (
            json!({"type": "integer", "minimum": 0, "maximum": 9}),
            json!(9),
        ),
        (json!({"type": "number", "multipleOf": 0.01}), json!(0.07)),
        (json!({"type": "string", "maxLength": 3}), json!("åæø")),
        (
            json!({"type": "string", "pattern": "^[a-z]+$"}),
            json!("abc"),
        ),
        (
            json!({"type": "string", "pattern": "("}),
            json!("no such pattern"),
        ),
        (
            json!({"type": "string", "enum": ["a", null], "nullable": true}),
            json!(null),
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            json!({"a": 1}),
        ),
        (
            json!({"type": "object", "required": ["a"], "properties": {
                "a": {"type": "string", "writeOnly": true}}}),
            json!({}),
        ),
    ] {
        assert_eq!(noted(&schema, &value), [""; 0], "{schema} {value}");
    }
}

#[test]
fn what_a_schema_forbids_is_noted_with_its_path_and_without_its_value() {
    let person = json!({"type": "object", "required": ["name", "id"], "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "tags": {"type": "array", "uniqueItems": true, "maxItems": 2, "items": {"type": "string", "maxLength": 2}},
        "address": {"type": "object", "properties": {"zip": {"type": "string"}}},
        "labels": {"type": "object", "additionalProperties": {"type": "boolean"}},
    }});
    for (schema, value, wanted) in [
        (
            json!({"type": "string"}),
            json!(7),
            vec!["integer for string"],
        ),
        (json!({"type": "string"}), json!(null), vec!["null"]),
        (
            json!({"type": "integer"}),
            json!(7.5),
            vec!["number for integer"],
        ),
        (
            json!({"type": "boolean"}),
            json!("true"),
            vec!["string for boolean"],
        ),
        (
            json!({"type": "string", "minLength": 2}),
            json!("å"),
            vec!["shorter than 2: 1"],
        ),
        (
            json!({"type": "string", "maxLength": 2}),
            json!("Åse"),
            vec!["longer than 2: 3"],
        ),
        (
            json!({"type": "string", "pattern": "^a"}),
            json!("ba"),
            vec!["not of the pattern ^a"],
        ),
        (
            json!({"type": "string", "enum": ["a"]}),
            json!("b"),
            vec!["none of the listed values"],
        ),
        (
            json!({"type": "integer", "minimum": 3}),
            json!(2),
            vec!["below 3"],
        ),
        (
            json!({"type": "integer", "minimum": 3, "exclusiveMinimum": true}),
            json!(3),
            vec!["not above 3"],
        ),
        (
            json!({"type": "number", "maximum": 1.5}),
            json!(2),
            vec!["above 1.5"],
        ),
        (
            json!({"type": "integer", "multipleOf": 5}),
            json!(7),
            vec!["no multiple of 5"],
        ),
        (
            person.clone(),
            json!({"name": "Åse", "tags": ["abc", "x", "x"], "address": {"zip": 1, "city": "?"},
                   "labels": {"a": 1}, "since": "2026"}),
            vec![
                "id missing",
                "tags of more items than 2: 3",
                "tags with an item twice",
                "tags[] longer than 2: 3",
                "address.zip integer for string",
                "address undocumented: city",
                "labels.* integer for boolean",
                "undocumented: since",
            ],
        ),
        (person, json!([]), vec!["array for object"]),
    ] {
        assert_eq!(noted(&schema, &value), wanted, "{schema} {value}");
    }
}

#[test]
fn formats_are_those_of_their_standards() {
    for (format, right, wrong) in [
        (
            "date",
            vec!["2026-01-31", "2024-02-29"],
            vec!["2026-1-1", "2026-02-29", "2026-13-01", "31/01/2026", ""],
        ),
        (
            "date-time",
            vec![
                "2026-01-31T12:00:00Z",
                "2026-01-31T12:00:00.123+02:00",
                "2016-12-31t23:59:60z",
            ],
            vec![
                "2026-01-31",
                "2026-01-31T12:00:00",
                "2026-01-31T25:00:00Z",
                "2026-01-31T12:00:00.Z",
                "2026-01-31T12:00Z",
            ],
        ),
        (
            "uuid",
            vec!["01890a5d-ac96-774b-bcce-b302099a8057"],
            vec![
                "01890a5dac96774bbcceb302099a8057",
                "01890a5d-ac96-774b-bcce-b302099a805g",
            ],
        ),
        (
            "email",
            vec!["a@x.dk", "å+b@møller.dk"],
            vec!["a", "@x.dk", "a@", "a b@x.dk", "A <a@x.dk>", "a@x..dk"],
        ),
        (
            "uri",
            vec!["https://x.dk/a?b", "urn:a:b", "mailto:a@x.dk"],
            vec!["x.dk", "/a", "https://a b", "1:a"],
        ),
        (
            "byte",
            vec!["", "YQ==", "YWJj"],
            vec!["YQ", "a b=", "====", "YQ=a"],
        ),
        ("whatever", vec!["anything"], vec![]),
    ] {
        let schema = json!({"type": "string", "format": format});
        for text in right {
            assert_eq!(noted(&schema, &json!(text)), [""; 0], "{format} {text:?}");
        }
        for text in wrong {
            let said = noted(&schema, &json!(text));
            assert_eq!(
                said,
                [format!("not of format {format}")],
                "{format} {text:?}"
            );
        }
    }
}
