//! What comes over TCP before it is a request, and what becomes of it.
//!
//! hyper answers what it cannot read with a status and nothing else, or not at all. So a `connection`
//! looks at each `head` before hyper sees it, with the parser that hyper has: what cannot be read, is
//! too long, too slow, ambiguous or for another one of the `hosts` never gets there. In its place
//! hyper is given a request that asks for the refusal, which so takes its turn behind the answers to
//! the requests before it. `cors` tells browsers which pages may read what is answered.

mod connection;
mod cors;
mod head;
mod held;
mod hosts;
mod timer;

use std::time::Duration;

pub(crate) use connection::{Connection, Line};
pub(crate) use cors::Cors;
pub(crate) use hosts::Hosts;

/// What a connection may take.
#[derive(Debug)]
pub(crate) struct ConnectionLimits {
    /// Bytes of a head.
    pub(crate) head: usize,
    pub(crate) times: Times,
    pub(crate) hosts: Hosts,
}

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// From the first byte of a head to its last; of a new connection, from its beginning.
    pub(crate) head: Duration,
    /// From the head to the last byte of the content; as long an answer may wait to be taken.
    pub(crate) content: Duration,
    /// From an answer to the next request.
    pub(crate) idle: Duration,
    /// From the last answer to the end of what is still sent, and will not be read.
    pub(crate) linger: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Times {
            head: Duration::from_secs(10),
            content: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            linger: Duration::from_secs(2),
        }
    }
}
