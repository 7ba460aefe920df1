//! A create that is neither lost nor done twice, by the rules of every other operation.

mod waits;

use std::sync::{Arc, Mutex};

use contacts_api::{Error, Retry, Verdict, types};
use serde_json::{Value, json};

use crate::wire::{Reply, Seen, Service, json, quick, reply};

fn body() -> types::CreateContactRequest {
    let contact = types::NewContact::builder()
        .name("Relatel A/S")
        .number("4571999999");
    types::CreateContactRequest::builder()
        .contact(contact)
        .try_into()
        .unwrap()
}

/// A phone book that does what it should, once a test lets it.
#[derive(Clone, Default)]
struct Book(Arc<Mutex<Vec<Value>>>);

impl Book {
    fn create(&self, request: &Seen) -> Value {
        let mut contacts = self.0.lock().unwrap();
        let mut contact = request.contact();
        contact["id"] = json!(contacts.len() + 1);
        contacts.push(contact.clone());
        json!({ "contact": contact })
    }

    fn list(&self, request: &Seen) -> Value {
        let contacts = self.0.lock().unwrap();
        let from = request.target.split("id_gt_or_eq=").nth(1);
        let from: u64 = from.map_or(0, |it| it.split('&').next().unwrap().parse().unwrap());
        let found = contacts.iter().filter(|it| {
            request.target.contains(it["number"].as_str().unwrap())
                && it["id"].as_u64().unwrap() >= from
        });
        json!({ "contacts": found.collect::<Vec<_>>() })
    }

    fn answer(&self, request: &Seen) -> Reply {
        json(
            200,
            &if request.is("POST") {
                self.create(request)
            } else {
                self.list(request)
            },
        )
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A service whose first create is answered with this, carried out or not.
async fn first_create(answer: Reply, is_done: bool) -> (Service, Book) {
    let book = Book::default();
    let of = book.clone();
    let service = Service::start(move |request, index| {
        if index > 0 {
            return of.answer(request);
        }
        if is_done {
            of.create(request);
        }
        answer.clone()
    });
    (service.await, book)
}

fn contacts_of(book: &Book, result: Result<types::Contact, Error>) -> usize {
    let contact = result.unwrap();
    assert_eq!(contact.name.as_deref(), Some("Relatel A/S"));
    book.count()
}

#[tokio::test]
async fn a_success_that_is_not_the_documents_is_looked_up_and_neither_lost_nor_doubled() {
    let html = "content-type: text/html\r\n";
    let whole = r#"{"contact":{"id":1,"name":"Relatel A/S","number":"4571999999"}}"#;
    for answer in [
        reply(200, html, "<html><title>Sign in</title></html>"),
        reply(200, "", ""),
        reply(200, "", "null"),
        reply(200, "", r#"{"ok":true}"#),
        reply(200, "", r#"{"contact":{"name":"no id"}}"#),
        reply(201, "", &whole[..30]),
        // What was somebody else's.
        reply(
            200,
            "",
            r#"{"contact":{"id":9,"name":"Other","number":"4512345678"}}"#,
        ),
        Reply::Raw(format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{whole}").into_bytes()),
        Reply::Raw(format!("HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{whole}").into_bytes()),
        Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12".to_vec()),
        Reply::Closed,
    ] {
        for is_done in [true, false] {
            let (service, book) = first_create(answer.clone(), is_done).await;
            let created = service.client().create_once(body()).await;
            assert_eq!(contacts_of(&book, created), 1, "{answer:?}");
            let methods = service.methods();
            if is_done {
                assert_eq!(methods, ["POST", "GET"], "{answer:?}");
            } else {
                // A second look before the second create.
                assert_eq!(methods, ["POST", "GET", "GET", "POST"], "{answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn each_status_of_a_create_has_its_rule() {
    let again = ["POST", "GET", "GET", "POST"];
    for (status, methods, is_created) in [
        // Certainly not processed.
        (425, &["POST", "POST"][..], true),
        (429, &["POST", "POST"], true),
        // Nobody knows.
        (408, &again, true),
        (499, &again, true),
        (500, &again, true),
        (502, &again, true),
        (503, &again, true),
        // Processed, or one like it was: looked up, and never sent again.
        (303, &["POST", "GET"], false),
        (409, &["POST", "GET"], false),
        // Refused.
        (301, &["POST"], false),
        (302, &["POST"], false),
        (307, &["POST"], false),
        (308, &["POST"], false),
        (400, &["POST"], false),
        (401, &["POST"], false),
        (404, &["POST"], false),
        (422, &["POST"], false),
    ] {
        let answer = reply(status, "location: /elsewhere\r\n", "");
        let (service, book) = first_create(answer, false).await;
        let result = service.client().create_once(body()).await;
        assert_eq!(service.methods(), methods, "{status}");
        assert_eq!(book.count(), usize::from(is_created), "{status}");
        match result {
            Ok(contact) => assert!(is_created, "{status}: {contact:?}"),
            Err(error) => assert_eq!(error.status().unwrap(), status, "{status}"),
        }
    }
}

#[tokio::test]
async fn a_conflict_with_the_create_itself_is_the_contact() {
    for status in [409, 303] {
        let (service, book) = first_create(reply(status, "", ""), true).await;
        let created = service.client().create_once(body()).await;
        assert_eq!(contacts_of(&book, created), 1, "{status}");
    }
    // And so is one that is refused because the create before it was carried out late.
    let book = Book::default();
    let of = book.clone();
    let service = Service::start(move |request, index| match index {
        0 => reply(504, "", ""),
        3 => {
            of.create(request);
            reply(422, "", r#"{"message":"number: is taken"}"#)
        }
        _ => of.answer(request),
    });
    let service = service.await;
    let created = service.client().create_once(body()).await;
    assert_eq!(contacts_of(&book, created), 1);
}

#[tokio::test]
async fn without_retries_one_create_is_sent_and_looked_up_once() {
    let (service, book) = first_create(reply(503, "", ""), false).await;
    let client = service.builder().retry(Retry::never()).build().unwrap();
    let error = client.create_once(body()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(service.methods(), ["POST", "GET"]);
    assert_eq!(book.count(), 0);
    let (service, book) = first_create(Reply::Closed, true).await;
    let client = service.builder().retry(Retry::never()).build().unwrap();
    assert_eq!(contacts_of(&book, client.create_once(body()).await), 1);
}

#[tokio::test]
async fn when_the_look_up_fails_the_error_has_both_causes_and_calling_again_looks_first() {
    let book = Book::default();
    let of = book.clone();
    let service = Service::start(move |request, index| match index {
        0 => {
            of.create(request);
            reply(502, "", "")
        }
        1 => reply(403, "", ""),
        _ => of.answer(request),
    });
    let service = service.await;
    let client = service.client();
    let error = client.create_once(body()).await.unwrap_err();
    assert!(error.may_exist() && !error.is_retryable());
    let create = std::error::Error::source(&error).unwrap();
    assert_eq!(create.to_string(), "the service answered 502 Bad Gateway");
    let look_up = error.look_up_error().unwrap();
    assert_eq!(look_up.status().unwrap(), 403);
    assert_eq!(
        error.to_string(),
        "it is not known whether the contact was created (the service answered 502 Bad Gateway), and \
         looking for it failed (the service answered 403 Forbidden): create it again with the same \
         client, which looks first"
    );
    let created = client.clone().create_once(body()).await;
    assert_eq!(contacts_of(&book, created), 1);
    assert_eq!(service.methods(), ["POST", "GET", "GET"]);
    // It is known now: the next one is another contact.
    client.create_once(body()).await.unwrap();
    assert_eq!(service.methods()[3..], ["POST"]);
}

#[tokio::test]
async fn a_future_that_is_dropped_is_gone_on_with() {
    let book = Book::default();
    let of = book.clone();
    let service = Service::start(move |request, index| {
        if index == 0 {
            of.create(request);
            return Reply::Stall;
        }
        of.answer(request)
    });
    let service = service.await;
    let client = service.client();
    let dropped = async {
        while service.seen().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = client.create_once(body()) => panic!("it is not answered"),
        () = dropped => {}
    }
    let created = client.create_once(body()).await;
    assert_eq!(contacts_of(&book, created), 1);
    assert_eq!(service.methods(), ["POST", "GET"]);
    // Another process does not know of it.
    let created = service.client().resume_create(body()).await;
    assert_eq!(contacts_of(&book, created), 1);
    // With nothing to go on with, it creates: after two looks, as the create may be under way.
    let fresh = Book::default();
    let of = fresh.clone();
    let service = Service::start(move |request, _| of.answer(request)).await;
    let created = service.client().resume_create(body()).await;
    assert_eq!(contacts_of(&fresh, created), 1);
    assert_eq!(service.methods(), ["GET", "GET", "POST"]);
}

#[tokio::test]
async fn a_second_create_is_a_retry_and_costs_the_shared_budget() {
    let service = Service::start(|request, _| {
        if request.is("POST") {
            return reply(503, "", "");
        }
        json(200, &json!({"contacts": []}))
    });
    let service = service.await;
    let client = service.builder().retry(quick().budget(1)).build().unwrap();
    let error = client.create_once(body()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    let posts = |service: &Service| service.methods().iter().filter(|it| *it == "POST").count();
    assert_eq!(posts(&service), 2);
    // Attempts are counted over all rounds.
    let client = service.client();
    let before = posts(&service);
    client.create_once(body()).await.unwrap_err();
    assert_eq!(posts(&service) - before, 4);
}

#[tokio::test]
async fn others_with_the_number_are_named_and_nothing_is_guessed() {
    let service = Service::start(|request, _| {
        if request.is("POST") {
            return Reply::Closed;
        }
        let is_first = !request.target.contains("id_gt_or_eq");
        let other = json!([{"id": 7, "name": "Somebody else", "number": "4571999999"}]);
        json(
            200,
            &json!({"contacts": if is_first { other } else { json!([]) }}),
        )
    });
    let service = service.await;
    let error = service.client().create_once(body()).await.unwrap_err();
    assert!(error.may_exist() && !error.is_retryable());
    assert!(error.to_string().ends_with("look at contact 7"), "{error}");
    assert_eq!(
        service.methods().iter().filter(|it| *it == "POST").count(),
        1
    );
}

#[tokio::test]
async fn a_contact_is_the_one_however_the_service_writes_what_was_sent() {
    let (service, book) = first_create(Reply::Closed, false).await;
    let stored =
        json!({"id": 1, "name": " Relatel  A/S", "number": "+45 71 99 99 99", "email": ""});
    // The filter of the list finds it all the same.
    let service2 = Service::start(move |request, _| {
        if request.is("POST") {
            return Reply::Closed;
        }
        json(200, &json!({"contacts": [stored]}))
    });
    let service2 = service2.await;
    let created = service2.client().create_once(body()).await.unwrap();
    assert_eq!(created.id, 1);
    assert_eq!(service2.methods(), ["POST", "GET"]);
    drop((service, book));
}

#[tokio::test]
async fn attempts_are_counted_over_all_rounds() {
    let service = Service::start(|request, _| {
        if request.is("POST") {
            return reply(500, "", "");
        }
        json(200, &json!({"contacts": []}))
    });
    let service = service.await;
    // Enough is enough.
    let retry = quick().classify(|it| (it.number() >= 2).then_some(Verdict::Refused));
    let client = service.builder().retry(retry).build().unwrap();
    client.create_once(body()).await.unwrap_err();
    let posts = service.methods().iter().filter(|it| *it == "POST").count();
    assert_eq!(posts, 2);
}
