use std::fmt;
use std::num::{ParseIntError, TryFromIntError};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A whole number from `MIN` to `MAX`.
///
/// The generated operations use it where the document gives a `maximum`, such as `limit` of
/// `list_contacts`, so that a number that the service would refuse is refused before it is sent.
///
/// ```
/// use contacts_api::Bounded;
///
/// let size: Bounded<1, 100> = "30".parse()?;
/// assert_eq!(size.get(), 30);
/// assert!(Bounded::<1, 100>::try_from(101_u32).is_err());
/// # Ok::<(), contacts_api::BoundedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bounded<const MIN: i64, const MAX: i64>(i64);

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
}

impl fmt::Display for BoundedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, min, max } = self;
        if *min == i64::MIN {
            write!(f, "{value} is more than {max}")
        } else {
            write!(f, "{value} is not a whole number from {min} to {max}")
        }
    }
}

impl std::error::Error for BoundedError {}

impl<const MIN: i64, const MAX: i64> Bounded<MIN, MAX> {
    /// The smallest such number.
    pub const MIN: Self = Self(MIN);
    /// The greatest such number.
    pub const MAX: Self = Self(MAX);

    /// The number.
    ///
    /// ```
    /// assert_eq!(contacts_api::Bounded::<1, 100>::MAX.get(), 100);
    /// ```
    pub const fn get(self) -> i64 {
        self.0
    }

    fn error(value: String) -> BoundedError {
        BoundedError {
            value,
            min: MIN,
            max: MAX,
        }
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl<const MIN: i64, const MAX: i64> TryFrom<$integer> for Bounded<MIN, MAX> {
            type Error = BoundedError;

            fn try_from(value: $integer) -> Result<Self, BoundedError> {
                let number: Result<i64, TryFromIntError> = value.try_into().map_err(Into::into);
                match number {
                    Ok(number) if (MIN..=MAX).contains(&number) => Ok(Self(number)),
                    _ => Err(Self::error(value.to_string())),
                }
            }
        }
    )*};
}

from_integers!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);

impl<const MIN: i64, const MAX: i64> FromStr for Bounded<MIN, MAX> {
    type Err = BoundedError;

    fn from_str(text: &str) -> Result<Self, BoundedError> {
        let number: Result<i64, ParseIntError> = text.parse();
        match number {
            Ok(number) => number.try_into(),
            Err(_) => Err(Self::error(format!("`{text}`"))),
        }
    }
}

impl<const MIN: i64, const MAX: i64> From<Bounded<MIN, MAX>> for i64 {
    fn from(value: Bounded<MIN, MAX>) -> i64 {
        value.0
    }
}

impl<const MIN: i64, const MAX: i64> fmt::Display for Bounded<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: i64, const MAX: i64> Serialize for Bounded<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Bounded<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        Self::try_from(number).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<const MIN: i64, const MAX: i64> schemars::JsonSchema for Bounded<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Bounded_{MIN}_to_{MAX}").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = schemars::json_schema!({ "type": "integer", "maximum": MAX });
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
}
