//! The formats of texts: a check and an example of each.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A format that is checked.
struct CheckedFormat {
    /// Its names in documents.
    names: &'static [&'static str],
    /// What a text with this format is, with an example.
    is: &'static str,
    example: &'static str,
    fits: fn(&str) -> bool,
}

const FORMATS: [CheckedFormat; 8] = [
    CheckedFormat {
        names: &["date"],
        is: "a date, such as 2026-01-31",
        example: "2026-01-31",
        fits: is_date,
    },
    CheckedFormat {
        names: &["date-time", "datetime"],
        is: "a time of day with its date and zone, such as 2026-01-31T12:00:00Z",
        example: "2026-01-31T12:00:00Z",
        fits: is_date_time,
    },
    CheckedFormat {
        names: &["uuid", "guid"],
        is: "a UUID, such as 7d444840-9dc0-41d1-b245-5ffdce74fad2",
        example: "7d444840-9dc0-41d1-b245-5ffdce74fad2",
        fits: is_uuid,
    },
    CheckedFormat {
        names: &["email", "idn-email"],
        is: "an e-mail address, such as name@example.com",
        example: "name@example.com",
        fits: is_email,
    },
    CheckedFormat {
        names: &["uri", "url"],
        is: "a URI with a scheme, such as https://example.com",
        example: "https://example.com",
        fits: is_uri,
    },
    CheckedFormat {
        names: &["byte", "base64"],
        is: "bytes in base64, such as aGVq",
        example: "aGVq",
        fits: |text| BASE64_STANDARD.decode(text).is_ok(),
    },
    CheckedFormat {
        names: &["ipv4"],
        is: "an address of IPv4, such as 192.0.2.1",
        example: "192.0.2.1",
        fits: |text| text.parse::<Ipv4Addr>().is_ok(),
    },
    CheckedFormat {
        names: &["ipv6"],
        is: "an address of IPv6, such as 2001:db8::1",
        example: "2001:db8::1",
        fits: |text| text.parse::<Ipv6Addr>().is_ok(),
    },
];

/// Examples of formats that are not checked, since there is more than one definition of them.
const EXAMPLES: [(&str, &str); 6] = [
    ("time", "12:00:00Z"),
    ("duration", "PT1H"),
    ("hostname", "example.com"),
    ("uri-reference", "/contacts"),
    ("phone", "4571999999"),
    ("e164", "4571999999"),
];

fn of(name: &str) -> Option<&'static CheckedFormat> {
    FORMATS.iter().find(|it| it.names.contains(&name))
}

/// Returns what a text should be and is not; `None` if it is that, or if the format is unknown.
pub(super) fn broken(name: &str, text: &str) -> Option<&'static str> {
    of(name).filter(|it| !(it.fits)(text)).map(|it| it.is)
}

/// Returns a text of this format.
pub(super) fn example(name: &str) -> Option<&'static str> {
    let unchecked = || EXAMPLES.iter().find(|it| it.0 == name).map(|it| it.1);
    of(name).map(|it| it.example).or_else(unchecked)
}

/// Reads this many digits; returns the number and the text after them.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    if !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

/// Returns the text after a date (RFC 3339, full-date).
fn behind_date(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

fn is_date(text: &str) -> bool {
    behind_date(text) == Some("")
}

fn is_date_time(text: &str) -> bool {
    let read = || {
        let rest = behind_date(text)?.strip_prefix(['T', 't'])?;
        let (hour, rest) = digits(rest, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (second, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|it: char| it.is_ascii_digit());
            if rest.len() == fraction.len() {
                return None;
            }
        }
        let is_zone = match rest.strip_prefix(['+', '-']) {
            Some(offset) => {
                let (hours, offset) = digits(offset, 2)?;
                let (minutes, offset) = digits(offset.strip_prefix(':')?, 2)?;
                hours < 24 && minutes < 60 && offset.is_empty()
            }
            None => matches!(rest, "Z" | "z"),
        };
        // 60 is a leap second.
        Some(hour < 24 && minute < 60 && second <= 60 && is_zone)
    };
    read().unwrap_or(false)
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let lengths: Vec<_> = parts.iter().map(|it| it.len()).collect();
    let is_hex = |part: &&str| part.bytes().all(|it| it.is_ascii_hexdigit());
    lengths == [8, 4, 4, 4, 12] && parts.iter().all(is_hex)
}

/// Returns whether a text is an address as mail programs accept it, including letters beyond ASCII.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let is_atom = |it: char| {
        it.is_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(it)
            || (!it.is_ascii() && !it.is_control())
    };
    let is_local = is_quoted
        || local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(is_atom));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() < 64
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|it| it.is_alphanumeric() || it == '-' || (!it.is_ascii() && !it.is_control()))
    };
    let is_address = domain.starts_with('[') && domain.ends_with(']');
    is_local && (is_address || domain.split('.').all(is_label))
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it));
    let is_allowed = |it: char| it.is_ascii_graphic() && !"<>\"{}|\\^`".contains(it);
    let mut escapes = rest.split('%').skip(1);
    let is_escape = |it: &str| {
        let hex = it.as_bytes().get(..2);
        hex.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
    };
    is_scheme && !rest.is_empty() && rest.chars().all(is_allowed) && escapes.all(is_escape)
}

/// Returns the current time in the form of `date-time`.
pub(crate) fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    in_seconds(since.map_or(0, |it| it.as_secs()))
}

/// Returns a time in the form of `date-time`, with milliseconds.
pub(crate) fn date_time(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let text = in_seconds(since.as_secs());
    format!(
        "{}.{:03}Z",
        text.trim_end_matches('Z'),
        since.subsec_millis()
    )
}

/// Returns seconds since 1970 as a date and a time: days are counted in eras of 400 years that begin in
/// March, so that a leap day is the last of its year.
fn in_seconds(seconds: u64) -> String {
    const DAY: u64 = 24 * 60 * 60;
    const ERA: u64 = 146_097;
    let days = seconds / DAY + 719_468;
    let (era, of_era) = (days / ERA, days % ERA);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_format() {
        for (name, fits, breaks) in [
            (
                "date",
                vec!["2026-01-31", "2024-02-29", "2000-02-29"],
                vec![
                    "2026-02-29",
                    "1900-02-29",
                    "2026-13-01",
                    "2026-1-1",
                    "2026-01-31T",
                    "",
                ],
            ),
            (
                "date-time",
                vec![
                    "2026-01-31T12:00:00Z",
                    "2026-01-31t23:59:60.123z",
                    "2026-01-31T12:00:00.5+02:00",
                ],
                vec![
                    "2026-01-31",
                    "2026-01-31T12:00:00",
                    "2026-01-31T24:00:00Z",
                    "2026-01-31T12:00:00.Z",
                    "2026-01-31T12:00Z",
                ],
            ),
            (
                "uuid",
                vec![
                    "7d444840-9dc0-41d1-b245-5ffdce74fad2",
                    "7D444840-9DC0-41D1-B245-5FFDCE74FAD2",
                ],
                vec![
                    "7d4448409dc041d1b2455ffdce74fad2",
                    "7d444840-9dc0-41d1-b245-5ffdce74fadx",
                ],
            ),
            (
                "email",
                vec![
                    "a@b.dk",
                    "first.last+tag@example.com",
                    "ø@ø.dk",
                    "root@localhost",
                ],
                vec![
                    "a",
                    "@b.dk",
                    "a@",
                    "a b@c.dk",
                    "a..b@c.dk",
                    "a@b..dk",
                    "a@-b.dk",
                ],
            ),
            (
                "uri",
                vec![
                    "https://example.com/a?b=%20#c",
                    "tel:+4571999999",
                    "urn:isbn:1",
                ],
                vec![
                    "example.com",
                    "/a",
                    "https://a b",
                    "1a:b",
                    "https:",
                    "https://a/%2",
                ],
            ),
            ("byte", vec!["aGVq", "aGU="], vec!["aGU", "a", "%"]),
            ("ipv4", vec!["192.0.2.1"], vec!["192.0.2", "256.0.0.1"]),
            ("ipv6", vec!["::1"], vec!["1"]),
        ] {
            for text in fits {
                assert_eq!(broken(name, text), None, "{name} {text}");
            }
            for text in breaks {
                assert!(broken(name, text).is_some(), "{name} {text}");
            }
            assert_eq!(broken(name, example(name).unwrap()), None, "{name}");
        }
        assert_eq!(broken("colour", "a"), None, "nobody knows what that is");
    }

    #[test]
    fn seconds_become_the_date_that_they_are() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_798_761_599, "2026-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(in_seconds(seconds), expected);
        }
        assert!(is_date_time(&now()), "{}", now());
    }
}
