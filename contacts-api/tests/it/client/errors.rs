//! What is an error, and what it says.

use contacts_api::mocks::MockServerExt;
use contacts_api::{Error, types};
use httpmock::MockServer;
use serde_json::json;

use super::client;

fn said(message: &str) -> types::ApiError {
    types::ApiError::builder()
        .success(Some(false))
        .message(message)
        .try_into()
        .unwrap()
}

#[tokio::test]
async fn a_documented_error_of_every_operation_reaches_the_caller_with_status_and_message() {
    let server = MockServer::start_async().await;
    server.list_contacts(|_, then| {
        then.unauthorized(&said("no such token"));
    });
    server.create_contact(|_, then| {
        then.unprocessable_entity(&said("number: is required"));
    });
    server.get_contact(|_, then| {
        then.not_found(&said("no such contact"));
    });
    server.get_contact_by_number(|_, then| {
        then.not_found(&said("no such number"));
    });
    server.update_contact(|_, then| {
        then.bad_request(&said("not JSON"));
    });
    server.delete_contact(|_, then| {
        then.too_many_requests(&said("slow down"));
    });
    let client = client(&server);
    let check = |error: Error, status: u16, message: &str| {
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert_eq!(error.api_message(), Some(message));
        let details = error.details().to_string();
        assert!(details.ends_with(&format!(": {message}")), "{details}");
        // The service's words may be about somebody.
        assert!(!format!("{error} {error:?}").contains(message), "{error}");
    };
    let create = json!({"contact": {"name": "A", "number": "4571999999"}});
    let create: types::CreateContactRequest = serde_json::from_value(create).unwrap();
    let update: types::UpdateContactRequest =
        serde_json::from_value(json!({"contact": {}})).unwrap();
    let error = client.list_contacts().send().await.unwrap_err();
    check(error, 401, "no such token");
    let error = client
        .create_contact()
        .body(create)
        .send()
        .await
        .unwrap_err();
    check(error, 422, "number: is required");
    let error = client.get_contact().id(1_u64).send().await.unwrap_err();
    check(error, 404, "no such contact");
    let by_number = client.get_contact_by_number().number("4571999999");
    let error = by_number.send().await.unwrap_err();
    check(error, 404, "no such number");
    let error = client
        .update_contact()
        .id(1_u64)
        .body(update)
        .send()
        .await
        .unwrap_err();
    check(error, 400, "not JSON");
    let error = client.delete_contact().id(1_u64).send().await.unwrap_err();
    assert!(error.is_retryable());
    check(error, 429, "slow down");
}

#[tokio::test]
async fn an_error_that_is_not_the_documented_json_keeps_status_headers_and_message() {
    for (status, body, message) in [
        (
            502,
            "<html><title>502 Bad Gateway</title></html>",
            "502 Bad Gateway",
        ),
        (500, r#"{"error":"exploded"}"#, "exploded"),
        (404, "", "not found"),
        (401, r#"{"message":17}"#, "unauthorized"),
        (503, r#"{"message":"cut o"#, "service unavailable"),
        (
            422,
            r#"{"success":"no","status":422,"message":"odd"}"#,
            "odd",
        ),
    ] {
        let server = MockServer::start_async().await;
        server.mock(|when, then| {
            when.any_request();
            then.status(status).header("x-request-id", "r1").body(body);
        });
        let error = client(&server)
            .get_contact()
            .id(1_u64)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status), "{body}");
        assert_eq!(error.headers().unwrap()["x-request-id"], "r1");
        assert_eq!(error.api_message(), Some(message), "{body}");
    }
}

#[tokio::test]
async fn a_success_that_is_not_the_documented_json_is_an_error_without_its_content() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/contacts/1");
        then.status(200).body("<html>Sign in, Hans Hansen</html>");
    });
    server.mock(|when, then| {
        when.path("/contacts/2");
        then.status(200).body(r#"{"contact":{"id":"Hans Hansen"}}"#);
    });
    let client = client(&server);
    for (id, shown) in [(1_u64, "it is HTML"), (2, "line 1, column")] {
        let error = client.get_contact().id(id).send().await.unwrap_err();
        assert!(error.to_string().contains(shown), "{error}");
        assert!(!format!("{error} {error:?}").contains("Hans"), "{error}");
    }
}

#[tokio::test]
async fn what_the_document_forbids_is_not_sent() {
    let server = MockServer::start_async().await;
    let everything = server.mock(|when, then| {
        when.any_request();
        then.status(200);
    });
    let client = client(&server);
    let long = "x".repeat(256);
    let results = [
        client.list_contacts().limit(101).send().await.err(),
        client
            .list_contacts()
            .number("+45 71999999")
            .send()
            .await
            .err(),
        client
            .get_contact_by_number()
            .number("..")
            .send()
            .await
            .err(),
        client
            .create_contact()
            .body_map(|it| {
                it.contact(
                    types::NewContact::builder()
                        .name(&*long)
                        .number("4571999999"),
                )
            })
            .send()
            .await
            .err(),
        client
            .create_contact()
            .body_map(|it| it.contact(types::NewContact::builder().name("A")))
            .send()
            .await
            .err(),
    ];
    for (result, shown) in results.into_iter().zip([
        "limit: 101 is not a whole number from 1 to 100",
        "number: ",
        "number: ",
        "has 256 characters: at most 255 are allowed",
        "number",
    ]) {
        let error = result.expect("refused");
        assert!(error.is_invalid_request());
        let details = error.details().to_string();
        assert!(details.contains(shown), "{details}");
        assert!(
            !format!("{error} {error:?}").contains("71999999"),
            "{error}"
        );
    }
    everything.assert_calls(0);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = MockServer::start_async().await;
    let elsewhere = MockServer::start_async().await;
    let followed = elsewhere.mock(|when, then| {
        when.any_request();
        then.status(200);
    });
    server.mock(|when, then| {
        when.any_request();
        then.status(302).header("location", elsewhere.url("/"));
    });
    let error = client(&server).list_contacts().send().await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(302));
    followed.assert_calls(0);
}
