//! What a call, and a client, have of their own: headers, timeouts, hooks, limits.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contacts_api::{Client, Error, Retry, types};
use futures_util::{StreamExt, TryStreamExt, future};
use http::Method;
use serde_json::json;

use crate::wire::{Reply, Service, json, quick, reply};

fn page() -> Reply {
    json(200, &json!({"contacts": []}))
}

fn body() -> types::CreateContactRequest {
    serde_json::from_value(json!({"contact": {"name": "Hans", "number": "4571999999"}})).unwrap()
}

#[tokio::test]
async fn a_call_and_a_client_have_headers_of_their_own() {
    let service = Service::start(|_, _| page()).await;
    let client = service.client();
    client
        .list_contacts()
        .with_header("x-trace", "one")
        .send()
        .await
        .unwrap();
    let traced = client
        .with_header("x-trace", "all")
        .with_header("user-agent", "me");
    traced
        .request(Method::GET, "/contacts")
        .send()
        .await
        .unwrap();
    let all: Vec<_> = traced.list_contacts().stream().try_collect().await.unwrap();
    assert_eq!(all, []);
    client.list_contacts().send().await.unwrap();
    let heads: Vec<_> = service.seen().into_iter().map(|it| it.head).collect();
    assert!(heads[0].contains("x-trace: one\r\n"), "{}", heads[0]);
    for head in &heads[1..3] {
        assert!(head.contains("x-trace: all\r\n"), "{head}");
    }
    assert!(!heads[3].contains("x-trace"), "{}", heads[3]);
    for head in heads {
        assert!(
            head.contains("authorization: bearer a-secret-token\r\n"),
            "{head}"
        );
        assert!(head.contains("user-agent: contacts-api/"), "{head}");
    }
    let refused = client.list_contacts().with_header("a b", "c").send().await;
    assert!(refused.unwrap_err().is_invalid_request());
    assert_eq!(service.seen().len(), 4);
}

#[tokio::test]
async fn a_call_has_a_timeout_of_its_own() {
    let service = Service::start(|_, _| Reply::Stall).await;
    let client = service.client();
    let call = client.list_contacts().timeout(Duration::from_millis(50));
    assert!(call.send().await.unwrap_err().is_timeout());
    let hasty = client.with_timeout(Duration::from_millis(50));
    let error = hasty
        .list_contacts()
        .stream()
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_call_that_owns_its_client_can_be_spawned() {
    let service = Service::start(|_, _| page()).await;
    let client = service.client();
    let call = client.list_contacts().into_owned();
    drop(client);
    tokio::spawn(call.send()).await.unwrap().unwrap();
}

#[tokio::test]
async fn hooks_see_each_attempt_and_never_the_token() {
    let service = Service::start(|_, index| match index {
        0 => reply(503, "x-hint: soon\r\n", ""),
        1 => reply(200, "", "<html>"),
        _ => page(),
    });
    let service = service.await;
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let (before, after) = (Arc::clone(&told), Arc::clone(&told));
    let client = service
        .builder()
        .before(move |request, attempt| {
            let tell = format!("{} {attempt:?} {request:?}", attempt.number());
            assert!(!tell.contains("a-secret-token"), "{tell}");
            assert!(request.headers().get("authorization").is_none());
            request
                .headers_mut()
                .insert("x-attempt", attempt.number().into());
            before
                .lock()
                .unwrap()
                .push(format!("before {}", attempt.number()));
        })
        .after(move |attempt| {
            let hint = attempt.headers().and_then(|it| it.get("x-hint"));
            let hint = hint.map(|it| it.to_str().unwrap());
            let status = attempt.status().map(|it| it.as_u16());
            after
                .lock()
                .unwrap()
                .push(format!("{} {status:?} {hint:?}", attempt.operation()));
        })
        .build()
        .unwrap();
    client.list_contacts().send().await.unwrap();
    assert_eq!(
        *told.lock().unwrap(),
        [
            "before 1",
            "list_contacts Some(503) Some(\"soon\")",
            "before 2",
            // What is no answer of the service has no status.
            "list_contacts None None",
            "before 3",
            "list_contacts Some(200) None",
        ]
    );
    let seen = service.seen();
    assert!(
        seen[2].head.contains("x-attempt: 3\r\n"),
        "{}",
        seen[2].head
    );
}

#[tokio::test]
async fn a_hook_is_told_whether_time_ran_out_or_the_connection_broke() {
    for (ends, is_timeout) in [(Reply::Stall, true), (Reply::Closed, false)] {
        let service = Service::start(move |_, _| ends.clone()).await;
        let told: Arc<Mutex<Vec<bool>>> = Arc::default();
        let tell = Arc::clone(&told);
        let client = service
            .builder()
            .retry(Retry::never())
            .after(move |attempt| tell.lock().unwrap().push(attempt.is_timeout()))
            .build()
            .unwrap();
        let client = if is_timeout {
            client.with_timeout(Duration::from_millis(50))
        } else {
            client
        };
        client.list_contacts().send().await.unwrap_err();
        assert_eq!(*told.lock().unwrap(), [is_timeout]);
    }
}

#[tokio::test]
async fn waits_can_be_replaced() {
    let service = Service::start(|_, _| reply(503, "", "")).await;
    let asked: Arc<Mutex<Vec<u32>>> = Arc::default();
    let by = Arc::clone(&asked);
    let retry = quick().waits(move |attempt| {
        by.lock().unwrap().push(attempt);
        Duration::ZERO
    });
    let client = service.builder().retry(retry).build().unwrap();
    client.list_contacts().send().await.unwrap_err();
    assert_eq!(*asked.lock().unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn a_success_has_its_status_and_its_headers() {
    let contact = json!({"contact": {"id": 1}});
    let service = Service::start(move |request, _| match &*request.method {
        "DELETE" => reply(204, "x-left: 7\r\n", ""),
        "POST" => reply(201, "location: /contacts/1\r\n", &contact.to_string()),
        _ => page(),
    });
    let service = service.await;
    let client = service.client();
    let created = client.create_contact().body(body()).send().await.unwrap();
    assert_eq!(created.status(), 201);
    assert_eq!(created.headers()["location"], "/contacts/1");
    let deleted = client.delete_contact().id(1_u64).send().await.unwrap();
    assert_eq!(
        (deleted.status().as_u16(), &deleted.headers()["x-left"]),
        (204, &"7".parse().unwrap())
    );
}

#[tokio::test]
async fn no_more_of_an_answer_is_read_than_allowed() {
    let large = json!({"contacts": [{"id": 1, "name": "x".repeat(5_000)}]}).to_string();
    let chunked = |size: usize| {
        let chunks = large.as_bytes().chunks(size).map(|it| {
            let text = String::from_utf8_lossy(it);
            format!("{:x}\r\n{text}\r\n", it.len())
        });
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        Reply::Raw(format!("{head}{}0\r\n\r\n", chunks.collect::<String>()).into_bytes())
    };
    let answers = [reply(200, "", &large), chunked(large.len()), chunked(1_700)];
    for answer in answers {
        let service = Service::start(move |_, _| answer.clone()).await;
        let client = service.builder().max_response_bytes(4_000).build().unwrap();
        let error = client.list_contacts().send().await.unwrap_err();
        assert!(error.is_too_large() && !error.is_retryable(), "{error}");
        assert!(
            error.to_string().contains("more than 4000 bytes"),
            "{error}"
        );
        assert_eq!(service.seen().len(), 1);
        let all = service.builder().max_response_bytes(large.len() as u64);
        let client = all.build().unwrap();
        client.list_contacts().send().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_sent_after_the_deadline_by_the_rate_limit() {
    let service = Service::start(|request, _| {
        json(
            200,
            &json!({"contact": {"id": 1, "number": request.contact()["number"]}}),
        )
    });
    let service = service.await;
    let client = service
        .builder()
        .requests_per_second(NonZeroU32::new(1).unwrap())
        .total_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let calls = (0..20).map(|_| client.create_contact().body(body()).send());
    let results = future::join_all(calls).await;
    let created = results.iter().filter(|it| it.is_ok()).count();
    assert_eq!(created, service.seen().len(), "what was sent was told");
    for error in results.into_iter().filter_map(Result::err) {
        assert!(error.is_timeout() && error.is_retryable());
        assert!(
            error.to_string().starts_with("the request was not sent: "),
            "{error}"
        );
    }
    // And a create once that is too late was certainly not done.
    let error = client.create_once(body()).await.unwrap_err();
    assert!(!error.may_exist(), "{error}");
}

#[tokio::test]
async fn a_delete_that_was_tried_again_and_finds_nothing_has_done_it() {
    let of = |first: Reply| async move {
        let service = Service::start(move |_, index| {
            if index == 0 {
                return first.clone();
            }
            json(404, &json!({"message": "not found"}))
        });
        let service = service.await;
        let by_id = service.client();
        let result = by_id.delete_contact().id(1_u64).send().await;
        let requests = service.seen().len();
        (requests, result.map(|it| it.status().as_u16()))
    };
    for may_be_done in [Reply::Closed, reply(502, "", ""), reply(200, "", "<html>")] {
        assert_eq!(of(may_be_done).await.1.unwrap(), 404);
    }
    for not_done in [reply(429, "", ""), reply(404, "", "")] {
        assert!(of(not_done).await.1.unwrap_err().is_not_found());
    }
}

#[tokio::test]
async fn only_a_delete_that_finds_nothing_may_have_been_done_before() {
    for (method, status) in [
        (Method::GET, 404),
        (Method::PUT, 404),
        (Method::DELETE, 403),
        (Method::DELETE, 410),
    ] {
        let service = Service::start(move |_, index| match index {
            0 => reply(502, "", ""),
            _ => reply(status, "", ""),
        });
        let service = service.await;
        let client = service.client();
        let result = client.request(method.clone(), "/contacts/1").send().await;
        let error = result.unwrap_err();
        assert_eq!(error.status().unwrap(), status, "{method}");
        assert_eq!(service.seen().len(), 2, "{method}");
    }
}

#[tokio::test]
async fn a_success_with_another_content_is_asked_for_again() {
    for first in [
        reply(200, "", "<html>"),
        reply(200, "", ""),
        reply(200, "", r#"{"ok":1}"#),
    ] {
        let service = Service::start(move |_, index| {
            if index == 0 {
                return first.clone();
            }
            json(200, &json!({"contacts": [{"id": 1}]}))
        });
        let service = service.await;
        let page = service.client().list_contacts().send().await.unwrap();
        assert_eq!(page.contacts.len(), 1);
    }
}

#[test]
fn calls_and_lists_are_waited_for_without_async() {
    let served = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let service = served.block_on(Service::start(|request, _| {
        let is_first = !request.target.contains("id_gt_or_eq");
        let contacts = if is_first {
            json!([{"id": 1}, {"id": 2}])
        } else {
            json!([])
        };
        json(200, &json!({ "contacts": contacts }))
    }));
    let waiting = contacts_api::blocking::Waiting::new().unwrap();
    let client = service.client();
    let page = waiting.on(client.list_contacts().send()).unwrap();
    assert_eq!(page.contacts.len(), 2);
    let ids = waiting.each(client.list_contacts().stream());
    let ids: Vec<_> = ids.map(|it| it.unwrap().id).collect();
    assert_eq!(ids, [1, 2]);
}

/// A client with an HTTP client of the caller's, which follows redirects as it is made to.
fn following(service: &Service) -> Client {
    // Chooses the process's TLS, which reqwest does not.
    drop(service.client());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    service.builder().http_client(http).build().unwrap()
}

#[tokio::test]
async fn a_redirect_leads_no_contact_elsewhere_and_brings_none_back() {
    for status in [301, 302, 303, 307, 308] {
        let other =
            json!({"contact": {"id": 9, "name": "Hans", "number": "4571999999"}, "contacts": []});
        let elsewhere = Service::start(move |_, _| json(200, &other)).await;
        let location = format!("location: {}/contacts\r\n", elsewhere.url);
        let service = Service::start(move |_, _| reply(status, &location, "")).await;
        let client = following(&service);
        let created = client.create_contact().body(body()).send().await;
        let error: Error = created.unwrap_err();
        assert!(!error.is_retryable(), "{status}: {error}");
        let listed = client.list_contacts().send().await;
        assert!(listed.is_err(), "{status}");
        let change = types::ContactUpdate::builder().name("Hans");
        let updated = client.update_contact().id(7).body(change).send().await;
        assert!(updated.is_err(), "{status}: {updated:?}");
        for seen in elsewhere.seen() {
            assert_eq!(seen.body, "", "{status}");
            assert!(!seen.head.contains("secret"), "{status}: {}", seen.head);
        }
        let once = client.create_once(body()).await;
        assert!(once.is_err(), "{status}: {once:?}");
        let posts = service.methods().iter().filter(|it| *it == "POST").count();
        assert_eq!(posts, 2, "{status}");
    }
    // What is not redirected arrives whole.
    let service = Service::start(|request, _| {
        json(
            200,
            &json!({"contact": {"id": 1, "name": request.contact()["name"]}}),
        )
    });
    let service = service.await;
    let created = following(&service)
        .create_contact()
        .body(body())
        .send()
        .await
        .unwrap();
    assert_eq!(created.contact.name.as_deref(), Some("Hans"));
    assert!(!service.seen()[0].head.contains("chunked"));
}
