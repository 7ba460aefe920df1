use std::fmt;
use std::num::{ParseIntError, TryFromIntError};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number from `MIN` to `MAX`, a multiple of `STEP`.
///
/// The generated code uses it where the document gives a `maximum` or a `multipleOf`, such as for `limit` of
/// `list_contacts`, so that a number that the service would refuse is never sent.
///
/// ```
/// use contacts_api::Bounded;
///
/// let size: Bounded<1, 100> = "30".parse()?;
/// assert_eq!(size.get(), 30);
/// assert!(Bounded::<1, 100>::try_from(101_u32).is_err());
/// assert!(Bounded::<0, 100, 5>::try_from(7).is_err());
/// # Ok::<(), contacts_api::BoundedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bounded<const MIN: i64, const MAX: i64, const STEP: i64 = 1>(i64);

/// Why a number cannot be a [`Bounded`].
///
/// ```
/// let error = contacts_api::Bounded::<1, 100>::try_from(101_u8).unwrap_err();
/// assert_eq!(error.to_string(), "101 is not a whole number from 1 to 100");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundedError {
    value: String,
    min: i64,
    max: i64,
    step: i64,
    /// Whether it is in the range but not a multiple.
    is_between: bool,
}

impl fmt::Display for BoundedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            value,
            min,
            max,
            step,
            is_between,
        } = self;
        if *is_between {
            write!(f, "{value} is not a multiple of {step}")
        } else if *min == i64::MIN && *max == i64::MAX {
            write!(f, "{value} is not a whole number of 64 bits")
        } else if *min == i64::MIN {
            write!(f, "{value} is more than {max}")
        } else if *max == i64::MAX {
            write!(f, "{value} is not a whole number from {min}")
        } else {
            write!(f, "{value} is not a whole number from {min} to {max}")
        }
    }
}

impl std::error::Error for BoundedError {}

impl<const MIN: i64, const MAX: i64, const STEP: i64> Bounded<MIN, MAX, STEP> {
    /// The smallest allowed number.
    pub const MIN: Self = Self(MIN + (-MIN).rem_euclid(STEP));
    /// The greatest allowed number.
    pub const MAX: Self = Self(MAX - MAX.rem_euclid(STEP));

    /// Returns the number.
    ///
    /// ```
    /// assert_eq!(contacts_api::Bounded::<1, 100>::MAX.get(), 100);
    /// ```
    pub const fn get(self) -> i64 {
        self.0
    }

    fn error(value: String, is_between: bool) -> BoundedError {
        BoundedError {
            value,
            min: MIN,
            max: MAX,
            step: STEP,
            is_between,
        }
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl<const MIN: i64, const MAX: i64, const STEP: i64> TryFrom<$integer> for Bounded<MIN, MAX, STEP> {
            type Error = BoundedError;

            fn try_from(value: $integer) -> Result<Self, BoundedError> {
                let number: Result<i64, TryFromIntError> = value.try_into().map_err(Into::into);
                match number {
                    Ok(number) if (MIN..=MAX).contains(&number) => {
                        if STEP > 1 && number % STEP != 0 {
                            return Err(Self::error(value.to_string(), true));
                        }
                        Ok(Self(number))
                    }
                    _ => Err(Self::error(value.to_string(), false)),
                }
            }
        }
    )*};
}

from_integers!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);

impl<const MIN: i64, const MAX: i64, const STEP: i64> FromStr for Bounded<MIN, MAX, STEP> {
    type Err = BoundedError;

    fn from_str(text: &str) -> Result<Self, BoundedError> {
        let number: Result<i64, ParseIntError> = text.parse();
        match number {
            Ok(number) => number.try_into(),
            Err(_) => Err(Self::error(format!("`{text}`"), false)),
        }
    }
}

impl<const MIN: i64, const MAX: i64, const STEP: i64> From<Bounded<MIN, MAX, STEP>> for i64 {
    fn from(value: Bounded<MIN, MAX, STEP>) -> i64 {
        value.0
    }
}

impl<const MIN: i64, const MAX: i64, const STEP: i64> fmt::Display for Bounded<MIN, MAX, STEP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: i64, const MAX: i64, const STEP: i64> Serialize for Bounded<MIN, MAX, STEP> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de, const MIN: i64, const MAX: i64, const STEP: i64> Deserialize<'de>
    for Bounded<MIN, MAX, STEP>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        Self::try_from(number).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<const MIN: i64, const MAX: i64, const STEP: i64> schemars::JsonSchema
    for Bounded<MIN, MAX, STEP>
{
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        match STEP {
            1 => format!("Bounded_{MIN}_to_{MAX}"),
            step => format!("Bounded_{MIN}_to_{MAX}_by_{step}"),
        }
        .into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = schemars::json_schema!({ "type": "integer" });
        if MAX != i64::MAX {
            schema.insert("maximum".to_owned(), MAX.into());
        }
        if STEP > 1 {
            schema.insert("multipleOf".to_owned(), STEP.into());
        }
        if MIN != i64::MIN {
            schema.insert("minimum".to_owned(), MIN.into());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn what_is_out_of_bounds_is_refused_with_its_value() {
        let error = Bounded::<1, 100>::try_from(101_u8).unwrap_err();
        assert_eq!(error.to_string(), "101 is not a whole number from 1 to 100");
        let error = Bounded::<1, 100>::try_from(u64::MAX).unwrap_err();
        assert_eq!(
            error.to_string(),
            "18446744073709551615 is not a whole number from 1 to 100"
        );
        let error = "many".parse::<Bounded<1, 100>>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`many` is not a whole number from 1 to 100"
        );
    }
    #[test]
    fn what_is_no_multiple_is_refused() {
        type Fives = Bounded<{ i64::MIN }, { i64::MAX }, 5>;
        assert_eq!(Fives::try_from(-10_i64).unwrap().get(), -10);
        assert_eq!(Fives::try_from(0_i64).unwrap().get(), 0);
        let error = "7".parse::<Fives>().unwrap_err();
        assert_eq!(error.to_string(), "7 is not a multiple of 5");
        let error = "x".parse::<Fives>().unwrap_err();
        assert_eq!(error.to_string(), "`x` is not a whole number of 64 bits");
        let error = Bounded::<0, { i64::MAX }, 5>::try_from(-5_i64).unwrap_err();
        assert_eq!(error.to_string(), "-5 is not a whole number from 0");
        assert_eq!(Bounded::<1, 99, 5>::MIN.get(), 5);
        assert_eq!(Bounded::<1, 99, 5>::MAX.get(), 95);
        assert!(serde_json::from_str::<Bounded<0, 100, 5>>("7").is_err());
    }
}
