//! A request as it comes over TCP.

use std::time::Instant;

use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Seen {
    /// As it was written.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The header lines, in lower case.
    pub head: String,
    /// As text.
    pub body: String,
    /// When all of it was there.
    pub at: Instant,
}

impl Seen {
    /// Has it this method?
    pub fn is(&self, method: &str) -> bool {
        self.method == method
    }

    /// Returns the contact that it is to create.
    ///
    /// # Panics
    ///
    /// If its body is not JSON.
    pub fn contact(&self) -> Value {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["contact"].clone()
    }
}

/// Reads one request; `None` if none comes.
///
/// # Panics
///
/// If its `Content-Length` is no number.
pub async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut first = head.split_whitespace();
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let head = head.to_lowercase();
    let length = head
        .lines()
        .find_map(|it| it.strip_prefix("content-length:"))
        .map_or(0, |it| it.trim().parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen {
        method,
        target,
        head,
        body: String::from_utf8_lossy(&bytes[end..]).into_owned(),
        at: Instant::now(),
    })
}
