//! The emulator on documents of others. Whatever it answers, also an error, is what the document says
//! of it: each exchange checks that.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use contacts_openapi::{Document, Security};
use serde_json::{Value, json};

use super::example::{Example, code, may_have_content};
use crate::schema::{Direction, Schemas};
use crate::{Builder, DEFAULT_TOKEN, Emulator, Seed};

const NUMBER: &str = "4571999999";

/// The document of this project with some of its text replaced.
fn edited(edits: &[(&str, &str)]) -> &'static Document {
    let mut yaml = contacts_openapi::YAML.to_owned();
    for (from, to) in edits {
        assert!(yaml.contains(from), "`{from}` is not in the document");
        yaml = yaml.replace(from, to);
    }
    parsed(&yaml)
}

fn parsed(text: &str) -> &'static Document {
    let document = Document::parse(text, "edited.yaml");
    Box::leak(Box::new(document.unwrap_or_else(|it| panic!("{it}"))))
}

struct Service {
    document: &'static Document,
    emulator: Emulator,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    content: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.content).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }
}

impl Service {
    fn start(document: &'static Document) -> Self {
        Service::of(document, Emulator::builder_of(document))
    }

    fn of(document: &'static Document, builder: Builder) -> Self {
        let emulator = builder.start_blocking().unwrap();
        Service { document, emulator }
    }

    /// Sends a request with the token as Bearer, and JSON if there is any.
    fn ask(&self, method: &str, path: &str, content: Option<&Value>) -> Answer {
        let token = format!("authorization: Bearer {DEFAULT_TOKEN}\r\n");
        match content {
            Some(json) => {
                let headers = format!("{token}content-type: application/json\r\n");
                self.send(method, path, &headers, &json.to_string())
            }
            None => self.send(method, path, &token, ""),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    fn post(&self, path: &str, content: &Value) -> Answer {
        self.ask("POST", path, Some(content))
    }

    fn send(&self, method: &str, path: &str, headers: &str, content: &str) -> Answer {
        let url = self.emulator.url().strip_prefix("http://").unwrap();
        let (address, base) = url.split_at(url.find('/').unwrap_or(url.len()));
        // What is only allowed or refused is not remembered.
        self.emulator.forget_requests();
        let length = content.len();
        let request = format!(
            "{method} {base}{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-length: {length}\r\n{headers}\r\n{content}"
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, content) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|it| it.split_once(": "));
        let answer = Answer {
            status: status.parse().unwrap(),
            headers: headers.map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
            content: content.to_owned(),
        };
        self.check(&answer, method);
        answer
    }

    /// Is the answer what the document says of it?
    fn check(&self, answer: &Answer, method: &str) {
        let requests = self.emulator.requests();
        let operation = requests
            .last()
            .and_then(|it| self.document.operation(it.operation()?));
        let response = operation.and_then(|it| it.response(answer.status));
        let Some(response) = response.filter(|_| method != "HEAD") else {
            return;
        };
        if response.contents.is_empty() {
            assert!(
                answer.status >= 400 || answer.content.is_empty(),
                "{answer:?}"
            );
            return;
        }
        let kind = &answer.headers["content-type"];
        let mut contents = response.contents.iter();
        let content = contents.find(|it| it.media_type == *kind || it.media_type.contains('*'));
        let content = content.unwrap_or_else(|| panic!("{kind} is not documented: {answer:?}"));
        let is_json = content.is_json() || kind == "application/json";
        if let Some(schema) = content.schema.filter(|_| is_json) {
            let mut schemas = Schemas::default();
            let json = &self.document.schema(schema).json;
            let id = schemas.compile(self.document.json(), json);
            let broken = schemas.check(id, &answer.json(), Direction::Answered);
            assert!(broken.is_empty(), "{broken:?}: {answer:?}");
        }
    }
}

fn new() -> Value {
    json!({"contact": {"name": "N", "number": NUMBER}})
}

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
            service.post("/contacts", &new()).json()["contact"]["id"]
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
        service.post("/contacts", &new()).json()["contact"]["id"],
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

/// A document of another team: no envelope around a contact, other names, a list with siblings, PATCH,
/// an exclusive cursor, a key in a header, and every kind of value.
const PEOPLE: &str = include_str!("people.yaml");

fn key() -> String {
    format!("x-key: {DEFAULT_TOKEN}\r\n")
}

impl Service {
    fn people() -> Self {
        Service::start(parsed(PEOPLE))
    }

    fn keyed(&self, method: &str, path: &str, content: Option<&Value>) -> Answer {
        let mut headers = key();
        if content.is_some() {
            headers += "content-type: application/json\r\n";
        }
        let content = content.map(Value::to_string).unwrap_or_default();
        self.send(method, path, &headers, &content)
    }
}

#[test]
fn every_kind_of_value_is_kept_and_what_the_service_sets_is_there() {
    let service = Service::people();
    let sent = json!({
        "display_name": "N", "phone_number": NUMBER, "level": 2, "tags": ["a", "b"], "vip": true,
        "score": 1.5, "born": "2024-02-29", "extra": {"x": 1}, "manager": {"lat": 1}, "secret": "s",
        "address": {"zip": "2100", "location": {"lat": 55.7, "inside": {"lat": 1}}},
        "person_id": "7", "state": "gone", "other": "kept",
    });
    let created = service.keyed("POST", "/people", Some(&sent));
    assert_eq!(created.status, 201);
    assert_eq!(
        created.headers["content-type"],
        "application/vnd.people+json"
    );
    let mut person = created.json()["data"]["person"].clone();
    assert_eq!(service.keyed("GET", "/people/100", None).json(), person);
    let created_at = person
        .as_object_mut()
        .unwrap()
        .shift_remove("created_at")
        .unwrap();
    assert!(
        created_at.as_str().unwrap().starts_with("20"),
        "{created_at}"
    );
    let id = "7d444840-9dc0-41d1-b245-5ffdce74fad2";
    assert_eq!(
        person,
        json!({
            "display_name": "N", "phone_number": NUMBER, "kind": "person", "level": 2,
            "tags": ["a", "b"], "vip": true, "score": 1.5, "born": "2024-02-29",
            "address": {"zip": "2100", "location": {"lat": 55.7, "inside": {"lat": 1, "id": id}, "id": id}, "country": "DK"},
            "extra": {"x": 1}, "manager": {"lat": 1, "id": id}, "person_id": 100, "state": "active", "other": "kept",
        })
    );
}

#[test]
fn what_a_kind_forbids_is_refused_in_the_documents_form() {
    let service = Service::people();
    for (name, value, message) in [
        (
            "kind",
            json!("firm"),
            "kind: must be one of \"person\", \"company\"",
        ),
        ("level", json!(4), "level: must be one of 1, 2, 3"),
        ("tags", json!(["a", "a"]), "tags: has an item twice"),
        ("tags", json!([1]), "tags.0: is a number, must be a string"),
        ("vip", json!("yes"), "vip: is a string, must be a boolean"),
        ("score", json!(0), "score: must be more than 0"),
        (
            "born",
            json!("2026-02-29"),
            "born: must be a date, such as 2026-01-31",
        ),
        ("address", json!({}), "address.zip: is required"),
        (
            "extra",
            json!({"x": "1"}),
            "extra.x: is a string, must be a whole number",
        ),
        (
            "manager",
            json!(true),
            "manager: must fit exactly one of the forms that it may have",
        ),
    ] {
        let mut sent = json!({"display_name": "N", "phone_number": NUMBER});
        sent[name] = value;
        let refused = service.keyed("POST", "/people", Some(&sent));
        assert_eq!(refused.status, 422, "{name}");
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(
            refused.json(),
            json!({"type": "about:blank", "title": message, "status": 422})
        );
    }
    assert_eq!(service.emulator.contacts_json(), [Value::Null; 0]);
}

#[test]
fn an_update_merges_and_is_answered_as_documented() {
    let service = Service::people();
    let sent = json!({"display_name": "N", "phone_number": NUMBER, "address": {"zip": "1", "country": "SE"}});
    service.keyed("POST", "/people", Some(&sent));
    let changes = json!({"display_name": "M", "phone_number": "123", "address": {"zip": "2"}});
    let merge = format!("{}content-type: application/merge-patch+json\r\n", key());
    let answer = service.send("PATCH", "/people/100", &merge, &changes.to_string());
    assert_eq!((answer.status, &*answer.content), (204, ""));
    let person = service.keyed("GET", "/people/100", None).json();
    assert_eq!(person["display_name"], "M");
    assert_eq!(
        person["address"],
        json!({"zip": "2"}),
        "a member is replaced whole"
    );
    assert_eq!(
        service.keyed("PATCH", "/people/7", Some(&changes)).status,
        404
    );
    let put = json!({"display_name": "O", "phone_number": "124"});
    let put = service.keyed("PUT", "/people/100", Some(&put)).json();
    assert_eq!(
        (&put["display_name"], &put["phone_number"]),
        (&json!("O"), &json!("124"))
    );
    assert_eq!(service.keyed("GET", "/people/100", None).json(), put);
    let gone = service.keyed("DELETE", "/people/100", None);
    assert_eq!((gone.status, gone.json()), (202, json!({"ok": true})));
    assert_eq!(service.keyed("GET", "/people/100", None).status, 404);
}

#[test]
fn a_list_has_its_siblings_its_cursor_and_its_filters() {
    let document = parsed(PEOPLE);
    let seeds = (1..=5_u64).map(|n| {
        Seed::try_from(json!({
            "display_name": format!("P{n}"), "phone_number": format!("45{n}"),
            "kind": if n == 2 { "company" } else { "person" },
            "tags": if n > 3 { json!(["a", "b"]) } else { json!(["a"]) },
            "vip": n == 5,
        }))
        .unwrap()
    });
    let service = Service::of(document, Emulator::builder_of(document).seed(seeds));
    let ids = |query: &str| {
        let page = service
            .keyed("GET", &format!("/people{query}"), None)
            .json();
        let (total, more) = (page["total"].as_u64(), page["has_more"].as_bool());
        let people = page["data"].as_array().unwrap().clone();
        let ids = people.iter().map(|it| it["person_id"].as_u64().unwrap());
        (ids.collect::<Vec<_>>(), total.unwrap(), more.unwrap())
    };
    assert_eq!(ids(""), (vec![100, 101], 5, true), "2 is the default");
    assert_eq!(ids("?starting_after=101"), (vec![102, 103], 5, true));
    assert_eq!(ids("?starting_after=102"), (vec![103, 104], 5, false));
    assert_eq!(ids("?starting_after=104"), (vec![], 5, false));
    assert_eq!(ids("?starting_after=-1"), (vec![100, 101], 5, true));
    assert_eq!(ids("?kind=company"), (vec![101], 1, false));
    assert_eq!(ids("?tags=a,b"), (vec![103, 104], 2, false));
    assert_eq!(ids("?vip=true"), (vec![104], 1, false));
    let of_number = ids("?phone=453");
    assert_eq!(of_number.0, [102], "the number, whatever it is called");
    let page = service.keyed("GET", "/people?per_page=1", None).json();
    assert_eq!(
        page["data"],
        json!([{"display_name": "P1", "person_id": 100, "phone_number": "451"}]),
        "a list shows what its schema has"
    );
}

#[test]
fn credentials_are_those_of_the_document() {
    let service = Service::people();
    for (headers, status) in [
        (key(), 200),
        ("x-key: wrong\r\n".to_owned(), 401),
        (format!("authorization: Bearer {DEFAULT_TOKEN}\r\n"), 401),
        (String::new(), 401),
    ] {
        let answer = service.send("GET", "/people", &headers, "");
        assert_eq!(answer.status, status, "{headers}");
        assert_eq!(
            answer.headers.contains_key("www-authenticate"),
            status == 401
        );
    }
    let yaml = r#"
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /open: {get: {security: [], responses: {"204": {description: ""}}}}
  /query: {get: {security: [{query: []}], responses: {"204": {description: ""}}}}
  /cookie: {get: {security: [{cookie: []}], responses: {"204": {description: ""}}}}
  /basic: {get: {security: [{basic: []}], responses: {"204": {description: ""}}}}
  /either: {get: {security: [{basic: []}, {query: []}], responses: {"204": {description: ""}}}}
  /tls: {get: {security: [{tls: []}], responses: {"204": {description: ""}}}}
  /maybe: {get: {security: [{basic: []}, {}], responses: {"204": {description: ""}}}}
components:
  securitySchemes:
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
    basic: {type: http, scheme: basic}
    tls: {type: mutualTLS}
"#;
    let document = parsed(yaml);
    let builder = Emulator::builder_of(document).token("user:password");
    let service = Service::of(document, builder);
    for (path, headers, status) in [
        ("/open", "", 204),
        ("/tls", "", 204),
        ("/maybe", "", 204),
        ("/query?key=user:password", "", 204),
        ("/query?key=user", "", 401),
        ("/cookie", "cookie: a=b; session=user:password\r\n", 204),
        ("/cookie", "cookie: session=x\r\n", 401),
        (
            "/basic",
            "authorization: Basic dXNlcjpwYXNzd29yZA==\r\n",
            204,
        ),
        ("/basic", "authorization: Bearer user:password\r\n", 401),
        ("/either?key=user:password", "", 204),
    ] {
        assert_eq!(
            service.send("GET", path, headers, "").status,
            status,
            "{path} {headers}"
        );
    }
}

#[test]
fn content_is_taken_in_the_types_that_are_documented() {
    let service = Service::people();
    let typed = |kind: &str| format!("{}content-type: {kind}\r\n", key());
    let form = "display_name=N&phone_number=4571999999&level=2&tags=a&tags=b&vip=true";
    let created = service.send(
        "POST",
        "/people",
        &typed("application/x-www-form-urlencoded"),
        form,
    );
    assert_eq!(created.status, 201);
    let person = &created.json()["data"]["person"];
    assert_eq!(
        (&person["level"], &person["tags"], &person["vip"]),
        (&json!(2), &json!(["a", "b"]), &json!(true))
    );
    let wrong = service.send(
        "POST",
        "/people",
        &typed("application/x-www-form-urlencoded"),
        "level=x",
    );
    assert_eq!(wrong.status, 422);
    let text = service.send("POST", "/people", &typed("text/plain"), "N");
    assert_eq!(text.status, 415);
    assert!(
        text.content
            .contains("send application/json or application/x-www-form-urlencoded"),
        "{text:?}"
    );
    assert_eq!(
        service
            .send("PUT", "/people/1/photo", &typed("image/png"), "PNG")
            .status,
        204
    );
    assert_eq!(
        service
            .send("PUT", "/people/1/photo", &typed("image/gif"), "GIF")
            .status,
        415
    );
    let missing = service.send("PUT", "/people/1/photo", &key(), "");
    assert!(missing.content.contains("send image/png"), "{missing:?}");
}

/// Operations that nobody knows, each with another answer.
const OTHERS: &str = include_str!("others.yaml");

#[test]
fn an_operation_without_a_state_is_answered_by_an_example() {
    let service = Service::start(parsed(OTHERS));
    let trace = "x-trace: 7d444840-9dc0-41d1-b245-5ffdce74fad2\r\n";
    let things = service.send("GET", "/things", trace, "");
    assert_eq!(things.status, 200);
    assert_eq!(things.headers["emulated"], "example");
    assert_eq!(things.json()[0]["shape"]["kind"], "round");
    assert_eq!(things.json()[0]["serial"], 0);
    let csv = service.send(
        "GET",
        "/things",
        &format!("{trace}accept: text/csv\r\n"),
        "",
    );
    assert_eq!(
        (&*csv.headers["content-type"], &*csv.content),
        ("text/csv", "a,b\n0,\"x,y\"\n")
    );
    let text = service.send(
        "GET",
        "/things",
        &format!("{trace}accept: text/plain\r\n"),
        "",
    );
    assert_eq!(text.content, "hello");

    assert_eq!(
        service.send("GET", "/things", "", "").status,
        400,
        "a header is missing"
    );
    assert_eq!(service.send("GET", "/things?size=4", trace, "").status, 400);
    let json = format!("{trace}content-type: application/json\r\n");
    assert_eq!(service.send("POST", "/things", &json, "{}").status, 422);
    let thing = json!({
        "code": "AB-123", "at": "2026-01-31T12:00:00Z", "parts": [5], "secret": "s",
        "shape": {"kind": "Square", "side": 1},
    });
    let taken = service.send("POST", "/things", &json, &thing.to_string());
    assert_eq!(
        (taken.status, &*taken.content, &*taken.headers["emulated"]),
        (202, "", "example")
    );

    assert_eq!(service.get("/any").json(), json!(false));
    assert_eq!(service.get("/elsewhere").status, 302);
    assert_eq!(
        service.get("/wrong").json(),
        json!(0),
        "an example that is none is not shown"
    );
}

#[test]
fn every_path_of_the_document_is_served_however_it_looks() {
    let service = Service::start(parsed(OTHERS));
    assert_eq!(service.get("/things/3.json").json(), json!({"id": 7}));
    assert_eq!(service.get("/things/abc").json(), json!("by name"));
    assert_eq!(service.get("/things/3").json(), json!("by number"));
    assert_eq!(service.get("/files/a%2Fb").status, 200);
    assert_eq!(
        service.ask("HEAD", "/files/a", None).status,
        204,
        "HEAD is documented"
    );
    assert_eq!(
        service.ask("OPTIONS", "/files/a", None).status,
        200,
        "OPTIONS is documented"
    );
    assert_eq!(service.ask("HEAD", "/any", None).status, 200);
    let options = service.ask("OPTIONS", "/any", None);
    assert_eq!(
        (options.status, &*options.headers["allow"]),
        (204, "GET,HEAD,OPTIONS")
    );
    assert_eq!(service.ask("DELETE", "/any", None).status, 405);
    assert_eq!(
        service.get("/docs").json(),
        json!("text"),
        "the document's own, not the emulator's"
    );
    assert_eq!(service.get("/nothing").status, 404);
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
fn seeds_reach_into_objects_and_have_every_kind() {
    let document = parsed(PEOPLE);
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("people.csv");
    std::fs::write(
        &csv,
        "display_name,phone_number,address.zip,address.country,tags,vip,level\nN,451,2100,,a;b,ja,2\nM,452,,,,,\n",
    )
    .unwrap();
    let json = folder.path().join("people.json");
    std::fs::write(
        &json,
        r#"{"data": [{"display_name": "O", "address": {"zip": "1"}}], "total": 1}"#,
    )
    .unwrap();
    let builder = Emulator::builder_of(document).seed_file(&csv).unwrap();
    let service = Service::of(document, builder.seed_file(&json).unwrap());
    let people = service.emulator.contacts_json();
    assert_eq!(people[0]["address"], json!({"zip": "2100"}));
    assert_eq!(
        (&people[0]["tags"], &people[0]["vip"], &people[0]["level"]),
        (&json!(["a", "b"]), &json!(true), &json!(2))
    );
    assert_eq!(people[1].get("address"), None);
    assert_eq!(people[2]["address"]["zip"], "1");
    std::fs::write(&csv, "address.street\nx\n").unwrap();
    let error = Emulator::builder_of(document)
        .seed_file(&csv)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no property `address.street`: the columns may be "),
        "{error}"
    );
    assert!(error.contains("address.location.lat"), "{error}");
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

/// `CONTACTS_TEST_DOCUMENTS` names a folder of them.
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

/// A header and a query that have the token as the document wants it.
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

/// Creates a contact as the document's schema has it, finds it in the list, changes it and deletes it.
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

/// A property of a contact in the default document, and what it may be instead.
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
        // As an optional property, and as one that must be there in all that is sent and answered.
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
