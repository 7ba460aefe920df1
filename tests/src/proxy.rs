//! A proxy before the emulator that does what proxies do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use contacts_emulator::Emulator;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::seen::{Seen, read_request};

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

/// Spoils requests and answers on their way, and knows which came too early.
#[derive(Debug)]
pub struct Proxy {
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
    /// Starts a proxy and returns it with its URL; each kind of fault has so many of a hundred requests.
    ///
    /// # Panics
    ///
    /// If this machine has no free port.
    pub async fn start(emulator: &Emulator, percent: u64) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // No client of the crate may have installed it yet. If one has, it is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
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

    /// Returns how many requests came before `Retry-After` allowed them, by the proxy's own clock.
    pub fn early(&self) -> u64 {
        self.early.load(Relaxed)
    }

    /// Returns how many requests something went wrong with.
    pub fn faults(&self) -> u64 {
        self.faults.load(Relaxed)
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

/// What a request is about: the number that it names, else its target: ranges of a list are asked for at
/// once, and none waits for what another was told.
fn about(request: &Seen) -> String {
    let text = format!("{} {}", request.target, request.body);
    let digits = text.split(|it: char| !it.is_ascii_digit());
    let mut numbers = digits.filter(|it| it.len() == 10);
    numbers.next().unwrap_or(&request.target).to_owned()
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
