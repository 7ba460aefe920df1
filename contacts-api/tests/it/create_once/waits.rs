//! How long is waited before the next request of a create.

use std::time::Duration;

use contacts_api::{Client, Verdict};

use super::{Book, body, contacts_of, first_create};
use crate::wire::{Reply, Seen, Service, quick, reply};

#[tokio::test]
async fn the_total_timeout_is_that_of_the_whole() {
    let service = Service::start(|_, _| reply(503, "", "")).await;
    let hour = quick().waits(|_| Duration::from_secs(3_600));
    let builder = service.builder().retry(hour);
    let client = builder.total_timeout(Duration::from_secs(60)).build();
    let client = client.unwrap();
    // A wait beyond the deadline is not begun.
    let error = client.create_once(body()).await.unwrap_err();
    assert!(error.may_exist() && !error.is_retryable());
    assert_eq!(service.methods(), ["POST"]);
    // And a request that is stuck ends with it: its own timeout is longer than the test may take.
    let service = Service::start(|_, _| Reply::Stall).await;
    let builder = service
        .builder()
        .attempt_timeout(Duration::from_secs(3_600));
    let client = builder.build().unwrap();
    let client = client.with_timeout(Duration::from_millis(200));
    let error = client.create_once(body()).await.unwrap_err();
    assert!(error.may_exist() && error.is_timeout(), "{error}");
    assert!(!error.is_retryable());
    let posts = service.methods().iter().filter(|it| *it == "POST").count();
    assert_eq!(posts, 1);
}

/// Requests whose answer said how long to wait, and the next one: is none early, by the service's clock?
fn none_is_early(seen: &[Seen], told: &[(usize, u64)]) {
    for (index, seconds) in told {
        let waited = seen[index + 1].at - seen[*index].at;
        assert!(
            waited >= Duration::from_secs(*seconds),
            "{index}: {waited:?}"
        );
    }
}

#[tokio::test]
async fn retry_after_holds_for_creates_and_look_ups_alike() {
    let book = Book::default();
    let of = book.clone();
    let service = Service::start(move |request, index| match index {
        // The create, its look-up, and the create again.
        0 | 1 => reply(503, "retry-after: 1\r\n", ""),
        4 => reply(429, "retry-after: 0\r\nretry-after: 1\r\n", ""),
        _ => of.answer(request),
    });
    let service = service.await;
    let created = service.client().create_once(body()).await;
    assert_eq!(contacts_of(&book, created), 1);
    let methods = service.methods();
    assert_eq!(
        methods,
        ["POST", "GET", "GET", "GET", "POST", "GET", "GET", "POST"]
    );
    none_is_early(&service.seen(), &[(0, 1), (1, 1), (4, 1)]);
}

#[tokio::test]
async fn a_retry_after_beyond_what_is_waited_for_is_told_and_nothing_is_sent_before_it() {
    let (service, _) = first_create(reply(503, "retry-after: 3600\r\n", ""), true).await;
    let error = service.client().create_once(body()).await.unwrap_err();
    assert!(error.may_exist() && !error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert_eq!(service.methods(), ["POST"]);
}

/// A service that answers the first create with 504, and carries it out so much later.
async fn late(effect: Duration) -> (Service, Book) {
    let book = Book::default();
    let of = book.clone();
    let service = Service::start(move |request, index| {
        if index > 0 {
            return of.answer(request);
        }
        let (of, request) = (of.clone(), request.clone());
        tokio::spawn(async move {
            tokio::time::sleep(effect).await;
            of.create(&request);
        });
        reply(504, "", "")
    });
    (service.await, book)
}

#[tokio::test]
async fn what_takes_effect_late_is_waited_for_as_long_as_the_policy_says() {
    let (service, book) = late(Duration::from_millis(50)).await;
    let patient = quick().settle(Duration::from_secs(2));
    let client = service.builder().retry(patient).build().unwrap();
    assert_eq!(contacts_of(&book, client.create_once(body()).await), 1);

    // The window that is left: whatever is held for longer than that is there twice in the end.
    let (service, book) = late(Duration::from_millis(1_500)).await;
    let hasty = quick().settle(Duration::ZERO);
    let client = service.builder().retry(hasty).build().unwrap();
    client.create_once(body()).await.unwrap();
    while book.count() < 2 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_policy_that_knows_the_service_is_asked_first() {
    let policy = || {
        quick().classify(|attempt| match attempt.status()?.as_u16() {
            // This one answers 500 before it looks at a request, and 503 when all is over.
            500 => Some(Verdict::NotProcessed),
            503 => Some(Verdict::Refused),
            _ => None,
        })
    };
    for (status, methods) in [(500, &["POST", "POST"][..]), (503, &["POST"])] {
        let (service, _) = first_create(reply(status, "", ""), false).await;
        let client: Client = service.builder().retry(policy()).build().unwrap();
        let _ = client.create_once(body()).await;
        assert_eq!(service.methods(), methods, "{status}");
    }
}
