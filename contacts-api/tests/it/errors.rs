//! What an error tells, and to whom.

use std::error::Error as _;
use std::fmt::Write as _;

use contacts_api::{Client, Error, IntoContact, types};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::wire::{Reply, Service, json, reply};

/// What a log gets of an error: all that it and its causes print.
fn logged(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(shown, " {error} {error:?} {error:#?}").unwrap();
        cause = error.source();
    }
    shown
}

const PERSONAL: [&str; 5] = ["Hans", "71999999", "hans@x.dk", "a-secret-token", "SECRET"];

fn is_about_nobody(error: &Error) {
    let shown = logged(error);
    for secret in PERSONAL {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
}

/// The error of getting Hans by his number from a service that answers this.
async fn by_number(answer: Reply) -> Error {
    let service = Service::start(move |_, _| answer.clone()).await;
    let client = service.builder().retry(contacts_api::Retry::never());
    let client = client.build().unwrap();
    let call = client.get_contact_by_number().number("4571999999");
    call.send().await.unwrap_err()
}

#[tokio::test]
async fn no_error_that_is_logged_is_about_anybody() {
    let said = json!({
        "message": "Hans Hansen (hans@x.dk) has 4571999999",
        "errors": {"number": ["4571999999 is of Hans"], "Hans": ["is unknown"]},
    });
    for answer in [
        json(422, &said),
        json(500, &said),
        reply(502, "", "<html><title>Hans 4571999999</title></html>"),
        reply(
            404,
            "location: /contacts/4571999999\r\nx-name: Hans\r\n",
            "no Hans",
        ),
        reply(302, "location: /contacts/by_number/4571999999\r\n", ""),
        reply(200, "", "<html>Hans 4571999999</html>"),
        json(
            200,
            &json!({"contact": {"id": "Hans", "number": "4571999999"}}),
        ),
        reply(
            200,
            "",
            "{\"contact\": {\"id\": 1, \"name\": \"Hans 4571999999",
        ),
        Reply::Raw(b"HTTP/1.1 200 Hans\r\ncontent-length: 4571999999\r\n\r\nHans".to_vec()),
        Reply::Raw(b"Hans 4571999999\r\n\r\n".to_vec()),
        Reply::Closed,
    ] {
        is_about_nobody(&by_number(answer).await);
    }
}

#[tokio::test]
async fn no_refused_value_is_logged_and_the_caller_can_see_it() {
    let client = Client::builder().token("a-secret-token").build().unwrap();
    let customer = types::NewContact::builder()
        .name("Hans ".repeat(60))
        .number("4571999999");
    let create = types::CreateContactRequest::builder().contact(customer);
    let errors = [
        client
            .get_contact_by_number()
            .number("+4571999999")
            .send()
            .await
            .unwrap_err(),
        client
            .create_contact()
            .body(create)
            .send()
            .await
            .unwrap_err(),
        client.create_contact().body(Hans).send().await.unwrap_err(),
        client
            .get_contact()
            .id(-4_571_999_999_i64)
            .send()
            .await
            .unwrap_err(),
        client
            .list_contacts()
            .with_header("x", "SECRET\n")
            .send()
            .await
            .unwrap_err(),
    ];
    for error in &errors {
        assert!(error.is_invalid_request());
        is_about_nobody(error);
    }
    let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
    for (shown, part) in shown
        .iter()
        .zip(["`number`", "`contact.name`", "a value in it", "`id`"])
    {
        assert!(shown.contains(part), "{shown}");
        assert!(shown.ends_with("(`Error::details` says why)"), "{shown}");
    }
    let told: Vec<_> = errors.iter().map(|it| it.details().to_string()).collect();
    assert!(told[1].contains("has 300 characters"), "{}", told[1]);
    assert!(told[2].ends_with("Hans: has 4571999999"), "{}", told[2]);
    assert!(told[4].contains("the header x"), "{}", told[4]);
}

/// Something that says whom it is about when it cannot be a contact.
struct Hans;

impl TryFrom<Hans> for types::CreateContactRequest {
    type Error = String;

    fn try_from(_: Hans) -> Result<Self, String> {
        Err("Hans: has 4571999999".to_owned())
    }
}

#[tokio::test]
async fn an_error_answer_reaches_the_caller_as_it_was_sent() {
    let said = json!({
        "success": false,
        "message": "no",
        "status": 422,
        "code": "E17",
        "more": {"deep": [1, 2.5, null]},
    });
    for status in [422, 418, 500] {
        let error = by_number(json(status, &said)).await;
        assert_eq!(error.api_error(), Some(&said), "{status}");
    }
    let error = by_number(json(422, &said)).await;
    let typed: types::ApiError = error.api_error_as().unwrap();
    assert_eq!(typed.message.as_deref(), Some("no"));
    assert!(error.api_error_as::<Vec<u8>>().is_none());
}

#[tokio::test]
async fn an_error_answer_without_end_is_read_as_far_as_any_message_goes() {
    let said = |length: usize| {
        let frame = json!({"message": ""}).to_string().len();
        json!({"message": "x".repeat(length - frame)})
    };
    let most = 64 * 1024;
    let whole = by_number(json(422, &said(most))).await;
    assert_eq!(whole.api_error(), Some(&said(most)));
    let cut = by_number(json(422, &said(most + 1))).await;
    assert_eq!(cut.status().unwrap(), 422);
    // What is cut off is no JSON.
    assert_ne!(cut.api_error(), Some(&said(most + 1)));
}

#[tokio::test]
async fn the_properties_that_the_service_refuses_are_named() {
    let said = json!({"message": "invalid", "errors": [
        {"field": "number", "message": "is of Hans"},
        {"field": "Hans", "message": "is unknown"},
    ]});
    let error = by_number(json(422, &said)).await;
    let found = error.violations();
    let found: Vec<_> = found
        .iter()
        .map(|it| (&*it.property, &*it.reason))
        .collect();
    assert_eq!(found, [("number", "is of Hans"), ("Hans", "is unknown")]);
    assert_eq!(
        error.to_string(),
        "the service answered 422 Unprocessable Entity: it refuses `number`"
    );
    assert_eq!(
        error.details().to_string(),
        "the service answered 422 Unprocessable Entity: invalid"
    );
}

#[tokio::test]
async fn a_request_has_the_id_that_the_service_gave_it() {
    for name in ["X-Request-Id", "Request-Id", "X-Correlation-ID", "CF-Ray"] {
        let error = by_number(reply(500, &format!("{name}: 7f3a\r\n"), "")).await;
        assert_eq!(error.request_id(), Some("7f3a"), "{name}");
        // Of a success that cannot be read, too.
        let error = by_number(reply(200, &format!("{name}: 7f3a\r\n"), "<html>")).await;
        assert_eq!(error.request_id(), Some("7f3a"), "{name}");
    }
    assert_eq!(by_number(reply(500, "", "")).await.request_id(), None);
}

/// What stands before the client in an application.
trait Names {
    fn name(&self, number: &str) -> impl Future<Output = Result<String, Error>>;
}

struct Fake(Option<Error>);

impl Names for std::sync::Mutex<Fake> {
    async fn name(&self, _: &str) -> Result<String, Error> {
        Err(self.lock().unwrap().0.take().unwrap())
    }
}

#[tokio::test]
async fn an_error_is_named_returned_and_made_for_a_fake() {
    let missing = Error::answered(StatusCode::NOT_FOUND, HeaderMap::new(), Value::Null);
    for (error, is_it) in [
        (missing, Error::is_not_found as fn(&Error) -> bool),
        (Error::unreachable(), Error::is_connect),
        (Error::timed_out(), Error::is_timeout),
    ] {
        let names = std::sync::Mutex::new(Fake(Some(error)));
        let error = names.name("4571999999").await.unwrap_err();
        assert!(is_it(&error), "{error}");
    }
}

#[test]
fn a_question_mark_shows_what_a_client_or_a_record_lacks() {
    let error: Box<dyn std::error::Error> = Client::builder().build().unwrap_err().into();
    assert_eq!(
        format!("{error:?}"),
        "BuildError(there is no API token: set `CONTACTS_TOKEN`, or give one to the client's builder)"
    );
    let secret = Client::builder()
        .token("SECRET\n")
        .base_url("https://a.dk?token=SECRET");
    for builder in [secret.clone(), secret.token("t")] {
        let error = builder.build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");
    }

    let error: Box<dyn std::error::Error> = Row {
        name: "",
        number: 4_571_999_999,
    }
    .into_contact()
    .unwrap_err()
    .into();
    assert_eq!(
        format!("{error:?}"),
        "MappingErrors(name \"\": is empty: give it at least one character)"
    );
}

#[derive(IntoContact)]
struct Row {
    name: &'static str,
    number: u64,
}

#[tokio::test]
async fn what_was_not_set_is_named_with_its_setter() {
    let client = Client::builder().token("t").build().unwrap();
    let contact = types::NewContact::builder().name("Hans");
    let create = types::CreateContactRequest::builder().contact(contact);
    for (error, details, shown) in [
        (
            client.get_contact().send().await.unwrap_err(),
            "id: is missing: set it with `id(…)`",
            "`id` is",
        ),
        (
            client.create_contact().send().await.unwrap_err(),
            "contact: is missing: set it with `contact(…)`",
            "`contact` is",
        ),
        (
            client
                .create_contact()
                .body(create)
                .send()
                .await
                .unwrap_err(),
            "contact: number: is missing: set it with `number(…)`",
            "`contact.number` is",
        ),
    ] {
        assert!(
            error.details().to_string().ends_with(details),
            "{}",
            error.details()
        );
        assert!(error.to_string().contains(shown), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_says_what_base_url_to_give_and_a_log_does_not_say_where_it_leads() {
    let error = by_number(reply(
        301,
        "location: https://b.dk/contacts/4571999999\r\n",
        "",
    ))
    .await;
    assert_eq!(
        error.to_string(),
        "the service answered 301 Moved Permanently, which leads to another URL: give the client the base URL of \
         that (`Error::details` says which)"
    );
    assert_eq!(
        error.details().to_string(),
        "the service answered 301 Moved Permanently, which leads to https://b.dk/contacts/4571999999: give the \
         client the base URL that this begins with"
    );
}

#[tokio::test]
async fn a_question_mark_shows_our_sentence() {
    async fn main(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
        client.get_contact().id(7_u64).send().await?;
        Ok(())
    }
    let service = Service::start(|_, _| json(404, &json!({"message": "no Hans"}))).await;
    let error = main(&service.client()).await.unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "Error(the service answered 404 Not Found)"
    );
}
