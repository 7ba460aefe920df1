//! Tests the emulator on a document of another team: no envelope around a contact, other names, a list with
//! siblings, PATCH, an exclusive cursor, a key in a header, and every kind of value.

use serde_json::{Value, json};

use super::service::{Answer, NUMBER, Service, parsed};
use crate::{DEFAULT_TOKEN, Emulator, Seed};

pub(super) const PEOPLE: &str = include_str!("people.yaml");

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
