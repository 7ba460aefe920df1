//! The requests that were received, for the assertions of tests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// One request as it was received, and how it was answered.
#[derive(Clone)]
pub struct Received {
    at: SystemTime,
    operation: Option<String>,
    method: String,
    path: String,
    query: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    content: Vec<u8>,
    status: Option<StatusCode>,
    faults: Vec<String>,
    reason: Option<String>,
    elapsed: Duration,
}

/// How a request was answered.
#[derive(Debug, Default)]
pub(crate) struct Ending<'a> {
    pub(crate) operation: Option<&'a str>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) faults: Vec<String>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) elapsed: Duration,
}

impl Received {
    /// Copies everything: the original parts share the buffer of their connection, which would be
    /// kept with them.
    pub(crate) fn new(parts: &Parts, content: &[u8], ending: Ending<'_>) -> Self {
        let elapsed = ending.elapsed;
        Received {
            at: SystemTime::now()
                .checked_sub(elapsed)
                .unwrap_or(SystemTime::UNIX_EPOCH),
            operation: ending.operation.map(str::to_owned),
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: copied(&parts.headers),
            content: content.to_vec(),
            status: ending.status,
            faults: ending.faults,
            reason: ending.reason.map(str::to_owned),
            elapsed,
        }
    }

    /// Returns when it arrived.
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// Returns the `operationId`, such as `create_contact`; `None` if the document has none for it.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// Returns the method, such as `POST`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path, including the base path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what follows the `?`, as it was sent.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Returns the value of a header, if it was sent and is text; the first, if it was sent more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }

    /// Returns all headers in the order in which they were sent, their names in lower case.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the content as it was sent; empty if the request was answered before it was read.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// Returns the content as JSON, if it is.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.content).ok()
    }

    /// Returns the status of the answer; `None` if a fault left the client without a complete
    /// answer.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|it| it.as_u16())
    }

    /// Returns the faults that happened to it, each in the form that [`crate::Fault`] reads.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Returns why it was refused, in the words of the answer.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Returns the time from the request's headers to the answer.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns about how many bytes of memory it takes.
    fn size(&self) -> usize {
        /// The bytes that an allocation takes beside its content.
        const EACH: usize = 16;
        let texts = [
            self.operation.as_deref(),
            self.query.as_deref(),
            self.reason.as_deref(),
        ];
        let texts = texts.into_iter().flatten().map(str::len);
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| {
            name.len() + value.len() + size_of::<(String, Vec<u8>)>() + 2 * EACH
        });
        let faults = self.faults.iter();
        let faults = faults.map(|it| it.len() + size_of::<String>() + EACH);
        let own = size_of::<Self>() + 8 * EACH;
        let plain = own + self.method.len() + self.path.len() + self.content.len();
        plain + texts.chain(headers).chain(faults).sum::<usize>()
    }
}

fn copied(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let headers = headers.iter();
    headers
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect()
}

/// Shows neither path, query, headers nor content, which contain the token, numbers, names and
/// e-mails.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("status", &self.status)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// The last requests, as many as there is room for, and how many are not answered yet.
#[derive(Debug)]
pub(crate) struct Journal {
    room: Room,
    kept: Mutex<KeptRequests>,
    under_way: AtomicUsize,
}

/// How much the journal keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    pub(crate) requests: usize,
    pub(crate) bytes: usize,
}

#[derive(Debug, Default)]
pub(crate) struct KeptRequests {
    pub(crate) requests: VecDeque<Received>,
    bytes: usize,
    /// How many requests were forgotten for lack of room.
    pub(crate) forgotten: u64,
}

/// A request that is not answered yet; dropping this ends it, also if the client goes away.
pub(crate) struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Journal {
    pub(crate) fn new(room: Room) -> Self {
        Journal {
            room,
            kept: Mutex::default(),
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

    /// Returns whether anything is kept.
    pub(crate) fn is_on(&self) -> bool {
        self.room.requests > 0 && self.room.bytes > 0
    }

    /// Keeps a request, and forgets the oldest until there is room for it; a request that is larger than all
    /// the room is not kept.
    pub(crate) fn add(&self, request: Received) {
        let size = request.size();
        let mut kept = self.kept.lock().expect("no holder panics");
        if size > self.room.bytes || self.room.requests == 0 {
            kept.forgotten += 1;
            return;
        }
        while kept.requests.len() >= self.room.requests || kept.bytes + size > self.room.bytes {
            let Some(oldest) = kept.requests.pop_front() else {
                break;
            };
            kept.bytes -= oldest.size();
            kept.forgotten += 1;
        }
        kept.bytes += size;
        kept.requests.push_back(request);
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.read(|kept| kept.requests.iter().cloned().collect())
    }

    /// Reads the kept requests, while nothing is added.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&KeptRequests) -> T) -> T {
        read(&self.kept.lock().expect("no holder panics"))
    }

    pub(crate) fn clear(&self) {
        *self.kept.lock().expect("no holder panics") = KeptRequests::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str, content: &[u8]) -> Received {
        let request = http::Request::get(path).header("x", "y").body(()).unwrap();
        Received::new(&request.into_parts().0, content, Ending::default())
    }

    fn paths(journal: &Journal) -> (Vec<String>, u64) {
        let paths = |kept: &KeptRequests| kept.requests.iter().map(|it| it.path.clone()).collect();
        journal.read(|kept| (paths(kept), kept.forgotten))
    }

    #[test]
    fn the_journal_keeps_the_last_requests_that_there_is_room_for() {
        let room = Room {
            requests: 3,
            bytes: 10_000,
        };
        let journal = Journal::new(room);
        for path in ["/1", "/2", "/3", "/4"] {
            journal.add(request(path, b""));
        }
        let texts = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(paths(&journal), (texts(&["/2", "/3", "/4"]), 1));
        journal.add(request("/5", &[b'x'; 9_000]));
        assert_eq!(paths(&journal).0.last().map(String::as_str), Some("/5"));
        let bytes = journal.read(|kept| {
            let sizes = kept.requests.iter().map(Received::size);
            assert_eq!(kept.bytes, sizes.sum::<usize>());
            kept.bytes
        });
        assert!(bytes <= 10_000, "{bytes}");
        // A request that is larger than all the room does not push out others.
        let before = paths(&journal);
        journal.add(request("/6", &[b'x'; 10_000]));
        assert_eq!(paths(&journal), (before.0, before.1 + 1));
        journal.clear();
        assert_eq!(paths(&journal), (Vec::new(), 0));
        assert_eq!(journal.read(|kept| kept.bytes), 0);
    }

    #[test]
    fn thousands_of_large_requests_take_no_more_than_the_room() {
        let room = Room {
            requests: 10_000,
            bytes: 1 << 20,
        };
        let journal = Journal::new(room);
        for _ in 0..2_000 {
            journal.add(request("/", &vec![b'x'; 1 << 16]));
        }
        let contents = |kept: &KeptRequests| kept.requests.iter().map(|it| it.content.len()).sum();
        let kept: usize = journal.read(contents);
        assert!((1 << 19..1 << 20).contains(&kept), "{kept}");
    }
}
