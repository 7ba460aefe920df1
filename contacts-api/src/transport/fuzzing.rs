//! What fuzzing needs and callers do not: it exists with `--cfg fuzzing` only.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::{Answer, Retry};
use crate::Error;

/// Returns how long an answer with these headers asks to wait.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    super::retry_after(headers)
}

/// Returns how long this policy waits after an attempt, and when the wait is over.
pub fn wait(retry: &Retry, attempt: u32, told: Option<Duration>) -> Option<(Duration, Instant)> {
    let wait = retry.wait(attempt, told)?;
    Some((wait, super::after(wait)))
}

/// Reads the value of a success with this content, as an operation does.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let answer = answer(StatusCode::OK, HeaderMap::new(), body);
    answer
        .typed()
        .map_err(|why| Error::unreadable(why, &answer))
}

/// Returns the error of an answer with this content.
pub fn error(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Error {
    Error::answer(answer(status, headers, body))
}

fn answer(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Answer {
    Answer {
        status,
        headers,
        body: body.to_vec().into(),
    }
}
