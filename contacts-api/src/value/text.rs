use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A string of at least `MIN` and at most `MAX` characters (Unicode code points).
///
/// The generated payloads use it for every property to which the document gives a `minLength` or a
/// `maxLength`, so that a text that the service would refuse is never sent.
///
/// ```
/// use contacts_api::Text;
///
/// let name = Text::<1, 255>::try_from("Relatel A/S")?;
/// assert_eq!(name, "Relatel A/S");
/// assert!(Text::<1, 3>::try_from("four").is_err());
/// # Ok::<(), contacts_api::TextError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// Why a string cannot be a [`Text`].
///
/// It shows the length and not the text, which may be a person's name.
///
/// ```
/// let error = contacts_api::Text::<1, 3>::try_from("Hans").unwrap_err();
/// assert_eq!(error.to_string(), "has 4 characters: at most 3 are allowed");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextError {
    length: usize,
    min: usize,
    max: usize,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = |count: usize| {
            if count == 1 {
                "character"
            } else {
                "characters"
            }
        };
        match *self {
            TextError { length: 0, .. } => f.write_str("is empty: give it at least one character"),
            TextError { length, min, .. } if length < min => write!(
                f,
                "has {length} {}: at least {min} are needed",
                characters(length)
            ),
            TextError { length, max, .. } => {
                write!(f, "has {length} characters: at most {max} are allowed")
            }
        }
    }
}

impl std::error::Error for TextError {}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Returns the text.
    ///
    /// ```
    /// # let text = contacts_api::Text::<1, 9>::try_from("Relatel").unwrap();
    /// assert_eq!(text.as_str(), "Relatel");
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text itself, without its bounds.
    ///
    /// ```
    /// # let text = contacts_api::Text::<1, 9>::try_from("Relatel").unwrap();
    /// let string: String = text.into_string();
    /// ```
    pub fn into_string(self) -> String {
        self.0
    }

    /// Checks a text and keeps it; otherwise passes it to `refuse` with the reason.
    #[inline]
    pub(crate) fn keep<E>(
        text: String,
        refuse: impl FnOnce(String, TextError) -> E,
    ) -> Result<Self, E> {
        match Self::check(&text) {
            Ok(()) => Ok(Self(text)),
            Err(error) => Err(refuse(text, error)),
        }
    }

    fn check(text: &str) -> Result<(), TextError> {
        // A code point is one to four bytes, so for most texts counting is not needed.
        let bytes = text.len();
        if bytes >= MIN.saturating_mul(4) && bytes <= MAX {
            return Ok(());
        }
        let length = text.chars().count();
        if (MIN..=MAX).contains(&length) {
            Ok(())
        } else {
            Err(TextError {
                length,
                min: MIN,
                max: MAX,
            })
        }
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::check(&text)?;
        Ok(Self(text))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: &str) -> Result<Self, TextError> {
        // Checked before it is copied.
        Self::check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&String> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: &String) -> Result<Self, TextError> {
        Self::try_from(text.as_str())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<Cow<'_, str>> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: Cow<'_, str>) -> Result<Self, TextError> {
        Self::try_from(text.into_owned())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<Box<str>> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: Box<str>) -> Result<Self, TextError> {
        Self::try_from(text.into_string())
    }
}

impl<const MIN: usize, const MAX: usize> From<&Text<MIN, MAX>> for Text<MIN, MAX> {
    fn from(text: &Text<MIN, MAX>) -> Self {
        text.clone()
    }
}

impl<const MIN: usize, const MAX: usize> FromStr for Text<MIN, MAX> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::try_from(text)
    }
}

impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(text: Text<MIN, MAX>) -> String {
        text.0
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> AsRef<str> for Text<MIN, MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> Borrow<str> for Text<MIN, MAX> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<str> for Text<MIN, MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<&str> for Text<MIN, MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<String> for Text<MIN, MAX> {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: usize, const MAX: usize> Serialize for Text<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::try_from(text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<const MIN: usize, const MAX: usize> schemars::JsonSchema for Text<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Text_{MIN}_to_{MAX}").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = schemars::json_schema!({ "type": "string", "minLength": MIN });
        if MAX != usize::MAX {
            schema.insert("maxLength".to_owned(), MAX.into());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn length_is_counted_in_code_points() {
        assert!(Text::<1, 3>::try_from("æøå").is_ok());
        assert!(Text::<1, 3>::try_from("æøåx").is_err());
        assert!(Text::<3, 9>::try_from("æø").is_err());
        assert!(Text::<0, 3>::try_from("").is_ok());
    }

    #[test]
    fn an_error_tells_the_length_and_not_the_text() {
        let error = Text::<1, 3>::try_from("Hans Hansen").unwrap_err();
        assert_eq!(
            error.to_string(),
            "has 11 characters: at most 3 are allowed"
        );
        let error = Text::<1, 3>::try_from("").unwrap_err();
        assert_eq!(
            error.to_string(),
            "is empty: give it at least one character"
        );
        let error = Text::<2, 3>::try_from("H").unwrap_err();
        assert_eq!(error.to_string(), "has 1 character: at least 2 are needed");
    }
}
