//! How a request travels: every generated operation passes through `Client::exchange`, so that an
//! operation that is added to the document tomorrow has all of this too.
//!
//! - `credentials` say who asks.
//! - `pace` keeps to the client's own rate limit.
//! - `retry` decides whether and when there is another attempt.
//! - `answer` makes of any answer one that the generated code can read.

mod answer;
mod credentials;
mod pace;
mod retry;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use progenitor_client::OperationInfo;
use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use tokio::time::Instant;
use tracing::Instrument;

use crate::Client;
use crate::operations::{self, Facts};
pub(crate) use answer::Answer;
pub(crate) use answer::{ErrorAnswer, message_of};
pub(crate) use credentials::Credentials;
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
    pub(crate) credentials: Credentials,
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

/// The generator's own header, which says which version of the document a client was made of.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");
/// The media types that the generator writes.
const JSON: &str = "application/json";
const OCTETS: &str = "application/octet-stream";

impl Client {
    /// Sends a request and reads the answer.
    ///
    /// It is the generator's hook `exec` without the detour over a response: to make one of what has
    /// been read and to read it again costs a tenth of a call, so the build lets the generated code
    /// call this one.
    // One layer, not several: each moves the request, the answer and the room for all that is awaited.
    pub(crate) async fn exchange(
        &self,
        mut request: Request,
        info: &OperationInfo,
    ) -> reqwest::Result<Answer> {
        let operation = info.operation_id;
        let facts = operations::facts(operation);
        fit(&mut request, facts);
        let Shared {
            settings,
            pace,
            budget,
        } = &*self.inner.0;
        let deadline = after(settings.total_timeout);
        let method = request.method().clone();
        let mut attempt = 1;
        let mut result = loop {
            let again = (attempt < settings.retry.attempts)
                .then(|| copied(&request))
                .flatten();
            request
                .headers_mut()
                .insert(USER_AGENT, settings.user_agent.clone());
            settings.credentials.sign(&mut request, facts.security);
            if let Some(pace) = pace {
                pace.turn(deadline).await;
            }
            // Nothing has been waited for before the first attempt, and asking for the time costs.
            let left = if attempt == 1 && pace.is_none() {
                settings.total_timeout
            } else {
                deadline.saturating_duration_since(Instant::now())
            };
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
                match self.client.execute(request).await {
                    Ok(response) => Answer::read(response).await,
                    Err(error) => Err(error),
                }
            } else {
                // Boxed, since it is rare: whoever waits for a call moves the room for all of it.
                Box::pin(self.traced_attempt(request).instrument(span)).await
            };
            let (failure, retry_after) = match &result {
                Ok(answer) if answer.is_success() && answer.is_cut_off() => {
                    (Failure::Ambiguous, None)
                }
                Ok(answer) if answer.is_success() => {
                    budget.success();
                    break result;
                }
                Ok(answer) => (
                    Failure::Status(answer.status()),
                    retry_after(answer.headers()),
                ),
                Err(error) if error.is_connect() => (Failure::Connect, None),
                Err(_) => (Failure::Ambiguous, None),
            };
            let (Some(next), true) = (again, retry::is_retryable(&method, failure)) else {
                break result;
            };
            // A wait beyond the deadline would end in the same failure, only later.
            let wait = settings
                .retry
                .wait(attempt, retry_after)
                .filter(|wait| after(*wait) < deadline);
            let Some(wait) = wait else { break result };
            if !budget.take() {
                tracing::warn!(operation, "no retry: the budget of retries is spent");
                break result;
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
        };
        match &mut result {
            Ok(answer) => answer.normalise(operation),
            // The URL of the request may have a phone number in it, or the token.
            Err(_) => return result.map_err(|it| it.with_url(settings.url.clone())),
        }
        result
    }

    async fn traced_attempt(&self, request: Request) -> reqwest::Result<Answer> {
        let begin = Instant::now();
        let result = match self.client.execute(request).await {
            Ok(response) => Answer::read(response).await,
            Err(error) => Err(error),
        };
        let span = tracing::Span::current();
        if let Ok(answer) = &result {
            span.record("status", answer.status().as_u16());
        }
        span.record("duration_ms", milliseconds(begin.elapsed()));
        result
    }
}

/// Takes from a request what the generator writes into all of them, and puts in what it cannot write.
fn fit(request: &mut Request, facts: &Facts) {
    let headers = request.headers_mut();
    // The real API has no such header.
    headers.remove(API_VERSION);
    if let Some(media_type) = facts.content_type
        && headers
            .get(CONTENT_TYPE)
            .is_some_and(|it| it == JSON || it == OCTETS)
    {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    if let Some(media_type) = facts.accept
        && headers.get(ACCEPT).is_none_or(|it| it == JSON)
    {
        headers.insert(ACCEPT, HeaderValue::from_static(media_type));
    }
}

/// A copy to be sent if the request fails; `None` if its content can be sent only once.
fn copied(request: &Request) -> Option<Request> {
    if request.body().is_some() {
        return request.try_clone();
    }
    // The HTTP client's own copy makes room for a timeout that there is not.
    let mut copy = Request::new(request.method().clone(), request.url().clone());
    copy.headers_mut().clone_from(request.headers());
    Some(copy)
}

/// The time after a wait. A wait longer than clocks can count is as good as a century.
fn after(wait: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + wait.min(CENTURY)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
