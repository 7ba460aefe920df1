//! What is not followed to the letter is said, with its place and what to write instead; the rest of
//! the document is used.

use super::{edited, line, read};

fn warnings(edits: &[(&str, &str)]) -> Vec<String> {
    read(edits)
        .warnings()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn our_own_document_is_followed_to_the_letter() {
    assert!(warnings(&[]).is_empty());
}

/// Edit, the text in whose line it stands, and the sentence about it.
const WARNED: [(&str, &str, &str, &str); 8] = [
    (
        "        email:\n          type: string\n          minLength: 1",
        "        email:\n          not: {enum: [none]}\n          type: string\n          minLength: 1",
        "        email:\n          not:",
        "`not` is not followed: values are neither checked nor typed by it",
    ),
    (
        "        email:\n          type: string\n          minLength: 1",
        "        owner:\n          oneOf:\n            - type: string\n            - type: object\n              properties: {id: {type: integer}}\n        email:\n          type: string\n          minLength: 1",
        "        owner:\n          oneOf:",
        "the alternatives of `oneOf` are of different kinds, so its type is any JSON value: give them one kind if you \
         want it typed",
    ),
    (
        "        email:\n          type: string\n          minLength: 1",
        "        owner:\n          anyOf:\n            - type: object\n              properties: {a: {type: integer}}\n            - type: object\n              properties: {b: {type: integer}}\n        email:\n          type: string\n          minLength: 1",
        "        owner:\n          anyOf:",
        "the alternatives of `anyOf` are typed as one object that has the properties of all: which of them go together \
         is not checked",
    ),
    (
        "    NewContact:\n      type: object\n",
        "    NewContact:\n      type: object\n      anyOf: [{required: [name]}, {required: [email]}]\n",
        "    NewContact:\n",
        "`anyOf` of what is required is not checked: the service decides",
    ),
    (
        "operationId: get_contact\n              description: Get the contact that was created.",
        "operationId: fetch_contact\n              description: Get the contact that was created.",
        "            get:\n              operationId: fetch_contact",
        "operation `create_contact`: the link `get` leads to `fetch_contact`, which is not an operation: name one",
    ),
    (
        "      type: http\n      scheme: bearer\n",
        "      type: mutualTLS\n",
        "    bearer:\n      type: mutualTLS",
        "the security scheme `bearer` is not known here, so operations that ask for it are sent without the token: use \
         `http` with `bearer` or `basic`, `apiKey`, `oauth2` or `openIdConnect`, or give the client an HTTP client of \
         its own that does what it says",
    ),
    (
        "security:\n  - bearer: []\n",
        "security:\n  - nothing: []\n",
        "  securitySchemes:\n",
        "the security scheme `nothing` is not known here, so operations that ask for it are sent without the token: use \
         `http` with `bearer` or `basic`, `apiKey`, `oauth2` or `openIdConnect`, or give the client an HTTP client of \
         its own that does what it says",
    ),
    (
        "    delete:\n      operationId: delete_contact\n",
        "    trace:\n      operationId: trace_contact\n      x-contacts-role: none\n",
        "",
        "no operation deletes a contact, so `contacts delete` is switched off: mark it with `x-contacts-role: delete` if \
         there is one",
    ),
];

#[test]
fn each_warning_says_where_and_what_is_lost() {
    for (from, to, at, sentence) in WARNED {
        let text = edited(&[(from, to)]);
        let place = match at {
            "" => "edited.yaml".to_owned(),
            at => format!("edited.yaml:{}", line(&text, at)),
        };
        let wanted = format!("{place}: {sentence}");
        let said = warnings(&[(from, to)]);
        assert!(
            said.contains(&wanted),
            "{wanted}\nis not in\n{}",
            said.join("\n")
        );
    }
}

#[test]
fn each_keyword_that_is_not_followed_is_named() {
    let email = "        email:\n          type: string\n          minLength: 1";
    for (keyword, value) in [
        ("not", "{enum: [none]}"),
        ("if", "{minLength: 3}"),
        ("patternProperties", "{}"),
        ("propertyNames", "{}"),
        ("dependentSchemas", "{}"),
        ("dependentRequired", "{}"),
        ("contains", "{}"),
        ("unevaluatedProperties", "false"),
        ("unevaluatedItems", "false"),
        ("prefixItems", "[]"),
    ] {
        let edit = format!(
            "        email:\n          {keyword}: {value}\n          type: string\n          minLength: 1"
        );
        let edits = [(email, edit.as_str())];
        let at = line(
            &edited(&edits),
            &format!("        email:\n          {keyword}:"),
        );
        let wanted = format!(
            "edited.yaml:{at}: `{keyword}` is not followed: values are neither checked nor typed by it"
        );
        let said = warnings(&edits);
        assert!(said.contains(&wanted), "{wanted}\nis not in\n{said:?}");
    }
}
