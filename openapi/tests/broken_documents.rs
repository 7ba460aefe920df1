//! A document that cannot be used says why, where and what to do: each case breaks the real one.

use contacts_openapi::{Document, YAML};

/// What one edit of the real document is answered with.
fn said(from: &str, to: &str) -> String {
    assert!(YAML.contains(from), "the document has no {from:?} to break");
    let broken = YAML.replacen(from, to, 1);
    match Document::parse(&broken, "broken.yaml") {
        Ok(_) => panic!("a document with {to:?} is taken"),
        Err(problems) => problems.to_string(),
    }
}

/// The line, from 1, in which `text` stands after the edit.
fn line(from: &str, to: &str, text: &str) -> usize {
    let broken = YAML.replacen(from, to, 1);
    let at = broken.find(text).expect("the text is there");
    broken[..at].lines().count() + 1
}

#[test]
fn the_real_document_is_taken() {
    assert!(Document::parse(YAML, "contacts.yaml").is_ok());
}

#[test]
fn what_is_not_yaml_says_where() {
    let said = said("paths:", "paths: [");
    assert!(said.starts_with("broken.yaml:"), "{said}");
    assert!(said.contains("not YAML"), "{said}");
}

#[test]
fn another_version_of_openapi_is_refused_by_its_number() {
    let said = said("openapi: 3.0.3", "openapi: 3.1.0");
    assert_eq!(
        said,
        "broken.yaml: `openapi: 3.1.0` is not supported: write the document as OpenAPI 3.0.3"
    );
}

#[test]
fn no_version_is_refused() {
    let said = said("openapi: 3.0.3", "swagger: '2.0'");
    assert!(said.contains("`openapi` is missing"), "{said}");
}

#[test]
fn every_problem_of_an_operation_names_it_its_line_and_what_to_do() {
    let get = "  /contacts/{id}:\n    parameters";
    for (from, to, wanted) in [
        (
            "      operationId: list_contacts\n",
            "",
            "GET /contacts: `operationId` is missing: it names the client's method, so write one such as `list_things`",
        ),
        (
            "operationId: list_contacts",
            "operationId: 1st!",
            "operation `1st!`: the `operationId` cannot be a method's name: use letters, digits and `_`",
        ),
        (
            "operationId: create_contact",
            "operationId: list_contacts",
            "operation `list_contacts`: this `operationId` stands at another operation too: each needs its own",
        ),
        (
            get,
            "  /contacts/{key}:\n    parameters",
            "operation `get_contact`: the path has `{key}`, but no path parameter is called `key`: declare it",
        ),
        (
            get,
            "  /contacts/one:\n    parameters",
            "operation `get_contact`: the path parameter `id` is not in the path: write `{id}` there",
        ),
        (
            "        \"429\":\n",
            "        default:\n",
            "operation `list_contacts`: `default` in `responses` cannot be told from a success: list the error codes (400, 401, …)",
        ),
        (
            "        \"429\":\n",
            "        \"4XX\":\n",
            "operation `list_contacts`: the status `4XX` says nothing that can be checked: list the codes",
        ),
        (
            "        \"429\":\n",
            "        \"42\":\n",
            "operation `list_contacts`: `42` is not a status code: write three digits, in quotes",
        ),
        (
            "        \"200\":\n          description: The contacts that",
            "        \"300\":\n          description: The contacts that",
            "operation `list_contacts`: no success is documented: add `\"200\"` to `responses`",
        ),
        (
            "                $ref: \"#/components/schemas/ContactListResponse\"",
            "                type: object",
            "operation `list_contacts`: the response `200` has content that is not JSON of a named component: give it `application/json` and a schema that is a `$ref`",
        ),
        (
            "        \"400\":\n          $ref: \"#/components/responses/BadRequest\"",
            "        \"201\":\n          description: Nothing to show.",
            "operation `list_contacts`: its successes have different schemas: the client's method returns one type, so give all the same",
        ),
        (
            "              $ref: \"#/components/schemas/CreateContactRequest\"",
            "              type: object",
            "operation `create_contact`: the schema of its `requestBody` has no name: move it to `components/schemas` and refer to it",
        ),
    ] {
        let said = said(from, to);
        let found = said.lines().find(|it| it.ends_with(wanted));
        let found = found.unwrap_or_else(|| panic!("{to:?} said:\n{said}"));
        let place = found.strip_suffix(wanted).unwrap().trim_end_matches(": ");
        assert!(
            place
                .strip_prefix("broken.yaml:")
                .is_some_and(|it| it.parse::<usize>().is_ok()),
            "{to:?} is said to be at {place:?}"
        );
    }
}

#[test]
fn an_envelope_without_its_payload_is_refused() {
    let (from, to) = (
        "          $ref: \"#/components/schemas/NewContact\"",
        "          type: object",
    );
    assert_eq!(
        said(from, to),
        format!(
            "broken.yaml:{}: `CreateContactRequest` is the envelope of operation `create_contact` and must have exactly one property, a `$ref` to the payload's schema",
            line(from, to, "    CreateContactRequest:\n")
        )
    );
}

#[test]
fn a_reference_must_lead_somewhere_in_the_document() {
    let from = "$ref: \"#/components/schemas/ContactId\"";
    let dangling = said(from, "$ref: \"#/components/schemas/ContactID\"");
    assert!(
        dangling.contains("`$ref: #/components/schemas/ContactID` leads nowhere"),
        "{dangling}"
    );
    let outside = said(from, "$ref: \"types.yaml#/ContactId\"");
    assert!(
        outside.contains("`$ref: types.yaml#/ContactId` leaves the document"),
        "{outside}"
    );
}

#[test]
fn a_link_must_lead_to_an_operation() {
    let said = said("operationId: get_contact\n", "operationId: fetch_contact\n");
    let wanted = "operation `create_contact`: the link `get` of the response `200` leads to `fetch_contact`, which is no operation: name one";
    assert!(said.ends_with(wanted), "{said}");
}

#[test]
fn a_server_must_be_a_whole_url() {
    let from = "url: https://app.relatel.dk/api/v2";
    let variables = said(from, "url: https://{host}/api/v2");
    assert!(variables.contains("has variables"), "{variables}");
    let none = said(from, "x-url: none");
    assert!(none.contains("`servers` names no URL"), "{none}");
}

#[test]
fn what_is_read_has_no_pattern_no_length_and_no_enumeration() {
    let from = "        number_formatted:\n          type: string\n";
    for constraint in [
        "pattern: ^[0-9 ]+$",
        "maxLength: 20",
        "minLength: 1",
        "enum: [a, b]",
    ] {
        let to = format!("{from}          {constraint}\n");
        let key = constraint.split(':').next().unwrap();
        assert_eq!(
            said(from, &to),
            format!(
                "broken.yaml:{}: `number_formatted` is read from the service, so `{key}` would make one odd record hide a whole page: keep it on what is sent only",
                line(from, &to, "        number_formatted:\n")
            )
        );
    }
}

#[test]
fn all_problems_are_said_at_once() {
    let broken = YAML
        .replacen(
            "operationId: update_contact\n      tags",
            "operationId: list_contacts\n      tags",
            1,
        )
        .replacen("url: https://app.relatel.dk/api/v2", "x-url: none", 1);
    let problems = Document::parse(&broken, "broken.yaml").unwrap_err();
    assert!(problems.iter().count() >= 2, "{problems}");
}
