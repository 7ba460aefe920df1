//! Numbers and flags as feeders, and the types that can be made from them.

use super::{Fed, Feeds, Refused};
use crate::{Bounded, Enumeration, Limited, Listed, NumberRule, PhoneNumber};

/// A property's type that can be made from a whole number.
#[diagnostic::on_unimplemented(
    message = "a whole number cannot feed a property of type `{Self}`",
    note = "make a text of it: `#[contact(PROPERTY, with = ToString::to_string)]`"
)]
pub trait FromInteger: Sized {
    /// Makes the value, if the number is allowed.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn from_integer(number: i128) -> Result<Self, Refused>;
}

/// A property's type that can be made from a number.
#[diagnostic::on_unimplemented(
    message = "a number with a fraction cannot feed a property of type `{Self}`",
    note = "convert it first: `#[contact(PROPERTY, with = path)]` with a function `fn(&T) -> P`"
)]
pub trait FromNumber: Sized {
    /// Makes the value, if the number is allowed.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn from_number(number: f64) -> Result<Self, Refused>;
}

/// A property's type that can be made from `true` and `false`.
#[diagnostic::on_unimplemented(
    message = "`bool` cannot feed this property",
    label = "a property of type `{Self}` cannot be made from this",
    note = "convert it first: `#[contact(PROPERTY, with = path)]` with a function `fn(&bool) -> P`"
)]
pub trait FromFlag: Sized {
    /// Makes the value.
    fn from_flag(flag: bool) -> Self;
}

impl FromInteger for PhoneNumber {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        PhoneNumber::try_from(number).map_err(|error| Refused::new(number, error))
    }
}

macro_rules! from_integer {
    ($([$($generics:tt)*] $target:ty),*) => {$(
        impl<$($generics)*> FromInteger for $target {
            fn from_integer(number: i128) -> Result<Self, Refused> {
                i64::try_from(number)
                    .map_err(|_| "is too large".to_owned())
                    .and_then(|it| <$target>::try_from(it).map_err(|error| error.to_string()))
                    .map_err(|reason| Refused::new(number, reason))
            }
        }
    )*};
}

from_integer!(
    [] i64,
    [const MIN: i64, const MAX: i64, const STEP: i64] Bounded<MIN, MAX, STEP>,
    [E: Enumeration] Listed<E>
);

impl FromInteger for u64 {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        let reason = if number < 0 {
            "is less than 0"
        } else {
            "is too large"
        };
        number.try_into().map_err(|_| Refused::new(number, reason))
    }
}

impl FromInteger for f64 {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        // Beyond this, `f64` cannot hold every whole number.
        const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
        if number.unsigned_abs() > EXACT {
            return Err(Refused::new(number, "is too large to be held exactly"));
        }
        #[expect(clippy::cast_precision_loss, reason = "it is exact")]
        Ok(number as f64)
    }
}

impl FromNumber for f64 {
    fn from_number(number: f64) -> Result<Self, Refused> {
        if number.is_finite() {
            Ok(number)
        } else {
            Err(Refused::new(number, "is not a number that JSON can hold"))
        }
    }
}

impl<R: NumberRule> FromNumber for Limited<R> {
    fn from_number(number: f64) -> Result<Self, Refused> {
        Limited::try_from(number).map_err(|error| Refused::new(number, error))
    }
}

impl<R: NumberRule> FromInteger for Limited<R> {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        f64::from_integer(number).and_then(Self::from_number)
    }
}

impl FromFlag for bool {
    fn from_flag(flag: bool) -> Self {
        flag
    }
}

impl<P: FromInteger> FromInteger for Option<P> {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        P::from_integer(number).map(Some)
    }
}

impl<P: FromNumber> FromNumber for Option<P> {
    fn from_number(number: f64) -> Result<Self, Refused> {
        P::from_number(number).map(Some)
    }
}

impl<P: FromFlag> FromFlag for Option<P> {
    fn from_flag(flag: bool) -> Self {
        Some(P::from_flag(flag))
    }
}

macro_rules! integers_feed {
    ($($integer:ty),*) => {$(
        impl<P: FromInteger> Feeds<P> for $integer {
            fn feed_ref(&self) -> Result<Fed<P>, Refused> {
                P::from_integer(i128::from(*self)).map(Fed::Value)
            }
        }
    )*};
}

integers_feed!(i8, u8, i16, u16, i32, u32, i64, u64);

impl<P: FromInteger> Feeds<P> for usize {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        (*self as u64).feed_ref()
    }
}

impl<P: FromInteger> Feeds<P> for isize {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        (*self as i64).feed_ref()
    }
}

impl<const MIN: i64, const MAX: i64, const STEP: i64, P: FromInteger> Feeds<P>
    for Bounded<MIN, MAX, STEP>
{
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        self.get().feed_ref()
    }
}

impl<P: FromNumber> Feeds<P> for f64 {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        P::from_number(*self).map(Fed::Value)
    }
}

impl<P: FromNumber> Feeds<P> for f32 {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        // The value that the `f32` prints, not the one that it holds: 0.1 and not
        // 0.10000000149011612.
        let number = self
            .to_string()
            .parse()
            .unwrap_or_else(|_| f64::from(*self));
        P::from_number(number).map(Fed::Value)
    }
}

impl<P: FromFlag> Feeds<P> for bool {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        Ok(Fed::Value(P::from_flag(*self)))
    }
}
