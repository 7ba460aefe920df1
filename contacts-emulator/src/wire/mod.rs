//! Handles what comes over TCP before it is a request.
//!
//! hyper answers what it cannot read with a bare status, or not at all. So a `connection` checks each `head`
//! before hyper sees it, with hyper's own parser: a head that cannot be read, is too long, too slow,
//! ambiguous or not for one of the `hosts` never gets there. Instead, hyper gets a request that asks for the
//! refusal, so that this takes its turn after the answers to earlier requests. `cors` tells browsers which
//! pages may read the answers.

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
    /// The most bytes of a head.
    pub(crate) head: usize,
    pub(crate) times: Times,
    pub(crate) hosts: Hosts,
}

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// From the first byte of a head to its last; for a new connection, from its beginning.
    pub(crate) head: Duration,
    /// From the head to the last byte of the content; also how long an answer may wait to be read.
    pub(crate) content: Duration,
    /// From an answer to the next request.
    pub(crate) idle: Duration,
    /// From the last answer to the end of what the client still sends, which is not read.
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
