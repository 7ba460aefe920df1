//! Which contact an entry means.

use contacts_api::phone_book::ContactId;
use contacts_openapi::Document;
use contacts_sync::{Change, OnShared, Plan, Rules, plan_against};
use serde_json::{Value, json};

use crate::support::{Desk, entry, lines};

#[tokio::test]
async fn of_several_contacts_that_are_the_same_none_is_meant() {
    let desk = Desk::new().await;
    desk.has(&[("Åse", "4571999999"), ("Åse", "4571999999")])
        .await;
    let row = [("", "Åse", "4571999999", None)];
    assert_eq!(
        lines(&desk.plan(&row, Rules::default()).await),
        [
            "2 conflict: contacts 1, 2 have this number, and which of them is meant is not known: delete all but one"
        ]
    );
}

#[tokio::test]
async fn one_that_is_known_by_its_key_is_meant_whatever_others_have_its_number() {
    let desk = Desk::new().await;
    let row = [("A", "Åse", "4571999999", None)];
    desk.sync(&row, Rules::default()).await.unwrap();
    desk.has(&[("Åse", "4571999999"), ("Bo", "4571999999")])
        .await;
    let plan = desk.plan(&row, Rules::default()).await;
    assert_eq!(lines(&plan), ["1 unchanged"]);
    let renamed = [("A", "Åsa", "4571999999", None)];
    let plan = desk.plan(&renamed, Rules::default()).await;
    assert_eq!(lines(&plan), ["2 update 1 {\"name\":\"Åsa\"}"]);
}

#[tokio::test]
async fn a_name_that_is_joined_with_no_other_is_sent_as_it_is() {
    let desk = Desk::new().await;
    let rows = [
        ("", "Åse", "4571999999", None),
        ("", "Carl", "4571999999", None),
        ("", " Bo ", "4533002208", None),
    ];
    let rules = Rules::default().on_shared(OnShared::Join);
    let plan = desk.plan(&rows, rules).await;
    let names = plan.steps.iter().map(|it| match &it.change {
        Change::Create { contact } => contact["name"].as_str().unwrap(),
        other => panic!("{other:?}"),
    });
    assert_eq!(names.collect::<Vec<_>>(), ["Åse / Carl", " Bo "]);
}

/// A document whose ids are texts; contacts can be changed if there is an operation for it.
fn with_texts(can_update: bool) -> Document {
    let properties = json!({
        "name": {"type": "string"},
        "number": {"type": "string", "format": "phone"},
    });
    let sent = json!({"type": "object", "properties": properties});
    let mut read = sent.clone();
    read["properties"]["id"] = json!({"type": "string"});
    let content = |schema: &Value| json!({"application/json": {"schema": schema}});
    let answer = |schema: &Value| json!({"200": {"description": "", "content": content(schema)}});
    let body = json!({"content": content(&sent)});
    let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
    let mut one = json!({
        "parameters": [id],
        "get": {"operationId": "get_contact", "responses": answer(&read)},
    });
    if can_update {
        one["put"] = json!({
            "operationId": "update_contact", "requestBody": body, "responses": answer(&read),
        });
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Contacts", "version": "1"},
        "paths": {
            "/contacts": {
                "get": {
                    "operationId": "list_contacts",
                    "responses": answer(&json!({"type": "array", "items": read})),
                },
                "post": {
                    "operationId": "create_contact", "requestBody": body, "responses": answer(&read),
                },
            },
            "/contacts/{id}": one,
        },
    });
    Document::parse(&document.to_string(), "texts.json").unwrap()
}

/// The plan for one row that is known to be the contact `b`, against a book of two.
fn against(
    document: &Document,
    is_allowed: impl Fn(&Value) -> Result<(), (String, String)> + Send + Sync,
) -> Plan {
    let mut row = entry(("", "Åsa", "4520304050", None), 2);
    row.id = Some("b".into());
    let contact = |id: &str, name: &str, number: &str| {
        let contact = json!({"id": id, "name": name, "number": number});
        (
            Some(ContactId::from(id)),
            contact.as_object().unwrap().clone(),
        )
    };
    let book = [
        contact("a", "Bo", "4533002208"),
        contact("b", "Åse", "4571999999"),
    ];
    plan_against(document, is_allowed, [row], book, Rules::default()).unwrap()
}

#[test]
fn an_entry_takes_forty_bytes_beside_its_texts() {
    assert_eq!(contacts_sync::INDEX_BYTES, 40);
}

#[test]
fn ids_may_be_texts() {
    let plan = against(&with_texts(true), |_| Ok(()));
    assert_eq!(plan.contacts, 2);
    assert_eq!(
        lines(&plan),
        ["2 update \"b\" {\"name\":\"Åsa\",\"number\":\"4520304050\"}"]
    );
}

#[test]
fn an_update_that_must_not_be_sent_is_a_conflict() {
    let plan = against(&with_texts(true), |update| {
        Err(("name".to_owned(), format!("is {}", update["name"])))
    });
    assert_eq!(
        lines(&plan),
        ["2 conflict: contact b cannot be updated to this row: name is \"Åsa\""]
    );
}

#[test]
fn what_cannot_be_changed_is_left_as_it_is() {
    let plan = against(&with_texts(false), |_| Ok(()));
    assert_eq!(lines(&plan), ["1 unchanged"]);
}
