//! When an operation is tried again: a classifier, a wait, a budget. Nothing here sends anything.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

/// When and how often an operation is tried again.
///
/// After a failure that may pass, the transport waits for a random time between nothing and a bound
/// that doubles with each attempt (exponential backoff with full jitter), or as long as
/// `Retry-After` says, and tries again. Idempotent methods are tried again after connection errors,
/// timeouts, cut off answers and the statuses 408, 429, 502, 503 and 504; a POST only if it was
/// certainly not processed: after a failure to connect, or 429.
///
/// All operations of a client, and of its clones, share one budget of retries, which successes fill
/// up again: an outage is not made worse by everybody trying again.
///
/// ```
/// use contacts_api::{Client, Retry};
///
/// let client = Client::builder()
///     .token("5f2c")
///     .retry(Retry::default().attempts(3))
///     .build()?;
/// # Ok::<(), contacts_api::BuildError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Retry {
    pub(super) attempts: u32,
    pub(super) base: Duration,
    pub(super) cap: Duration,
    pub(super) budget: u32,
    pub(super) longest_retry_after: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Retry {
            attempts: 5,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(10),
            budget: 100,
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// No second attempt, whatever happens.
    ///
    /// ```
    /// use contacts_api::Retry;
    ///
    /// assert_eq!(Retry::never(), Retry::default().attempts(1));
    /// ```
    pub fn never() -> Self {
        Retry::default().attempts(1)
    }

    /// The most attempts an operation has, the first included; 5 unless set, at least 1.
    ///
    /// ```
    /// # use contacts_api::Retry;
    /// let retry = Retry::default().attempts(3);
    /// assert_ne!(retry, Retry::default());
    /// ```
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The bound of the wait before the second attempt, 200 ms unless set, and the greatest bound
    /// of any later wait, 10 s unless set.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// # use contacts_api::Retry;
    /// let retry = Retry::default().backoff(Duration::from_millis(50), Duration::from_secs(2));
    /// assert_ne!(retry, Retry::default());
    /// ```
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// How many retries all operations together may make before successes have to pay for them; 100
    /// unless set. Ten successes pay for one retry.
    ///
    /// ```
    /// # use contacts_api::Retry;
    /// let retry = Retry::default().budget(20);
    /// assert_ne!(retry, Retry::default());
    /// ```
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// The longest `Retry-After` that is waited for, 60 s unless set. After a longer one, the
    /// operation fails at once and its error tells the time: no request is sent too early.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// # use contacts_api::Retry;
    /// let retry = Retry::default().longest_retry_after(Duration::from_secs(5));
    /// assert_ne!(retry, Retry::default());
    /// ```
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    /// The greatest wait after this attempt, from 1.
    fn bound(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// The wait after this attempt; `None` if `Retry-After` is longer than what is waited for.
    pub(super) fn wait(&self, attempt: u32, retry_after: Option<Duration>) -> Option<Duration> {
        let jittered = self.bound(attempt).mul_f64(fastrand::f64());
        match retry_after {
            // Everybody has been told the same time: the jitter comes on top of it.
            Some(told) if told <= self.longest_retry_after => Some(told.saturating_add(jittered)),
            Some(_) => None,
            None => Some(jittered),
        }
    }
}

/// How an attempt failed, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// There was no connection, so the service has seen nothing.
    Connect,
    /// Nobody knows whether the service has processed the request.
    Ambiguous,
    /// The service answered with this status.
    Status(StatusCode),
}

/// May the operation be tried again?
pub(super) fn is_retryable(method: &Method, failure: Failure) -> bool {
    match failure {
        Failure::Connect | Failure::Status(StatusCode::TOO_MANY_REQUESTS) => true,
        Failure::Ambiguous => is_idempotent(method),
        Failure::Status(status) => is_idempotent(method) && is_transient(status),
    }
}

/// RFC 9110, 9.2.2.
fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
    )
}

/// Is this the status of a failure that may pass?
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// How long the service asks to wait: seconds, or an HTTP-date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit()) {
        // More seconds than fit are as good as forever.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // A date that has passed means: now.
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// A budget of retries: a token bucket that successes fill.
#[derive(Debug)]
pub(super) struct Budget {
    /// In tenths of a retry.
    tokens: Mutex<u32>,
    most: u32,
}

impl Budget {
    const RETRY: u32 = 10;
    const SUCCESS: u32 = 1;

    pub(super) fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(Self::RETRY);
        Budget {
            tokens: Mutex::new(most),
            most,
        }
    }

    /// Takes one retry, if there is one.
    pub(super) fn take(&self) -> bool {
        let mut tokens = self.lock();
        match tokens.checked_sub(Self::RETRY) {
            Some(left) => {
                *tokens = left;
                true
            }
            None => false,
        }
    }

    pub(super) fn success(&self) {
        let mut tokens = self.lock();
        *tokens = tokens.saturating_add(Self::SUCCESS).min(self.most);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u32> {
        // Whoever panicked with the lock held left a number that is still a number.
        self.tokens
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_sent_again_only_if_it_was_certainly_not_processed() {
        for (failure, post, get) in [
            (Failure::Connect, true, true),
            (Failure::Ambiguous, false, true),
            (Failure::Status(StatusCode::TOO_MANY_REQUESTS), true, true),
            (Failure::Status(StatusCode::REQUEST_TIMEOUT), false, true),
            (Failure::Status(StatusCode::BAD_GATEWAY), false, true),
            (
                Failure::Status(StatusCode::SERVICE_UNAVAILABLE),
                false,
                true,
            ),
            (Failure::Status(StatusCode::GATEWAY_TIMEOUT), false, true),
            (
                Failure::Status(StatusCode::INTERNAL_SERVER_ERROR),
                false,
                false,
            ),
            (Failure::Status(StatusCode::NOT_FOUND), false, false),
            (Failure::Status(StatusCode::UNAUTHORIZED), false, false),
        ] {
            assert_eq!(
                is_retryable(&Method::POST, failure),
                post,
                "POST {failure:?}"
            );
            for method in [Method::GET, Method::PUT, Method::DELETE] {
                assert_eq!(is_retryable(&method, failure), get, "{method} {failure:?}");
            }
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let after = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(after("30"), Some(Duration::from_secs(30)));
        assert_eq!(after(" 0 "), Some(Duration::ZERO));
        assert_eq!(
            after("99999999999999999999"),
            Some(Duration::from_secs(u64::MAX))
        );
        assert_eq!(after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(50));
        assert!(after(&soon).is_some_and(|it| (40..=50).contains(&it.as_secs())));
        for nonsense in ["soon", "-1", "1.5", ""] {
            assert_eq!(after(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_wait_is_never_shorter_than_retry_after_and_never_longer_than_its_bound() {
        let retry = Retry::default();
        let told = Duration::from_secs(3);
        for attempt in 1..200 {
            let wait = retry.wait(attempt, None).unwrap();
            assert!(wait <= retry.bound(attempt) && wait <= retry.cap);
            let wait = retry.wait(attempt, Some(told)).unwrap();
            assert!(wait >= told && wait <= told + retry.cap);
        }
        assert_eq!(retry.wait(1, Some(Duration::from_secs(61))), None);
        assert_eq!(retry.bound(1), Duration::from_millis(200));
        assert_eq!(retry.bound(3), Duration::from_millis(800));
    }

    #[test]
    fn a_budget_is_spent_by_retries_and_filled_by_successes() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        (0..10).for_each(|_| budget.success());
        assert!(budget.take() && !budget.take());
        (0..1000).for_each(|_| budget.success());
        assert!(budget.take() && budget.take() && !budget.take());
    }
}
