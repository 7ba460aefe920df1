//! Tells when a service is down, and not merely having a bad minute.
//!
//! A run of many rows retries each request for a long time, which costs minutes per request when nothing
//! works. So the outcomes of all requests are watched together, for each method separately: a service may be
//! able to read but not to write.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contacts_api::Attempt;
use http::Method;
use http::header::RETRY_AFTER;

/// This many attempts in a row fail only if nothing works: a proxy that spoils three of four requests does
/// that once in a thousand million times. With four requests at a time this takes most of a minute, in which
/// a restarted service is back.
const IN_A_ROW: u32 = 80;
/// An attempt that failed in the service itself counts for this many: the service is there, and will hardly
/// do better soon.
const BY_ITSELF: u32 = 8;
/// After this much time without a success, fewer attempts are enough: each may have hung for half a
/// minute.
const TOO_LONG: Duration = Duration::from_secs(90);
/// The least attempts in that time: a single one that hangs does not mean that the service is down.
const SEVERAL: u32 = 3;

/// What has failed since the last success.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    failing: Mutex<HashMap<Method, Failing>>,
}

#[derive(Debug)]
struct Failing {
    attempts: u32,
    /// The same attempts, each with its weight.
    weight: u32,
    since: Instant,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The service works.
    Well,
    /// The service says when it is back.
    Later,
    /// With a failure that may pass.
    Badly,
    /// With a failure in the service itself.
    ByItself,
}

impl Outage {
    /// Notes how an attempt ended.
    pub(crate) fn note(&self, attempt: &Attempt<'_>) {
        self.ended(attempt.method(), ended(attempt), Instant::now());
    }

    /// Returns whether requests with this method no longer succeed.
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
        // A panic while the lock was held cannot leave broken counts behind.
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether an attempt failed in the service itself, which will hardly do better soon.
pub(crate) fn is_by_itself(attempt: &Attempt<'_>) -> bool {
    ended(attempt) == Ended::ByItself
}

fn ended(attempt: &Attempt<'_>) -> Ended {
    let (Some(status), Some(headers)) = (attempt.status(), attempt.headers()) else {
        return Ended::Badly;
    };
    let is_told = headers.contains_key(RETRY_AFTER);
    match status.as_u16() {
        // A proxy says this about itself, or about the client.
        408 | 499 | 502..=504 if is_told => Ended::Later,
        408 | 499 | 502..=504 => Ended::Badly,
        500..=599 => Ended::ByItself,
        // The service has read the request; one that asks for fewer requests (429) is up, too.
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
