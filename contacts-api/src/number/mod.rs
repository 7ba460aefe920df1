//! The phone number as the API takes it; `error` says why a text is not one.

mod error;

use std::borrow::Borrow;
#[cfg(feature = "schemars")]
use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use error::NumberError;

/// A phone number in the API's form: E.164 digits with the country calling code, without `+` and
/// without `00`, such as `4571999999`.
///
/// It has [`MIN_DIGITS`](Self::MIN_DIGITS) to [`MAX_DIGITS`](Self::MAX_DIGITS) ASCII digits, and the
/// first is not 0. Conversions from text and integers are strict: nothing is guessed or dropped.
/// With the feature `phone`, `PhoneNumber::parse_in` reads what people write.
///
/// The value is 16 bytes, as is an `Option` of it, is `Copy` and allocates nothing. It orders like the text
/// of its digits.
///
/// ```
/// use contacts_api::PhoneNumber;
///
/// let number: PhoneNumber = "4571999999".parse()?;
/// assert_eq!(number, "4571999999");
/// assert_eq!(number.to_string(), "4571999999");
/// assert!("+45 71 99 99 99".parse::<PhoneNumber>().is_err());
/// # Ok::<(), contacts_api::NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhoneNumber {
    // Unused places hold 0, which sorts before every digit: the derived order is that of the text.
    digits: [u8; PhoneNumber::MAX_DIGITS],
    count: DigitCount,
}

/// How many digits a number has. It is an enum and not an integer, so that an `Option` of a number, or a
/// `Result` with a small error, is no larger than the number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum DigitCount {
    Three = 3,
    Four,
    Five,
    Six,
    Seven,
    Eight,
    Nine,
    Ten,
    Eleven,
    Twelve,
    Thirteen,
    Fourteen,
    Fifteen,
}

impl DigitCount {
    const fn of(digits: usize) -> Option<Self> {
        Some(match digits {
            3 => Self::Three,
            4 => Self::Four,
            5 => Self::Five,
            6 => Self::Six,
            7 => Self::Seven,
            8 => Self::Eight,
            9 => Self::Nine,
            10 => Self::Ten,
            11 => Self::Eleven,
            12 => Self::Twelve,
            13 => Self::Thirteen,
            14 => Self::Fourteen,
            15 => Self::Fifteen,
            _ => return None,
        })
    }
}

impl PhoneNumber {
    /// The fewest digits of a number, country calling code included.
    pub const MIN_DIGITS: usize = 3;

    /// The most digits of a number, country calling code included: the limit of E.164.
    pub const MAX_DIGITS: usize = 15;

    /// Returns the digits, such as `4571999999`.
    ///
    /// ```
    /// # use contacts_api::PhoneNumber;
    /// let number = PhoneNumber::try_from(4_571_999_999_u64)?;
    /// assert_eq!(number.as_str(), "4571999999");
    /// # Ok::<(), contacts_api::NumberError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII digits are ever stored, so the fallback is never taken.
        str::from_utf8(&self.digits[..self.count as usize]).unwrap_or_default()
    }

    /// Returns the number in a text; if there is none, [`why_not`] tells why.
    #[inline]
    pub(crate) fn from_digits(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let count = DigitCount::of(bytes.len())?;
        let mut digits = [0; Self::MAX_DIGITS];
        for (digit, byte) in digits.iter_mut().zip(bytes) {
            if !byte.is_ascii_digit() {
                return None;
            }
            *digit = *byte;
        }
        (digits[0] != b'0').then_some(Self { digits, count })
    }

    fn read(text: &str) -> Result<Self, NumberError> {
        Self::from_digits(text).ok_or_else(|| why_not(text))
    }
}

/// Returns why a text is not a number. It is kept apart from the check, so that the common case
/// stays small.
#[cold]
pub(crate) fn why_not(text: &str) -> NumberError {
    if text.trim().is_empty() {
        NumberError::Empty
    } else if text.chars().any(char::is_alphabetic) {
        NumberError::Letters
    } else if text.starts_with('+') {
        NumberError::LeadingPlus
    } else if let Some(odd) = text.chars().find(|c| !c.is_ascii_digit()) {
        NumberError::Symbol(odd)
    } else if text.starts_with('0') {
        NumberError::LeadingZero
    } else if text.len() < PhoneNumber::MIN_DIGITS {
        NumberError::TooShort { calling_code: None }
    } else {
        NumberError::TooLong { calling_code: None }
    }
}

impl FromStr for PhoneNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::read(text)
    }
}

impl TryFrom<&str> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: &str) -> Result<Self, NumberError> {
        Self::read(text)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        Self::read(&text)
    }
}

impl TryFrom<&String> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: &String) -> Result<Self, NumberError> {
        Self::read(text)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl TryFrom<$integer> for PhoneNumber {
            type Error = NumberError;

            fn try_from(value: $integer) -> Result<Self, NumberError> {
                Self::read(&value.to_string())
            }
        }
    )*};
}

from_integers!(u32 u64 u128 usize i32 i64 i128 isize);

impl From<&PhoneNumber> for PhoneNumber {
    fn from(number: &PhoneNumber) -> Self {
        *number
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.as_str().to_owned()
    }
}

impl AsRef<str> for PhoneNumber {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

// Equality, order and hash are those of the text, so a map keyed by numbers can be searched by
// text.
impl Borrow<str> for PhoneNumber {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Hash for PhoneNumber {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq<str> for PhoneNumber {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for PhoneNumber {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for PhoneNumber {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PhoneNumber").field(&self.as_str()).finish()
    }
}

impl Serialize for PhoneNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl de::Visitor<'_> for Digits {
            type Value = PhoneNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string of phone number digits with the country calling code")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PhoneNumber, E> {
                text.parse()
                    .map_err(|reason| E::custom(format_args!("the phone number {reason}")))
            }
        }

        deserializer.deserialize_str(Digits)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for PhoneNumber {
    fn schema_name() -> Cow<'static, str> {
        "PhoneNumber".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::PhoneNumber").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "E.164 digits with the country calling code, without + and without 00",
            "examples": ["4571999999"],
            "pattern": "^[1-9][0-9]{2,14}$",
        })
    }
}
