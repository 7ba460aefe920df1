//! Decides when an operation is tried again: a classifier, a wait, a budget. Nothing here sends
//! anything.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::attempt::{self, Attempt, Verdict};

type Classifier = dyn Fn(&Attempt<'_>) -> Option<Verdict> + Send + Sync;
type Backoff = dyn Fn(u32) -> Duration + Send + Sync;

/// When and how often an operation is tried again.
///
/// After a failure that may pass, the transport waits and tries again: a random time between zero and a bound
/// that doubles with each attempt (exponential backoff with full jitter), on top of `Retry-After` if the
/// answer has it. What a failure means is its [`Verdict`]: idempotent methods are tried again after
/// connection errors, timeouts, answers that were cut off or are not what the document says, and the statuses
/// 408, 425, 429, 499, 502, 503 and 504; a POST only if it was certainly not processed: after a failure to
/// connect, 425, or 429. [`create_once`](crate::Client::create_once) follows the same policy: its attempts
/// are counted together, and there is one deadline for all.
///
/// A PUT that is tried again may overwrite what somebody else wrote between the attempts: the last write
/// wins, as the API has no condition (`If-Match`) for it. A DELETE that is tried again and gets a 404 has
/// succeeded.
///
/// All operations of a client and its clones share one budget of retries, which successes refill,
/// so that retries do not make an outage worse.
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
#[derive(Clone)]
pub struct Retry {
    pub(crate) attempts: u32,
    base: Duration,
    cap: Duration,
    pub(super) budget: u32,
    longest_retry_after: Duration,
    pub(crate) settle: Duration,
    classifier: Option<Arc<Classifier>>,
    backoff: Option<Arc<Backoff>>,
}

impl Default for Retry {
    fn default() -> Self {
        Retry {
            attempts: 5,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(10),
            budget: 100,
            longest_retry_after: Duration::from_secs(60),
            settle: Duration::from_secs(1),
            classifier: None,
            backoff: None,
        }
    }
}

impl Retry {
    /// Returns a policy without a second attempt, whatever happens.
    ///
    /// [`create_once`](crate::Client::create_once) then sends one create, and looks once for the contact if
    /// the outcome is unknown.
    ///
    /// ```
    /// use contacts_api::Retry;
    ///
    /// assert_eq!(Retry::never(), Retry::default().attempts(1));
    /// ```
    pub fn never() -> Self {
        Retry::default().attempts(1)
    }

    /// Sets the most attempts that an operation has, the first included; 5 unless set, at least 1.
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

    /// Sets the bound of the wait before the second attempt, 200 ms unless set, and the greatest
    /// bound of any later wait, 10 s unless set.
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

    /// Sets how many retries all operations together may make before successes have to pay for
    /// them; 100 unless set. Ten successes pay for one retry.
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

    /// Sets the longest `Retry-After` that is waited for, 60 s unless set. After a longer one the
    /// operation fails at once, and its error tells the time: no request is sent too early.
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

    /// Sets how long a create with an unknown outcome may still take effect; 1 s unless set.
    /// [`create_once`](crate::Client::create_once) sends a second create only after this time and a second
    /// look for the contact.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// # use contacts_api::Retry;
    /// let retry = Retry::default().settle(Duration::from_secs(5));
    /// assert_ne!(retry, Retry::default());
    /// ```
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Sets what decides what failures mean for a service that the policy does not know; `None`
    /// leaves it to the policy.
    ///
    /// ```
    /// use contacts_api::{Retry, Verdict};
    ///
    /// // This service answers 500 while it is being deployed, before it looks at a request.
    /// let retry = Retry::default().classify(|attempt| {
    ///     let is_500 = attempt.status().is_some_and(|it| it == 500);
    ///     is_500.then_some(Verdict::NotProcessed)
    /// });
    /// # assert_ne!(retry, Retry::default());
    /// ```
    pub fn classify(
        mut self,
        classifier: impl Fn(&Attempt<'_>) -> Option<Verdict> + Send + Sync + 'static,
    ) -> Self {
        self.classifier = Some(Arc::new(classifier));
        self
    }

    /// Sets how long to wait after each attempt, from 1, instead of exponential backoff with full
    /// jitter. `Retry-After` still comes on top.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use contacts_api::Retry;
    ///
    /// let retry = Retry::default().waits(|attempt| Duration::from_millis(100) * attempt);
    /// # assert_ne!(retry, Retry::default());
    /// ```
    pub fn waits(mut self, backoff: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        self.backoff = Some(Arc::new(backoff));
        self
    }

    /// Returns what this attempt means for the next one.
    pub(super) fn verdict(&self, attempt: &Attempt<'_>) -> Verdict {
        let own = self.classifier.as_ref().and_then(|it| it(attempt));
        own.unwrap_or_else(|| attempt::verdict(attempt))
    }

    /// Returns the greatest wait after this attempt; attempts count from 1.
    fn bound(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// Returns the wait after this attempt; `None` if `Retry-After` is longer than the longest that
    /// is waited for.
    pub(crate) fn wait(&self, attempt: u32, retry_after: Option<Duration>) -> Option<Duration> {
        let jittered = match &self.backoff {
            Some(backoff) => backoff(attempt),
            None => self.bound(attempt).mul_f64(fastrand::f64()),
        };
        match retry_after {
            // All clients may have been told the same time, so the jitter comes on top.
            Some(told) if told <= self.longest_retry_after => Some(told.saturating_add(jittered)),
            Some(_) => None,
            None => Some(jittered),
        }
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("attempts", &self.attempts)
            .field("base", &self.base)
            .field("cap", &self.cap)
            .field("budget", &self.budget)
            .field("longest_retry_after", &self.longest_retry_after)
            .field("settle", &self.settle)
            .field("classifies", &self.classifier.is_some())
            .field("waits", &self.backoff.is_some())
            .finish()
    }
}

impl PartialEq for Retry {
    /// Compares functions by identity.
    fn eq(&self, other: &Self) -> bool {
        fn same<T: ?Sized>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
            match (one, other) {
                (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                (None, None) => true,
                _ => false,
            }
        }
        let settings = |it: &Self| {
            let times = [it.base, it.cap, it.longest_retry_after, it.settle];
            (it.attempts, it.budget, times)
        };
        settings(self) == settings(other)
            && same(self.classifier.as_ref(), other.classifier.as_ref())
            && same(self.backoff.as_ref(), other.backoff.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn policies_are_equal_if_all_that_is_set_is() {
        let long = Duration::from_secs(77);
        let default = Retry::default;
        for other in [
            default().attempts(7),
            default().backoff(long, default().cap),
            default().backoff(default().base, long),
            default().budget(7),
            default().longest_retry_after(long),
            default().settle(long),
            default().classify(|_| None),
            default().waits(|_| Duration::ZERO),
        ] {
            assert_ne!(other, default());
            assert_ne!(default(), other);
            assert_eq!(other, other.clone());
        }
        let classifies = || default().classify(|_| None);
        assert_ne!(
            classifies(),
            classifies(),
            "functions are equal if they are one"
        );
    }

    #[test]
    fn what_is_set_is_shown() {
        let shown = format!("{:?}", Retry::default().attempts(7).classify(|_| None));
        for part in [
            "attempts: 7",
            "settle: 1s",
            "classifies: true",
            "waits: false",
        ] {
            assert!(shown.contains(part), "{shown}");
        }
    }
}
