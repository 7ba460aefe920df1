//! The way of an operation through its attempts.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use progenitor_client::OperationInfo;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Body, Method, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tracing::Instrument;

use super::answer::{Answer, NoAnswer, Reader, Unreadable};
use super::attempt::{self, Attempt, End};
use super::{Inner, Settings, after, retry_after};
use crate::generated::{ByteStream, ResponseValue};
use crate::operations::{self, RequestFacts};
use crate::{Client, Error};

/// The generator's own header, which says which version of the document a client was made of.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");
/// The media types that the generator writes.
const JSON: &str = "application/json";
const OCTETS: &str = "application/octet-stream";

impl Client {
    /// Sends a request, and reads the typed value of the answer.
    pub(crate) async fn typed<T: DeserializeOwned + Send>(
        &self,
        request: Request,
        info: &OperationInfo,
    ) -> Result<ResponseValue<T>, Error> {
        let mut value = None;
        let mut read = |answer: &Answer| {
            value = Some(answer.typed()?);
            Ok(())
        };
        let answer = self.exchange(request, info, &mut read).await?;
        let value = value.ok_or_else(|| Error::missing("content"))?;
        Ok(ResponseValue::new(value, answer.status, answer.headers))
    }

    /// Sends a request whose success has no content.
    pub(crate) async fn empty(
        &self,
        request: Request,
        info: &OperationInfo,
    ) -> Result<ResponseValue<()>, Error> {
        let answer = self.exchange(request, info, &mut Answer::is_empty).await?;
        Ok(ResponseValue::new((), answer.status, answer.headers))
    }

    /// Sends a request whose success is not JSON.
    #[allow(dead_code, reason = "the document decides what is used")]
    pub(crate) async fn bytes(
        &self,
        request: Request,
        info: &OperationInfo,
    ) -> Result<ResponseValue<ByteStream>, Error> {
        let answer = self
            .exchange(request, info, &mut |_: &Answer| Ok(()))
            .await?;
        let content = stream::iter([Ok(answer.body)]);
        let content = ByteStream::new(Box::pin(content));
        Ok(ResponseValue::new(content, answer.status, answer.headers))
    }

    /// Sends a request for other generated code, which needs a response.
    pub(crate) async fn response(
        &self,
        request: Request,
        info: &OperationInfo,
    ) -> reqwest::Result<Response> {
        let answer = self.exchange(request, info, &mut |_: &Answer| Ok(())).await;
        match answer {
            Ok(answer) => Ok(answer.into_response()),
            Err(error) => error.into_response().await,
        }
    }

    /// Sends a request until it succeeds or fails for good, and returns a success whose content was read.
    // It is one layer and not several: each would move the request, the answer and the state of every await.
    pub(crate) async fn exchange(
        &self,
        mut request: Request,
        info: &OperationInfo,
        read: &mut Reader<'_>,
    ) -> Result<Answer, Error> {
        let operation = info.operation_id;
        let facts = operations::facts(operation);
        fit(&mut request, facts);
        let Inner { shared, call } = &self.inner;
        let settings = &shared.settings;
        let (deadline, only) = match call.as_deref() {
            None => (after(settings.total_timeout), None),
            Some(call) => {
                call.prepare(&mut request)?;
                (self.inner.deadline(), call.attempt)
            }
        };
        let most = only.unwrap_or(settings.retry.attempts);
        let method = request.method().clone();
        // How the last attempt failed, and whether any may have been processed.
        let mut failed: Option<Error> = None;
        let mut may_be_done = false;
        let mut number = only.unwrap_or(1);
        loop {
            let again = (number < most).then(|| copied(&request)).flatten();
            let attempt = |end| Attempt {
                operation,
                method: &method,
                number,
                end,
            };
            if settings.hooks.has_before() {
                settings.hooks.before(&mut request, &attempt(End::Open));
            }
            request
                .headers_mut()
                .insert(USER_AGENT, settings.user_agent.clone());
            settings.credentials.sign(&mut request, facts.security);
            let is_in_time = match &shared.pace {
                Some(pace) => pace.turn(deadline).await.is_ok(),
                None => true,
            };
            // Nothing has been waited for before the first attempt, and reading the clock costs
            // time.
            let left = if number == 1 && shared.pace.is_none() && call.is_none() {
                settings.total_timeout
            } else {
                deadline.saturating_duration_since(Instant::now())
            };
            if !is_in_time || left.is_zero() {
                return Err(failed.unwrap_or_else(|| Error::too_late(&settings.url)));
            }
            // The HTTP client has its own timeout; setting another for one request costs an allocation.
            if settings.http_timeout.is_none_or(|timeout| timeout > left) {
                *request.timeout_mut() = Some(settings.attempt_timeout.min(left));
            }
            let span = tracing::debug_span!(
                "contacts",
                operation,
                method = method.as_str(),
                attempt = number,
                status = tracing::field::Empty,
                duration_ms = tracing::field::Empty,
            );
            let result = if span.is_disabled() && settings.http_timeout.is_some() {
                match self.client.execute(request).await {
                    Ok(response) => Answer::read(response, settings.max_response_bytes).await,
                    Err(error) => Err(error.into()),
                }
            } else {
                // It is boxed since it is rare: otherwise every call would move the memory for it.
                Box::pin(self.watched(request, settings).instrument(span)).await
            };
            let (end, why) = end_of(&result, read);
            let ended = attempt(end);
            if settings.hooks.has_after() {
                settings.hooks.after(&ended);
            }
            if why.is_none() && ended.status().is_some_and(|it| it.is_success()) {
                shared.budget.success();
                return result.map_err(|it| Error::no_answer(it, &settings.url));
            }
            if may_be_done && let Some(gone) = gone(&ended, &result, read) {
                return Ok(gone);
            }
            let verdict = settings.retry.verdict(&ended);
            let told = ended.headers().and_then(retry_after);
            let error = match (result, why) {
                (Ok(answer), Some(why)) => Error::unreadable(why, &answer),
                (Ok(answer), None) => Error::answer(answer),
                (Err(broken), _) => Error::no_answer(broken, &settings.url),
            };
            let error = error.with_verdict(verdict);
            may_be_done |= verdict != attempt::Verdict::NotProcessed;
            let (Some(next), true) = (again, attempt::is_sent_again(&method, verdict)) else {
                return Err(error);
            };
            let Some(wait) = self.inner.wait(operation, number, told, deadline) else {
                return Err(error);
            };
            tokio::time::sleep(wait).await;
            failed = Some(error);
            request = next;
            number += 1;
        }
    }

    /// Makes an attempt that is traced or uses the caller's own HTTP client.
    async fn watched(&self, mut request: Request, settings: &Settings) -> Result<Answer, NoAnswer> {
        let begin = Instant::now();
        let is_ours = settings.http_timeout.is_some();
        let url = (!is_ours).then(|| request.url().clone());
        if !is_ours {
            unrepeatable(&mut request);
        }
        let result = match self.client.execute(request).await {
            Ok(response) if url.is_some_and(|it| it != *response.url()) => Err(NoAnswer::Elsewhere),
            Ok(response) => Answer::read(response, settings.max_response_bytes).await,
            Err(error) => Err(error.into()),
        };
        let span = tracing::Span::current();
        if let Ok(answer) = &result {
            span.record("status", answer.status.as_u16());
        }
        let elapsed = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        span.record("duration_ms", elapsed);
        result
    }
}

/// Returns how an attempt ended; a success whose content cannot be read does not count as one.
fn end_of<'a>(
    result: &'a Result<Answer, NoAnswer>,
    read: &mut Reader<'_>,
) -> (End<'a>, Option<Unreadable>) {
    let end = match result {
        Ok(answer) => match answer.status.is_success().then(|| read(answer)) {
            Some(Err(why)) => return (End::Unreadable, Some(why)),
            _ => End::Answer(answer.status, &answer.headers),
        },
        Err(NoAnswer::Http(error)) if error.is_connect() => End::NoConnection,
        Err(NoAnswer::Http(error)) if error.is_timeout() => End::Timeout,
        Err(NoAnswer::Http(_)) => End::Broken,
        Err(NoAnswer::TooLarge(_)) => End::TooLarge,
        Err(NoAnswer::Elsewhere) => End::Elsewhere,
    };
    (end, None)
}

/// Returns the answer to a delete that finds nothing because an earlier attempt took effect.
fn gone(
    ended: &Attempt<'_>,
    result: &Result<Answer, NoAnswer>,
    read: &mut Reader<'_>,
) -> Option<Answer> {
    let finds_nothing = ended.status() == Some(StatusCode::NOT_FOUND);
    let answer = result.as_ref().ok()?.without_content();
    (finds_nothing && ended.method == Method::DELETE && read(&answer).is_ok()).then_some(answer)
}

impl Inner {
    /// Returns how long to wait before the next attempt; `None` if there must be none.
    fn wait(
        &self,
        operation: &str,
        attempt: u32,
        told: Option<Duration>,
        deadline: Instant,
    ) -> Option<Duration> {
        let wait = self.retry().wait(attempt, told);
        // A wait beyond the deadline would end in the same failure, only later.
        let wait = wait.filter(|wait| after(*wait) < deadline)?;
        if !self.may_try_again(operation) {
            return None;
        }
        tracing::debug!(
            operation,
            attempt,
            wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            "trying again"
        );
        Some(wait)
    }
}

impl Answer {
    /// Returns the same answer without its content.
    fn without_content(&self) -> Self {
        Answer {
            status: self.status,
            headers: self.headers.clone(),
            body: Bytes::new(),
        }
    }
}

/// Makes the content a stream, so that an HTTP client that follows redirects cannot send it again to another
/// address.
fn unrepeatable(request: &mut Request) {
    let Some(content) = request.body().and_then(Body::as_bytes) else {
        return;
    };
    let content = Bytes::copy_from_slice(content);
    let headers = request.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
    let content = stream::iter([Ok::<_, std::convert::Infallible>(content)]);
    *request.body_mut() = Some(Body::wrap_stream(content));
}

/// Removes from a request what the generator adds to every one, and adds what the generator cannot write.
fn fit(request: &mut Request, facts: &RequestFacts) {
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

/// Copies a request, to be sent if it fails; returns `None` if its content can be sent only once.
fn copied(request: &Request) -> Option<Request> {
    if request.body().is_some() {
        return request.try_clone();
    }
    // The HTTP client's own copy allocates for a timeout that is not set.
    let mut copy = Request::new(request.method().clone(), request.url().clone());
    copy.headers_mut().clone_from(request.headers());
    Some(copy)
}

#[cfg(test)]
mod tests;
