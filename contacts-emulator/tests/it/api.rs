//! The six operations.

mod refused;

use contacts_api::{Nullable, types};
use contacts_emulator::{Emulator, Seed};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use super::{NUMBER, Raw, many, relatel};

fn ids(contacts: &[types::Contact]) -> Vec<u64> {
    contacts.iter().map(|it| it.id).collect()
}

#[tokio::test]
async fn a_contact_is_created_found_changed_and_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client();
    let new = types::NewContact::builder()
        .name("Relatel A/S")
        .number(NUMBER)
        .email("kundeservice@relatel.dk");
    let created = client
        .create_contact()
        .body_map(|it| it.contact(new))
        .send()
        .await
        .unwrap();
    let contact = created.into_inner().contact;
    assert_eq!(
        serde_json::to_value(&contact).unwrap(),
        json!({
            "id": 1,
            "name": "Relatel A/S",
            "number": NUMBER,
            "number_formatted": "71 99 99 99",
            "email": "kundeservice@relatel.dk",
        })
    );

    let by_id = client.get_contact().id(1_u64).send().await.unwrap();
    assert_eq!(by_id.contact, contact);
    let by_number = client
        .get_contact_by_number()
        .number(NUMBER)
        .send()
        .await
        .unwrap();
    assert_eq!(by_number.contact, contact);

    let update = types::ContactUpdate::builder().email(Nullable::Null);
    let updated = client
        .update_contact()
        .id(1_u64)
        .body_map(|it| it.contact(update))
        .send()
        .await
        .unwrap();
    assert_eq!(updated.contact.email, None);
    assert_eq!(updated.contact.name, contact.name, "an update merges");
    assert_eq!(emulator.contacts(), [updated.into_inner().contact]);

    client.delete_contact().id(1_u64).send().await.unwrap();
    assert_eq!(emulator.contacts(), []);
    let again = client.delete_contact().id(1_u64).send().await.unwrap_err();
    assert!(again.is_not_found());
    let operations: Vec<_> = emulator
        .requests()
        .iter()
        .map(|it| (it.operation().unwrap().to_owned(), it.status().unwrap()))
        .collect();
    let expected = [
        ("create_contact", 200),
        ("get_contact", 200),
        ("get_contact_by_number", 200),
        ("update_contact", 200),
        ("delete_contact", 200),
        ("delete_contact", 404),
    ];
    assert_eq!(operations, expected.map(|(id, it)| (id.to_owned(), it)));
}

#[tokio::test]
async fn an_id_is_not_used_again() {
    let emulator = Emulator::builder().seed(many(3)).start().await.unwrap();
    let client = emulator.client();
    client.delete_contact().id(3_u64).send().await.unwrap();
    let created = Raw::authorized(&emulator, "POST", "/contacts")
        .json(&json!({"contact": {"name": "N", "number": NUMBER}}))
        .send()
        .await;
    assert_eq!(created.json["contact"]["id"], 4);
    assert_eq!(ids(&emulator.contacts()), [1, 2, 4]);
}

#[tokio::test]
async fn lists_start_at_an_id_end_at_a_limit_and_filter_by_number() {
    let emulator = Emulator::builder()
        .seed(many(205))
        .seed([relatel(), relatel()])
        .start()
        .await
        .unwrap();
    let client = emulator.client();
    let page = async |limit: Option<i64>, from: Option<u64>| {
        let mut list = client.list_contacts();
        if let Some(limit) = limit {
            list = list.limit(limit);
        }
        if let Some(from) = from {
            list = list.id_gt_or_eq(from);
        }
        ids(&list.send().await.unwrap().contacts)
    };
    let range = |from, to| (from..=to).collect::<Vec<u64>>();
    assert_eq!(page(None, None).await, range(1, 10), "10 is the default");
    assert_eq!(page(Some(100), None).await, range(1, 100));
    assert_eq!(page(Some(100), Some(150)).await, range(150, 207));
    assert_eq!(page(Some(1), Some(0)).await, [1]);
    assert_eq!(page(None, Some(208)).await, [0; 0]);

    let with_number = client.list_contacts().number(NUMBER);
    assert_eq!(ids(&with_number.send().await.unwrap().contacts), [206, 207]);
    let from = client.list_contacts().number(NUMBER).id_gt_or_eq(207_u64);
    assert_eq!(ids(&from.send().await.unwrap().contacts), [207]);

    let all: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    assert_eq!(ids(&all), range(1, 207));
}

#[tokio::test]
async fn numbers_are_shown_in_their_national_format() {
    for (number, shown) in [
        ("4571999999", "71 99 99 99"),
        ("46317001234", "031-700 12 34"),
        ("442079460018", "020 7946 0018"),
    ] {
        let seed = Seed::new([("name", "N"), ("number", number)]);
        let emulator = Emulator::builder().seed([seed]).start().await.unwrap();
        let formatted = emulator.contacts().remove(0).number_formatted;
        assert_eq!(formatted.as_deref(), Some(shown));
    }
}

#[tokio::test]
async fn odd_legacy_contacts_are_shown_as_they_are() {
    let odd = json!({"name": null, "number": "hidden", "fax": "1234"});
    let Value::Object(odd) = odd else {
        unreachable!()
    };
    let emulator = Emulator::builder()
        .seed([Seed::verbatim(odd), relatel()])
        .start()
        .await
        .unwrap();
    let list = Raw::authorized(&emulator, "GET", "/contacts?limit=1").send();
    assert_eq!(
        list.await.json,
        json!({"contacts": [{"id": 1, "name": null, "number": "hidden", "fax": "1234"}]})
    );
    assert_eq!(emulator.contacts().len(), 2);

    let update = Raw::authorized(&emulator, "PUT", "/contacts/1")
        .json(&json!({"contact": {"number": "4520202020"}}))
        .send();
    assert_eq!(
        update.await.json["contact"],
        json!({"id": 1, "name": null, "number": "4520202020", "fax": "1234"})
    );
    let found = Raw::authorized(&emulator, "GET", "/contacts/by_number/4520202020").send();
    assert_eq!(found.await.json["contact"]["id"], 1);
}

#[tokio::test]
async fn a_token_opens_its_own_company_only() {
    let emulator = Emulator::builder()
        .token("first")
        .seed([relatel()])
        .company("second", many(2))
        .start()
        .await
        .unwrap();
    let second = emulator.client_with("second");
    assert_eq!(
        second.list_contacts().send().await.unwrap().contacts.len(),
        2
    );
    second.delete_contact().id(1_u64).send().await.unwrap();
    assert_eq!(ids(&emulator.contacts()), [1]);
    assert_eq!(ids(&emulator.contacts_of("second").unwrap()), [2]);
    assert!(emulator.contacts_of("third").is_none());
}

#[tokio::test]
async fn what_the_document_does_not_let_write_is_ignored() {
    let emulator = Emulator::start().await.unwrap();
    let answer = Raw::authorized(&emulator, "POST", "/contacts")
        .json(&json!({"contact": {
            "id": 99,
            "name": "N",
            "number": NUMBER,
            "number_formatted": "mine",
            "unknown": true,
        }}))
        .send();
    assert_eq!(
        answer.await.json["contact"],
        json!({
            "id": 1,
            "name": "N",
            "number": NUMBER,
            "number_formatted": "71 99 99 99",
            "email": null,
        })
    );
}

#[tokio::test]
async fn head_is_get_without_content_and_a_trailing_slash_is_forgiven() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    let get = Raw::authorized(&emulator, "GET", "/contacts").send().await;
    let head = Raw::authorized(&emulator, "HEAD", "/contacts").send().await;
    assert_eq!((head.status, &head.json), (200, &Value::Null));
    assert_eq!(
        head.headers["content-length"],
        get.headers["content-length"]
    );
    let slash = Raw::authorized(&emulator, "GET", "/contacts/?limit=1").send();
    assert_eq!(slash.await.json, get.json);
}

#[tokio::test]
async fn nothing_that_is_shown_of_an_emulator_has_the_token_or_a_contact() {
    let builder = Emulator::builder().token("secret-token").seed([relatel()]);
    let before = format!("{builder:?}");
    let emulator = builder.start().await.unwrap();
    Raw::authorized(&emulator, "GET", "/contacts/by_number/4571999999")
        .send()
        .await;
    Raw::new(&emulator, "GET", "/contacts?access_token=secret-token")
        .send()
        .await;
    let requests = emulator.requests();
    let shown = format!("{before} {emulator:?} {requests:?} {:?}", relatel());
    assert_eq!(emulator.requests().len(), 2);
    for secret in ["secret-token", NUMBER, "Relatel", "kundeservice"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}
