//! The client when things go wrong: nothing is lost, nothing is done twice.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use contacts_api::{Client, Error, Retry, types};
use contacts_emulator::{Emulator, Fault, Seed};
use contacts_tests::Proxy;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde_json::json;

use crate::wire::{Service, reply};

/// A client that tries often and soon. It waits for answers for as long as a busy machine may take:
/// only an emulator that stalls makes it time out.
fn client(emulator: &Emulator) -> Client {
    client_with(emulator, Duration::from_secs(30))
}

fn client_with(emulator: &Emulator, attempt_timeout: Duration) -> Client {
    Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .attempt_timeout(attempt_timeout)
        .retry(quick())
        .build()
        .unwrap()
}

const SECOND: Duration = Duration::from_secs(1);

fn quick() -> Retry {
    Retry::default()
        .attempts(8)
        .backoff(Duration::from_millis(1), Duration::from_millis(20))
        .settle(Duration::from_millis(20))
        .budget(1_000_000)
}

fn body(number: u64, name: &str) -> types::CreateContactRequest {
    let contact = types::NewContact::builder().name(name).number(number);
    types::CreateContactRequest::builder()
        .contact(contact)
        .try_into()
        .unwrap()
}

fn numbers(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut numbers = BTreeMap::new();
    for contact in emulator.contacts() {
        *numbers.entry(contact.number.unwrap()).or_default() += 1;
    }
    numbers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_thousands_of_creates_none_is_lost_and_none_is_there_twice() {
    let on_create = |fault: Fault| fault.on("create_contact").rate(0.08);
    let emulator = Emulator::builder()
        .faults([
            on_create(Fault::reset_before()),
            on_create(Fault::reset_after()),
            on_create(Fault::truncate()),
            on_create(Fault::html(502)),
            Fault::latency(SECOND..=SECOND)
                .on("create_contact")
                .rate(0.01),
            Fault::reset_before().on("list_contacts").rate(0.1),
            Fault::truncate().on("list_contacts").rate(0.1),
        ])
        .fault_seed(1)
        .start()
        .await
        .unwrap();
    let client = client(&emulator);
    let wanted: Vec<_> = (4_571_000_000..4_571_003_000_u64).collect();
    let results: Vec<_> = stream::iter(&wanted)
        .map(|number| client.create_once(body(*number, "Relatel A/S")))
        .buffer_unordered(64)
        .collect()
        .await;
    let there = numbers(&emulator);
    assert!(
        there.values().all(|times| *times == 1),
        "some are there twice"
    );
    // A create that met faults in every one of its attempts is an error, and its contact is not there.
    let failed = results.iter().filter(|it| it.is_err()).count();
    assert_eq!(there.len() + failed, wanted.len());
    assert!(failed < 150, "{failed} failed");
    for contact in results.into_iter().flatten() {
        assert!(there.contains_key(&contact.number.unwrap()));
    }
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_found_and_not_sent_again() {
    for fault in [Fault::reset_after(), Fault::truncate()] {
        let emulator = Emulator::builder()
            .faults([fault.on("create_contact").first(1)])
            .start()
            .await
            .unwrap();
        let created = client(&emulator)
            .create_once(body(4_571_999_999, "Relatel A/S"))
            .await;
        assert_eq!(created.unwrap().id, 1);
        let operations: Vec<_> = emulator.requests();
        let operations: Vec<_> = operations.iter().filter_map(|it| it.operation()).collect();
        assert_eq!(operations, ["create_contact", "list_contacts"]);
    }
}

#[tokio::test]
async fn a_create_that_timed_out_is_not_sent_twice() {
    let emulator = Emulator::builder()
        .faults([Fault::stall().on("create_contact")])
        .start()
        .await
        .unwrap();
    let answer = client_with(&emulator, 3 * SECOND)
        .create_contact()
        .body(body(4_571_999_999, "Relatel A/S"))
        .send()
        .await;
    let error = answer.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn an_ambiguous_create_beside_others_with_its_number_is_not_guessed() {
    let emulator = Emulator::builder()
        .seed([Seed::new([
            ("name", "Somebody else"),
            ("number", "4571999999"),
        ])])
        .faults([Fault::reset_before().on("create_contact")])
        .start()
        .await
        .unwrap();
    let created = client(&emulator)
        .create_once(body(4_571_999_999, "Relatel A/S"))
        .await;
    let error = created.unwrap_err();
    assert!(error.to_string().ends_with("look at contact 1"), "{error}");
    assert_eq!(emulator.contacts().len(), 1);
}

#[tokio::test]
async fn what_is_idempotent_is_tried_again_until_it_succeeds() {
    for fault in [
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::truncate(),
        Fault::html(502),
        Fault::status(503),
        Fault::status(408),
    ] {
        let emulator = Emulator::builder()
            .seed([Seed::new([
                ("name", "Relatel A/S"),
                ("number", "4571999999"),
            ])])
            .faults([fault.clone().first(2)])
            .start()
            .await
            .unwrap();
        let client = client(&emulator);
        let contact = client.get_contact().id(1_u64).send().await;
        assert!(contact.is_ok(), "{fault}: {contact:?}");
        assert_eq!(emulator.requests().len(), 3, "{fault}");
    }
}

#[tokio::test]
async fn a_get_that_stalls_is_tried_again() {
    let emulator = Emulator::builder()
        .seed([Seed::new([
            ("name", "Relatel A/S"),
            ("number", "4571999999"),
        ])])
        .faults([Fault::stall().first(1)])
        .start()
        .await
        .unwrap();
    let client = client_with(&emulator, 3 * SECOND);
    let contact = client.get_contact().id(1_u64).send().await;
    assert!(contact.is_ok(), "{contact:?}");
    assert!(emulator.requests().len() >= 2);
}

#[tokio::test]
async fn no_request_comes_before_retry_after_allows_it() {
    let emulator = Emulator::builder()
        .faults([Fault::too_many_requests(SECOND).first(1)])
        .start()
        .await
        .unwrap();
    let begin = Instant::now();
    // Also a create: it was certainly not processed.
    let created = client(&emulator)
        .create_contact()
        .body(body(4_571_999_999, "Relatel A/S"))
        .send()
        .await;
    assert!(created.is_ok());
    assert!(begin.elapsed() >= Duration::from_secs(1));
    assert_eq!(emulator.requests().len(), 2);
}

#[tokio::test]
async fn a_retry_after_beyond_what_is_waited_for_fails_at_once_and_is_told() {
    let emulator = Emulator::builder()
        .faults([Fault::too_many_requests(Duration::from_secs(3_600))])
        .start()
        .await
        .unwrap();
    let error = client(&emulator).list_contacts().send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn an_outage_is_not_made_worse_than_the_budget_allows() {
    let emulator = Emulator::builder()
        .faults([Fault::status(503)])
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .retry(quick().budget(10))
        .build()
        .unwrap();
    for _ in 0..50 {
        client.list_contacts().send().await.unwrap_err();
    }
    assert_eq!(emulator.requests().len(), 50 + 10);
}

#[tokio::test]
async fn the_total_timeout_holds_over_all_attempts() {
    let emulator = Emulator::builder()
        .faults([Fault::stall()])
        .start()
        .await
        .unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .attempt_timeout(Duration::from_millis(100))
        .total_timeout(Duration::from_millis(250))
        .retry(quick())
        .build()
        .unwrap();
    let error = client.list_contacts().send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert!(emulator.requests().len() <= 3);
}

#[tokio::test]
async fn times_without_end_are_taken() {
    let busy = Fault::html(502).first(1);
    let emulator = Emulator::builder().faults([busy]).start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .connect_timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .retry(quick().longest_retry_after(Duration::MAX))
        .build()
        .unwrap();
    client.list_contacts().send().await.unwrap();
    let service = Service::start(|_, _| reply(429, "retry-after: 9223372036854775807\r\n", ""));
    let service = service.await;
    let client = service
        .builder()
        .total_timeout(Duration::MAX)
        .retry(quick().longest_retry_after(Duration::MAX))
        .build()
        .unwrap();
    let error = client.list_contacts().send().await.unwrap_err();
    assert!(error.retry_after().is_some());
}

#[tokio::test]
async fn requests_keep_to_the_rate_limit() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .requests_per_second(NonZeroU32::new(50).unwrap())
        .build()
        .unwrap();
    let begin = Instant::now();
    for _ in 0..11 {
        client.list_contacts().send().await.unwrap();
    }
    // Ten gaps of 20 ms.
    assert!(begin.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn a_connection_that_is_refused_is_tried_again_also_for_a_create() {
    // Held, but nobody listens: refused until the emulator takes it, after the first attempts.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = held.local_addr().unwrap();
    let client = Client::builder()
        .base_url(format!("http://{address}/api/v2"))
        .token("5f2c")
        .retry(
            quick()
                .attempts(1_000)
                .backoff(Duration::from_millis(20), Duration::from_millis(20)),
        )
        .build()
        .unwrap();
    let create = client
        .create_contact()
        .body(body(4_571_999_999, "Relatel A/S"))
        .send();
    let serve = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(held);
        Emulator::builder()
            .address(address)
            .token("5f2c")
            .start()
            .await
            .unwrap()
    };
    let (created, emulator) = tokio::join!(create, serve);
    assert_eq!(created.unwrap().contact.id, 1);
    assert_eq!(emulator.contacts().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_streams_yield_exactly_the_ids_that_exist_also_under_faults() {
    let seeds = (0..6_000)
        .map(|it| Seed::new([("name", "A"), ("number", &format!("45{}", 71_000_000 + it))]));
    let emulator = Emulator::builder()
        .seed(seeds)
        .faults([
            Fault::reset_before().rate(0.03),
            Fault::truncate().rate(0.03),
            Fault::html(502).rate(0.03),
        ])
        .start()
        .await
        .unwrap();
    let client = client(&emulator);
    // Holes of all sizes.
    for id in (1..6_000_u64).filter(|id| id % 7 == 0 || (2_000..2_900).contains(id)) {
        client.delete_contact().id(id).send().await.unwrap();
    }
    let exist: Vec<_> = emulator.contacts().iter().map(|it| it.id).collect();
    let one: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    assert_eq!(one.iter().map(|it| it.id).collect::<Vec<_>>(), exist);
    for n in [1, 8, 16] {
        let several: Vec<types::Contact> = client
            .list_contacts()
            .stream_concurrent(n)
            .try_collect()
            .await
            .unwrap();
        let mut ids: Vec<_> = several.iter().map(|it| it.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, exist, "{n} at once");
    }
    let from: Vec<_> = client
        .list_contacts()
        .id_gt_or_eq(5_990_u64)
        .stream_concurrent(4)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(from.len(), exist.iter().filter(|id| **id >= 5_990).count());
}

/// One caller's contact, and what it should be.
async fn use_a_contact(client: &Client, number: u64, operations: usize) -> Result<(), Error> {
    let created = client.create_once(body(number, "first")).await?;
    let id = created.id;
    for round in 0..operations {
        match round % 4 {
            0 => {
                let name = format!("name {round}");
                let update = json!({"contact": {"name": name}});
                let update: types::UpdateContactRequest = serde_json::from_value(update).unwrap();
                let updated = client.update_contact().id(id).body(update).send().await?;
                assert_eq!(updated.contact.name, Some(name));
            }
            1 => {
                let read = client.get_contact().id(id).send().await?;
                assert_eq!(read.contact.name, Some(format!("name {}", round - 1)));
            }
            2 => {
                let read = client.get_contact_by_number().number(number).send().await?;
                assert_eq!(read.contact.id, id);
            }
            _ => {
                let page = client.list_contacts().number(number).send().await?;
                let ids: Vec<_> = page.contacts.iter().map(|it| it.id).collect();
                assert_eq!(ids, [id]);
            }
        }
    }
    client.delete_contact().id(id).send().await?;
    Ok(())
}

/// Leads one connection in twenty to a port on which nobody listens.
struct SometimesRefused {
    service: SocketAddr,
    /// Held, so that nobody else takes it.
    closed: tokio::net::TcpSocket,
    connections: AtomicUsize,
}

impl SometimesRefused {
    fn of(url: &str) -> Self {
        let url = reqwest::Url::parse(url).unwrap();
        let closed = tokio::net::TcpSocket::new_v4().unwrap();
        closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        SometimesRefused {
            service: SocketAddr::from(([127, 0, 0, 1], url.port().unwrap())),
            closed,
            connections: AtomicUsize::new(0),
        }
    }
}

impl Resolve for SometimesRefused {
    fn resolve(&self, _: Name) -> Resolving {
        let refused = self.connections.fetch_add(1, Relaxed) % 20 == 19;
        let address = if refused {
            self.closed.local_addr().unwrap()
        } else {
            self.service
        };
        let addresses: Addrs = Box::new(std::iter::once(address));
        Box::pin(async move { Ok(addresses) })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stays_is_seen_once_while_others_come_and_go() {
    let number = |it: u64| (4_571_000_000 + it).to_string();
    let seeds = (0..7_000).map(|it| Seed::new([("name", "A"), ("number", &number(it))]));
    let emulator = Emulator::builder().seed(seeds).start().await.unwrap();
    let client = client(&emulator);
    // Every third goes, and as many come, while the others are read.
    let stays = |id: &u64| *id <= 7_000 && !id.is_multiple_of(3);
    let churn = async {
        for id in (3..=7_000_u64).step_by(3) {
            client.delete_contact().id(id).send().await.unwrap();
            let new = body(4_572_000_000 + id, "B");
            client.create_contact().body(new).send().await.unwrap();
        }
    };
    let read = async {
        let mut reads = Vec::new();
        for n in [1, 8, 16] {
            let list = client.list_contacts();
            reads.push(
                list.stream_concurrent(n)
                    .try_collect::<Vec<_>>()
                    .await
                    .unwrap(),
            );
            let list = client.list_contacts();
            reads.push(list.stream().try_collect::<Vec<_>>().await.unwrap());
        }
        reads
    };
    let ((), reads) = tokio::join!(churn, read);
    let wanted: Vec<_> = (1..=7_000).filter(stays).collect();
    for read in reads {
        let mut ids: Vec<_> = read.iter().map(|it| it.id).collect();
        ids.sort_unstable();
        assert!(
            ids.windows(2).all(|pair| pair[0] < pair[1]),
            "one is there twice"
        );
        ids.retain(stays);
        assert!(ids == wanted, "{} of {}", ids.len(), wanted.len());
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_sends_no_more() {
    let number = |it: u64| (4_571_000_000 + it).to_string();
    let seeds = (0..7_000).map(|it| Seed::new([("name", "A"), ("number", &number(it))]));
    let emulator = Emulator::builder().seed(seeds).start().await.unwrap();
    let client = client(&emulator);
    {
        let mut stream = client.list_contacts().stream_concurrent(4);
        stream.try_next().await.unwrap();
    }
    client.get_contact().id(1_u64).send().await.unwrap();
    // The first pages of a book are read alone.
    assert_eq!(emulator.requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_mixed_operations_among_faults_end_in_the_right_answer_or_a_typed_error() {
    let emulator = Emulator::builder()
        .faults(
            [
                Fault::reset_before(),
                Fault::reset_after(),
                Fault::too_many_requests(SECOND),
                Fault::html(502),
                Fault::truncate(),
                Fault::latency(SECOND..=SECOND),
            ]
            .map(|fault| fault.rate(0.05)),
        )
        .fault_seed(7)
        .start()
        .await
        .unwrap();
    // It passes on what it is given, and knows when that was.
    let (proxy, url) = Proxy::start(&emulator, 0).await;
    let resolver = Arc::new(SometimesRefused::of(&url));
    let http = reqwest::Client::builder()
        .dns_resolver(resolver.clone())
        // Each request connects anew, so that each may be refused.
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    let client = Client::builder()
        .base_url(url.replace("127.0.0.1", "emulator.test"))
        .allow_plain_http()
        .token(emulator.token())
        .http_client(http)
        .retry(quick())
        .build()
        .unwrap();
    let (callers, operations) = (500_u64, 18);
    let results: Vec<_> = stream::iter(0..callers)
        .map(|it| use_a_contact(&client, 4_571_000_000 + it, operations))
        .buffer_unordered(100)
        .collect()
        .await;
    // Twenty operations each: a right answer was asserted for all of those that did not fail.
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    for error in &failed {
        assert!(error.is_retryable() || error.status().is_some(), "{error}");
    }
    let callers = usize::try_from(callers).unwrap();
    assert!(failed.len() < callers / 20, "{} failed", failed.len());
    assert!(resolver.connections.load(Relaxed) > 10_000);
    // Creates included.
    assert_eq!(proxy.early(), 0, "requests came before `Retry-After`");
    // What is left belongs to those that failed before their delete, once each.
    let left = numbers(&emulator);
    assert!(left.values().all(|times| *times == 1));
    assert!(left.len() <= failed.len());
}
