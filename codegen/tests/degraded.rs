//! What cannot be typed is degraded, never refused: each with its line, what is lost and what to do.
#![forbid(unsafe_code)]

use contacts_codegen::{Generated, generate};
use contacts_openapi::Document;

/// The project's own document, whatever `CONTACTS_OPENAPI` names.
const YAML: &str = include_str!("../../openapi/contacts.yaml");

fn generated(text: &str) -> Generated {
    let document = Document::parse(text, "edited.yaml").unwrap_or_else(|it| panic!("{it}"));
    generate(&document).unwrap()
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
const DEGRADED: [(&str, &str, &str); 16] = [
    (
        "  /avatar:\n    put:\n      operationId: put_avatar\n      requestBody:\n        content: {multipart/form-data: {schema: {type: object}}}\n      responses: {\"204\": {description: ok}}\n",
        "    put:\n      operationId: put_avatar",
        "operation `put_avatar` has no method on the client, since it sends multipart content: call it by \
         `client.request(Method::PUT, \"/avatar\")`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, style: label, required: true, schema: {type: object}}\n      responses: {\"204\": {description: ok}}\n",
        "    get:\n      operationId: search",
        "operation `search` has no method on the client, since the parameter `filter` is required: call it by \
         `client.request(Method::GET, \"/search\")`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, content: {application/xml: {schema: {type: object}}}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: filter",
        "operation `search`: the parameter `filter` is written in a way that the client does not know: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: ids, in: query, style: deepObject, schema: {type: array, items: {type: string}}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: ids",
        "operation `search`: the parameter `ids` is a list, for which `deepObject` says nothing: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: ids, in: query, schema: {type: array, items: {type: array, items: {type: string}}}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: ids",
        "operation `search`: the parameter `ids` is a list of lists or objects, for which its `style` says nothing: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, schema: {type: object, properties: {a: {type: array, items: {type: string}}}}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: filter",
        "operation `search`: the parameter `filter` is an object with lists or objects in it, for which its `style` says nothing: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: header, schema: {type: object, additionalProperties: {type: object, properties: {a: {type: string}}}}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: filter",
        "operation `search`: the parameter `filter` is an object with lists or objects in it, for which its `style` says nothing: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, style: pipeDelimited, schema: {type: object}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: filter",
        "operation `search`: the parameter `filter` is an object, for which its `style` says nothing: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: X Trace, in: header, schema: {type: string}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: X Trace",
        "operation `search`: the parameter `X Trace` has a name that cannot be in a header: send it by `client.request`",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: a=b, in: cookie, schema: {type: string}}\n      responses: {\"204\": {description: ok}}\n",
        "        - {name: a=b",
        "operation `search`: the parameter `a=b` has a name that cannot be in a header: send it by `client.request`",
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
        "  /jobs?state={state}#open:\n    get:\n      operationId: jobs\n      responses: {\"204\": {description: ok}}\n",
        "    get:\n      operationId: jobs",
        "operation `jobs` has no method on the client, since its path has a query: call it by \
         `client.request(Method::GET, \"/jobs\")` with `query`",
    ),
    (
        "  /jobs#a:\n    get: {operationId: open, responses: {\"204\": {description: ok}}}\n  /jobs#b:\n    get: {operationId: closed, responses: {\"204\": {description: ok}}}\n",
        "    get: {operationId: closed",
        "operation `closed` has no method on the client, since another operation has its path and its method: call it \
         by `client.request(Method::GET, \"/jobs\")`",
    ),
    (
        "  /jobs:\n    get:\n      operationId: jobs\n      parameters: [{name: a, in: path, required: true, schema: {type: string}}]\n      responses: {\"204\": {description: ok}}\n",
        "      parameters: [{name: a, in: path",
        "operation `jobs`: the parameter `a` is not in the path: write `{a}` there, or take it away",
    ),
];

#[test]
fn each_degradation_says_where_what_is_lost_and_what_to_write() {
    for (operation, at, sentence) in DEGRADED {
        let text = with_operation(operation);
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

/// Operations that are typed whole, and what stands in the client for them: no warning, and a method.
const TYPED: [(&str, &str); 12] = [
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: tags, in: query, schema: {type: array, maxItems: 3, items: {type: string}}}\n        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}\n        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}\n      responses: {\"204\": {description: ok}}\n",
        "V: ::std::convert::TryInto<crate::Items<::std::string::String, 0, 3, false>>",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: filter, in: query, style: deepObject, schema: {$ref: \"#/components/schemas/Node\"}}\n      responses: {\"204\": {description: ok}}\n",
        "V: ::std::convert::TryInto<crate::types::Node>",
    ),
    (
        "  /search:\n    get:\n      operationId: search\n      parameters:\n        - {name: session, in: cookie, schema: {type: string}}\n      responses: {\"204\": {description: ok}}\n",
        "crate::value::parameter::cookie(&mut header_map, \"session\", &value,",
    ),
    (
        "  /ring:\n    post:\n      operationId: ring\n      requestBody: {content: {application/json: {schema: {$ref: \"#/components/schemas/Node\"}}}}\n      responses: {\"204\": {description: ok}}\n",
        "pub(crate) body: Result<::std::option::Option<types::builder::Node>, String>",
    ),
    (
        "  /labels:\n    put:\n      operationId: label\n      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}}}}\n      responses: {\"204\": {description: ok}}\n",
        "crate::types::rules::LabelBodyAdditional",
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
        "  /form:\n    post:\n      operationId: form\n      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}}\n      responses: {\"204\": {description: ok}}\n",
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
    (
        "  /steps:\n    post:\n      operationId: step\n      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: integer, multipleOf: 5}, b: {type: number}}}}}}\n      responses: {\"204\": {description: ok}}\n",
        "crate::Bounded<{ i64::MIN }, { i64::MAX }, 5>",
    ),
    (
        "  /steps:\n    post:\n      operationId: step\n      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: integer, multipleOf: 5}, b: {type: number}}}}}}\n      responses: {\"204\": {description: ok}}\n",
        "pub b: ::std::option::Option<crate::Limited<crate::AnyNumber>>",
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

#[test]
fn a_contact_is_read_as_the_first_of_several_successes() {
    let accepted = "        \"202\": {description: later, content: {application/json: {schema: {type: object, properties: {job: {type: string}}}}}}\n";
    let at = "      operationId: create_contact\n";
    let (before, behind) = YAML.split_once(at).unwrap();
    let behind = behind.replacen(
        "        \"400\":\n",
        &format!("{accepted}        \"400\":\n"),
        1,
    );
    let text = format!("{before}{at}{behind}");
    let said: Vec<_> = generated(&text).warnings;
    let place = format!("edited.yaml:{}", line(&text, at) - 1);
    let wanted = "operation `create_contact`: its successes have different schemas, and the client's method returns one \
                  type: they are read as the first of them; give all the same to have it typed";
    assert!(
        said.iter()
            .any(|it| it.place == place && it.message == wanted),
        "{place}: {wanted}\nis not in\n{said:?}"
    );
}

#[test]
fn what_has_no_value_in_a_payload_is_not_sent_and_has_no_default() {
    let text = YAML.replacen(
        "    ContactUpdate:\n      type: object\n",
        "    ContactUpdate:\n      type: object\n      x-here: 1\n",
        1,
    );
    let text = text.replacen(
        "x-here: 1\n",
        "x-here: 1\n      allOf: [{type: object, properties: {status: {type: string, default: active}, weight: {type: integer, default: 10}}}]\n",
        1,
    );
    let client = generated(&text).client;
    assert!(
        client.contains("pub status: ::std::option::Option<"),
        "{client}"
    );
    assert!(client.contains("pub weight: ::std::option::Option<"));
    // A `default` is what the service takes where nothing is said.
    assert!(!client.contains("\"active\""));
}
