use serde_json::{Value, json};

use super::*;
use crate::roles::{IdKind, List};

fn list(answer: &Value) -> List {
    let content = json!({"application/json": {"schema": answer}});
    let document = json!({
        "openapi": "3.0.3",
        "paths": {"/contacts": {"get": {
            "responses": {"200": {"description": "", "content": content}},
        }}},
    });
    let document = Document::parse(&document.to_string(), "it.json").unwrap();
    document.roles().list.clone().unwrap()
}

#[test]
fn what_a_list_says_of_itself_is_found_beside_its_items() {
    let items = json!({"type": "array", "items": {"properties": {
        "id": {"type": "integer"}, "total": {"type": "integer"},
    }}});
    let found = list(&json!({"properties": {
        "data": items,
        "meta": {"properties": {
            "totalCount": {"type": "integer"},
            "has_more": {"type": "string"},
            "rest": {"type": "boolean", "x-contacts-role": "more"},
        }},
    }}));
    assert_eq!(found.total.unwrap(), ["meta", "totalCount"]);
    assert_eq!(found.more.unwrap(), ["meta", "rest"]);
    let bare = list(&items);
    assert_eq!((bare.total, bare.more), (None, None));
}

#[test]
fn contacts_by_another_name_are_what_has_a_phone_number() {
    let operation = |property: &str| {
        let schema =
            json!({"properties": {property: {"type": "string"}, "id": {"type": "integer"}}});
        let answer = json!({"application/json": {"schema": {"type": "array", "items": schema}}});
        json!({
            "get": {"responses": {"200": {"description": "", "content": answer}}},
            "post": {
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {"204": {"description": ""}},
            },
        })
    };
    let found = |paths: &Value| {
        let document = json!({"openapi": "3.0.3", "paths": paths});
        let document = Document::parse(&document.to_string(), "it.json").unwrap();
        let roles = document.roles();
        let ids = [
            roles.create.as_ref().map(|it| it.operation.clone()),
            roles.list.as_ref().map(|it| it.operation.clone()),
        ];
        ids.map(Option::unwrap_or_default)
    };
    let people = operation("msisdn");
    assert_eq!(
        found(&json!({"/people": people, "/orders": operation("sum")})),
        ["post_people", "get_people"]
    );
    // Neither is more likely than the other.
    assert_eq!(
        found(&json!({"/people": people, "/employees": people})),
        ["", ""]
    );
    // The name decides.
    assert_eq!(
        found(&json!({"/people": people, "/contacts": people})),
        ["post_contacts", "get_contacts"]
    );
}

#[test]
fn another_list_goes_on_as_that_of_contacts_does() {
    let with = |cursor: &str, items: &Value| {
        let content = json!({"application/json": {"schema": {"type": "array", "items": items}}});
        let parameter = json!({"name": cursor, "in": "query", "schema": {"type": "integer"}});
        let document = json!({
            "openapi": "3.0.3",
            "paths": {"/orders": {"get": {
                "operationId": "list_orders",
                "parameters": [parameter],
                "responses": {"200": {"description": "", "content": content}},
            }}},
        });
        let document = Document::parse(&document.to_string(), "it.json").unwrap();
        document.roles().others.clone()
    };
    let orders = json!({"properties": {"id": {"type": "integer"}}});
    let [found] = &with("after", &orders)[..] else {
        panic!("one list has a cursor")
    };
    assert_eq!(found.list.operation, "list_orders");
    assert_eq!(found.id, Some(("id".to_owned(), IdKind::Integer)));
    let nameless = json!({"properties": {"sum": {"type": "integer"}}});
    assert_eq!(with("after", &nameless), []);
    assert_eq!(with("page", &nameless).len(), 1);
    assert_eq!(with("colour", &orders), []);
}
