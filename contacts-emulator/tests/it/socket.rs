//! Bytes to an emulator over TCP, and what it answers to them.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use contacts_emulator::{Builder, Emulator};
use serde_json::Value;

use super::{address, relatel};

/// Longer than any limit: what is not answered by then never is.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

pub(super) const TOKEN: &str = "authorization: Bearer emulator-token\r\n";

pub(super) const GET: &str = "GET /api/v2/contacts/1 HTTP/1.1\r\n";

pub(super) const POST: &str = "POST /api/v2/contacts HTTP/1.1\r\nhost: localhost\r\n";

pub(super) const CLOSE: &str = "connection: close\r\n\r\n";

pub(super) async fn started(with: impl FnOnce(Builder) -> Builder) -> Emulator {
    let builder = Emulator::builder().seed([relatel()]);
    with(builder).start().await.unwrap()
}

pub(super) fn connect(emulator: &Emulator) -> TcpStream {
    let stream = TcpStream::connect(address(emulator)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends these bytes, and gives the statuses of all that is answered until the connection ends; all of
/// it is JSON.
pub(super) fn statuses(emulator: &Emulator, bytes: &[u8]) -> Vec<u16> {
    let mut stream = connect(emulator);
    // The answer may be there before all is sent.
    let _ = stream.write_all(bytes);
    answers(&mut stream).into_iter().map(|it| it.0).collect()
}

/// Reads until the connection ends.
pub(super) fn answers(stream: &mut TcpStream) -> Vec<(u16, Value)> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset && !bytes.is_empty() => {}
        Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&bytes)),
    }
    let (mut rest, mut answers) = (bytes.as_slice(), Vec::new());
    while !rest.is_empty() {
        let end = rest
            .windows(4)
            .position(|it| it == b"\r\n\r\n")
            .expect("a whole head")
            + 4;
        let head = std::str::from_utf8(&rest[..end])
            .unwrap()
            .to_ascii_lowercase();
        rest = &rest[end..];
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        if status == 100 {
            answers.push((status, Value::Null));
            continue;
        }
        let length = head
            .lines()
            .find_map(|it| it.strip_prefix("content-length: "));
        let length = length.map_or(0, |it| it.parse().unwrap());
        let json = if length == 0 {
            assert_eq!(status, 204, "{head}");
            Value::Null
        } else {
            assert!(
                head.contains("\r\ncontent-type: application/json\r\n"),
                "{head}"
            );
            serde_json::from_slice(&rest[..length]).unwrap()
        };
        rest = &rest[length..];
        if status >= 400 {
            let told = json["status"].as_str().unwrap();
            assert!(told.starts_with(&format!("{status} ")), "{told}");
            assert!(json["message"].as_str().is_some_and(|it| !it.is_empty()));
        }
        answers.push((status, json));
    }
    answers
}

pub(super) fn get(headers: &str) -> Vec<u8> {
    format!("{GET}{TOKEN}{headers}{CLOSE}").into_bytes()
}

pub(super) fn post(headers: &str, content: &str) -> Vec<u8> {
    let kind = "content-type: application/json\r\n";
    format!("{POST}{TOKEN}{kind}{headers}{CLOSE}{content}").into_bytes()
}
