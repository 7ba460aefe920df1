//! When a service is down, and not merely having a bad minute.
//!
//! A run of many rows tries each request for long: that costs minutes for each where nothing works. So what
//! becomes of all requests is looked at, for each method by itself: a service may read while it
//! cannot write.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contacts_api::Attempt;
use http::Method;
use http::header::RETRY_AFTER;

/// So many attempts in a row fail only if nothing works: a proxy that spoils three of four requests does it
/// once in a thousand million. With four requests at a time it takes most of a minute, in which a service
/// that is being restarted is back.
const IN_A_ROW: u32 = 80;
/// An attempt that the service itself has failed with counts for so many: it is there, and will hardly do
/// better soon.
const BY_ITSELF: u32 = 8;
/// And if so much time brings no success, fewer are enough: each may have hung for half a minute.
const TOO_LONG: Duration = Duration::from_secs(90);
/// But one that hangs is not a service that does.
const SEVERAL: u32 = 3;

/// What has failed since something succeeded.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    failing: Mutex<HashMap<Method, Failing>>,
}

#[derive(Debug)]
struct Failing {
    attempts: u32,
    /// The same, each with what it counts for.
    weight: u32,
    since: Instant,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The service works.
    Well,
    /// It says when it is back.
    Later,
    /// With what may pass.
    Badly,
    /// With a failure of the service's own.
    ByItself,
}

impl Outage {
    /// Takes note of how an attempt ended.
    pub(crate) fn note(&self, attempt: &Attempt<'_>) {
        self.ended(attempt.method(), ended(attempt), Instant::now());
    }

    /// Does nothing of this method succeed any more?
    pub(crate) fn is_there(&self, method: &Method) -> bool {
        self.is_at(method, Instant::now())
    }

    fn ended(&self, method: &Method, how: Ended, now: Instant) {
        let mut failing = self.lock();
        if how == Ended::Well {
            failing.remove(method);
            return;
        }
        let fresh = Failing {
            attempts: 0,
            weight: 0,
            since: now,
        };
        let failing = failing.entry(method.clone()).or_insert(fresh);
        failing.attempts += 1;
        failing.weight += if how == Ended::ByItself { BY_ITSELF } else { 1 };
        if how == Ended::Later {
            failing.since = now;
        }
    }

    fn is_at(&self, method: &Method, now: Instant) -> bool {
        let failing = self.lock();
        failing.get(method).is_some_and(|it| {
            let is_long = now.saturating_duration_since(it.since) >= TOO_LONG;
            it.weight >= IN_A_ROW || (is_long && it.attempts >= SEVERAL)
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Method, Failing>> {
        // Whoever panicked with the lock held left counts that are still counts.
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Has the service itself failed with it? It will hardly do better soon.
pub(crate) fn is_by_itself(attempt: &Attempt<'_>) -> bool {
    ended(attempt) == Ended::ByItself
}

fn ended(attempt: &Attempt<'_>) -> Ended {
    let (Some(status), Some(headers)) = (attempt.status(), attempt.headers()) else {
        return Ended::Badly;
    };
    let is_told = headers.contains_key(RETRY_AFTER);
    match status.as_u16() {
        // What is between says so of itself, or of the client.
        408 | 499 | 502..=504 if is_told => Ended::Later,
        408 | 499 | 502..=504 => Ended::Badly,
        500..=599 => Ended::ByItself,
        // It has looked at the request: also who asks for fewer requests (429) is there.
        _ => Ended::Well,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_many_times_in_a_row_is_an_outage_of_its_method() {
        let (outage, now) = (Outage::default(), Instant::now());
        for _ in 1..IN_A_ROW {
            outage.ended(&Method::POST, Ended::Badly, now);
        }
        assert!(!outage.is_at(&Method::POST, now));
        outage.ended(&Method::POST, Ended::Badly, now);
        assert!(outage.is_at(&Method::POST, now));
        assert!(!outage.is_at(&Method::GET, now));
        outage.ended(&Method::GET, Ended::Well, now);
        assert!(outage.is_at(&Method::POST, now));
        outage.ended(&Method::POST, Ended::Well, now);
        assert!(!outage.is_at(&Method::POST, now));
    }

    #[test]
    fn failures_of_the_service_itself_are_an_outage_sooner() {
        let (outage, now) = (Outage::default(), Instant::now());
        for _ in 1..IN_A_ROW / BY_ITSELF {
            outage.ended(&Method::PUT, Ended::ByItself, now);
        }
        assert!(!outage.is_at(&Method::PUT, now));
        outage.ended(&Method::PUT, Ended::ByItself, now);
        assert!(outage.is_at(&Method::PUT, now));
    }

    #[test]
    fn a_service_that_hangs_is_an_outage_after_several_attempts() {
        let (outage, begin) = (Outage::default(), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        for seconds in [30, 60] {
            outage.ended(&Method::GET, Ended::Badly, at(seconds));
        }
        assert!(!outage.is_at(&Method::GET, at(1_000)), "two may be chance");
        outage.ended(&Method::GET, Ended::Badly, at(90));
        assert!(!outage.is_at(&Method::GET, at(119)));
        assert!(outage.is_at(&Method::GET, at(120)));
    }

    #[test]
    fn a_service_that_says_when_it_is_back_is_waited_for() {
        let (outage, begin) = (Outage::default(), Instant::now());
        for minute in 0..20 {
            let now = begin + Duration::from_secs(60 * minute);
            outage.ended(&Method::POST, Ended::Later, now);
            assert!(!outage.is_at(&Method::POST, now));
        }
    }
}
