use serde_json::json;

use super::*;
use crate::document::Document;
use crate::operation::{Security, Style};

fn document(more: &Value) -> Document {
    let mut document = json!({
        "openapi": "3.0.3",
        "components": {
            "examples": {"One": {"value": {"a": 1}}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "oauth": {"type": "oauth2"},
                "openid": {"type": "openIdConnect"},
                "tls": {"type": "mutualTLS"},
            },
        },
    });
    document["paths"]["/it"]["get"] = more.clone();
    Document::parse(&document.to_string(), "it.json").unwrap()
}

#[test]
fn an_object_under_a_wildcard_is_json_and_a_file_is_not() {
    for (media_type, schema, is_json) in [
        (
            "*/*",
            json!({"type": "object", "properties": {"a": {}}}),
            true,
        ),
        (
            "application/*",
            json!({"allOf": [{"type": "object"}]}),
            true,
        ),
        ("*/*", json!({"type": "string", "format": "binary"}), false),
        ("image/*", json!({"type": "object"}), false),
        ("*/*", json!({}), false),
    ] {
        let content = json!({ media_type: {"schema": schema} });
        let responses = json!({"200": {"description": "", "content": content}});
        let document = document(&json!({"responses": responses}));
        assert_eq!(
            document.operations()[0].answer().is_some(),
            is_json,
            "{media_type} {schema}"
        );
    }
}

#[test]
fn an_example_may_stand_elsewhere_in_the_document() {
    let examples = json!({"one": {"$ref": "#/components/examples/One"}});
    let content = json!({"application/json": {"examples": examples}});
    let responses = json!({"200": {"description": "", "content": content}});
    let document = document(&json!({"responses": responses}));
    let content = &document.operations()[0].responses[0].contents[0];
    assert_eq!(content.example, Some(json!({"a": 1})));
}

#[test]
fn alternatives_are_told_from_what_goes_together() {
    for (security, all, chosen) in [
        (json!([{"key": []}, {"basic": []}]), 2, vec!["key"]),
        (json!([{"key": [], "bearer": []}]), 1, vec!["key", "bearer"]),
        (
            json!([{"tls": []}, {"key": [], "tls": []}, {"oauth": ["read"]}]),
            3,
            vec!["oauth"],
        ),
        (json!([{}, {"openid": []}]), 1, vec!["openid"]),
        (json!([{"tls": []}]), 1, vec![]),
        (json!([]), 0, vec![]),
    ] {
        let document = document(&json!({"responses": {}, "security": security}));
        let operation = &document.operations()[0];
        assert_eq!(operation.alternatives.len(), all, "{security}");
        let names = operation.chosen().iter().map(|it| it.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), chosen, "{security}");
    }
    let oauth = document(&json!({"responses": {}, "security": [{"oauth": []}]}));
    assert_eq!(oauth.operations()[0].chosen()[0].way, Security::Bearer);
}

#[test]
fn a_style_is_known_where_its_place_has_it() {
    for (place, style, explode, wanted) in [
        ("query", None, None, (Style::Repeated, true)),
        (
            "query",
            Some("form"),
            Some(false),
            (Style::Joined(','), false),
        ),
        (
            "query",
            Some("spaceDelimited"),
            None,
            (Style::Joined(' '), false),
        ),
        (
            "query",
            Some("pipeDelimited"),
            Some(true),
            (Style::Repeated, true),
        ),
        (
            "query",
            Some("deepObject"),
            Some(true),
            (Style::DeepObject, true),
        ),
        ("query", Some("matrix"), None, (Style::Other, false)),
        ("path", None, None, (Style::Joined(','), false)),
        ("path", Some("label"), None, (Style::Label, false)),
        ("path", Some("matrix"), Some(true), (Style::Matrix, true)),
        ("header", None, Some(true), (Style::Joined(','), true)),
        ("cookie", None, None, (Style::Repeated, true)),
    ] {
        let mut parameter = json!({"name": "it", "in": place, "schema": {}});
        if let Some(style) = style {
            parameter["style"] = style.into();
        }
        if let Some(explode) = explode {
            parameter["explode"] = explode.into();
        }
        let document = document(&json!({"responses": {}, "parameters": [parameter]}));
        let it = &document.operations()[0].parameters[0];
        assert_eq!((it.style, it.explode), wanted, "{parameter}");
    }
}

#[test]
fn an_empty_alternative_lets_everybody_ask() {
    for (security, anonymous) in [
        (json!([]), true),
        (json!([{}, {"key": []}]), true),
        (json!([{"key": []}]), false),
    ] {
        let document = document(&json!({"responses": {}, "security": security}));
        assert_eq!(document.operations()[0].anonymous, anonymous, "{security}");
    }
}
