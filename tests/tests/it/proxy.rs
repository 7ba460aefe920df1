//! A proxy between the client and the emulator that does what proxies do: the book is exact in the end,
//! and no request is early.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use contacts_api::{Client, Error, Retry, types};
use contacts_emulator::Emulator;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::wire::{Seen, read_request};

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug)]
enum Fault {
    HtmlInstead,
    HtmlAfter,
    EmptyInstead,
    EmptyAfter,
    OtherJsonInstead,
    TruncatedAndCounted,
    CutOff,
    WrongLength,
    TwoLengths,
    ResetBefore,
    ResetAfter,
    BadGateway,
    GatewayTimeoutAfter,
    Late,
    Slow,
    Busy,
    BusyUntil,
    BusyTwice,
    Unavailable,
    DoubledHeaders,
}

impl Fault {
    /// Is this what a delete that was done is answered with? Its answer has nothing in it by which anybody
    /// could tell.
    fn looks_deleted(self) -> bool {
        matches!(self, Fault::EmptyInstead | Fault::OtherJsonInstead)
    }
}

const FAULTS: [Fault; 20] = [
    Fault::HtmlInstead,
    Fault::HtmlAfter,
    Fault::EmptyInstead,
    Fault::EmptyAfter,
    Fault::OtherJsonInstead,
    Fault::TruncatedAndCounted,
    Fault::CutOff,
    Fault::WrongLength,
    Fault::TwoLengths,
    Fault::ResetBefore,
    Fault::ResetAfter,
    Fault::BadGateway,
    Fault::GatewayTimeoutAfter,
    Fault::Late,
    Fault::Slow,
    Fault::Busy,
    Fault::BusyUntil,
    Fault::BusyTwice,
    Fault::Unavailable,
    Fault::DoubledHeaders,
];

/// How long after its 504 a late request is carried out.
const LATE: Duration = Duration::from_millis(100);

pub(crate) struct Proxy {
    upstream: String,
    http: reqwest::Client,
    /// Of ten thousand requests, so many have each kind of fault.
    per_ten_thousand: u64,
    count: AtomicU64,
    /// When what is asked about may be asked about again, by what it is about.
    not_before: Mutex<HashMap<String, Instant>>,
    early: AtomicU64,
    faults: AtomicU64,
}

impl Proxy {
    /// A proxy and its URL; each kind of fault has so many of a hundred requests.
    pub(crate) async fn start(emulator: &Emulator, percent: u64) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Arc::new(Proxy {
            upstream: emulator.url().to_owned(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            per_ten_thousand: percent * 100,
            count: AtomicU64::new(0),
            not_before: Mutex::default(),
            early: AtomicU64::new(0),
            faults: AtomicU64::new(0),
        });
        let it = Arc::clone(&proxy);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let it = Arc::clone(&it);
                tokio::spawn(async move { it.serve(stream).await });
            }
        });
        (proxy, url)
    }

    /// How many requests came before `Retry-After` allowed them, by the proxy's own clock.
    pub(crate) fn early(&self) -> u64 {
        self.early.load(Relaxed)
    }

    /// Chosen by a hash of the request's number, so that runs are alike.
    fn fault(&self) -> Option<Fault> {
        let number = self.count.fetch_add(1, Relaxed);
        FAULTS.into_iter().enumerate().find_map(|(index, fault)| {
            let mut hash = (number * 31 + index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            hash = (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            hash ^= hash >> 32;
            let chosen = (hash % 10_000) < self.per_ten_thousand;
            chosen.then_some(fault)
        })
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(request) = read_request(&mut stream).await else {
            return;
        };
        let about = about(&request);
        let allowed = self.not_before.lock().unwrap().get(&about).copied();
        if allowed.is_some_and(|it| request.at < it) {
            self.early.fetch_add(1, Relaxed);
        }
        let fault = self
            .fault()
            .filter(|it| !(request.is("DELETE") && it.looks_deleted()));
        self.faults.fetch_add(u64::from(fault.is_some()), Relaxed);
        if let Some(answer) = self.answer(&request, fault, &about).await {
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    }

    /// Nothing may be asked about this before so many seconds have passed.
    fn told(&self, about: &str, seconds: u64) {
        let until = Instant::now() + Duration::from_secs(seconds);
        self.not_before
            .lock()
            .unwrap()
            .insert(about.to_owned(), until);
    }

    /// What the service answers, as it is.
    async fn as_it_is(&self, request: &Seen, about: &str) -> Option<Vec<u8>> {
        let answer = forward(&self.http, &self.upstream, request).await?;
        let mut headers = String::new();
        if let Some(seconds) = answer.retry_after {
            self.told(about, seconds);
            headers = format!("retry-after: {seconds}\r\n");
        }
        let more = if answer.is_whole { 0 } else { 7 };
        let length = answer.body.len() + more;
        Some(with_length(answer.status, &headers, length, &answer.body))
    }

    /// What is sent back; nothing if the connection just ends.
    async fn answer(&self, request: &Seen, fault: Option<Fault>, about: &str) -> Option<Vec<u8>> {
        let html = "<html><title>Proxy</title></html>";
        let busy = |headers: &str, seconds: u64| {
            let until = Instant::now() + Duration::from_secs(seconds);
            self.not_before
                .lock()
                .unwrap()
                .insert(about.to_owned(), until);
            Some(whole(503, headers, html))
        };
        let Some(fault) = fault else {
            return self.as_it_is(request, about).await;
        };
        Some(match fault {
            Fault::HtmlInstead => whole(200, "", html),
            Fault::EmptyInstead => whole(200, "", ""),
            Fault::OtherJsonInstead => whole(200, "", r#"{"status":"ok"}"#),
            Fault::BadGateway => whole(502, "", html),
            Fault::Busy => return busy("retry-after: 1\r\n", 1),
            Fault::BusyTwice => return busy("retry-after: 0\r\nretry-after: 1\r\n", 1),
            Fault::BusyUntil => {
                let now = SystemTime::now();
                let date = |at| httpdate::fmt_http_date(at);
                let until = now + Duration::from_secs(2);
                let headers = format!("date: {}\r\nretry-after: {}\r\n", date(now), date(until));
                return busy(&headers, 1);
            }
            Fault::Unavailable => {
                let until = Instant::now() + Duration::from_secs(1);
                self.not_before
                    .lock()
                    .unwrap()
                    .insert(about.to_owned(), until);
                whole(429, "retry-after: 1\r\n", "")
            }
            Fault::ResetBefore => return None,
            Fault::Late => {
                let (http, request, upstream) =
                    (self.http.clone(), request.clone(), self.upstream.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(LATE).await;
                    forward(&http, &upstream, &request).await;
                });
                whole(504, "", html)
            }
            Fault::Slow => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                return self.as_it_is(request, about).await;
            }
            after => {
                let Forwarded { status, body, .. } =
                    forward(&self.http, &self.upstream, request).await?;
                let half = body.get(..body.len() / 2).unwrap_or_default();
                match after {
                    Fault::HtmlAfter => whole(200, "", html),
                    Fault::EmptyAfter => whole(200, "", ""),
                    Fault::TruncatedAndCounted => whole(200, "", half),
                    Fault::CutOff => with_length(status, "", body.len() + 7, half),
                    Fault::WrongLength => with_length(status, "", body.len() / 2, &body),
                    Fault::TwoLengths => {
                        let other = format!("content-length: {}\r\n", body.len() + 1);
                        with_length(status, &other, body.len(), &body)
                    }
                    Fault::ResetAfter => return None,
                    Fault::GatewayTimeoutAfter => whole(504, "", html),
                    _ => {
                        let twice =
                            "x-request-id: a\r\nx-request-id: b\r\ndate: now\r\ndate: then\r\n";
                        whole(status, twice, &body)
                    }
                }
            }
        })
    }
}

/// What a request is about: the number that it names, else its path.
fn about(request: &Seen) -> String {
    let text = format!("{} {}", request.target, request.body);
    let digits = text.split(|it: char| !it.is_ascii_digit());
    let mut numbers = digits.filter(|it| it.len() == 10);
    let path = request.target.split('?').next().unwrap_or_default();
    numbers.next().unwrap_or(path).to_owned()
}

/// What the service answers; its content may break off.
struct Forwarded {
    status: u16,
    retry_after: Option<u64>,
    body: String,
    is_whole: bool,
}

/// Nothing if the service gives no answer.
async fn forward(http: &reqwest::Client, upstream: &str, request: &Seen) -> Option<Forwarded> {
    let method = request.method.parse().unwrap();
    let mut forwarded = http.request(method, format!("{upstream}{}", request.target));
    for line in request.head.lines() {
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        if ["content-type", "accept", "authorization"].contains(&name) {
            forwarded = forwarded.header(name, value);
        }
    }
    let mut answer = forwarded.body(request.body.clone()).send().await.ok()?;
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get("retry-after");
    let retry_after = retry_after.map(|it| it.to_str().unwrap().parse().unwrap());
    let mut body = Vec::new();
    let is_whole = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break true,
            Err(_) => break false,
        }
    };
    Some(Forwarded {
        status,
        retry_after,
        body: String::from_utf8_lossy(&body).into_owned(),
        is_whole,
    })
}

fn whole(status: u16, headers: &str, body: &str) -> Vec<u8> {
    with_length(status, headers, body.len(), body)
}

fn with_length(status: u16, headers: &str, length: usize, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// Creates a contact, changes it and reads it; every second one is deleted.
async fn use_a_contact(client: &Client, number: u64) -> Result<(), Error> {
    let body = json!({"contact": {"name": "first", "number": number.to_string()}});
    let body: types::CreateContactRequest = serde_json::from_value(body).unwrap();
    let id = client.create_once(body).await?.id;
    let update: types::UpdateContactRequest =
        serde_json::from_value(json!({"contact": {"name": "second"}})).unwrap();
    client.update_contact().id(id).body(update).send().await?;
    let read = client.get_contact().id(id).send().await?;
    assert_eq!(read.contact.name.as_deref(), Some("second"));
    if number.is_multiple_of(2) {
        client.delete_contact().id(id).send().await?;
    }
    Ok(())
}

async fn the_book_is_exact(percent: u64, contacts: u64) {
    let emulator = Emulator::builder().token("5f2c").start().await.unwrap();
    let (proxy, url) = Proxy::start(&emulator, percent).await;
    let client = Client::builder()
        .token("5f2c")
        .base_url(url)
        .total_timeout(Duration::from_secs(600))
        .retry(
            Retry::default()
                .attempts(100)
                .backoff(Duration::from_millis(5), Duration::from_millis(100))
                .settle(Duration::from_secs(2))
                .budget(1_000_000),
        )
        .build()
        .unwrap();
    let numbers = 4_571_000_000..4_571_000_000 + contacts;
    let results: Vec<_> = stream::iter(numbers.clone())
        .map(|number| use_a_contact(&client, number))
        .buffer_unordered(64)
        .collect()
        .await;
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert!(failed.is_empty(), "{} failed: {}", failed.len(), failed[0]);
    assert_eq!(proxy.early(), 0, "requests were early");
    assert!(proxy.faults.load(Relaxed) > contacts / 2);
    let wanted: BTreeMap<_, _> = numbers
        .filter(|it| it % 2 == 1)
        .map(|it| (it.to_string(), "second".to_owned()))
        .collect();
    let there = emulator.contacts();
    assert_eq!(there.len(), wanted.len());
    let there: BTreeMap<_, _> = there
        .into_iter()
        .map(|it| (it.number.unwrap(), it.name.unwrap()))
        .collect();
    assert_eq!(there, wanted);
    // And a list through the same proxy has all of it.
    let listed: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    assert_eq!(listed.len(), wanted.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_three_per_cent_of_each_fault_the_book_is_exact_and_nothing_is_early() {
    the_book_is_exact(3, 300).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_eight_per_cent_of_each_fault_the_book_is_exact_and_nothing_is_early() {
    the_book_is_exact(8, 100).await;
}
