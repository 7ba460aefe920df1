//! The formats that the document can give a text: what [`Checked`](crate::Checked) can check.
//!
//! Each is checked by a crate made for it, as OpenAPI's format registry defines it.

use base64::Engine as _;

use super::checked::Rule;

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $format:literal, $reason:literal: $check:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {}

        impl Rule for $name {
            fn check(text: &str) -> Result<(), String> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(()) } else { Err($reason.to_owned()) }
            }

            fn keywords() -> Vec<(&'static str, serde_json::Value)> {
                vec![("format", $format.into())]
            }
        }
    )*};
}

formats! {
    /// `date`: a day of the calendar, such as `2026-11-24` (RFC 3339, full-date).
    ///
    /// ```
    /// use contacts_api::{Checked, formats::Date};
    ///
    /// assert!(Checked::<Date>::try_from("2028-02-29").is_ok());
    /// assert!(Checked::<Date>::try_from("2026-02-29").is_err());
    /// ```
    Date = "date", "is not a date: write it as 2026-11-24": is_date;

    /// `date-time`: a moment, such as `2026-11-24T12:00:00Z` (RFC 3339, date-time).
    ///
    /// ```
    /// use contacts_api::{Checked, formats::DateTime};
    ///
    /// assert!(Checked::<DateTime>::try_from("2026-11-24T12:00:00+01:00").is_ok());
    /// assert!(Checked::<DateTime>::try_from("2026-11-24 12:00").is_err());
    /// ```
    DateTime = "date-time", "is not a date and time: write it as 2026-11-24T12:00:00Z": is_date_time;

    /// `uuid`: a UUID with its four dashes (RFC 9562).
    ///
    /// ```
    /// use contacts_api::{Checked, formats::Uuid};
    ///
    /// assert!(Checked::<Uuid>::try_from("018f2f3e-7b1c-7000-8000-000000000001").is_ok());
    /// ```
    Uuid = "uuid", "is not a UUID, such as 018f2f3e-7b1c-7000-8000-000000000001": is_uuid;

    /// `email`: an e-mail address (RFC 5321).
    ///
    /// ```
    /// use contacts_api::{Checked, formats::Email};
    ///
    /// assert!(Checked::<Email>::try_from("kundeservice@relatel.dk").is_ok());
    /// assert!(Checked::<Email>::try_from("kundeservice").is_err());
    /// ```
    Email = "email", "is not an e-mail address, such as kundeservice@relatel.dk": is_email;

    /// `uri`: a URI with its scheme (RFC 3986).
    ///
    /// ```
    /// use contacts_api::{Checked, formats::Uri};
    ///
    /// assert!(Checked::<Uri>::try_from("https://www.relatel.dk").is_ok());
    /// assert!(Checked::<Uri>::try_from("www.relatel.dk").is_err());
    /// ```
    Uri = "uri", "is not a URI: begin it with its scheme, such as https://": is_uri;

    /// `byte`: bytes in base64 (RFC 4648, section 4).
    ///
    /// ```
    /// use contacts_api::{Checked, formats::Base64};
    ///
    /// assert!(Checked::<Base64>::try_from("aGVq").is_ok());
    /// assert!(Checked::<Base64>::try_from("hej!").is_err());
    /// ```
    Base64 = "byte", "is not base64 (RFC 4648): encode the bytes": is_base64;

    /// A segment of a path: not empty, and neither `.` nor `..`, which lead to another path.
    ///
    /// ```
    /// use contacts_api::PathText;
    ///
    /// assert!(PathText::try_from("a/b").is_ok(), "a slash is encoded");
    /// assert!(PathText::try_from("..").is_err());
    /// ```
    Segment = "", "cannot be in a path: it must not be empty, `.` or `..`": is_segment;
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_date_time(text: &str) -> bool {
    let separator = text.as_bytes().get(10);
    matches!(separator, Some(b'T' | b't')) && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

fn is_email(text: &str) -> bool {
    // A name around the address belongs in a mail's header; here only the address is allowed.
    !text.contains(['<', '>']) && email_address::EmailAddress::is_valid(text)
}

fn is_uri(text: &str) -> bool {
    !text.contains(char::is_whitespace) && reqwest::Url::parse(text).is_ok()
}

fn is_base64(text: &str) -> bool {
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .is_ok()
}

fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
}
