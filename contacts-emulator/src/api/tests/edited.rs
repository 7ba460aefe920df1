//! Tests the emulator on this project's document with edits such as teams make, and on small documents.

use serde_json::{Value, json};

use super::service::{NUMBER, Service, edited, new_contact, parsed};
use crate::{Emulator, Seed};

#[test]
fn ids_are_uuids_where_the_document_has_them() {
    let document = edited(&[
        (
            "type: integer\n      format: int64\n      minimum: 0\n      description: Identifies a contact; assigned by the service, ascending.\n      example: 1",
            "type: string\n      format: uuid",
        ),
        (
            "          type: integer\n          format: int64\n          minimum: 0\n          readOnly: true\n          description: Contact ID.\n          example: 1",
            "          type: string\n          format: uuid\n          readOnly: true",
        ),
    ]);
    let given = "7d444840-9dc0-41d1-b245-5ffdce74fad2";
    let builder = Emulator::builder_of(document).seed([Seed::new([("id", given), ("name", "G")])]);
    let service = Service::of(document, builder);
    let ids: Vec<String> = (0..3)
        .map(|_| {
            service.post("/contacts", &new_contact()).json()["contact"]["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(ids.is_sorted() && ids[0] != ids[1], "{ids:?}");
    let one = service.get(&format!("/contacts/{}", ids[1]));
    assert_eq!(one.json()["contact"]["id"], ids[1]);
    assert_eq!(
        service.get(&format!("/contacts/{given}")).json()["contact"]["name"],
        "G"
    );
    let from = service
        .get(&format!("/contacts?id_gt_or_eq={}", ids[1]))
        .json();
    let from: Vec<_> = from["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].clone())
        .collect();
    assert_eq!(from, ids[1..]);
    assert_eq!(service.get("/contacts/7").status, 400, "not a UUID");
    let unknown = "00000000-0000-4000-8000-00000000ffff";
    assert_eq!(service.get(&format!("/contacts/{unknown}")).status, 404);
    assert_eq!(
        service
            .ask("DELETE", &format!("/contacts/{given}"), None)
            .status,
        200
    );
    assert_eq!(service.get(&format!("/contacts/{given}")).status, 404);
}

#[test]
fn given_ids_are_in_the_data_file() {
    let document = edited(&[
        (
            "          type: integer\n          format: int64\n          minimum: 0\n          readOnly: true\n          description: Contact ID.\n          example: 1",
            "          type: string\n          readOnly: true\n          example: con_0042",
        ),
        (
            "type: integer\n      format: int64\n      minimum: 0\n      description: Identifies a contact; assigned by the service, ascending.\n      example: 1",
            "type: string",
        ),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let seeds = [
            Seed::new([("id", "hans"), ("name", "H")]),
            Seed::verbatim([("id", "odd")]),
        ];
        let builder = Emulator::builder_of(document).data(folder.path().join("book"));
        Service::of(document, builder.seed(seeds))
    };
    let service = start();
    assert_eq!(
        service.post("/contacts", &new_contact()).json()["contact"]["id"],
        "con_0003"
    );
    let before = service.emulator.contacts_json();
    drop(service);
    let service = start();
    assert_eq!(service.emulator.contacts_json(), before);
    let ids: Vec<_> = before.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["hans", "odd", "con_0003"]);
    assert_eq!(service.get("/contacts/hans").json()["contact"]["name"], "H");
}

#[test]
fn a_list_is_read_by_offset_or_by_page_where_the_document_says_so() {
    let seeds = || (1..=5).map(|n| Seed::new([("number", format!("45{n}"))]));
    let cursor = "- name: id_gt_or_eq\n          in: query\n          description: Show contacts where the id is greater than or equal to the specified value.\n          schema:\n            $ref: \"#/components/schemas/ContactId\"\n          example: 1234";
    for (parameter, path) in [
        (
            "- {name: offset, in: query, schema: {type: integer}}",
            "?limit=2&offset=2",
        ),
        (
            "- {name: page, in: query, schema: {type: integer, minimum: 1}}",
            "?limit=2&page=2",
        ),
        (
            "- {name: page, in: query, schema: {type: integer, minimum: 0}}",
            "?limit=2&page=1",
        ),
        (
            "- {name: after_id, in: query, schema: {type: integer}}",
            "?limit=2&after_id=2",
        ),
    ] {
        let document = edited(&[(cursor, parameter)]);
        let service = Service::of(document, Emulator::builder_of(document).seed(seeds()));
        let page = service.get(&format!("/contacts{path}")).json();
        let ids: Vec<_> = page["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].clone())
            .collect();
        assert_eq!(ids, [3, 4], "{parameter}");
    }
}

#[test]
fn contacts_have_no_envelope_where_the_document_has_none() {
    let document = edited(&[
        (
            "$ref: \"#/components/schemas/CreateContactRequest\"",
            "$ref: \"#/components/schemas/NewContact\"",
        ),
        (
            "$ref: \"#/components/schemas/UpdateContactRequest\"",
            "$ref: \"#/components/schemas/ContactUpdate\"",
        ),
        (
            "$ref: \"#/components/schemas/ContactResponse\"",
            "$ref: \"#/components/schemas/Contact\"",
        ),
        (
            "$ref: \"#/components/schemas/ContactListResponse\"",
            "{type: array, items: {$ref: \"#/components/schemas/Contact\"}}",
        ),
        ("\n        number:\n", "\n        phone_number:\n"),
        ("required: [name, number]", "required: [name, phone_number]"),
        ("\n    put:\n", "\n    patch:\n"),
    ]);
    let service = Service::start(document);
    let created = service.post("/contacts", &json!({"name": "N", "phone_number": NUMBER}));
    let contact = created.json();
    assert_eq!(contact["number_formatted"], "71 99 99 99");
    let changed = service.ask("PATCH", "/contacts/1", Some(&json!({"name": "M"})));
    assert_eq!(changed.json()["name"], "M");
    assert_eq!(
        service.get(&format!("/contacts/by_number/{NUMBER}")).json()["name"],
        "M"
    );
    assert_eq!(service.get("/contacts").json().as_array().unwrap().len(), 1);
    assert_eq!(
        service.get(&format!("/contacts?number={NUMBER}")).json()[0]["phone_number"],
        NUMBER
    );
    let wrong = service.post("/contacts", &json!({"name": "N"}));
    assert!(
        wrong.content.contains("phone_number: is required"),
        "{wrong:?}"
    );
}

#[test]
fn a_document_without_contacts_is_served_too() {
    let service = Service::start(parsed(
        "{openapi: 3.1.0, paths: {/ping: {get: {responses: {'200': {description: ''}}}}}}",
    ));
    let pong = service.get("/ping");
    assert_eq!((pong.status, &*pong.content), (200, ""));
    assert_eq!(service.emulator.contacts_json(), [Value::Null; 0]);
}

#[test]
fn a_contact_may_be_one_of_several() {
    let service = Service::start(parsed(
        r##"
openapi: 3.0.3
info: {title: Either, version: "1"}
paths:
  /contacts:
    get: {responses: {"200": {description: "", content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Contact"}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Contact"}}}}
      responses: {"201": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Contact"}}}}}
components:
  schemas:
    Contact:
      oneOf: [{$ref: "#/components/schemas/Person"}, {$ref: "#/components/schemas/Company"}]
      discriminator: {propertyName: kind}
    Person:
      type: object
      required: [id, kind, number, first]
      additionalProperties: false
      properties:
        id: {type: integer, readOnly: true}
        kind: {type: string, enum: [Person]}
        number: {type: string}
        first: {type: string}
        nick: {type: string, nullable: true}
    Company:
      type: object
      required: [id, kind, number, name]
      additionalProperties: false
      properties:
        id: {type: integer, readOnly: true}
        kind: {type: string, enum: [Company]}
        number: {type: string}
        name: {type: string}
        vat: {type: string, nullable: true}
"##,
    ));
    let person = json!({"kind": "Person", "number": "451", "first": "F"});
    let company = json!({"kind": "Company", "number": "452", "name": "N", "vat": "7"});
    for (sent, id) in [(person, 1), (company, 2)] {
        let mut created = service.post("/contacts", &sent).json();
        assert_eq!(
            created.as_object_mut().unwrap().shift_remove("id"),
            Some(json!(id))
        );
        assert_eq!(created, sent);
    }
    let wrong = json!({"kind": "Company", "number": "452", "first": "F"});
    let refused = service.post("/contacts", &wrong);
    assert_eq!(refused.status, 422);
    assert!(refused.content.contains("name: is required"), "{refused:?}");
    assert_eq!(service.get("/contacts").json().as_array().unwrap().len(), 2);
}
