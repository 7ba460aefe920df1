//! Any bytes on a connection to the emulator: they are answered, in JSON.
#![no_main]
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use contacts_emulator::{Emulator, Seed};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Longer than any limit of the emulator's.
const PATIENCE: Duration = Duration::from_secs(60);

thread_local! {
    /// One after the other: who has changed its emulator leaves a new one behind.
    static EMULATOR: RefCell<Option<(Emulator, SocketAddr)>> = const { RefCell::new(None) };
}

fuzz_target!(|bytes: &[u8]| {
    EMULATOR.with_borrow_mut(|emulator| {
        let (_, address) = emulator.get_or_insert_with(start);
        let has = |text: &[u8]| bytes.windows(text.len()).any(|it| it == text);
        let has_control = has(b"/emulator");
        let came = exchange(*address, bytes, has_control);
        let answers = answers(&came, has(b"HEAD"), has_control);
        assert!(
            Came::of(bytes) != Came::Whole || !answers.is_empty(),
            "no answer"
        );
        let is_write = [&b"POST"[..], b"PUT", b"PATCH", b"DELETE"]
            .into_iter()
            .any(has);
        if is_write && (has_control || answers.iter().any(|it| (200..300).contains(it))) {
            *emulator = None;
        }
    });
});

fn start() -> (Emulator, SocketAddr) {
    let contact = Seed::new([("name", "Relatel A/S"), ("number", "4571999999")]);
    let emulator = Emulator::builder()
        .token("t")
        .seed([contact])
        .threads(1)
        .start_blocking()
        .expect("an emulator");
    let authority = emulator.url().split('/').nth(2).unwrap_or_default();
    let address = authority.parse().expect("an address");
    (emulator, address)
}

/// Sends these bytes and gives what comes back.
///
/// Who controls the emulator may have asked for a service that does not answer.
fn exchange(address: SocketAddr, bytes: &[u8], may_stall: bool) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let patience = if may_stall { PATIENCE / 60 } else { PATIENCE };
    stream.set_read_timeout(Some(patience)).expect("a timeout");
    // The answer may be there before all is sent.
    let _ = stream.write_all(bytes);
    let mut came = Vec::new();
    let mut is_open = Came::of(bytes) == Came::Whole;
    loop {
        // Who ends before the answer is there is taken for gone, so this is the end of what is whole.
        if !is_open {
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut some = [0; 4096];
        match stream.read(&mut some) {
            Ok(0) => return came,
            Ok(count) => came.extend_from_slice(&some[..count]),
            // By the alarm with which libFuzzer looks at the time.
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::ConnectionReset || may_stall => return came,
            Err(error) => panic!("{error}"),
        }
        is_open = false;
    }
}

/// How much of its first request an input has.
#[derive(PartialEq, Eq)]
enum Came {
    /// Nothing, or empty lines.
    Nothing,
    /// A part of the head, or of the content that it has a length for.
    Part,
    /// All of it, or what is none.
    Whole,
}

impl Came {
    fn of(bytes: &[u8]) -> Self {
        if bytes.iter().all(|it| b"\r\n".contains(it)) {
            return Came::Nothing;
        }
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut request = httparse::Request::new(&mut headers);
        let head = match request.parse(bytes) {
            Ok(httparse::Status::Complete(head)) => head,
            Ok(httparse::Status::Partial) => return Came::Part,
            Err(_) => return Came::Whole,
        };
        let is = |name: &str| {
            let mut named = request.headers.iter();
            named.find(|it| it.name.eq_ignore_ascii_case(name))
        };
        let length = is("content-length")
            .and_then(|it| std::str::from_utf8(it.value).ok()?.trim().parse().ok());
        let is_short = length.is_some_and(|it: usize| bytes.len() - head < it);
        if is_short || is("transfer-encoding").is_some() {
            Came::Part
        } else {
            Came::Whole
        }
    }
}

/// The statuses of what came, which is answers in JSON from its beginning to its end.
fn answers(mut came: &[u8], has_head: bool, has_control: bool) -> Vec<u16> {
    let mut statuses = Vec::new();
    while !came.is_empty() {
        let end = came
            .windows(4)
            .position(|it| it == b"\r\n\r\n")
            .expect("a whole head")
            + 4;
        let head = std::str::from_utf8(&came[..end]).expect("a head of text");
        let head = head.to_ascii_lowercase();
        came = &came[end..];
        assert!(head.starts_with("http/1."), "{head}");
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        let status: u16 = status.expect("a status");
        statuses.push(status);
        // An answer to HEAD has a length and no content; which one it is to, nobody can tell here. And
        // who controls the emulator may have asked for answers that are no JSON.
        if has_head || has_control {
            break;
        }
        let value = |name: &str| head.lines().find_map(|it| it.strip_prefix(name));
        let length = value("content-length: ").map_or(0, |it| it.parse().expect("a length"));
        let (content, rest) = came.split_at(length);
        came = rest;
        if length == 0 {
            assert!(status < 400, "{head} has no content");
        } else if value("content-type: ").is_some_and(|it| it.contains("yaml")) {
            assert_eq!(status, 200);
        } else {
            let json: Value = serde_json::from_slice(content).expect("JSON");
            if status >= 400 {
                let told = json["status"].as_str().expect("a status is told");
                assert!(told.starts_with(&format!("{status} ")), "{told}");
                assert!(
                    json["message"].as_str().is_some_and(|it| !it.is_empty()),
                    "{json}"
                );
            }
        }
    }
    statuses
}
