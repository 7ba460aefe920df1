//! The six operations, and all that is refused.

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
async fn without_a_known_token_nothing_is_answered() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    let token = emulator.token().to_owned();
    let encoded = |text: &str| {
        use base64::Engine;
        base64::prelude::BASE64_STANDARD.encode(text)
    };
    let refused = [
        None,
        Some("Bearer wrong".to_owned()),
        Some("Bearer ".to_owned()),
        Some(token.clone()),
        Some(format!("Token {token}")),
        Some(format!("Basic {}", encoded("wrong:wrong"))),
        Some("Basic %%%".to_owned()),
    ];
    for authorization in refused {
        for (method, path) in [
            ("GET", "/contacts"),
            ("POST", "/contacts"),
            ("GET", "/contacts/1"),
            ("PUT", "/contacts/1"),
            ("DELETE", "/contacts/1"),
            ("GET", "/contacts/by_number/4571999999"),
        ] {
            let mut request = Raw::new(&emulator, method, path);
            if let Some(value) = &authorization {
                request = request.header("authorization", value);
            }
            let answer = request.send().await;
            answer.refused(401, "unauthorized", "unauthorized");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
        }
    }
    assert_eq!(emulator.contacts().len(), 1);

    let accepted = [
        format!("Bearer {token}"),
        format!("bearer {token}"),
        format!("Basic {}", encoded(&format!("{token}:"))),
        format!("Basic {}", encoded(&format!("user:{token}"))),
    ];
    for value in accepted {
        let request = Raw::new(&emulator, "GET", "/contacts").header("authorization", &value);
        assert_eq!(request.send().await.status, 200, "{value}");
    }
    let by_query = Raw::new(&emulator, "GET", &format!("/contacts?access_token={token}"));
    assert_eq!(by_query.send().await.status, 200);
}

#[tokio::test]
async fn a_parameter_that_cannot_be_is_400_and_named() {
    let emulator = Emulator::start().await.unwrap();
    let pattern = "number: must match the pattern ^[1-9][0-9]{2,14}$";
    for (path, message) in [
        (
            "/contacts?limit=0",
            "limit: 0 is less than the minimum of 1",
        ),
        (
            "/contacts?limit=101",
            "limit: 101 is more than the maximum of 100",
        ),
        ("/contacts?limit=ten", "limit: must be a whole number"),
        ("/contacts?limit=1.5", "limit: must be a whole number"),
        ("/contacts?limit=", "limit: must be a whole number"),
        (
            "/contacts?limit=99999999999",
            "limit: 99999999999 is more than fits",
        ),
        (
            "/contacts?limit=99999999999999999999999999999999999999999",
            "limit: is more than fits",
        ),
        ("/contacts?limit=1&limit=2", "limit: is given 2 times"),
        (
            "/contacts?id_gt_or_eq=-1",
            "id_gt_or_eq: -1 is less than the minimum of 0",
        ),
        ("/contacts?number=%2B4571999999", pattern),
        ("/contacts?number=4571999999%0A", pattern),
        (
            "/contacts?number=0&limit=x",
            "number: has 1 characters, fewer than the minimum of 3, must match the pattern \
             ^[1-9][0-9]{2,14}$; limit: must be a whole number",
        ),
        ("/contacts/one", "id: must be a whole number"),
        ("/contacts/-1", "id: -1 is less than the minimum of 0"),
        (
            "/contacts/9223372036854775808",
            "id: 9223372036854775808 is more than fits",
        ),
        ("/contacts/%FF", "the path is not UTF-8"),
        ("/contacts/by_number/hidden", pattern),
        (
            "/contacts/by_number/1234567890123456",
            "number: has 16 characters, more than the maximum of 15, must match the pattern \
             ^[1-9][0-9]{2,14}$",
        ),
    ] {
        let answer = Raw::authorized(&emulator, "GET", path).send().await;
        println!("{path}");
        answer.refused(400, "bad request", message);
    }
}

#[tokio::test]
async fn content_that_is_not_json_is_400_and_another_type_is_415() {
    let emulator = Emulator::start().await.unwrap();
    let post = || Raw::authorized(&emulator, "POST", "/contacts");
    for (content, message) in [
        ("", "the content is not JSON: line 1, column 0"),
        ("{", "the content is not JSON: line 1, column 1"),
        (
            "{\"contact\":\n}",
            "the content is not JSON: line 2, column 1",
        ),
        ("{} {}", "the content is not JSON: line 1, column 4"),
        (
            "{\"a\":\"\\ud800\"}",
            "the content is not JSON: line 1, column 13",
        ),
    ] {
        let answer = post().content("application/json", content).send().await;
        println!("{content}");
        answer.refused(400, "bad request", message);
    }
    let answer = post()
        .content("application/json", vec![b'"', 0xff, b'"'])
        .send();
    assert_eq!(answer.await.status, 400);
    let answer = post().send().await;
    answer.refused(400, "bad request", "the content is missing: send JSON");

    let content = r#"{"contact":{"name":"N","number":"4571999999"}}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "json",
        "",
    ] {
        let answer = post().content(kind, content).send().await;
        let message = format!("the content type is {kind}: send application/json");
        answer.refused(415, "unsupported media type", &message);
    }
    let packed = post().header("Content-Encoding", "gzip");
    let answer = packed.content("application/json", content).send().await;
    let message = "the content has a Content-Encoding, and none is read here: send it as it is";
    answer.refused(415, "unsupported media type", message);
    let latin = "application/json; charset=iso-8859-1";
    assert_eq!(post().content(latin, content).send().await.status, 415);
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(post().content(kind, content).send().await.status, 200);
    }
}

#[tokio::test]
async fn a_property_that_breaks_a_rule_is_422_and_named() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    let before = emulator.contacts();
    let name = "x".repeat(256);
    let cases = [
        (json!({}), "contact: is required"),
        (json!([]), "the content is an array, must be an object"),
        (
            json!({"contact": 1}),
            "contact: is a number, must be an object",
        ),
        (
            json!({"contact": {}}),
            "name: is required; number: is required",
        ),
        (json!({"contact": {"name": "N"}}), "number: is required"),
        (
            json!({"contact": {"name": null, "number": NUMBER}}),
            "name: is null, must be a string",
        ),
        (
            json!({"contact": {"name": "", "number": NUMBER}}),
            "name: has 0 characters, fewer than the minimum of 1",
        ),
        (
            json!({"contact": {"name": name, "number": NUMBER}}),
            "name: has 256 characters, more than the maximum of 255",
        ),
        (
            json!({"contact": {"name": "N", "number": 4_571_999_999_u64}}),
            "number: is a number, must be a string",
        ),
        (
            json!({"contact": {"name": "N", "number": "+4571999999"}}),
            "number: must match the pattern ^[1-9][0-9]{2,14}$",
        ),
        (
            json!({"contact": {"name": "N", "number": NUMBER, "email": null}}),
            "email: is null, must be a string",
        ),
    ];
    for (content, message) in cases {
        let answer = Raw::authorized(&emulator, "POST", "/contacts")
            .json(&content)
            .send()
            .await;
        answer.refused(422, "unprocessable content", message);
    }
    for (content, message) in [
        (json!({}), "contact: is required"),
        (
            json!({"contact": {"name": null}}),
            "name: is null, must be a string",
        ),
        (
            json!({"contact": {"email": ""}}),
            "email: has 0 characters, fewer than the minimum of 1",
        ),
    ] {
        let answer = Raw::authorized(&emulator, "PUT", "/contacts/1")
            .json(&content)
            .send()
            .await;
        answer.refused(422, "unprocessable content", message);
    }
    assert_eq!(emulator.contacts(), before, "nothing of that took effect");
}

#[tokio::test]
async fn lengths_are_counted_in_code_points() {
    let emulator = Emulator::start().await.unwrap();
    for (name, status) in [("🇩🇰".repeat(127) + "Ø", 200), ("🇩🇰".repeat(128), 422)] {
        let answer = Raw::authorized(&emulator, "POST", "/contacts")
            .json(&json!({"contact": {"name": name, "number": NUMBER}}))
            .send();
        assert_eq!(answer.await.status, status);
    }
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
async fn another_method_is_405_and_another_path_404() {
    let emulator = Emulator::start().await.unwrap();
    for (method, path, allow) in [
        ("DELETE", "/contacts", "GET,HEAD,POST,OPTIONS"),
        ("PATCH", "/contacts/1", "GET,HEAD,PUT,DELETE,OPTIONS"),
        ("POST", "/contacts/by_number/45", "GET,HEAD,OPTIONS"),
        ("TRACE", "/contacts", "GET,HEAD,POST,OPTIONS"),
    ] {
        let answer = Raw::authorized(&emulator, method, path).send().await;
        let message = format!("the document has no {method} at this path");
        answer.refused(405, "method not allowed", &message);
        let sorted = |list: &str| {
            let mut methods: Vec<_> = list.split(',').map(|it| it.trim().to_owned()).collect();
            methods.sort();
            methods
        };
        let allowed = answer.headers["allow"].to_str().unwrap();
        assert_eq!(sorted(allowed), sorted(allow), "{path}");
        let options = Raw::new(&emulator, "OPTIONS", path).send().await;
        assert_eq!(options.status, 204);
        assert_eq!(
            sorted(options.headers["allow"].to_str().unwrap()),
            sorted(allow)
        );
    }
    for path in ["/", "/contact", "/contacts/1/2", "/../v1/contacts"] {
        let answer = Raw::authorized(&emulator, "GET", path).send().await;
        answer.refused(404, "not found", "the document has nothing at this path");
    }
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
async fn content_that_is_too_long_is_413() {
    let emulator = Emulator::builder().max_content(1000).start().await.unwrap();
    let answer = Raw::authorized(&emulator, "POST", "/contacts")
        .content("application/json", " ".repeat(1001))
        .send()
        .await;
    answer.refused(
        413,
        "content too large",
        "the content is longer than 1000 bytes",
    );
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
