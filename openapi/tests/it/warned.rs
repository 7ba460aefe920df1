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
const WARNED: [(&str, &str, &str, &str); 6] = [
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
        "operation `create_contact`: the link `get` leads to `fetch_contact`, which is no operation: name one",
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
