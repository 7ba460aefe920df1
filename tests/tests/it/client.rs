//! The client's behaviour, against the typed mocks.

use std::fmt::Write;
use std::process::Command;
use std::time::Duration;

use contacts_api::mocks::MockServerExt;
use contacts_api::{Bounded, Client, Error, Nullable, PhoneNumber, Retry, types};
use contacts_emulator::{Emulator, Fault};
use futures_util::{StreamExt, TryStreamExt};
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

fn said(message: &str) -> types::ApiError {
    types::ApiError::builder()
        .success(Some(false))
        .message(message)
        .try_into()
        .unwrap()
}

#[tokio::test]
async fn list_sends_its_parameters_and_the_token_and_reads_contacts() {
    let server = MockServer::start_async().await;
    let limit: Bounded<1, 100> = "30".parse().unwrap();
    let mock = server.list_contacts(|when, then| {
        when.limit(&limit)
            .id_gt_or_eq(&1234)
            .number(&number())
            .into_inner()
            .header("authorization", format!("Bearer {TOKEN}"))
            .header_missing("api-version");
        then.ok(&types::ContactListResponse {
            contacts: vec![relatel()],
        });
    });
    let page = client(&server)
        .list_contacts()
        .limit(30)
        .id_gt_or_eq(1234_u64)
        .number("4571999999")
        .send()
        .await
        .unwrap();
    assert_eq!(page.contacts, [relatel()]);
    mock.assert();
}

#[tokio::test]
async fn create_sends_the_envelope_and_reads_the_contact() {
    let server = MockServer::start_async().await;
    let mock = server.create_contact(|when, then| {
        when.into_inner().json_body(json!({"contact": {
            "name": "Relatel A/S", "number": "4571999999", "email": "kundeservice@relatel.dk"
        }}));
        then.ok(&envelope());
    });
    let contact = types::NewContact::builder()
        .name("Relatel A/S")
        .number("4571999999")
        .email("kundeservice@relatel.dk");
    let created = client(&server)
        .create_contact()
        .body(types::CreateContactRequest::builder().contact(contact))
        .send()
        .await
        .unwrap();
    assert_eq!(created.contact, relatel());
    mock.assert();
}

#[tokio::test]
async fn get_by_id_and_by_number_read_the_contact() {
    let server = MockServer::start_async().await;
    let by_id = server.get_contact(|when, then| {
        when.id(&1);
        then.ok(&envelope());
    });
    let by_number = server.get_contact_by_number(|when, then| {
        when.number(&number());
        then.ok(&envelope());
    });
    let client = client(&server);
    let found = client.get_contact().id(1_u64).send().await.unwrap();
    assert_eq!(found.contact, relatel());
    let found = client
        .get_contact_by_number()
        .number("4571999999")
        .send()
        .await
        .unwrap();
    assert_eq!(found.contact, relatel());
    by_id.assert();
    by_number.assert();
}

#[tokio::test]
async fn update_sends_only_what_is_set_and_null_where_it_clears() {
    let server = MockServer::start_async().await;
    let mock = server.update_contact(|when, then| {
        when.id(&1)
            .into_inner()
            .json_body(json!({"contact": {"name": "Relatel", "email": null}}));
        then.ok(&envelope());
    });
    let update = types::ContactUpdate::builder()
        .name("Relatel")
        .email(Nullable::Null);
    client(&server)
        .update_contact()
        .id(1_u64)
        .body(types::UpdateContactRequest::builder().contact(update))
        .send()
        .await
        .unwrap();
    mock.assert();
}

#[tokio::test]
async fn delete_takes_a_200_and_a_204_without_a_body() {
    for status in [200, 204] {
        let server = MockServer::start_async().await;
        let mock = server.delete_contact(|when, then| {
            when.id(&1);
            then.into_inner().status(status);
        });
        let client = client(&server);
        client.delete_contact().id(1_u64).send().await.unwrap();
        mock.assert();
    }
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
async fn a_page_with_odd_contacts_still_lists() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/contacts");
        then.status(200).json_body(json!({"contacts": [
            {"id": 1, "name": null, "number": "hidden", "email": null, "favourite": true},
            {"id": "2", "name": 17, "number": 4_571_999_999_u64, "number_formatted": ["71"]},
            {"id": 3},
        ], "next": null}));
    });
    let page = client(&server).list_contacts().send().await.unwrap();
    let [first, second, third] = page.contacts.as_slice() else {
        panic!("{page:?}");
    };
    assert_eq!((first.id, first.name.as_deref()), (1, None));
    assert_eq!(first.number.as_deref(), Some("hidden"));
    assert_eq!((second.id, second.name.as_deref()), (2, Some("17")));
    assert_eq!(second.number.as_deref(), Some("4571999999"));
    assert_eq!(second.number_formatted, None);
    assert_eq!((third.id, third.number.as_deref()), (3, None));
}

fn page(ids: std::ops::Range<u64>) -> serde_json::Value {
    let contacts: Vec<_> = ids.map(|id| json!({ "id": id })).collect();
    json!({ "contacts": contacts })
}

#[tokio::test]
async fn a_stream_over_all_pages_yields_every_contact_once_and_in_order() {
    let server = MockServer::start_async().await;
    let mut mocks = Vec::new();
    for (first, ids) in [
        (None, 1..101),
        (Some("101"), 101..201),
        (Some("201"), 201..251),
        // A short page may hide a contact: an empty one is the end.
        (Some("251"), 251..251),
    ] {
        mocks.push(server.mock(|when, then| {
            let when = when.path("/contacts").query_param("limit", "100");
            match first {
                Some(first) => when.query_param("id_gt_or_eq", first),
                None => when.query_param_missing("id_gt_or_eq"),
            };
            then.status(200).json_body(page(ids));
        }));
    }
    let client = client(&server);
    let contacts: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    let ids: Vec<_> = contacts.iter().map(|contact| contact.id).collect();
    assert_eq!(ids, (1..251).collect::<Vec<_>>());
    for mock in mocks {
        mock.assert();
    }
}

#[tokio::test]
async fn a_stream_does_not_end_where_the_service_gives_smaller_pages_than_asked_for() {
    let server = MockServer::start_async().await;
    for (first, ids) in [("0", 1..51), ("51", 51..101), ("101", 101..101)] {
        server.mock(|when, then| {
            when.path("/contacts").query_param("id_gt_or_eq", first);
            then.status(200).json_body(page(ids));
        });
    }
    let client = client(&server);
    let stream = client.list_contacts().id_gt_or_eq(0_u64).stream();
    assert_eq!(stream.try_collect::<Vec<_>>().await.unwrap().len(), 100);
}

#[tokio::test]
async fn a_stream_out_of_order_is_an_error_and_ends() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/contacts");
        then.status(200)
            .json_body(json!({"contacts": [{"id": 5}, {"id": 4}]}));
    });
    let client = client(&server);
    let results: Vec<_> = client.list_contacts().stream().collect().await;
    let [Err(error)] = results.as_slice() else {
        panic!("{results:?}");
    };
    assert!(
        error.to_string().contains("contact 4 came after contact 5"),
        "{error}"
    );
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

/// Runs a test that is ignored here in a process of its own, and gives what it printed.
fn in_a_child(test: &str, variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env_remove("CONTACTS_TOKEN")
        .env_remove("CONTACTS_URL")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_trace_tells_the_attempts_and_nothing_of_the_contact_or_the_token() {
    let log = in_a_child("client::traced_in_a_child", &[]);
    for told in [
        r#"operation="create_contact" method="POST" attempt=1 status=200 duration_ms="#,
        r#"operation="get_contact_by_number" method="GET" attempt=1 status=503"#,
        r#"operation="get_contact_by_number" method="GET" attempt=2 status=503"#,
        "trying again",
    ] {
        assert!(log.contains(told), "no {told:?} in:\n{log}");
    }
    // Both calls of the client that has no budget.
    let spent = log.matches("no retry: the budget of retries is spent");
    assert_eq!(spent.count(), 2, "{log}");
    // The crates below log too: what they do with connections.
    assert!(log.contains("log reqwest::connect: "), "{log}");
    // More digits than a port has.
    let spelled = ["71 99 99 99", "71999999", "719999"];
    for line in log.lines() {
        // This one logs the numbers that it reads. The documentation says so, and what to do.
        if line.starts_with("log rlibphonenumber") {
            continue;
        }
        for secret in [TOKEN, "Relatel", "kundeservice"].iter().chain(&spelled) {
            assert!(!line.contains(secret), "{secret:?} is in:\n{line}");
        }
    }
}

/// Prints what crates log that do not trace.
struct Printed;

impl log::Log for Printed {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        println!("log {}: {}", record.target(), record.args());
    }

    fn flush(&self) {}
}

#[tokio::test]
#[ignore = "run by the test above: what is traced is decided once for a process"]
async fn traced_in_a_child() {
    let faults = [Fault::status(503).on("get_contact_by_number")];
    let emulator = Emulator::builder()
        .token(TOKEN)
        .faults(faults)
        .start()
        .await
        .unwrap();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_ansi(false)
        // Whose microseconds may be part of the number.
        .without_time()
        .init();
    log::set_logger(&Printed).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let client = Client::builder()
        .token(TOKEN)
        .base_url(emulator.url())
        .retry(
            Retry::default()
                .attempts(2)
                .backoff(Duration::ZERO, Duration::ZERO),
        )
        .build()
        .unwrap();
    let contact = types::NewContact::builder()
        .name("Relatel A/S")
        .number("4571999999")
        .email("kundeservice@relatel.dk");
    let body = types::CreateContactRequest::builder().contact(contact);
    client.create_contact().body(body).send().await.unwrap();
    let by_number = client.get_contact_by_number().number("4571999999");
    let error = by_number.send().await.unwrap_err();
    tracing::error!(%error, ?error, "as an application does");
    let once = client_without_budget(emulator.url());
    for _ in 0..2 {
        let by_number = once.get_contact_by_number().number("4571999999");
        by_number.send().await.unwrap_err();
    }
    // A create in doubt, with its look-ups, a number as people write it, and one that is refused.
    emulator
        .set_faults([Fault::reset_after().first(1)])
        .unwrap();
    let number = PhoneNumber::parse_in("+45 71 99 99 98", "DK").unwrap();
    let contact = types::NewContact::builder()
        .name("Relatel 2")
        .number(number);
    let body = types::CreateContactRequest::builder().contact(contact);
    client.create_once(body).await.unwrap();
    let error = client
        .list_contacts()
        .number("71 99 99 99")
        .send()
        .await
        .unwrap_err();
    tracing::error!(%error, ?error, "as an application does");
}

fn client_without_budget(url: &str) -> Client {
    let builder = Client::builder().token(TOKEN).base_url(url);
    builder.retry(Retry::default().budget(0)).build().unwrap()
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

#[test]
fn a_client_is_made_from_the_environment() {
    // The environment of a process that has threads cannot be changed, so that of a child is.
    let child = |variables: &[_]| in_a_child("client::from_env_in_a_child", variables);
    let token = ("CONTACTS_TOKEN", "a-secret-token\n");
    assert!(child(&[]).contains("there is no API token: set `CONTACTS_TOKEN`"));
    assert!(child(&[token]).contains("https://app.relatel.dk/api/v2"));
    assert!(
        child(&[token, ("CONTACTS_URL", "http://127.0.0.1:1/x/")])
            .contains("http://127.0.0.1:1/x\n")
    );
    assert!(
        child(&[token, ("CONTACTS_URL", "http://a.dk")]).contains("`http://a.dk` is not encrypted")
    );
}

#[test]
#[ignore = "run by the test above, with an environment of its own"]
fn from_env_in_a_child() {
    match Client::from_env() {
        Ok(client) => println!("{}", client.base_url()),
        Err(error) => println!("{error}"),
    }
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
