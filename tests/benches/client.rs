//! What the client costs beside reqwest and serde written by hand.
//!
//! `cargo bench -p contacts-tests --bench client` prints
//!
//! - instructions for each call, counted by valgrind, so that they are the same on a noisy machine,
//! - calls a second, one after the other and 32 at once, as ratios in one run,
//! - how long a book of 100,000 contacts takes at 50 ms a request, one page after the other and
//!   several at once.
//!
//! The service is a process of its own and answers from memory: only the client is measured.
#![forbid(unsafe_code)]

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use contacts_api::Client;
use contacts_api::phone_book::Listing;
use contacts_emulator::{Emulator, Fault, Seed};
use futures_util::StreamExt;
use futures_util::future::join_all;
use reqwest::header::ACCEPT;
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};

const TOKEN: &str = "5f2c";
const CALLS: [Call; 2] = [Call::GetOne, Call::ListHundred];
const BY: [By; 2] = [By::Hand, By::Client];

fn main() {
    // Both sides with the same TLS, though neither uses it here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<_> = env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["serve"] => serve(),
        ["call", by, call, count, url] => {
            let by = BY
                .into_iter()
                .find(|it| it.name() == by)
                .expect("hand or client");
            let call = CALLS
                .into_iter()
                .find(|it| it.name() == call)
                .expect("a call");
            let count = count.parse().expect("a count");
            runtime().block_on(Caller::new(by, url).sequence(call, count));
        }
        // Cargo runs benches as tests too, and wants them short.
        _ if !arguments.iter().any(|it| it == "--bench") => {}
        _ => measure(),
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

// ---- the service

fn contact(id: u64) -> String {
    let number = 4_571_000_000 + id;
    format!(
        r#"{{"id":{id},"name":"Kunde {id} ApS","number":"{number}","number_formatted":"71 00 00 00","email":"kunde{id}@example.dk"}}"#
    )
}

fn serve() {
    let one = format!(r#"{{"contact":{}}}"#, contact(1));
    let hundred: Vec<_> = (1..=100).map(contact).collect();
    let hundred = format!(r#"{{"contacts":[{}]}}"#, hundred.join(","));
    let json = |body: String| move || async move { ([(CONTENT_TYPE, "application/json")], body) };
    let router = Router::new()
        .route("/contacts/{id}", get(json(one)))
        .route("/contacts", get(json(hundred)));
    runtime().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        println!("http://{}", listener.local_addr().expect("an address"));
        axum::serve(listener, router).await.expect("a server");
    });
}

struct Service {
    process: Child,
    url: String,
}

impl Service {
    fn start() -> Self {
        let mut process = Command::new(env::current_exe().expect("this program"))
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let mut url = String::new();
        BufReader::new(process.stdout.take().expect("its output"))
            .read_line(&mut url)
            .expect("its URL");
        Service {
            process,
            url: url.trim().to_owned(),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

// ---- the calls

#[derive(Clone, Copy)]
enum Call {
    GetOne,
    ListHundred,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Call::GetOne => "get-one",
            Call::ListHundred => "list-100",
        }
    }
}

#[derive(Clone, Copy)]
enum By {
    Hand,
    Client,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            By::Hand => "hand",
            By::Client => "client",
        }
    }
}

#[derive(Deserialize)]
struct One {
    contact: Contact,
}

#[derive(Deserialize)]
struct Page {
    contacts: Vec<Contact>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read to be measured")]
struct Contact {
    id: u64,
    name: Option<String>,
    number: Option<String>,
    number_formatted: Option<String>,
    email: Option<String>,
}

enum Caller {
    Hand { http: reqwest::Client, url: String },
    Client(Client),
}

impl Caller {
    fn new(by: By, url: &str) -> Self {
        match by {
            By::Hand => Caller::Hand {
                http: reqwest::Client::builder()
                    .timeout(Duration::from_secs(30))
                    .connect_timeout(Duration::from_secs(10))
                    .user_agent("by-hand/0.1.0")
                    .build()
                    .expect("an HTTP client"),
                url: url.to_owned(),
            },
            By::Client => Caller::Client(
                Client::builder()
                    .token(TOKEN)
                    .base_url(url)
                    .build()
                    .expect("a client"),
            ),
        }
    }

    async fn call(&self, call: Call) -> u64 {
        match (self, call) {
            (Caller::Hand { http, url }, Call::GetOne) => {
                let response = http.get(format!("{url}/contacts/{}", 1)).bearer_auth(TOKEN);
                let response = response.header(ACCEPT, "application/json").send().await;
                let response = response
                    .expect("an answer")
                    .error_for_status()
                    .expect("a success");
                response.json::<One>().await.expect("a contact").contact.id
            }
            (Caller::Hand { http, url }, Call::ListHundred) => {
                let request = http.get(format!("{url}/contacts")).query(&[("limit", 100)]);
                let request = request
                    .bearer_auth(TOKEN)
                    .header(ACCEPT, "application/json");
                let response = request.send().await.expect("an answer");
                let response = response.error_for_status().expect("a success");
                let page = response.json::<Page>().await.expect("contacts");
                page.contacts.len() as u64
            }
            (Caller::Client(client), Call::GetOne) => {
                let answer = client.get_contact().id(1_u64).send().await;
                answer.expect("an answer").contact.id
            }
            (Caller::Client(client), Call::ListHundred) => {
                let answer = client.list_contacts().limit(100).send().await;
                answer.expect("an answer").contacts.len() as u64
            }
        }
    }

    async fn sequence(&self, call: Call, count: usize) {
        for _ in 0..count {
            assert!(self.call(call).await > 0);
        }
    }

    /// Calls a second, `at_once` at a time.
    async fn rate(&self, call: Call, at_once: usize, count: usize) -> f64 {
        let begin = Instant::now();
        join_all((0..at_once).map(|_| self.sequence(call, count / at_once))).await;
        f64::from(u32::try_from(count).expect("a small count")) / begin.elapsed().as_secs_f64()
    }
}

// ---- the measurements

fn measure() {
    let service = Service::start();
    println!("instructions for each call, counted by valgrind");
    for call in CALLS {
        let [hand, client] = BY.map(|by| instructions(by, call, &service.url));
        match (hand, client) {
            (Some(hand), Some(client)) => println!(
                "  {:9}  by hand {hand:>9.0}  client {client:>9.0}  ratio {:.3}",
                call.name(),
                client / hand
            ),
            _ => println!(
                "  {:9}  not counted: valgrind is not installed",
                call.name()
            ),
        }
    }
    read_a_large_book();
    println!("calls a second, the client's over those by hand, median of 9 pairs");
    let runtime = runtime();
    for call in CALLS {
        let callers = BY.map(|by| Caller::new(by, &service.url));
        for at_once in [1, 32] {
            let mut ratios: Vec<_> = (0..9)
                .map(|_| {
                    let [hand, client] = [0, 1].map(|it: usize| {
                        let count = if matches!(call, Call::GetOne) {
                            3_200
                        } else {
                            800
                        };
                        runtime.block_on(callers[it].rate(call, at_once, count))
                    });
                    (client / hand, client)
                })
                .collect();
            ratios.sort_by(|one, other| one.0.total_cmp(&other.0));
            let (ratio, rate) = ratios[ratios.len() / 2];
            println!(
                "  {:9}  {at_once:>2} at once  ratio {ratio:.2}  ({rate:.0}/s)",
                call.name()
            );
        }
    }
}

/// Reads 100,000 contacts, each request of which takes 50 ms.
fn read_a_large_book() {
    println!("100,000 contacts at 50 ms a request");
    let runtime = runtime();
    let seeds = (0..100_000_u64).map(|it| {
        let number = (4_571_000_000 + it).to_string();
        Seed::new([("name", format!("Kunde {it} ApS")), ("number", number)])
    });
    let latency = Duration::from_millis(50);
    let emulator = Emulator::builder()
        .seed(seeds)
        .faults([Fault::latency(latency..=latency)])
        .remember(2_000);
    let emulator = runtime.block_on(emulator.start()).expect("an emulator");
    let client = emulator.client();
    let read = |n: Option<(usize, bool)>| {
        emulator.forget_requests();
        let begin = Instant::now();
        let count = runtime.block_on(async {
            match n {
                None => {
                    client
                        .list_contacts()
                        .stream()
                        .map(Result::unwrap)
                        .count()
                        .await
                }
                Some((n, true)) => {
                    let all = client.phone_book().list_in_order(Listing::default(), n);
                    all.map(Result::unwrap).count().await
                }
                Some((n, false)) => {
                    let all = client.list_contacts().stream_concurrent(n);
                    all.map(Result::unwrap).count().await
                }
            }
        });
        assert_eq!(count, 100_000);
        (
            begin.elapsed().as_secs_f64(),
            f64::from(u32::try_from(emulator.requests().len()).expect("few")),
        )
    };
    let (alone, requests) = read(None);
    println!("  one after the other  {alone:>5.1} s  {requests:>5} requests");
    for (n, in_order) in [(8, false), (8, true), (16, false), (16, true)] {
        let (time, more) = read(Some((n, in_order)));
        let order = if in_order { "in order" } else { "" };
        println!(
            "  {n:>2} at once {order:<8}  {time:>5.1} s  {more:>5} requests  {:.1} times faster, {:+.1} % requests",
            alone / time,
            (more / requests - 1.0) * 100.0
        );
    }
}

/// Instructions for a call: the difference between many calls and few, so that neither the start
/// nor the first connection counts.
fn instructions(by: By, call: Call, url: &str) -> Option<f64> {
    let (few, many) = (100, 600);
    let [few_total, many_total] = [few, many].map(|count: u32| {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe().expect("this program"))
            .args(["call", by.name(), call.name(), &count.to_string(), url])
            .output()
            .ok()?;
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let counted = said.lines().find_map(|it| it.split_once("Collected :"))?.1;
        counted.trim().parse::<f64>().ok()
    });
    Some((many_total? - few_total?) / f64::from(many - few))
}
