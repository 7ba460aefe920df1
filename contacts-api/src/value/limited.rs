use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A rule that a number has to follow, for [`Limited`]; the build writes one for each number with
/// bounds in the document.
pub trait NumberRule {
    /// Checks a number; the error says why it breaks the rule, as the rest of a sentence: `is less
    /// than 0.5`.
    ///
    /// # Errors
    ///
    /// The reason.
    fn check(number: f64) -> Result<(), String>;
}

/// Any number that JSON can hold: neither infinite nor `NaN`.
///
/// ```
/// use contacts_api::{AnyNumber, Limited};
///
/// let error = Limited::<AnyNumber>::try_from(f64::NAN).unwrap_err();
/// assert_eq!(error.to_string(), "is not a number that JSON can hold");
/// ```
#[derive(Debug)]
pub enum AnyNumber {}

impl NumberRule for AnyNumber {
    fn check(_: f64) -> Result<(), String> {
        Ok(())
    }
}

/// A number that the rule `R` allows; it is never infinite or `NaN`, which JSON cannot hold.
///
/// ```
/// use contacts_api::{Limited, NumberRule};
///
/// enum Share {}
///
/// impl NumberRule for Share {
///     fn check(number: f64) -> Result<(), String> {
///         if (0.0..=1.0).contains(&number) { Ok(()) } else { Err("is no share".to_owned()) }
///     }
/// }
///
/// assert_eq!(Limited::<Share>::try_from(0.5_f64)?.get(), 0.5);
/// assert_eq!(Limited::<Share>::try_from(2.0_f64).unwrap_err().to_string(), "is no share");
/// # Ok::<(), contacts_api::LimitedError>(())
/// ```
pub struct Limited<R>(f64, PhantomData<fn() -> R>);

/// Why a number cannot be a [`Limited`].
///
/// ```
/// use contacts_api::{Limited, NumberRule};
///
/// # enum Share {}
/// # impl NumberRule for Share {
/// #     fn check(_: f64) -> Result<(), String> { Err("is no share".to_owned()) }
/// # }
/// assert!("2".parse::<Limited<Share>>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitedError(String);

impl fmt::Display for LimitedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LimitedError {}

impl<R> Limited<R> {
    /// Returns the number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<R: NumberRule> TryFrom<f64> for Limited<R> {
    type Error = LimitedError;

    fn try_from(number: f64) -> Result<Self, LimitedError> {
        if !number.is_finite() {
            return Err(LimitedError(
                "is not a number that JSON can hold".to_owned(),
            ));
        }
        R::check(number).map_err(LimitedError)?;
        Ok(Limited(number, PhantomData))
    }
}

macro_rules! limited_from {
    ($($number:ty),*) => {$(
        impl<R: NumberRule> TryFrom<$number> for Limited<R> {
            type Error = LimitedError;

            fn try_from(number: $number) -> Result<Self, LimitedError> {
                Self::try_from(f64::from(number))
            }
        }
    )*};
}

limited_from!(f32, i8, u8, i16, u16, i32, u32);

impl<R: NumberRule> FromStr for Limited<R> {
    type Err = LimitedError;

    fn from_str(text: &str) -> Result<Self, LimitedError> {
        let number: Result<f64, _> = text.trim().parse();
        number
            .map_err(|_| LimitedError("is not a number".to_owned()))?
            .try_into()
    }
}

impl<R: NumberRule> TryFrom<&str> for Limited<R> {
    type Error = LimitedError;

    fn try_from(text: &str) -> Result<Self, LimitedError> {
        text.parse()
    }
}

impl<R: NumberRule> TryFrom<String> for Limited<R> {
    type Error = LimitedError;

    fn try_from(text: String) -> Result<Self, LimitedError> {
        text.parse()
    }
}

impl<R> From<Limited<R>> for f64 {
    fn from(number: Limited<R>) -> f64 {
        number.0
    }
}

impl<R> Clone for Limited<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Limited<R> {}

impl<R> PartialEq for Limited<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> fmt::Debug for Limited<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<R> fmt::Display for Limited<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<R> Serialize for Limited<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de, R: NumberRule> Deserialize<'de> for Limited<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<R> schemars::JsonSchema for Limited<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limited".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

/// Writes the rule of a number, and the number's type.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! number_rule {
    (
        $(#[$doc:meta])*
        pub type $name:ident { min: $min:expr, max: $max:expr, multiple_of: $step:expr, }
    ) => {
        $(#[$doc])*
        pub type $name = $crate::Limited<rules::$name>;

        impl $crate::NumberRule for rules::$name {
            fn check(number: f64) -> ::std::result::Result<(), ::std::string::String> {
                $crate::value::limited::check(number, $min, $max, $step)
            }
        }
    };
}
#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use number_rule;

/// A bound, and whether the number itself is out of bounds.
type Bound = Option<(f64, bool)>;

#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) fn check(number: f64, min: Bound, max: Bound, step: Option<f64>) -> Result<(), String> {
    if let Some((min, exclusive)) = min
        && (number < min || (exclusive && number <= min))
    {
        let at = if exclusive {
            "is not more than"
        } else {
            "is less than"
        };
        return Err(format!("{at} {min}"));
    }
    if let Some((max, exclusive)) = max
        && (number > max || (exclusive && number >= max))
    {
        let at = if exclusive {
            "is not less than"
        } else {
            "is more than"
        };
        return Err(format!("{at} {max}"));
    }
    if let Some(step) = step.filter(|it| *it > 0.0) {
        let steps = number / step;
        // 0.3 counts as a multiple of 0.1: rounding errors are allowed for.
        if (steps - steps.round()).abs() > 4.0 * f64::EPSILON * steps.abs() {
            return Err(format!("is not a multiple of {step}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_held_against_all_that_the_document_says() {
        for (number, min, max, step, wanted) in [
            (0.5, Some((0.5, false)), None, None, Ok(())),
            (
                0.5,
                Some((0.5, true)),
                None,
                None,
                Err("is not more than 0.5"),
            ),
            (0.4, Some((0.5, false)), None, None, Err("is less than 0.5")),
            (2.0, None, Some((1.5, false)), None, Err("is more than 1.5")),
            (
                1.5,
                None,
                Some((1.5, true)),
                None,
                Err("is not less than 1.5"),
            ),
            (0.3, None, None, Some(0.1), Ok(())),
            (0.35, None, None, Some(0.1), Err("is not a multiple of 0.1")),
            (12_345_678.9, None, None, Some(0.1), Ok(())),
            (0.0, None, None, Some(0.1), Ok(())),
            (-1.5, None, None, Some(0.5), Ok(())),
            (1e-12, None, None, Some(1.0), Err("is not a multiple of 1")),
            (
                10_000_000_000.5,
                None,
                None,
                Some(1.0),
                Err("is not a multiple of 1"),
            ),
        ] {
            assert_eq!(
                check(number, min, max, step),
                wanted.map_err(str::to_owned),
                "{number}"
            );
        }
    }
}
