//! The client's behaviour, against the typed mocks.

mod children;
mod errors;
mod operations;
mod streams;

use std::fmt::Write;
use std::time::Duration;

use contacts_api::{Client, PhoneNumber, Retry, types};
use contacts_emulator::{Emulator, Fault};
use httpmock::MockServer;
use progenitor_client::{ClientHooks, OperationInfo};
use serde_json::json;

const TOKEN: &str = "a-secret-token";

fn client(server: &MockServer) -> Client {
    Client::builder()
        .token(TOKEN)
        .base_url(server.base_url())
        .retry(Retry::never())
        .build()
        .unwrap()
}

fn relatel() -> types::Contact {
    types::Contact::builder()
        .id(1_u64)
        .name("Relatel A/S")
        .number("4571999999")
        .number_formatted("71 99 99 99")
        .email("kundeservice@relatel.dk")
        .try_into()
        .unwrap()
}

fn number() -> PhoneNumber {
    "4571999999".parse().unwrap()
}

fn envelope() -> types::ContactResponse {
    types::ContactResponse { contact: relatel() }
}

#[tokio::test]
async fn no_debug_and_no_error_shows_the_token_or_the_number() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.any_request();
        then.status(500);
    });
    let there = client(&server);
    // A port that is held, and nobody listens.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let nowhere = format!("http://{}", held.local_addr().unwrap());
    let gone = Client::builder()
        .token(TOKEN)
        .base_url(&nowhere)
        .retry(Retry::never())
        .build()
        .unwrap();
    for client in [&there, &gone] {
        let result = client
            .get_contact_by_number()
            .number("4571999999")
            .send()
            .await;
        let generated = result.unwrap_err();
        let mut shown = format!(
            "{client:?} {:?} {generated} {generated:?}",
            Client::builder().token(TOKEN)
        );
        let error = generated;
        write!(shown, " {error} {error:?} {error:#}").unwrap();
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            write!(shown, " {error} {error:?}").unwrap();
            cause = error.source();
        }
        assert!(!shown.contains(TOKEN), "{shown}");
        assert!(!shown.contains("4571999999"), "{shown}");
        let shown = format!("{client:?}");
        assert!(shown.contains("total_timeout"), "{shown}");
    }
    let result = gone.get_contact().id(1_u64).send().await;
    let error = result.unwrap_err();
    assert!(error.is_connect() && error.is_retryable());
    let shown = error.to_string();
    assert!(
        shown.starts_with(&format!("the service at {nowhere}/ cannot be reached: ")),
        "{shown}"
    );
}

#[test]
fn a_client_and_its_futures_go_anywhere() {
    fn anywhere<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    fn sent<T: Send>(_: T) {}
    anywhere::<Client>();
    let client = Client::builder().token(TOKEN).build().unwrap();
    sent(client.list_contacts().send());
    sent(client.list_contacts().stream());
    sent(client.list_contacts().stream_concurrent(8));
    sent(client.create_once(types::CreateContactRequest::builder()));
}

#[tokio::test]
async fn the_generated_types_have_a_json_schema_with_the_bounds_of_the_document() {
    let schema = serde_json::to_value(schemars::schema_for!(types::NewContact)).unwrap();

    assert_eq!(schema["properties"]["name"]["maxLength"], 255);
    assert_eq!(
        schema["$defs"]["PhoneNumber"]["pattern"],
        "^[1-9][0-9]{2,14}$"
    );
    assert_eq!(schema["required"], json!(["name", "number"]));
}

#[tokio::test]
async fn the_hook_that_other_generated_code_would_use_does_the_same() {
    let faults = [
        Fault::html(502).first(1),
        Fault::html(500).on("list_contacts").nth(3),
    ];
    let emulator = Emulator::builder().faults(faults).start().await.unwrap();
    let client = Client::builder()
        .token(emulator.token())
        .base_url(emulator.url())
        .retry(Retry::default().backoff(Duration::ZERO, Duration::ZERO))
        .build()
        .unwrap();
    let url = reqwest::Url::parse(&format!("{}/contacts", emulator.url())).unwrap();
    let info = OperationInfo {
        operation_id: "list_contacts",
    };
    let send = || {
        client.exec(
            reqwest::Request::new(reqwest::Method::GET, url.clone()),
            &info,
        )
    };
    // With the token, and tried again.
    let response = send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(emulator.requests().len(), 2);
    let page: types::ContactListResponse = response.json().await.unwrap();
    assert_eq!(page.contacts, []);
    // And an error is the documented JSON.
    let response = send().await.unwrap();
    assert_eq!(response.status(), 500);
    let error: types::ApiError = response.json().await.unwrap();
    assert!(error.message.is_some());
}
