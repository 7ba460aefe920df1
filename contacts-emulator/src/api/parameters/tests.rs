use serde_json::json;

use super::*;

/// Returns what a parameter with this schema and style becomes with this query.
fn in_query(schema: &Value, style: Style, query: &str) -> Result<Value, String> {
    let mut schemas = Schemas::default();
    let parameter = Parameter {
        name: "it".to_owned(),
        location: Location::Query,
        required: true,
        schema: schemas.compile(&json!({}), schema),
        style,
        explode: false,
        is_limit: false,
    };
    let path = Variables {
        names: &[],
        values: &[],
    };
    let request = RequestParts {
        path,
        query,
        headers: &HeaderMap::new(),
    };
    let value = value(&parameter, &schemas, &request, false);
    value.map(Option::unwrap).map_err(|it| it.told())
}

/// Returns what a parameter with this schema becomes when these values are given.
fn read_as(schema: &Value, given: &[&str]) -> Result<Value, String> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(given.iter().map(|it| ("it", it)));
    in_query(schema, Style::Repeated, &query.finish())
}

#[test]
fn a_parameter_becomes_what_its_schema_says() {
    let whole = json!({"type": "integer"});
    let list = json!({"type": "array", "items": {"type": "integer"}, "maxItems": 2});
    for (schema, given, expected) in [
        (&whole, vec!["7"], Ok(json!(7))),
        (&whole, vec!["-7"], Ok(json!(-7))),
        (&whole, vec!["18446744073709551615"], Ok(json!(u64::MAX))),
        (&whole, vec!["7.0"], Err("must be a whole number")),
        (&whole, vec!["-"], Err("must be a whole number")),
        (
            &whole,
            vec!["18446744073709551616"],
            Err("is more than fits"),
        ),
        (&whole, vec!["1", "2"], Err("is given 2 times")),
        (&whole, vec![], Err("is required")),
        (&list, vec!["1", "2"], Ok(json!([1, 2]))),
        (&list, vec!["1", "x"], Err("must be a whole number")),
        (
            &list,
            vec!["1", "2", "3"],
            Err("has 3 items, more than the maximum of 2"),
        ),
        (&json!({"type": "number"}), vec!["0.5"], Ok(json!(0.5))),
        (
            &json!({"type": "number"}),
            vec!["NaN"],
            Err("must be a number"),
        ),
        (&json!({"type": "boolean"}), vec!["true"], Ok(json!(true))),
        (
            &json!({"type": "boolean"}),
            vec!["1"],
            Err("must be true or false"),
        ),
        (&json!({"type": "string"}), vec!["1"], Ok(json!("1"))),
        (&json!({}), vec!["1"], Ok(json!("1"))),
    ] {
        let expected = expected.map_err(str::to_owned);
        assert_eq!(read_as(schema, &given), expected, "{schema} {given:?}");
    }
}

#[test]
fn arrays_and_objects_are_read_in_every_style() {
    let list = json!({"type": "array", "items": {"type": "integer"}});
    let object = json!({"type": "object", "properties": {
        "a": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}},
    }});
    let either = json!({"oneOf": [{"type": "integer"}, {"type": "string", "maxLength": 1}]});
    for (schema, style, query, expected) in [
        (&list, Style::Joined(','), "it=1,2", json!([1, 2])),
        (&list, Style::Joined('|'), "it=1%7C2", json!([1, 2])),
        (&list, Style::Joined(' '), "it=1%202", json!([1, 2])),
        (&list, Style::Joined(','), "it=", json!([])),
        (&list, Style::Other, "it=%5B1%5D", json!([1])),
        (&object, Style::Joined(','), "it=a,1", json!({"a": 1})),
        (&object, Style::Joined(','), "it=a%3D1", json!({"a": 1})),
        (
            &object,
            Style::DeepObject,
            "it[a]=1&it[tags]=x&it[tags]=y",
            json!({"a": 1, "tags": ["x", "y"]}),
        ),
        (&object, Style::Repeated, "a=1&other=2", json!({"a": 1})),
        (&object, Style::Other, "it={\"a\":1}", json!({"a": 1})),
        (&object, Style::Other, "it=;a", json!(";a")),
        (&either, Style::Repeated, "it=12", json!(12)),
        (&either, Style::Repeated, "it=x", json!("x")),
    ] {
        assert_eq!(in_query(schema, style, query), Ok(expected), "{query}");
    }
    let wrong = in_query(&list, Style::Joined(','), "it=1,x");
    assert_eq!(wrong, Err("must be a whole number".to_owned()));
}

#[test]
fn a_segment_is_read_in_the_styles_that_only_paths_have() {
    let whole = json!({"type": "integer"});
    let list = json!({"type": "array", "items": {"type": "integer"}});
    let object = json!({"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}});
    for (schema, style, explode, segment, expected) in [
        (&whole, Style::Label, false, ".7", Some(json!(7))),
        (&whole, Style::Matrix, false, ";it=7", Some(json!(7))),
        (&list, Style::Label, false, ".1,2", Some(json!([1, 2]))),
        (&list, Style::Label, true, ".1.2", Some(json!([1, 2]))),
        (&list, Style::Matrix, false, ";it=1,2", Some(json!([1, 2]))),
        (
            &list,
            Style::Matrix,
            true,
            ";it=1;it=2",
            Some(json!([1, 2])),
        ),
        (
            &object,
            Style::Label,
            false,
            ".a,1,b,x",
            Some(json!({"a": 1, "b": "x"})),
        ),
        (
            &object,
            Style::Label,
            true,
            ".a=1.b=x",
            Some(json!({"a": 1, "b": "x"})),
        ),
        (
            &object,
            Style::Matrix,
            false,
            ";it=a,1,b,x",
            Some(json!({"a": 1, "b": "x"})),
        ),
        (
            &object,
            Style::Matrix,
            true,
            ";a=1;b=x",
            Some(json!({"a": 1, "b": "x"})),
        ),
        (&whole, Style::Label, false, "7", None),
        (&whole, Style::Matrix, false, ";other=7", None),
        (&list, Style::Matrix, true, ";it=1;2", None),
    ] {
        let mut schemas = Schemas::default();
        let parameter = Parameter {
            name: "it".to_owned(),
            location: Location::Path,
            required: true,
            schema: schemas.compile(&json!({}), schema),
            style,
            explode,
            is_limit: false,
        };
        let (names, values) = (["it".to_owned()], [Cow::Borrowed(segment)]);
        let path = Variables {
            names: &names,
            values: &values,
        };
        let request = RequestParts {
            path,
            query: "",
            headers: &HeaderMap::new(),
        };
        let read = value(&parameter, &schemas, &request, false);
        let read = read.map(Option::unwrap).map_err(|it| it.told());
        let expected =
            expected.ok_or_else(|| "is not written in the style that the document says".to_owned());
        assert_eq!(read, expected, "{segment}");
    }
}
