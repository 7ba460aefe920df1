use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns how long the service asks to wait: seconds, or an HTTP-date (RFC 9110, 10.2.3).
///
/// A date is compared with the service's own clock, which is in `Date`, so that clocks that differ
/// make nobody come too early. Of several headers, which a proxy may have put in or joined, the
/// longest counts.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    // Most answers have none, and collecting all values costs time.
    headers.get(RETRY_AFTER)?;
    let now = headers
        .get(DATE)
        .and_then(|it| httpdate::parse_http_date(it.to_str().ok()?).ok())
        .unwrap_or_else(SystemTime::now);
    let values = headers.get_all(RETRY_AFTER).iter();
    values
        .filter_map(|it| it.to_str().ok())
        .filter_map(|it| wait(it, now))
        .max()
}

fn wait(value: &str, now: SystemTime) -> Option<Duration> {
    if let Some(wait) = seconds(value) {
        return Some(wait);
    }
    if let Ok(date) = httpdate::parse_http_date(value.trim()) {
        // A date that has passed means: now.
        return Some(date.duration_since(now).unwrap_or_default());
    }
    value.split(',').map(seconds).max().flatten()
}

fn seconds(value: &str) -> Option<Duration> {
    let value = value.trim();
    let is_number = !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit());
    // More seconds than fit are as good as forever.
    is_number.then(|| Duration::from_secs(value.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(values: &[&str], date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        assert_eq!(after(&["30"], None), Some(Duration::from_secs(30)));
        assert_eq!(after(&[" 0 "], None), Some(Duration::ZERO));
        assert_eq!(
            after(&["99999999999999999999"], None),
            Some(Duration::from_secs(u64::MAX))
        );
        let past = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(after(&[past], None), Some(Duration::ZERO));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(50));
        assert!(after(&[&soon], None).is_some_and(|it| (40..=50).contains(&it.as_secs())));
        for nonsense in ["soon", "-1", "1.5", ""] {
            assert_eq!(after(&[nonsense], None), None, "{nonsense}");
        }
        assert_eq!(after(&[], None), None);
    }

    #[test]
    fn a_date_is_taken_by_the_clock_of_the_service() {
        let (then, until) = (
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:47 GMT",
        );
        assert_eq!(after(&[until], Some(then)), Some(Duration::from_secs(10)));
    }

    #[test]
    fn of_several_the_longest_counts() {
        for values in [&["1", "7"][..], &["7", "1"], &["1, 7"], &["soon", "7"]] {
            assert_eq!(
                after(values, None),
                Some(Duration::from_secs(7)),
                "{values:?}"
            );
        }
    }
}
