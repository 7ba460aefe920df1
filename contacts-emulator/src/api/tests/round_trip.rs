//! Tests that a contact is created, listed, got, changed and deleted with many documents, by their schemas.

use contacts_openapi::{Document, Security};
use serde_json::Value;

use super::people::PEOPLE;
use super::service::{Service, edited, parsed};
use crate::DEFAULT_TOKEN;
use crate::api::example::{Example, code, may_have_content};
use crate::schema::{Direction, Schemas};

/// Returns a header and a query that have the token as the document wants it.
fn credentials(security: Option<&Security>) -> (String, String) {
    let token = DEFAULT_TOKEN;
    let header = match security {
        None | Some(Security::Other(_)) => String::new(),
        Some(Security::Bearer) => format!("authorization: Bearer {token}\r\n"),
        Some(Security::Basic) => "authorization: Basic ZW11bGF0b3ItdG9rZW46\r\n".to_owned(),
        Some(Security::Header(name)) => format!("{name}: {token}\r\n"),
        Some(Security::Cookie(name)) => format!("cookie: {name}={token}\r\n"),
        Some(Security::Query(name)) => return (String::new(), format!("?{name}={token}")),
    };
    (header, String::new())
}

/// Creates a contact by the document's schema, finds it in the list, changes it and deletes it.
fn round_trip(document: &'static Document) {
    let service = Service::start(document);
    let roles = document.roles();
    let send = |operation: &str, id: Option<&str>, content: Option<Value>| {
        let known = document.operation(operation).unwrap();
        let mut path = known.path.clone();
        if let (Some(id), Some(start)) = (id, path.rfind('{')) {
            path.replace_range(start..=path.rfind('}').unwrap(), id);
        }
        let (header, query) = credentials(known.security.first());
        let json = known.request.as_ref().and_then(|it| it.json());
        let kind = json.map(|it| format!("content-type: {}\r\n", it.media_type));
        let headers = header + &kind.unwrap_or_default();
        let content = content.map(|it| it.to_string()).unwrap_or_default();
        let answer = service.send(&known.method, &(path + &query), &headers, &content);
        let is_success = (200..300).contains(&answer.status);
        assert!(is_success, "{operation}: {answer:?}");
        answer
    };
    let sample = |schema| {
        let mut schemas = Schemas::default();
        let id = schemas.compile(document.json(), &document.schema(schema).json);
        schemas.sample(id)
    };
    let Some(create) = &roles.create else { return };
    send(&create.operation, None, sample(create.payload.body));
    let contact = &service.emulator.contacts_json()[0];
    let id = roles.contact.as_ref().and_then(|it| it.id.as_ref());
    let id = id.map_or("1".to_owned(), |(name, _)| {
        contacts_openapi::show(&contact[name])
    });
    if let Some(list) = &roles.list {
        let page = send(&list.operation, None, None).json();
        let items = list.items.iter().fold(&page, |it, name| &it[name]);
        assert_eq!(items.as_array().map(Vec::len), Some(1), "{page}");
    }
    if let Some(get) = &roles.get {
        send(&get.operation, Some(&id), None);
    }
    if let Some(update) = &roles.update {
        send(&update.operation, Some(&id), sample(update.payload.body));
    }
    if let Some(delete) = &roles.delete {
        send(&delete.operation, Some(&id), None);
        assert_eq!(service.emulator.contacts_json(), [Value::Null; 0]);
    }
}

/// A property of a contact in the default document, which the edits replace.
const PROPERTY: &str = "        email:\n          type: string\n";

#[test]
fn a_contact_of_any_kind_goes_all_the_way() {
    for kind in [
        "{type: string, enum: [a, b]}",
        "{type: integer, enum: [1, 2]}",
        "{type: boolean, default: true}",
        "{type: number, minimum: 0.5, exclusiveMinimum: true}",
        "{type: string, format: date}",
        "{type: string, format: date-time}",
        "{type: string, format: email, maxLength: 40}",
        "{type: string, format: uri}",
        "{type: string, format: byte}",
        "{type: array, items: {type: string, enum: [x, y]}, minItems: 2, uniqueItems: true}",
        "{type: array, items: {type: object, required: [n], properties: {n: {type: integer}}}}",
        "{type: object, required: [zip], properties: {zip: {type: string, pattern: '^[0-9]{4}$'}}}",
        "{type: object, additionalProperties: {type: integer}}",
        "{type: object}",
        "{}",
        "{oneOf: [{type: string}, {type: integer}]}",
        "{anyOf: [{type: array, items: {type: string}}, {type: string, maxLength: 3}]}",
        "{allOf: [{$ref: '#/components/schemas/PhoneNumber'}], nullable: true}",
        "{$ref: '#/components/schemas/ContactUpdate'}",
    ] {
        // It is tried as an optional property, and as a required one in everything that is sent and
        // answered.
        let typed = format!("        kind: {kind}\n{PROPERTY}");
        round_trip(edited(&[(PROPERTY, &typed)]));
        round_trip(edited(&[
            (PROPERTY, &typed),
            ("required: [id]", "required: [id, kind]"),
            ("required: [name, number]", "required: [name, number, kind]"),
        ]));
    }
    for text in [PEOPLE, contacts_openapi::YAML] {
        round_trip(parsed(text));
    }
}

#[test]
fn single_edits_of_the_document_go_all_the_way() {
    let response = "$ref: \"#/components/schemas/ContactResponse\"";
    let nested = "{type: object, required: [meta, data], properties: {meta: {type: object, required: [at], properties: {at: {type: string, format: date-time}}}, data: {type: object, properties: {contact: {$ref: \"#/components/schemas/Contact\"}}}}}";
    let listed = "$ref: \"#/components/schemas/ContactListResponse\"";
    let edits: [&[(&str, &str)]; 14] = [
        &[(response, nested)],
        &[(
            listed,
            "{type: array, items: {$ref: \"#/components/schemas/Contact\"}}",
        )],
        &[(
            "\"200\":\n          description: The contact as it was created.",
            "\"201\":\n          description: The contact as it was created.",
        )],
        &[(
            "\"200\":\n          description: The contact is deleted; the response has no content.",
            "\"204\":\n          description: gone",
        )],
        &[(
            "required: [id]",
            "required: [id, name, number, number_formatted, email]",
        )],
        &[(
            "    Contact:\n      type: object",
            "    Contact:\n      type: object\n      additionalProperties: false",
        )],
        &[(
            "    Contact:\n      type: object",
            "    Contact:\n      type: object\n      additionalProperties: true",
        )],
        &[
            ("openapi: 3.0.3", "openapi: 3.1.0"),
            (
                "type: string\n          nullable: true",
                "type: [string, \"null\"]",
            ),
        ],
        &[
            ("operationId: create_contact", "operationId: createContact"),
            ("operationId: list_contacts", "operationId: listContacts"),
            ("operationId: update_contact", "operationId: updateContact"),
        ],
        &[(
            "      pattern: \"^[1-9][0-9]{2,14}$\"\n",
            "      format: phone\n",
        )],
        &[
            ("              example: *contact\n", ""),
            (
                "              example: &contact\n",
                "              example:\n",
            ),
        ],
        &[("bearer: []", "bearer: []\n  - {}")],
        &[("\n        email:\n", "\n        e-mail:\n")],
        &[("https://app.relatel.dk/api/v2", "/")],
    ];
    for edits in edits {
        round_trip(edited(edits));
    }
}

/// Reads the documents in the folder that `CONTACTS_TEST_DOCUMENTS` names.
#[test]
#[ignore = "needs CONTACTS_TEST_DOCUMENTS"]
fn public_documents_are_answered_by_valid_examples() {
    let folder = std::env::var("CONTACTS_TEST_DOCUMENTS").unwrap();
    let (mut all, mut broken) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        let Ok(document) = Document::parse(&text, &name) else {
            println!("{name} cannot be used");
            continue;
        };
        let start = std::time::Instant::now();
        for operation in document.operations() {
            let successes = operation.successes();
            let success = successes.first();
            let success = success.filter(|it| may_have_content(code(it.status)));
            let content = success.and_then(|it| it.contents.first());
            let content = content.filter(|it| it.is_json());
            let Some(schema) = content.and_then(|it| it.schema) else {
                continue;
            };
            all += 1;
            let answer = Example::new(&document, operation).bare().content();
            let mut schemas = Schemas::default();
            let id = schemas.compile(document.json(), &document.schema(schema).json);
            let value = serde_json::from_slice(&answer).unwrap_or_default();
            if let Some(rule) = schemas.check(id, &value, Direction::Answered).first() {
                let text = String::from_utf8_lossy(&answer);
                let text: String = text.chars().take(200).collect();
                println!("{name} {}: {rule}: {text}", operation.id);
                broken += 1;
            }
        }
        println!("{name}: {:?}", start.elapsed());
        round_trip(Box::leak(Box::new(document)));
    }
    println!("{broken} of {all}");
    assert!(
        broken * 100 <= all,
        "{broken} of {all} examples are not what the schema says"
    );
}
