use serde_json::json;

use super::*;

/// Returns a document in which contacts have addresses and every update needs the name, changed by
/// the test.
fn document(change: impl FnOnce(&mut Value)) -> Document {
    let text = json!({"type": "string", "nullable": true});
    let address = json!({"type": "object", "properties": {"zip": text, "city": text}});
    let mut properties = json!({
        "name": {"type": "string"},
        "number": {"type": "string", "format": "phone"},
        "address": address,
        "office": address,
    });
    let sent = json!({"type": "object", "required": ["name"], "properties": properties});
    properties["id"] = json!({"type": "integer"});
    let read = json!({"type": "object", "required": ["id"], "properties": properties});
    let content = |schema: &Value| json!({"application/json": {"schema": schema}});
    let answer = |schema: &Value| json!({"200": {"description": "", "content": content(schema)}});
    let parameter = |name: &str, place: &str| {
        json!({
            "name": name, "in": place, "required": place == "path", "schema": {"type": "integer"},
        })
    };
    let number =
        json!({"name": "number", "in": "path", "required": true, "schema": {"type": "string"}});
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Contacts", "version": "1"},
        "paths": {
            "/contacts": {
                "get": {
                    "operationId": "list_contacts",
                    "parameters": [parameter("id_gt_or_eq", "query"), parameter("limit", "query")],
                    "responses": answer(&json!({"type": "array", "items": read})),
                },
                "post": {
                    "operationId": "create_contact",
                    "requestBody": {"content": content(&sent)},
                    "responses": answer(&read),
                },
            },
            "/contacts/{id}": {
                "parameters": [parameter("id", "path")],
                "get": {"operationId": "get_contact", "responses": answer(&read)},
                "put": {
                    "operationId": "update_contact",
                    "requestBody": {"content": content(&sent)},
                    "responses": answer(&read),
                },
            },
            "/contacts/by_number/{number}": {
                "parameters": [number],
                "get": {"operationId": "get_contact_by_number", "responses": answer(&read)},
            },
        },
    });
    change(&mut document);
    Document::parse(&document.to_string(), "addresses.json").unwrap()
}

fn layout(document: &Document) -> Layout<'_> {
    Layout::of(document, Box::new(|_| Ok(()))).unwrap()
}

fn without<'d>(path: &'d str, method: &'d str) -> impl FnOnce(&mut Value) + 'd {
    move |document| {
        let operations = document["paths"][path].as_object_mut().unwrap();
        operations.remove(method).unwrap();
    }
}

fn map(json: &Value) -> Map<String, Value> {
    json.as_object().unwrap().clone()
}

#[test]
fn what_a_document_lacks_is_named() {
    assert_eq!(lacking(&document(|_| {})), None);
    let listless = document(without("/contacts", "get"));
    let lacks = lacking(&listless).unwrap().to_string();
    assert!(lacks.contains("operation that lists contacts"), "{lacks}");
    let closed = document(without("/contacts", "post"));
    let lacks = lacking(&closed).unwrap().to_string();
    assert!(lacks.contains("operation that creates"), "{lacks}");
}

#[test]
fn what_a_document_can_is_found_in_it() {
    let document = |change: fn(&mut Value)| document(change);
    let all = document(|_| {});
    let layout_of_all = layout(&all);
    assert!(layout_of_all.can_update() && layout_of_all.gets_by_number());
    assert!(layout_of_all.ids_ascend());
    let fewer = document(|it| {
        without("/contacts/{id}", "put")(it);
        without("/contacts/by_number/{number}", "get")(it);
        let parameters = it["paths"]["/contacts"]["get"]["parameters"].as_array_mut();
        parameters.unwrap().remove(0);
    });
    let layout_of_fewer = layout(&fewer);
    assert!(!layout_of_fewer.can_update() && !layout_of_fewer.gets_by_number());
    assert!(!layout_of_fewer.ids_ascend(), "nothing goes on from an id");
    let texts = document(|it| {
        let text = it
            .to_string()
            .replace(r#""id":{"type":"integer"}"#, r#""id":{"type":"string"}"#);
        *it = serde_json::from_str(&text).unwrap();
    });
    assert!(!layout(&texts).ids_ascend(), "ids are texts");
}

#[test]
fn an_object_is_sent_whole_and_no_other_with_it() {
    let document = document(|_| {});
    let layout = layout(&document);
    let known = map(&json!({
        "name": "Åse",
        "address": {"zip": "2000", "city": "Frederiksberg"},
        "office": {"zip": "8000", "city": null},
    }));
    let update = |path, value: &str| {
        let values = HashMap::from([(path, json!(value))]);
        Value::Object(layout.update(values, &Map::new(), &known))
    };
    assert_eq!(
        update("address.zip", "2100"),
        json!({"name": "Åse", "address": {"zip": "2100", "city": "Frederiksberg"}})
    );
    assert_eq!(
        update("office.zip", "8200"),
        json!({"name": "Åse", "office": {"zip": "8200"}})
    );
    assert_eq!(update("name", "Åsa"), json!({"name": "Åsa"}));
}

#[test]
fn an_update_that_the_client_cannot_send_is_refused_with_its_place() {
    let layout = Layout::embedded().unwrap();
    assert_eq!(layout.check(&map(&json!({"name": "Åse"}))), Ok(()));
    let (path, reason) = layout.check(&map(&json!({"name": 7}))).unwrap_err();
    assert_eq!(path, "name");
    assert!(reason.contains("expected"), "{reason}");
}

#[test]
fn a_layout_is_shown_without_its_document() {
    let shown = format!("{:?}", Layout::embedded().unwrap());
    assert_eq!(
        shown,
        r#"Layout { number: "number", can_delete: true, .. }"#
    );
}
