//! What cannot be used at all says why, where and what to do; nothing else is refused.

use contacts_openapi::Document;

use super::{edited, line};

fn said(text: &str) -> String {
    match Document::parse(text, "broken.yaml") {
        Ok(_) => panic!("this document is taken:\n{text}"),
        Err(problems) => problems.to_string(),
    }
}

/// Edit, the text in whose line the problem is, and the sentence about it.
const REFUSED: [(&str, &str, &str, &str); 11] = [
    (
        "$ref: \"#/components/schemas/NewContact\"",
        "$ref: \"#/components/schemas/NoContact\"",
        "        contact:\n          $ref: \"#/components/schemas/NoContact\"",
        "`$ref: #/components/schemas/NoContact` leads nowhere: name something that exists",
    ),
    (
        "$ref: \"#/components/parameters/Id\"",
        "$ref: other.yaml#/Id",
        "      - $ref: other.yaml#/Id",
        "`$ref: other.yaml#/Id` leaves the document: copy its target in here",
    ),
    (
        "operationId: create_contact\n",
        "operationId: list_contacts\n",
        "    post:\n",
        "operation `list_contacts`: this `operationId` stands at GET /contacts too: each needs its own",
    ),
    (
        "  /contacts/{id}:\n",
        "  /contacts/{contact}:\n",
        "    get:\n      operationId: get_contact\n",
        "operation `get_contact`: the path has `{contact}`, but no path parameter is called `contact`: declare it",
    ),
    (
        "              $ref: \"#/components/schemas/CreateContactRequest\"",
        "              type: string",
        "    post:\n",
        "operation `create_contact`: no contact to create can be found in what it sends: its schema has to be an object with \
         the contact's properties, or with one property that is such an object; mark that one with \
         `x-contacts-role: contact`",
    ),
    (
        "              $ref: \"#/components/schemas/UpdateContactRequest\"",
        "              type: array\n              items: {type: string}",
        "    put:\n",
        "operation `update_contact`: no contact to change can be found in what it sends: its schema has to be an object with \
         the contact's properties, or with one property that is such an object; mark that one with \
         `x-contacts-role: contact`",
    ),
    (
        "          application/json:\n            schema:\n              $ref: \"#/components/schemas/CreateContactRequest\"",
        "          text/csv:\n            schema:\n              type: string",
        "    post:\n",
        "operation `create_contact`: its request has no JSON with a schema, so nothing says what a contact to create is: \
         give its `requestBody` the content `application/json` and a schema",
    ),
    (
        "      required: [contact]\n      properties:\n",
        "      required: [contact, dry_run]\n      properties:\n        dry_run: {type: boolean}\n",
        "    post:\n",
        "operation `create_contact`: `dry_run` is required beside the contact in `contact`, and nothing says what to send \
         there: make it optional",
    ),
    (
        "openapi: 3.0.3\n",
        "openapi: 2.9.0\n",
        "",
        "`openapi: 2.9.0` is not supported: write the document as OpenAPI 3.0 or 3.1",
    ),
    (
        "openapi: 3.0.3\n",
        "swagger: '2.0'\n",
        "",
        "this is Swagger 2.0, which is not supported: convert the document to OpenAPI 3.0 or 3.1",
    ),
    (
        "openapi: 3.0.3\n",
        "",
        "",
        "`openapi` is missing: begin the document with `openapi: 3.0.3` or `openapi: 3.1.0`",
    ),
];

#[test]
fn each_refusal_says_where_and_what_to_do() {
    for (from, to, at, sentence) in REFUSED {
        let text = edited(&[(from, to)]);
        let place = match at {
            "" => "broken.yaml".to_owned(),
            at => format!("broken.yaml:{}", line(&text, at)),
        };
        let wanted = format!("{place}: {sentence}");
        assert!(
            said(&text).lines().any(|it| it == wanted),
            "{wanted}\nis not in\n{}",
            said(&text)
        );
    }
}

#[test]
fn what_is_not_yaml_says_where() {
    let said = said(&edited(&[("paths:", "paths: [")]));
    assert!(said.starts_with("broken.yaml:"), "{said}");
    assert!(said.contains("this is not YAML"), "{said}");
}

#[test]
fn what_describes_nothing_says_what_is_missing() {
    for (text, wanted) in [
        (
            "openapi: 3.0.3\ninfo: {}\n",
            "broken.yaml: `paths` is missing, so there is nothing to call: describe the operations",
        ),
        (
            "[1, 2]",
            "broken.yaml: this is no OpenAPI document: it has no `openapi` at its beginning",
        ),
    ] {
        assert_eq!(said(text), wanted);
    }
}

#[test]
fn json_that_is_cut_off_is_refused_as_well() {
    let said = said("{\"openapi\": \"3.0.3\", \"paths\": {");
    assert!(said.starts_with("broken.yaml:"), "{said}");
}

#[test]
fn all_problems_of_operations_are_said_at_once() {
    let text = edited(&[
        (
            "operationId: create_contact\n",
            "operationId: list_contacts\n",
        ),
        ("  /contacts/{id}:\n", "  /contacts/{contact}:\n"),
    ]);
    let said = said(&text);
    assert!(said.contains("stands at GET /contacts too"), "{said}");
    assert_eq!(
        said.matches("the path has `{contact}`").count(),
        3,
        "{said}"
    );
}
