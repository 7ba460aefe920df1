//! The rules of a schema for values.

use std::cmp::Ordering;
use std::fmt;

use contacts_openapi::Bound;
use serde_json::Number;

/// A rule of the document for a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    Format(&'static str),
    Shorter(u64),
    Longer(u64),
    Pattern(String),
    Unlisted,
    /// Below the least number, or not above it.
    Less(Bound),
    /// Above the greatest number, or not below it.
    Greater(Bound),
    NoMultiple(f64),
    FewerItems(u64),
    MoreItems(u64),
    Repeated,
}

impl fmt::Display for Rule {
    /// Writes the rest of a sentence after `is` or `are`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Format(format) => write!(f, "not of format {format}"),
            Rule::Shorter(least) => write!(f, "shorter than {least}"),
            Rule::Longer(most) => write!(f, "longer than {most}"),
            Rule::Pattern(pattern) => write!(f, "not of the pattern {pattern}"),
            Rule::Unlisted => f.write_str("none of the listed values"),
            Rule::Less(least) if least.exclusive => write!(f, "not above {}", least.value),
            Rule::Less(least) => write!(f, "below {}", least.value),
            Rule::Greater(most) if most.exclusive => write!(f, "not below {}", most.value),
            Rule::Greater(most) => write!(f, "above {}", most.value),
            Rule::NoMultiple(of) => write!(f, "no multiple of {of}"),
            Rule::FewerItems(least) => write!(f, "of fewer items than {least}"),
            Rule::MoreItems(most) => write!(f, "of more items than {most}"),
            Rule::Repeated => f.write_str("with an item twice"),
        }
    }
}

/// Returns whether the number is beyond the bound, in the direction of `side`.
pub(super) fn is_out(number: &Number, bound: &Bound, side: f64) -> bool {
    let beyond = if let (Some(number), Some(bound)) = (whole(number), whole(&bound.value)) {
        number.cmp(&bound)
    } else {
        let number = number.as_f64().unwrap_or_default();
        let bound = bound.value.as_f64().unwrap_or_default();
        number.total_cmp(&bound)
    };
    match beyond {
        Ordering::Equal => bound.exclusive,
        Ordering::Less => side < 0.0,
        Ordering::Greater => side > 0.0,
    }
}

fn whole(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

pub(super) fn is_multiple(number: &Number, of: f64) -> bool {
    let Some(number) = number.as_f64().filter(|_| of > 0.0) else {
        return true;
    };
    let quotient = number / of;
    (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
}
