//! The client when things go wrong: nothing is lost, nothing is done twice.

mod creates;
mod retries;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use contacts_api::{Client, Error, Retry, types};
use contacts_emulator::{Emulator, Fault, Seed};
use contacts_tests::Proxy;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde_json::json;

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
