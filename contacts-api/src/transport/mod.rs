//! How a request travels: every operation passes through `Client::exchange`, so an operation that is added to
//! the document later has all of this too.
//!
//! - `exchange` takes an operation through its attempts.
//! - `credentials` says who asks; `call` has the settings of a single call; `hooks` are what callers want to
//!   do with each attempt.
//! - `pace` keeps to the client's own rate limit.
//! - `attempt` says what the end of an attempt means, `retry` when there is another, `retry_after` how long
//!   the service asks to wait, `budget` whether retries would make an outage worse.
//! - `answer` reads answers.
//! - `unfinished` remembers the creates whose outcome is unknown.
//! - `fuzzing` opens some of this to the folder `fuzz`.

mod answer;
mod attempt;
mod budget;
mod call;
mod credentials;
mod exchange;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hooks;
mod pace;
mod retry;
mod retry_after;
mod unfinished;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::time::Instant;

pub(crate) use answer::{Answer, NoAnswer, Unreadable};
pub use attempt::{Attempt, Verdict};
pub(crate) use attempt::{is_transient, verdict_of};
use budget::Budget;
use call::Call;
pub(crate) use call::header;
pub(crate) use credentials::Credentials;
pub(crate) use hooks::Hooks;
use pace::Pace;
pub use retry::Retry;
pub(crate) use retry_after::retry_after;
use unfinished::Unfinished;

/// Everything of a client except its address. The generated code names it, and it is opaque.
#[derive(Clone)]
pub struct Inner {
    shared: Arc<Shared>,
    call: Option<Arc<Call>>,
}

/// What all clones of a client share.
struct Shared {
    settings: Settings,
    pace: Option<Pace>,
    budget: Budget,
    unfinished: Unfinished,
}

/// The settings that the client's builder gives to the transport.
pub(crate) struct Settings {
    pub(crate) url: reqwest::Url,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    /// The timeout that the HTTP client itself applies to each request; `None` for the caller's own client.
    pub(crate) http_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) max_response_bytes: u64,
    pub(crate) retry: Retry,
    pub(crate) requests_per_second: Option<NonZeroU32>,
    pub(crate) hooks: Hooks,
}

impl Inner {
    pub(crate) fn new(settings: Settings) -> Self {
        let budget = Budget::new(settings.retry.budget);
        let pace = settings.requests_per_second.map(Pace::new);
        let shared = Shared {
            settings,
            pace,
            budget,
            unfinished: Unfinished::default(),
        };
        Inner {
            shared: Arc::new(shared),
            call: None,
        }
    }

    /// Returns the retry policy.
    pub(crate) fn retry(&self) -> &Retry {
        &self.shared.settings.retry
    }

    pub(crate) fn unfinished(&self) -> &Unfinished {
        &self.shared.unfinished
    }

    /// Returns when an operation that begins now has to end.
    pub(crate) fn deadline(&self) -> Instant {
        let call = self.call.as_deref();
        let total = call.and_then(|it| it.timeout);
        let own = after(total.unwrap_or(self.shared.settings.total_timeout));
        let outer = call.and_then(|it| it.deadline);
        outer.map_or(own, |outer| outer.min(own))
    }

    /// Takes one retry from the budget; logs it if the budget is spent.
    pub(crate) fn may_try_again(&self, operation: &str) -> bool {
        let may = self.shared.budget.take();
        if !may {
            tracing::warn!(operation, "no retry: the budget of retries is spent");
        }
        may
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let settings = &self.shared.settings;
        f.debug_struct("Inner")
            .field("attempt_timeout", &settings.attempt_timeout)
            .field("total_timeout", &settings.total_timeout)
            .field("retry", &settings.retry)
            .finish_non_exhaustive()
    }
}

/// Returns the time after a wait. A wait longer than clocks can count is treated as a century.
pub(crate) fn after(wait: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + wait.min(CENTURY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wait_without_end_is_a_century() {
        let now = Instant::now();
        let day = Duration::from_secs(86_400);
        assert_eq!(after(day) - now, day);
        assert_eq!(after(Duration::MAX) - now, 36_500 * day);
    }
}
