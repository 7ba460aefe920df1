//! What was received, for the assertions of tests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

/// One request as it was received, and the status with which it was answered.
#[derive(Clone)]
pub struct Received {
    operation: Option<String>,
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    content: Bytes,
    status: Option<StatusCode>,
}

impl Received {
    pub(crate) fn new(
        operation: Option<&str>,
        parts: &Parts,
        content: Bytes,
        status: Option<StatusCode>,
    ) -> Self {
        Received {
            operation: operation.map(str::to_owned),
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers.clone(),
            content,
            status,
        }
    }

    /// The `operationId`, such as `create_contact`.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// The method, such as `POST`.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The path, the base path included.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What stands behind the `?`, as it was sent.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The value of a header, if it was sent and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The content as it was sent.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The content as JSON, if it is.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.content).ok()
    }

    /// The status of the answer; `None` if the client got no whole answer, on demand.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|it| it.as_u16())
    }
}

/// Without path, query, headers and content: they have the token, numbers, names and e-mails.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The last requests, up to a number of them, and how many are not answered yet.
#[derive(Debug)]
pub(crate) struct Journal {
    keep: usize,
    requests: Mutex<VecDeque<Received>>,
    under_way: AtomicUsize,
}

/// A request that is not answered yet; it is over when this is dropped, also if the client goes.
pub(crate) struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Journal {
    pub(crate) fn new(keep: usize) -> Self {
        Journal {
            keep,
            requests: Mutex::default(),
            under_way: AtomicUsize::new(0),
        }
    }

    pub(crate) fn begin(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.under_way)
    }

    pub(crate) fn under_way(&self) -> usize {
        self.under_way.load(Ordering::Relaxed)
    }

    /// Keeps what `request` makes, if anything is kept.
    pub(crate) fn add(&self, request: impl FnOnce() -> Received) {
        if self.keep == 0 {
            return;
        }
        let request = request();
        let mut requests = self.requests.lock().expect("no holder panics");
        if requests.len() == self.keep {
            requests.pop_front();
        }
        requests.push_back(request);
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        let requests = self.requests.lock().expect("no holder panics");
        requests.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.requests.lock().expect("no holder panics").clear();
    }
}
