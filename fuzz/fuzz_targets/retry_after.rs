//! Any `Retry-After`: each line is the value of one header, and one behind `date:` the date of the answer.
#![no_main]
#![forbid(unsafe_code)]

use std::time::{Duration, Instant};

use contacts_api::{Retry, fuzzing};
use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use libfuzzer_sys::fuzz_target;

/// As far as clocks are asked to count.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

fuzz_target!(|input: &[u8]| {
    let mut headers = HeaderMap::new();
    let mut seconds = None;
    for line in input.split(|it| *it == b'\n') {
        let (name, value) = match line.strip_prefix(b"date:") {
            Some(date) => (DATE, date.trim_ascii()),
            None => (RETRY_AFTER, line),
        };
        let Ok(value) = HeaderValue::from_bytes(value) else {
            continue;
        };
        if name == RETRY_AFTER {
            seconds = seconds.max(whole_seconds(&value));
            headers.append(name, value);
        } else {
            headers.insert(name, value);
        }
    }
    let told = fuzzing::retry_after(&headers);
    assert!(
        told >= seconds,
        "no header is overlooked: {told:?} for {headers:?}"
    );
    is_waited_for(&Retry::default(), told, Duration::from_secs(60));
    is_waited_for(
        &Retry::default().longest_retry_after(Duration::MAX),
        told,
        Duration::MAX,
    );

    // More headers never make it shorter. Dates are taken by a clock, which has gone on meanwhile.
    headers.append(RETRY_AFTER, HeaderValue::from_static("7"));
    let longer = fuzzing::retry_after(&headers).expect("7 seconds are told");
    let least = told.unwrap_or_default().max(Duration::from_secs(7));
    assert!(
        longer.saturating_add(Duration::from_secs(5)) >= least,
        "{longer:?} after {told:?}"
    );
});

/// Seconds as RFC 9110 has them, if they fit.
fn whole_seconds(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?.trim_matches([' ', '\t']);
    let is_number = text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().ok().map(Duration::from_secs))?
}

/// A wait is never shorter than what was told, and none overflows a clock.
fn is_waited_for(retry: &Retry, told: Option<Duration>, longest: Duration) {
    for attempt in [0, 1, 5, 31, 32, 33, u32::MAX] {
        let begin = Instant::now();
        let Some((wait, until)) = fuzzing::wait(retry, attempt, told) else {
            assert!(
                told.is_some_and(|it| it > longest),
                "{told:?} is not waited for"
            );
            continue;
        };
        assert!(told.is_none_or(|it| it <= longest && it <= wait));
        assert!(wait.saturating_sub(told.unwrap_or_default()) <= Duration::from_secs(10));
        assert!(until.into_std() >= begin + wait.min(CENTURY));
    }
}
