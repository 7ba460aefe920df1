//! What 10,000 connections that send no request leave behind.
//!
//! `cargo bench -p contacts-emulator --bench abuse`: opens connections that send nonsense, half a head,
//! half a content, a content that is too long, or nothing, reads what is answered, and prints the memory
//! after the first thousand and after all. Each must be answered and closed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use contacts_emulator::{DEFAULT_TOKEN, Emulator};

const CONNECTIONS: usize = 10_000;
/// So many at once.
const TOGETHER: usize = 200;
/// Bytes by which memory may grow between the first thousand and the last.
const GROWTH: u64 = 4 << 20;
const TIME: Duration = Duration::from_millis(20);

fn main() {
    let emulator = Emulator::builder()
        .head_time(TIME)
        .content_time(TIME)
        .remember(0)
        .start_blocking()
        .expect("an emulator on a free port");
    let (address, _) = emulator
        .url()
        .trim_start_matches("http://")
        .split_once('/')
        .expect("a URL has a path");
    let shapes = shapes();
    let start = Instant::now();
    let (mut slowest, mut early) = (Duration::ZERO, 0);
    for round in 0..CONNECTIONS / TOGETHER {
        let opened = Instant::now();
        let streams: Vec<_> = (0..TOGETHER)
            .map(|n| open(address, &shapes[n % shapes.len()]))
            .collect();
        for mut stream in streams {
            let mut answer = Vec::new();
            // What was not read on the other side may end in a reset behind the answer.
            let _ = stream.read_to_end(&mut answer);
            assert!(answer.starts_with(b"HTTP/1.1 4"), "no answer");
        }
        slowest = slowest.max(opened.elapsed());
        if (round + 1) * TOGETHER == 1000 {
            early = resident();
        }
    }
    let late = resident();
    println!(
        "{CONNECTIONS} bad connections in {:.1} s, {TOGETHER} at once; the slowest round {} ms",
        start.elapsed().as_secs_f64(),
        slowest.as_millis()
    );
    println!(
        "resident after 1,000: {} KiB, after {CONNECTIONS}: {} KiB (may grow by {} KiB)",
        early >> 10,
        late >> 10,
        GROWTH >> 10
    );
    assert!(late < early + GROWTH, "memory grows");
}

fn shapes() -> Vec<Vec<u8>> {
    let head = format!(
        "POST /api/v2/contacts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         authorization: Bearer {DEFAULT_TOKEN}\r\n"
    );
    vec![
        Vec::new(),
        b"nonsense\r\n\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\nx: {}", "x".repeat(100_000)).into_bytes(),
        format!("{head}x: ").into_bytes(),
        format!("{head}content-length: 100000\r\n\r\n{{\"half").into_bytes(),
        format!("{head}transfer-encoding: chunked\r\n\r\n5\r\nha").into_bytes(),
        format!("{head}content-length: 1073741824\r\n\r\n{{").into_bytes(),
    ]
}

fn open(address: &str, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    // The answer may be there before all is sent.
    let _ = stream.write_all(bytes);
    stream
}

/// Bytes of memory that this process has resident.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find(|it| it.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|it| it.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.expect("the resident set is told in kB") * 1024
}
