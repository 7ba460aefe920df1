use std::io;

use clap::Command;
use contacts_openapi::Document;
use serde_json::json;

use super::*;
use crate::call::Calls;
use crate::documents::parsed;

struct Folder;

impl Files for Folder {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        match name {
            "-" => Ok(b"from stdin".to_vec()),
            "a.txt" => Ok(b"from a file".to_vec()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn document() -> Document {
    let parameter = |name: &str, place: &str, schema: Value| json!({"name": name, "in": place, "required": place == "path", "schema": schema});
    let styled = |mut parameter: Value, style: &str, explode: bool| {
        parameter["style"] = style.into();
        parameter["explode"] = explode.into();
        parameter
    };
    let strings = || json!({"type": "array", "items": {"type": "string"}});
    let object = || json!({"type": "object", "additionalProperties": true});
    let ok = json!({"200": {"description": "Fine.", "content": {"text/csv": {}, "application/json": {}}}});
    let content = |types: &[&str]| {
        let contents = types
            .iter()
            .map(|it| ((*it).to_owned(), json!({"schema": {}, "example": {"a": 1}})));
        json!({"required": true, "content": contents.collect::<serde_json::Map<_, _>>()})
    };
    parsed(&json!({
        "openapi": "3.0.3",
        "info": {"title": "Calls", "version": "1"},
        "paths": {
            "/files/{file_name}/{page}": {
                "get": {
                    "operationId": "getFile",
                    "summary": "Get a page",
                    "parameters": [
                        parameter("file_name", "path", json!({"type": "string", "description": "Its name."})),
                        parameter("page", "path", json!({"type": "integer", "example": 3})),
                        parameter("tags", "query", strings()),
                        styled(parameter("ids", "query", json!({"type": "array", "items": {"type": "integer"}})), "form", false),
                        styled(parameter("pipes", "query", strings()), "pipeDelimited", false),
                        styled(parameter("filter", "query", object()), "deepObject", true),
                        parameter("flat", "query", object()),
                        parameter("kind", "query", json!({"type": "string", "enum": ["a", "b"]})),
                        parameter("deep", "query", json!({"type": "boolean"})),
                        parameter("output", "query", json!({"type": "string"})),
                        parameter("X-Trace", "header", strings()),
                        parameter("session", "cookie", json!({"type": "string"})),
                        parameter("Authorization", "header", json!({"type": "string"})),
                    ],
                    "responses": ok,
                },
                "put": {"operationId": "files/put it", "requestBody": content(&["application/json"]),
                        "parameters": [parameter("file_name", "path", json!({})), parameter("page", "path", json!({}))],
                        "responses": ok},
            },
            "/form": {"post": {"operationId": "send_form", "responses": ok,
                "requestBody": content(&["application/x-www-form-urlencoded", "multipart/form-data"])}},
            "/jobs/{job}?state={state}&all&by={nobody}#jobs": {"get": {"operationId": "get_jobs", "responses": ok,
                "parameters": [parameter("job", "path", json!({})), parameter("state", "path", json!({})), parameter("limit", "query", json!({}))]}},
            "/text": {"post": {"operationId": "send_text", "responses": ok, "requestBody": content(&["text/plain"])}},
        },
    }))
}

fn prepared(arguments: &[&str]) -> Result<String, String> {
    let document = document();
    let calls = Calls::of(&document);
    let matches = Command::new("call")
        .no_binary_name(true)
        .subcommand_required(true)
        .subcommands(calls.commands())
        .try_get_matches_from(arguments)
        .map_err(|error| error.to_string())?;
    let (name, matches) = matches.subcommand().unwrap();
    let call = calls.named(name).unwrap();
    let prepared = call
        .prepare(matches, &Folder)
        .map_err(|failure| match failure {
            Failure::Said { sentence, .. } => sentence,
            Failure::ReaderGone => unreachable!(),
        })?;
    let Prepared {
        operation,
        path,
        query,
        headers,
        body,
    } = prepared;
    let query: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let headers = headers.iter().filter(|it| it.0 != "accept");
    let headers: Vec<_> = headers
        .map(|(name, value)| format!(" {name}: {value}"))
        .collect();
    let body = body.map_or(String::new(), |(kind, bytes)| {
        format!(" {kind} {}", String::from_utf8_lossy(&bytes))
    });
    Ok(format!(
        "{} {path}?{}{}{body}",
        operation.method,
        query.join("&"),
        headers.join("")
    ))
}

#[test]
fn parameters_stand_where_the_document_says_in_the_style_that_it_says() {
    let get = ["getFile", "--file-name", "a", "--page", "1"];
    for (arguments, wanted) in [
        (vec![], "GET /files/a/1?"),
        (
            vec!["--tags", "x", "--tags", "y;z"],
            "GET /files/a/1?tags=x&tags=y%3Bz",
        ),
        (vec!["--ids", "1", "--ids", "-2"], "GET /files/a/1?ids=1,-2"),
        (vec!["--ids", "[1, 2]"], "GET /files/a/1?ids=1,2"),
        (
            vec!["--pipes", "x", "--pipes", "y"],
            "GET /files/a/1?pipes=x%7Cy",
        ),
        (
            vec!["--filter", r#"{"name": "x", "tags": ["y", 1]}"#],
            "GET /files/a/1?filter[name]=x&filter[tags]=y&filter[tags]=1",
        ),
        (
            vec!["--flat", r#"{"a": 1, "b": true}"#],
            "GET /files/a/1?a=1&b=true",
        ),
        (
            vec!["--deep", "--kind", "b"],
            "GET /files/a/1?kind=b&deep=true",
        ),
        (vec!["--param-output", "x"], "GET /files/a/1?output=x"),
        (
            vec!["--x-trace", "1", "--x-trace", "2"],
            "GET /files/a/1? X-Trace: 1,2",
        ),
        (
            vec!["--session", "a b;c"],
            "GET /files/a/1? cookie: session=a%20b%3Bc",
        ),
    ] {
        let arguments: Vec<_> = get.iter().copied().chain(arguments).collect();
        assert_eq!(prepared(&arguments), Ok(wanted.to_owned()), "{arguments:?}");
    }
}

#[test]
fn a_query_in_a_path_is_sent_and_a_fragment_is_not() {
    let said = prepared(&["get_jobs", "--job", "7", "--state", "a&b", "--limit", "1"]);
    assert_eq!(said, Ok("GET /jobs/7?state=a%26b&all=&limit=1".to_owned()));
}

#[test]
fn an_operation_is_called_by_its_id_and_by_its_name_in_rust() {
    for name in ["getFile", "get_file", "get-file"] {
        let said = prepared(&[name, "--file-name", "å/b?c", "--page", "1"]);
        assert_eq!(said, Ok("GET /files/%C3%A5%2Fb%3Fc/1?".to_owned()));
    }
    for name in ["files_put_it", "files/put it", "files-put-it"] {
        let said = prepared(&[name, "--file-name", "a", "--page", "1", "--body", "{}"]);
        assert_eq!(said, Ok("PUT /files/a/1? application/json {}".to_owned()));
    }
}

#[test]
fn a_path_leads_nowhere_else() {
    for (name, part) in [
        ("", "is empty"),
        (".", "another path"),
        ("..", "another path"),
    ] {
        let said = prepared(&["getFile", "--file-name", name, "--page", "1"]).unwrap_err();
        assert!(
            said.starts_with(&format!("--file-name {name:?} ")) && said.contains(part),
            "{said}"
        );
    }
}

#[test]
fn a_body_is_what_its_media_type_says() {
    for (arguments, wanted) in [
        (
            vec!["send_text", "--body", "as it is"],
            "text/plain as it is",
        ),
        (vec!["send_text", "--body", "-"], "text/plain from stdin"),
        (
            vec!["send_text", "--body", "@a.txt"],
            "text/plain from a file",
        ),
        (
            vec![
                "send_form",
                "--body",
                r#"{"a": "x y", "b": [1, 2], "c": null}"#,
            ],
            "application/x-www-form-urlencoded a=x+y&b=1&b=2&c=",
        ),
        (
            vec!["send_form", "--body", "a=1&b=2"],
            "application/x-www-form-urlencoded a=1&b=2",
        ),
    ] {
        let said = prepared(&arguments).unwrap();
        assert!(said.ends_with(&format!(" {wanted}")), "{said}");
    }
    let multipart = prepared(&[
        "send_form",
        "--content-type",
        "multipart/form-data",
        "--body",
        r#"{"note": "x", "file": "@a.txt"}"#,
    ])
    .unwrap();
    for part in [
        "multipart/form-data; boundary=",
        "Content-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n",
        "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nfrom a file\r\n",
    ] {
        assert!(multipart.contains(part), "{part:?} in {multipart:?}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_flag() {
    let file = ["--file-name", "a", "--page", "1"];
    for (first, more, part) in [
        ("getFile", vec![], "--page <PAGE>"),
        (
            "getFile",
            vec!["--file-name", "a", "--page", "x"],
            "--page \"x\" is not a whole number",
        ),
        ("files_put_it", file.to_vec(), "--body <JSON|@FILE|->"),
        (
            "files_put_it",
            [&file[..], &["--body", "{"]].concat(),
            "--body is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            "send_text",
            vec!["--body", "@none.txt"],
            "--body @none.txt cannot be read",
        ),
        (
            "send_form",
            vec!["--body", "[1]"],
            "--body is neither a JSON object nor a form",
        ),
        ("nothing", vec![], "unrecognized subcommand"),
    ] {
        let arguments: Vec<_> = [first].into_iter().chain(more).collect();
        let said = prepared(&arguments).unwrap_err();
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
}

#[test]
fn help_is_what_the_document_says() {
    let said = prepared(&["getFile", "--help"]).unwrap_err();
    for part in [
        "Get a page",
        "GET /files/{file_name}/{page}",
        "--file-name <FILE_NAME>",
        "Its name",
        "such as 3",
        "[possible values: a, b]",
        "200  Fine.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("--authorization"), "{said}");
    let said = prepared(&["send_text", "--help"]).unwrap_err();
    assert!(said.contains("Such as {\"a\":1}"), "{said}");
}
