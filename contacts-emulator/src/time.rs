//! Times as they are written in flags: `250ms`, `1.5s`, `2m`; none is longer than [`LONGEST`].

use std::fmt;
use std::time::Duration;

/// A time as [`parse`] reads it.
pub(crate) struct Time(pub(crate) Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms", self.0.as_secs_f64() * 1000.0)
    }
}

/// The longest time, a year: with longer ones, sums of times and clocks would overflow.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Reads a time; `None` if the text is not a time, or one that is too long.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let unit = text.find(|it: char| it.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit);
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        _ => return None,
    };
    let time = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok();
    time.filter(|it| *it <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        for (text, expected) in [
            ("250ms", Some(Duration::from_millis(250))),
            ("1.5s", Some(Duration::from_millis(1500))),
            ("2m", Some(Duration::from_secs(120))),
            ("0s", Some(Duration::ZERO)),
            ("5", None),
            ("-1s", None),
            ("1h", None),
            ("s", None),
            ("31536000s", Some(LONGEST)),
            ("31536001s", None),
            ("1e18s", None),
            ("1e19m", None),
            ("1e400s", None),
            ("NaNs", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
