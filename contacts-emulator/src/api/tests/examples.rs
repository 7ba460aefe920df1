//! Tests the emulator on operations without a role, each with another answer.

use serde_json::json;

use super::service::{Service, parsed};

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
