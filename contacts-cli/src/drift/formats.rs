//! Checks whether a text has a format.

use contacts_openapi::Format;

/// Returns the format's name, if the text does not have the format.
pub(super) fn broken_format(format: &Format, text: &str) -> Option<&'static str> {
    let (name, is_it) = match format {
        Format::Date => ("date", is_date(text)),
        Format::DateTime => ("date-time", is_date_time(text)),
        Format::Uuid => ("uuid", is_uuid(text)),
        Format::Email => ("email", is_email(text)),
        Format::Uri => ("uri", is_uri(text)),
        Format::Byte => ("byte", is_base64(text)),
        Format::Plain | Format::Binary | Format::Phone => return None,
    };
    (!is_it).then_some(name)
}

/// Returns the parts of a text between separators as numbers, if each has this many digits.
fn digits<const N: usize>(text: &str, separator: char, lengths: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part = parts.next()?;
        if part.len() != length || !part.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

pub(super) fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = digits(text, '-', [4, 2, 2]) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Returns whether a text is a date and time (RFC 3339).
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let Some(at) = time.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (time, offset) = time.split_at(at);
    let is_offset = match offset {
        "Z" | "z" => true,
        _ => matches!(digits(&offset[1..], ':', [2, 2]), Some([0..=23, 0..=59])),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|it| it.is_ascii_digit());
    // A leap second is valid.
    let is_time = matches!(digits(time, ':', [2, 2, 2]), Some([0..=23, 0..=59, 0..=60]));
    is_date(date) && is_time && is_fraction && is_offset
}

pub(crate) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
}

pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_odd = |it: char| it.is_whitespace() || it.is_control();
    !local.is_empty()
        && !domain.is_empty()
        && !text.contains(is_odd)
        && !domain.starts_with(['.', '-'])
        && !domain.ends_with(['.', '-'])
        && !domain.contains("..")
        && !local.contains(['<', '>', ',', ';'])
}

pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
        && !rest.is_empty()
        && !text.contains(|it: char| {
            it.is_whitespace() || it.is_control() || "<>\"{}|\\^`".contains(it)
        })
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'+' || it == b'/')
}
