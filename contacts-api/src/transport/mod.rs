//! How a request travels: every generated operation passes through `Client::exchange`, so that an
//! operation that is added to the document tomorrow has all of this too.
//!
//! - `pace` keeps to the client's own rate limit.
//! - `retry` decides whether and when there is another attempt.
//! - `answer` makes of any answer one that the generated code can read.

mod answer;
mod pace;
mod retry;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use progenitor_client::{ClientHooks, OperationInfo};
use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Request, Response};
use tokio::time::Instant;
use tracing::Instrument;

use crate::Client;
pub(crate) use answer::Answer;
pub(crate) use answer::{ErrorAnswer, message_of};
use pace::Pace;
pub use retry::Retry;
use retry::{Budget, Failure};
pub(crate) use retry::{is_transient, retry_after};

/// What all clones of a client share. It is named in the generated code, and opaque.
#[derive(Clone)]
pub struct Inner(Arc<Shared>);

struct Shared {
    settings: Settings,
    pace: Option<Pace>,
    budget: Budget,
}

/// What the transport is told by the client's builder.
pub(crate) struct Settings {
    pub(crate) url: reqwest::Url,
    pub(crate) authorization: HeaderValue,
    pub(crate) user_agent: HeaderValue,
    /// The timeout that the HTTP client sets to each request by itself.
    pub(crate) http_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) retry: Retry,
    pub(crate) requests_per_second: Option<NonZeroU32>,
}

impl Inner {
    pub(crate) fn new(settings: Settings) -> Self {
        let budget = Budget::new(settings.retry.budget);
        let pace = settings.requests_per_second.map(Pace::new);
        Inner(Arc::new(Shared {
            settings,
            pace,
            budget,
        }))
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let settings = &self.0.settings;
        f.debug_struct("Inner")
            .field("attempt_timeout", &settings.attempt_timeout)
            .field("total_timeout", &settings.total_timeout)
            .field("retry", &settings.retry)
            .finish_non_exhaustive()
    }
}

impl ClientHooks<Inner> for Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> reqwest::Result<Response> {
        self.exchange(request, info)
            .await
            .map(Answer::into_response)
    }
}

impl Client {
    /// Sends a request and reads the answer.
    ///
    /// It is [`ClientHooks::exec`] without the detour over a response: to make one of what has been
    /// read and to read it again costs a tenth of a call, so the build lets the generated code call
    /// this one.
    pub(crate) async fn exchange(
        &self,
        mut request: Request,
        info: &OperationInfo,
    ) -> reqwest::Result<Answer> {
        let settings = &self.inner.0.settings;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, settings.authorization.clone());
        headers.insert(USER_AGENT, settings.user_agent.clone());
        match self.attempts(request, info.operation_id).await {
            Ok(mut answer) => {
                answer.normalise(info.operation_id);
                Ok(answer)
            }
            // The URL of the request may have a phone number in it.
            Err(error) => Err(error.with_url(settings.url.clone())),
        }
    }

    async fn attempts(
        &self,
        mut request: Request,
        operation: &'static str,
    ) -> reqwest::Result<Answer> {
        let Shared {
            settings,
            pace,
            budget,
        } = &*self.inner.0;
        let deadline = after(settings.total_timeout);
        let method = request.method().clone();
        let mut attempt = 1;
        loop {
            let again = (attempt < settings.retry.attempts)
                .then(|| request.try_clone())
                .flatten();
            if let Some(pace) = pace {
                pace.turn(deadline).await;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            // The HTTP client has a timeout of its own; another one for a request costs an allocation.
            if settings.http_timeout.is_none_or(|timeout| left < timeout) {
                *request.timeout_mut() = Some(settings.attempt_timeout.min(left));
            }
            let span = tracing::debug_span!(
                "contacts",
                operation,
                method = method.as_str(),
                attempt,
                status = tracing::field::Empty,
                duration_ms = tracing::field::Empty,
            );
            let result = if span.is_disabled() {
                self.attempt(request).await
            } else {
                self.attempt(request).instrument(span).await
            };
            let (failure, retry_after) = match &result {
                Ok(answer) if answer.is_success() && answer.is_cut_off() => {
                    (Failure::Ambiguous, None)
                }
                Ok(answer) if answer.is_success() => {
                    budget.success();
                    return result;
                }
                Ok(answer) => (
                    Failure::Status(answer.status()),
                    retry_after(answer.headers()),
                ),
                Err(error) if error.is_connect() => (Failure::Connect, None),
                Err(_) => (Failure::Ambiguous, None),
            };
            let (Some(next), true) = (again, retry::is_retryable(&method, failure)) else {
                return result;
            };
            // A wait beyond the deadline would end in the same failure, only later.
            let wait = settings
                .retry
                .wait(attempt, retry_after)
                .filter(|wait| after(*wait) < deadline);
            let Some(wait) = wait else { return result };
            if !budget.take() {
                tracing::warn!(operation, "no retry: the budget of retries is spent");
                return result;
            }
            tracing::debug!(
                operation,
                attempt,
                wait_ms = milliseconds(wait),
                "trying again"
            );
            tokio::time::sleep(wait).await;
            request = next;
            attempt += 1;
        }
    }

    async fn attempt(&self, request: Request) -> reqwest::Result<Answer> {
        let begin = Instant::now();
        let result = match self.client.execute(request).await {
            Ok(response) => Answer::read(response).await,
            Err(error) => Err(error),
        };
        let span = tracing::Span::current();
        if !span.is_disabled() {
            if let Ok(answer) = &result {
                span.record("status", answer.status().as_u16());
            }
            span.record("duration_ms", milliseconds(begin.elapsed()));
        }
        result
    }
}

/// The time after a wait. A wait longer than clocks can count is as good as a century.
fn after(wait: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + wait.min(CENTURY)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
