//! What cannot be typed is degraded, never refused: each with its line, what is lost and what to do.
#![forbid(unsafe_code)]

use contacts_codegen::{Generated, Wanted, generate};
use contacts_openapi::Document;

/// The project's own document, whatever `CONTACTS_OPENAPI` names.
const YAML: &str = include_str!("../../openapi/contacts.yaml");

fn generated(text: &str) -> Generated {
    let document = Document::parse(text, "edited.yaml").unwrap_or_else(|it| panic!("{it}"));
    generate(
        &document,
        Wanted {
            mocks: true,
            json_schema: true,
        },
    )
    .unwrap()
}

/// The document with another operation, written for `paths`.
fn with_operation(operation: &str) -> String {
    YAML.replacen(
        "\ncomponents:\n",
        &format!("\n{operation}\ncomponents:\n"),
        1,
    )
}

/// The line, from 1, in which the text begins.
fn line(document: &str, text: &str) -> usize {
    let at = document
        .find(text)
        .unwrap_or_else(|| panic!("no {text:?} is there"));
    document[..at].matches('\n').count() + 1
}

/// An operation, the text in whose line the warning stands, and the warning.
const DEGRADED: [(&str, &str, &str); 9] = [
    (
        "  /avatar:\n    put:\n      operationId: put_avatar\n      requestBody:\n        content: {multipart/form-data: {schema: {type: object}}}\n      responses: {\"204\": {description: ok}}\n",
        "    put:\n      operationId: put_avatar",
        "operation `put_avatar` has no method on the client, since it sends multipart content: call it by \
         `client.request(Method::PUT, \"/avatar\")`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, style: deepObject, required: true, schema: {type: object}}\n      responses: {\"204\": {description: ok}}\n",
        "    get:\n      operationId: search",
        "operation `search` has no method on the client, since the parameter `filter` is required: call it by \
         `client.request(Method::GET, \"/search\")`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, style: deepObject, schema: {type: object}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: filter",
        "operation `search`: the parameter `filter` is an object, which the client's method does not take: send it by \
         `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: session, in: cookie, schema: {type: string}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: session",
        "operation `search`: the parameter `session` is a cookie, which the client's method does not take: send it by \
         `client.request`",
    ),
    (
        "  /jobs:\n    post:\n      operationId: start\n      responses:\n        \"200\": {description: done, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}\n        \"202\": {description: begun, content: {application/json: {schema: {type: object, properties: {b: {type: string}}}}}}\n",
        "    post:\n      operationId: start",
        "operation `start`: its successes have different schemas, and the client's method returns one type: they are read \
         as any JSON value; give all the same to have it typed",
    ),
    (
        "  /jobs:\n    post:\n      operationId: start\n      responses:\n        \"200\": {description: done, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}\n        \"206\": {description: part, content: {text/csv: {}}}\n",
        "    post:\n      operationId: start",
        "operation `start`: it is answered with JSON or with something else: the client reads JSON only; the rest is read \
         by `client.request`",
    ),
    (
        "  /jobs/{a}/{a}:\n    get:\n      operationId: twice\n      parameters: [{name: a, in: path, required: true, schema: {type: string}}]\n      responses: {\"204\": {description: ok}}\n",
        "    get:\n      operationId: twice",
        "operation `twice` has no method on the client, since its path cannot be taken apart: call it by \
         `client.request(Method::GET, \"/jobs/{a}/{a}\")`",
    ),
    (
        "  /jobs:\n    get:\n      operationId: jobs\n      parameters: [{name: a, in: path, required: true, schema: {type: string}}]\n      responses: {\"204\": {description: ok}}\n",
        "      parameters: [{name: a, in: path",
        "operation `jobs`: the parameter `a` is not in the path: write `{a}` there, or take it away",
    ),
    (
        "  /labels:\n    get:\n      operationId: labels\n      responses:\n        \"200\": {description: ok, content: {application/json: {schema: {$ref: \"#/components/schemas/Labels\"}}}}\n",
        "    Labels:",
        "properties that are not named are neither typed nor kept (`additionalProperties` beside `properties`): name them, \
         or put them into a property of their own",
    ),
];

#[test]
fn each_degradation_says_where_what_is_lost_and_what_to_write() {
    for (operation, at, sentence) in DEGRADED {
        let labels = "  schemas:\n    Labels:\n      type: object\n      properties: {a: {type: string}}\n      additionalProperties: {type: string}\n";
        let text = with_operation(operation).replacen("  schemas:\n", labels, 1);
        let wanted = format!("edited.yaml:{}: {sentence}", line(&text, at));
        let generated = generated(&text);
        let said: Vec<_> = generated.warnings.iter().map(ToString::to_string).collect();
        assert!(
            said.contains(&wanted),
            "{wanted}\nis not in\n{}",
            said.join("\n")
        );
        // The rest of the document is there.
        assert!(generated.client.contains("pub fn create_contact("));
    }
}

/// An operation that is typed whole: no warning, and a method.
const TYPED: [(&str, &str); 6] = [
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: tags, in: query, schema: {type: array, items: {type: string}}}\n        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}\n        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}\n      responses: {\"204\": {description: ok}}\n",
        "crate::Joined<i64, ','>",
    ),
    (
        "  /export:\n    get:\n      operationId: export\n      responses: {\"200\": {description: ok, content: {text/csv: {}}}}\n",
        "Result<ResponseValue<ByteStream>",
    ),
    (
        "  /import:\n    post:\n      operationId: import\n      requestBody: {content: {text/csv: {schema: {type: string}}}}\n      responses: {\"204\": {description: ok}}\n",
        "TryInto<reqwest::Body>",
    ),
    (
        "  /form:\n    post:\n      operationId: form\n      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}}\n      responses: {\"204\": {description: ok}}\n",
        ".form_urlencoded(&body)",
    ),
    (
        "  /jobs:\n    get:\n      responses:\n        \"200\": {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}\n        \"204\": {description: none}\n        default: {description: wrong, content: {application/json: {schema: {$ref: \"#/components/schemas/ApiError\"}}}}\n",
        "ResponseValue<::std::option::Option<crate::types::GetJobsResponse>>",
    ),
    (
        "  /tree:\n    get:\n      operationId: tree\n      responses: {\"200\": {description: ok, content: {application/json: {schema: {$ref: \"#/components/schemas/Node\"}}}}}\n",
        "pub parent: ::std::option::Option<::std::boxed::Box<crate::types::Node>>",
    ),
];

#[test]
fn what_can_be_typed_is_typed_without_a_warning() {
    for (operation, part) in TYPED {
        let node = "  schemas:\n    Node:\n      type: object\n      properties:\n        parent: {$ref: \"#/components/schemas/Node\"}\n        children: {type: array, items: {$ref: \"#/components/schemas/Node\"}}\n";
        let generated = generated(&with_operation(operation).replacen("  schemas:\n", node, 1));
        assert_eq!(generated.warnings, [], "{operation}");
        let code: String = generated
            .client
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("");
        let part: String = part.split_whitespace().collect();
        assert!(
            code.contains(&part),
            "{part} is not in the client of\n{operation}"
        );
    }
}

#[test]
fn what_is_sent_and_read_is_split_where_that_makes_a_difference() {
    let text = YAML.replacen(
        "              $ref: \"#/components/schemas/CreateContactRequest\"",
        "              $ref: \"#/components/schemas/Contact\"",
        1,
    );
    let client = generated(&text).client;
    assert!(
        client.contains("pub struct Contact {") && client.contains("pub struct ContactInput {")
    );
}

#[test]
fn an_object_of_which_nothing_is_sent_is_sent_as_a_map() {
    let text = YAML.replacen(
        "    NewContact:\n",
        "    Shard:\n      type: object\n      properties: {count: {type: integer, readOnly: true}}\n    NewContact:\n",
        1,
    );
    let text = text.replacen(
        "      required: [name, number]\n      properties:\n",
        "      required: [name, number]\n      properties:\n        shard: {$ref: \"#/components/schemas/Shard\"}\n",
        1,
    );
    let client = generated(&text).client;
    let of_new = client.split_once("pub struct NewContact {").unwrap().1;
    let of_new = of_new.split_once('}').unwrap().0;
    assert!(
        of_new.contains("pub shard:") && of_new.contains("::serde_json::Map<"),
        "{of_new}"
    );
    assert!(
        !client.contains("optional_struct!(Shard"),
        "a struct without fields has no builder"
    );
}

#[test]
fn a_number_that_is_written_with_a_plus_is_looked_up_with_one() {
    let of_plain = generated(YAML).phone_book;
    assert!(!of_plain.contains("\"+{}\""));
    let text = YAML.replace("pattern: \"^[1-9]", "pattern: \"^\\\\+[1-9]");
    assert_ne!(text, YAML);
    let looked_up = generated(&text).phone_book;
    assert_eq!(
        looked_up.matches("\"+{}\"").count(),
        2,
        "by number, and in the list"
    );
}
