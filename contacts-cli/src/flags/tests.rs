use clap::{Args as _, Command};
use serde_json::json;

use super::*;
use crate::args;
use crate::documents::{checked, every_kind, parsed};

#[test]
fn whatever_properties_are_called_the_command_line_is_consistent() {
    let names = [
        "id",
        "ID",
        "url",
        "help",
        "clear",
        "-1",
        "+1",
        "a.b",
        "a b",
        "",
        ".",
        "$",
        "é",
        "Contact-Url",
    ];
    let mut document = every_kind();
    let properties = &mut document["components"]["schemas"]["Person"]["properties"];
    for name in names {
        properties[name] = json!({"type": "boolean"});
        properties["address"]["properties"][name] = json!({"type": "integer", "nullable": true});
    }
    let document = parsed(&document);
    let payload = &document.roles().create.as_ref().unwrap().payload;
    let command = args::Global::augment_args(Command::new("create"));
    let flags = Flags::of(&document, payload);
    command.args(flags.args()).debug_assert();
    let names = flags.names();
    for name in ["--contact-url", "--a.b", "--address.a-b", "--é"] {
        assert!(names.split(", ").any(|it| it == name), "{name}: {names}");
    }
}

/// Returns the payload that the flags of `create` make from a command line, with a document that
/// has every kind.
fn made(arguments: &[&str]) -> Result<Value, String> {
    let document = parsed(&every_kind());
    let payload = &document.roles().create.as_ref().unwrap().payload;
    let flags = Flags::of(&document, payload);
    let command = Command::new("create")
        .no_binary_name(true)
        .args(flags.args());
    let required = ["--full-name", "Åse", "--phone-number", "71999999"];
    let arguments = required.iter().chain(arguments);
    let matches = command
        .try_get_matches_from(arguments)
        .map_err(|error| error.to_string())?;
    let parsing = Parsing {
        region: "DK",
        separator: ";",
        strict: &|value| checked(&document, payload.schema, value),
    };
    match flags.payload(&matches, &parsing) {
        Ok((mut payload, _)) => {
            payload.remove("full_name");
            payload.remove("phone_number");
            Ok(Value::Object(payload))
        }
        Err(Failure::Said { sentence, .. }) => Err(sentence),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_has_a_flag() {
    for (arguments, wanted) in [
        (
            vec!["--tags", "a;b", "--tags", "c"],
            json!({"tags": ["a;b", "c"]}),
        ),
        (vec!["--tags", "[]"], json!({"tags": []})),
        (vec!["--favourite"], json!({"favourite": true})),
        (vec!["--favourite=false"], json!({"favourite": false})),
        (vec!["--kind", "company"], json!({"kind": "company"})),
        (vec!["--rank", "-3"], json!({"rank": -3})),
        (vec!["--credit", "-1.5"], json!({"credit": -1.5})),
        (vec!["--priority", "2"], json!({"priority": 2})),
        (
            vec!["--since", "2026-01-31"],
            json!({"since": "2026-01-31"}),
        ),
        (
            vec!["--address.zip", "2100", "--address.geo.lat", "55.7"],
            json!({"address": {"zip": "2100", "geo": {"lat": 55.7}}}),
        ),
        (
            vec!["--attributes", r#"{"a": "b"}"#],
            json!({"attributes": {"a": "b"}}),
        ),
        (vec!["--extra", "[1, {}]"], json!({"extra": [1, {}]})),
        (
            vec!["--phones", r#"[{"label": "home"}]"#],
            json!({"phones": [{"label": "home"}]}),
        ),
        (
            vec![
                "--other-numbers",
                "33002208",
                "--other-numbers",
                "+4671999999",
            ],
            json!({"other_numbers": ["4533002208", "4671999999"]}),
        ),
        (vec!["--clear", "since"], json!({"since": null})),
        (vec!["--clear", "address"], json!({"address": null})),
        (vec!["--since", "null"], json!({"since": null})),
        (
            vec!["--address.city", "\"null\""],
            json!({"address": {"city": "null"}}),
        ),
        (
            vec!["--address.city", "\"\"null\"\""],
            json!({"address": {"city": "\"null\""}}),
        ),
        (
            vec!["--address.city", "\"Null\""],
            json!({"address": {"city": "\"Null\""}}),
        ),
        (
            vec!["--tags", "a", "--tags", "null"],
            json!({"tags": ["a", "null"]}),
        ),
        (vec!["--extra", "null"], json!({"extra": null})),
    ] {
        assert_eq!(made(&arguments), Ok(wanted), "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_sent_is_said_with_its_flag() {
    for (arguments, part) in [
        (vec!["--rank", "x"], "--rank \"x\" is not a whole number"),
        (vec!["--credit", "x"], "--credit \"x\" is not a number"),
        (vec!["--kind", "band"], "possible values: person, company"),
        (vec!["--priority", "9"], "possible values: 1, 2"),
        (
            vec!["--since", "soon"],
            "--since \"soon\" is not of format date",
        ),
        (
            vec!["--address.zip", "123456789"],
            "--address.zip \"123456789\"",
        ),
        (vec!["--phones", "x"], "--phones \"x\" is not a JSON array"),
        (
            vec!["--other-numbers", "112"],
            "--other-numbers \"112\" is a short code",
        ),
        (
            vec!["--address.zip", "2100", "--clear", "address"],
            "--address.zip and --clear address exclude",
        ),
        (vec!["--clear", "rank"], "possible values: since, address"),
        (
            vec!["--address.city", "null"],
            "--address.city \"null\" would clear `address.city`",
        ),
        (vec!["--rank", "null"], "--rank \"null\" would clear `rank`"),
    ] {
        let said = made(&arguments).unwrap_err();
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
}
