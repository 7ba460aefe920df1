//! A service that a test writes itself: each answer is what the test says, byte for byte.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use contacts_api::{Client, ClientBuilder, Retry};
pub(crate) use contacts_tests::Seen;
use contacts_tests::read_request;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// These bytes, and the end of the connection.
    Raw(Vec<u8>),
    /// The end of the connection.
    Closed,
    /// Nothing, for as long as the client waits.
    Stall,
}

/// An answer with this status, these header lines and this body.
pub(crate) fn reply(status: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Raw(
        format!(
            "HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        )
        .into_bytes(),
    )
}

pub(crate) fn json(status: u16, body: &Value) -> Reply {
    reply(
        status,
        "content-type: application/json\r\n",
        &body.to_string(),
    )
}

/// A service on this machine.
pub(crate) struct Service {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Service {
    /// Answers each request with what `answer` makes of it and of its index, from 0.
    pub(crate) async fn start(
        answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (all, answer) = (Arc::clone(&seen), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                tokio::spawn(async move {
                    let Some(request) = read_request(&mut stream).await else {
                        return;
                    };
                    let index = {
                        let mut all = all.lock().unwrap();
                        all.push(request.clone());
                        all.len() - 1
                    };
                    match answer(&request, index) {
                        Reply::Raw(bytes) => {
                            let _ = stream.write_all(&bytes).await;
                            let _ = stream.shutdown().await;
                        }
                        Reply::Closed => {}
                        Reply::Stall => std::future::pending().await,
                    }
                });
            }
        });
        Service { url, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The methods of what was received, in order.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.seen().into_iter().map(|it| it.method).collect()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .token("a-secret-token")
            .base_url(&self.url)
            .retry(quick())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// Tries often and soon.
pub(crate) fn quick() -> Retry {
    Retry::default()
        .attempts(4)
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
        .settle(Duration::from_millis(20))
        .budget(1_000_000)
}
