//! The emulator: true to the document, stateful, faulty on demand.
//!
//! One binary for all: linking is what takes the time.
#![forbid(unsafe_code)]

mod api;
mod control;
mod data;
#[cfg(feature = "docs")]
mod documents;
mod faults;
mod limits;
mod model;
mod seeds;
mod server;
mod socket;
mod wire;

use contacts_emulator::{Emulator, Seed};
use serde_json::{Value, json};

const NUMBER: &str = "4571999999";

fn relatel() -> Seed {
    Seed::new([
        ("name", "Relatel A/S"),
        ("number", NUMBER),
        ("email", "kundeservice@relatel.dk"),
    ])
}

/// So many contacts, each with a number of its own.
fn many(count: u64) -> impl Iterator<Item = Seed> {
    (1..=count).map(|n| {
        Seed::new([
            ("name", format!("Contact {n}")),
            ("number", format!("45{}", 20_000_000 + n)),
        ])
    })
}

/// Where it listens, as `host:port`.
fn address(emulator: &Emulator) -> &str {
    let url = emulator.url().strip_prefix("http://").unwrap();
    url.strip_suffix("/api/v2").unwrap()
}

/// A request as nobody's client would send it.
struct Raw(reqwest::RequestBuilder);

/// What came back: status, headers, and the content as JSON (`null` if there was none).
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    json: Value,
}

impl Raw {
    fn new(emulator: &Emulator, method: &str, path: &str) -> Self {
        let url = format!("{}{path}", emulator.url());
        let method = method.parse().unwrap();
        // reqwest wants a TLS provider even for http; making a client of ours installs one.
        let _ = emulator.client();
        Raw(reqwest::Client::new().request(method, url)).header("accept", "*/*")
    }

    fn authorized(emulator: &Emulator, method: &str, path: &str) -> Self {
        let authorization = format!("Bearer {}", emulator.token());
        Raw::new(emulator, method, path).header("authorization", &authorization)
    }

    /// To the emulator itself instead of the API.
    fn control(emulator: &Emulator, method: &str, path: &str) -> Self {
        let root = emulator.url().strip_suffix("/api/v2").unwrap();
        let method: reqwest::Method = method.parse().unwrap();
        let _ = emulator.client();
        let request = reqwest::Client::new().request(method, format!("{root}{path}"));
        Raw(request.bearer_auth(emulator.token()))
    }

    fn header(self, name: &str, value: &str) -> Self {
        let value = reqwest::header::HeaderValue::from_str(value).unwrap();
        let name: reqwest::header::HeaderName = name.parse().unwrap();
        let headers = reqwest::header::HeaderMap::from_iter([(name, value)]);
        Raw(self.0.headers(headers))
    }

    fn json(self, content: &Value) -> Self {
        Raw(self.0.json(content))
    }

    fn content(self, kind: &str, content: impl Into<reqwest::Body>) -> Self {
        Raw(self.0.header("content-type", kind).body(content))
    }

    async fn send(self) -> Answer {
        let response = self.0.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let content = response.bytes().await.unwrap();
        let json = match content.as_ref() {
            [] => Value::Null,
            content => {
                assert_eq!(headers["content-type"], "application/json");
                serde_json::from_slice(content).unwrap()
            }
        };
        Answer {
            status,
            headers,
            json,
        }
    }
}

impl Answer {
    /// An error as the document has it, with this message.
    fn refused(&self, status: u16, reason: &str, message: &str) {
        let expected = json!({
            "success": false,
            "message": message,
            "status": format!("{status} {reason}"),
        });
        assert_eq!((self.status, &self.json), (status, &expected));
    }
}
