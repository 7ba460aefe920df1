//! Any request: what it has in common with the operations.

use std::time::Duration;

use contacts_api::{Client, Retry};
use contacts_emulator::{Emulator, Fault};
use http::Method;
use serde_json::json;

async fn emulator() -> Emulator {
    Emulator::start().await.unwrap()
}

fn client(emulator: &Emulator, url: &str) -> Client {
    Client::builder()
        .token(emulator.token())
        .base_url(url)
        .retry(Retry::default().backoff(Duration::ZERO, Duration::ZERO))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_base_url_may_end_with_a_slash() {
    let emulator = emulator().await;
    for end in ["", "/"] {
        let client = client(&emulator, &format!("{}{end}", emulator.url()));
        let answer = client
            .request(Method::GET, "/contacts")
            .send()
            .await
            .unwrap();
        assert_eq!(
            (answer.status().as_u16(), &*answer.text()),
            (200, r#"{"contacts":[]}"#)
        );
    }
}

#[tokio::test]
async fn it_carries_what_is_said_and_the_token() {
    let emulator = emulator().await;
    let client = emulator.client();
    let body = json!({"contact": {"name": "Åse", "number": "4571999999"}});
    let created = client
        .request(Method::POST, "/contacts")
        .operation("create_contact")
        .header("x-trace", "7")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(created.json().unwrap()["contact"]["id"], 1);
    let listed = client
        .request(Method::GET, "/contacts")
        .query("number", "4571999999")
        .query("limit", 1)
        .send()
        .await
        .unwrap();
    assert_eq!(
        listed.json().unwrap()["contacts"].as_array().unwrap().len(),
        1
    );
    let refused = client
        .request(Method::POST, "/contacts")
        .body("text/plain", "x");
    let refused = refused.send().await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 415);
}

#[tokio::test]
async fn an_error_status_is_the_error_of_all_operations() {
    let emulator = emulator().await;
    let client = emulator.client();
    let missing = client
        .request(Method::GET, "/contacts/7")
        .send()
        .await
        .unwrap_err();
    assert!(missing.is_not_found());
    assert_eq!(missing.api_message(), Some("not found"));
    assert_eq!(missing.to_string(), "the service answered 404 Not Found");
    let other = emulator.client_with("another");
    let refused = other
        .request(Method::GET, "/contacts")
        .send()
        .await
        .unwrap_err();
    assert!(refused.is_unauthorized());
    emulator.set_faults([Fault::html(500)]).unwrap();
    let html = client
        .request(Method::GET, "/contacts")
        .send()
        .await
        .unwrap_err();
    assert_eq!(html.status().unwrap(), 500);
}

#[tokio::test]
async fn it_is_tried_again_where_that_is_safe() {
    let emulator = emulator().await;
    let client = client(&emulator, emulator.url());
    emulator.set_faults([Fault::status(503).nth(1)]).unwrap();
    client
        .request(Method::GET, "/contacts")
        .send()
        .await
        .unwrap();
    assert_eq!(emulator.requests().len(), 2);

    emulator.set_faults([Fault::status(503).nth(1)]).unwrap();
    emulator.forget_requests();
    let body = json!({"contact": {"name": "Åse", "number": "4571999999"}});
    let create = client.request(Method::POST, "/contacts").json(&body);
    assert_eq!(create.send().await.unwrap_err().status().unwrap(), 503);
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let emulator = emulator().await;
    let client = emulator.client();
    for request in [
        client.request(Method::GET, "contacts"),
        client.request(Method::GET, "/contacts/.."),
        client.request(Method::GET, "/contacts").header("x", "a\nb"),
        client.request(Method::POST, "/contacts").body("a\nb", "x"),
    ] {
        let error = request.send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(
            error.to_string().starts_with("the request was not sent: "),
            "{error}"
        );
    }
    assert_eq!(emulator.requests().len(), 0);
}
