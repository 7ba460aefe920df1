//! How many contacts a second the emulator gives out, beside the least that axum can do.
//!
//! `cargo bench -p contacts-emulator --bench throughput`: 32 connections, each sending the next
//! request when it has the answer; server and senders share the machine. Prints the requests a second
//! of both in turns, and the median of the ratios.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use contacts_emulator::{DEFAULT_TOKEN, Emulator, Seed};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

const CONNECTIONS: usize = 32;
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 9;
/// The least that the emulator must reach of the bare handler.
const RATIO: f64 = 0.6;

fn main() {
    let emulator = Emulator::builder()
        .seed((1..=1000).map(|n| {
            Seed::new([
                ("name", format!("Contact {n}")),
                ("number", format!("45{}", 20_000_000 + n)),
                ("email", format!("contact{n}@example.com")),
            ])
        }))
        .remember(0)
        .start_blocking()
        .expect("an emulator on a free port");
    let ours: SocketAddr = emulator
        .url()
        .trim_start_matches("http://")
        .trim_end_matches("/api/v2")
        .parse()
        .expect("the emulator's address");

    let senders = runtime();
    let sample = senders.block_on(answer(ours));
    let (bare, _server) = bare(sample);

    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let theirs = senders.block_on(rate(bare));
        let own = senders.block_on(rate(ours));
        let ratio = own / theirs;
        println!("round {round}: bare axum {theirs:.0}/s, emulator {own:.0}/s, ratio {ratio:.2}");
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ROUNDS / 2];
    println!("median ratio {ratio:.2} (at least {RATIO})");
    assert!(
        ratio >= RATIO,
        "the emulator reaches {ratio:.2} of a bare handler, not {RATIO}"
    );
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A server whose handler gives out a constant of the same size.
fn bare(content: Vec<u8>) -> (SocketAddr, Runtime) {
    let server = runtime();
    let listener = server
        .block_on(TcpListener::bind("127.0.0.1:0"))
        .expect("a free port");
    let address = listener.local_addr().expect("an address");
    let content = bytes::Bytes::from(content);
    let handler = get(async move || ([("content-type", "application/json")], content));
    let router: Router = Router::new().route("/api/v2/contacts/{id}", handler);
    server.spawn(async move { axum::serve(listener, router).await });
    (address, server)
}

async fn rate(address: SocketAddr) -> f64 {
    let end = Instant::now() + ROUND;
    let start = Instant::now();
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|sender| tokio::spawn(send_until(address, end, sender)))
        .collect();
    let mut requests = 0_u32;
    for sender in senders {
        requests += sender.await.expect("a sender ends");
    }
    f64::from(requests) / start.elapsed().as_secs_f64()
}

async fn send_until(address: SocketAddr, end: Instant, sender: usize) -> u32 {
    let mut connection = Connection::open(address).await;
    let mut requests = 0;
    while Instant::now() < end {
        let id = 1 + (sender * 31 + requests as usize) % 1000;
        connection.get(id).await;
        requests += 1;
    }
    requests
}

async fn answer(address: SocketAddr) -> Vec<u8> {
    Connection::open(address).await.get(1).await.to_vec()
}

/// One connection that is kept; it reads as little of HTTP as is needed.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("a connection");
        stream.writable().await.expect("a connection");
        Connection {
            stream,
            buffer: Vec::with_capacity(4096),
        }
    }

    async fn get(&mut self, id: usize) -> &[u8] {
        let request = format!(
            "GET /api/v2/contacts/{id} HTTP/1.1\r\nhost: localhost\r\n\
             authorization: Bearer {DEFAULT_TOKEN}\r\naccept: application/json\r\n\r\n"
        );
        // A request this small goes out in one piece.
        let sent = self.stream.try_write(request.as_bytes());
        assert_eq!(sent.expect("a request is sent"), request.len());
        self.buffer.clear();
        loop {
            self.stream.readable().await.expect("an answer");
            let mut piece = [0; 4096];
            match self.stream.try_read(&mut piece) {
                Ok(0) => panic!("the connection ended"),
                Ok(read) => self.buffer.extend_from_slice(&piece[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => panic!("{error}"),
            }
            if let Some(start) = whole(&self.buffer) {
                return &self.buffer[start..];
            }
        }
    }
}

/// Where the content of a whole answer starts.
fn whole(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    assert!(answer.starts_with(b"HTTP/1.1 200"), "not a success");
    let text = std::str::from_utf8(&answer[..head]).expect("a head is text");
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|it| it.parse::<usize>().ok())
        .expect("an answer has a length");
    (answer.len() >= head + length).then_some(head)
}
