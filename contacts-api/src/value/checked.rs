use std::borrow::{Borrow, Cow};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A rule that a text has to follow, for [`Checked`].
///
/// The formats of [`formats`](crate::formats) are such rules; the build writes one for each text
/// with a pattern in the document.
pub trait Rule {
    /// Checks a text; the error says why it breaks the rule, as the rest of a sentence: `is not a
    /// date: …`.
    ///
    /// # Errors
    ///
    /// The reason. It does not show the text, which may be a person's name.
    fn check(text: &str) -> Result<(), String>;

    /// Returns the keywords of its JSON Schema, beside `type: string`.
    #[doc(hidden)]
    fn keywords() -> Vec<(&'static str, serde_json::Value)> {
        Vec::new()
    }
}

/// A text that the rule `R` allows.
///
/// The generated payloads use it for texts with a format or a pattern, so that a text that the
/// service would refuse is never sent.
///
/// ```
/// use contacts_api::{Checked, formats::Date};
///
/// let date = Checked::<Date>::try_from("2026-11-24")?;
/// assert_eq!(date.as_str(), "2026-11-24");
/// let error = Checked::<Date>::try_from("24.11.2026").unwrap_err();
/// assert_eq!(error.to_string(), "is not a date: write it as 2026-11-24");
/// # Ok::<(), contacts_api::CheckedError>(())
/// ```
pub struct Checked<R>(String, PhantomData<fn() -> R>);

/// Why a text cannot be a [`Checked`].
///
/// ```
/// use contacts_api::{Checked, formats::Uuid};
///
/// let error = Checked::<Uuid>::try_from("7").unwrap_err();
/// assert!(error.to_string().starts_with("is not a UUID"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedError(String);

impl fmt::Display for CheckedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CheckedError {}

impl<R: Rule> Checked<R> {
    /// Returns the text.
    ///
    /// ```
    /// # use contacts_api::{Checked, formats::Email};
    /// # let mail = Checked::<Email>::try_from("kundeservice@relatel.dk").unwrap();
    /// assert_eq!(mail.as_str(), "kundeservice@relatel.dk");
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks a text and keeps it; otherwise passes it to `refuse` with the reason.
    pub(crate) fn keep<E>(
        text: String,
        refuse: impl FnOnce(String, CheckedError) -> E,
    ) -> Result<Self, E> {
        match R::check(&text) {
            Ok(()) => Ok(Checked(text, PhantomData)),
            Err(reason) => Err(refuse(text, CheckedError(reason))),
        }
    }

    /// Returns the text itself, without its rule.
    ///
    /// ```
    /// # use contacts_api::{Checked, formats::Email};
    /// # let mail = Checked::<Email>::try_from("kundeservice@relatel.dk").unwrap();
    /// let string: String = mail.into_string();
    /// ```
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<R: Rule> TryFrom<String> for Checked<R> {
    type Error = CheckedError;

    fn try_from(text: String) -> Result<Self, CheckedError> {
        R::check(&text).map_err(CheckedError)?;
        Ok(Checked(text, PhantomData))
    }
}

impl<R: Rule> TryFrom<&str> for Checked<R> {
    type Error = CheckedError;

    fn try_from(text: &str) -> Result<Self, CheckedError> {
        Self::try_from(text.to_owned())
    }
}

impl<R: Rule> TryFrom<&String> for Checked<R> {
    type Error = CheckedError;

    fn try_from(text: &String) -> Result<Self, CheckedError> {
        Self::try_from(text.as_str())
    }
}

impl<R: Rule> TryFrom<Box<str>> for Checked<R> {
    type Error = CheckedError;

    fn try_from(text: Box<str>) -> Result<Self, CheckedError> {
        Self::try_from(text.into_string())
    }
}

impl<R: Rule> TryFrom<Cow<'_, str>> for Checked<R> {
    type Error = CheckedError;

    fn try_from(text: Cow<'_, str>) -> Result<Self, CheckedError> {
        Self::try_from(text.into_owned())
    }
}

impl<R: Rule> FromStr for Checked<R> {
    type Err = CheckedError;

    fn from_str(text: &str) -> Result<Self, CheckedError> {
        Self::try_from(text)
    }
}

impl<R> From<Checked<R>> for String {
    fn from(text: Checked<R>) -> String {
        text.0
    }
}

impl<R> Clone for Checked<R> {
    fn clone(&self) -> Self {
        Checked(self.0.clone(), PhantomData)
    }
}

impl<R> fmt::Debug for Checked<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R> fmt::Display for Checked<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R> PartialEq for Checked<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> Eq for Checked<R> {}

impl<R> PartialEq<str> for Checked<R> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<R> PartialEq<&str> for Checked<R> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<R> Hash for Checked<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<R> Deref for Checked<R> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<R> AsRef<str> for Checked<R> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<R> Borrow<str> for Checked<R> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<R> Serialize for Checked<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, R: Rule> Deserialize<'de> for Checked<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::try_from(text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<R: Rule> schemars::JsonSchema for Checked<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Checked".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = schemars::json_schema!({ "type": "string" });
        for (key, value) in R::keywords() {
            schema.insert(key.to_owned(), value);
        }
        schema
    }
}

/// Writes the rule of a text, and the text's type.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! text_rule {
    (
        $(#[$doc:meta])*
        pub type $name:ident {
            $(min: $min:literal,)? $(max: $max:literal,)? $(pattern: $pattern:literal,)? $(format: $format:ty,)*
        }
    ) => {
        $(#[$doc])*
        pub type $name = $crate::Checked<rules::$name>;

        const _: () = {
            impl $crate::value::checked::Rule for rules::$name {
                fn check(text: &str) -> ::std::result::Result<(), ::std::string::String> {
                    $crate::value::checked::check_length(
                        text,
                        $crate::value::checked::first([$($min,)? 0]),
                        $crate::value::checked::first([$($max,)? usize::MAX]),
                    )?;
                    $($crate::value::checked::match_pattern!(text, $pattern);)?
                    $(<$format as $crate::value::checked::Rule>::check(text)?;)*
                    ::std::result::Result::Ok(())
                }

                fn keywords() -> ::std::vec::Vec<(&'static str, ::serde_json::Value)> {
                    ::std::vec![
                        $(("minLength", ::serde_json::Value::from($min)),)?
                        $(("maxLength", ::serde_json::Value::from($max)),)?
                        $(("pattern", ::serde_json::Value::from($pattern)),)?
                    ]
                }
            }
        };
    };
}
#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use text_rule;

/// Checks a text against a pattern.
#[cfg(feature = "patterns")]
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! match_pattern {
    ($text:expr, $pattern:literal) => {{
        static PATTERN: ::std::sync::LazyLock<
            ::std::result::Result<::regress::Regex, ::regress::Error>,
        > = ::std::sync::LazyLock::new(|| {
            ::regress::Regex::with_flags($pattern, "u").or_else(|_| ::regress::Regex::new($pattern))
        });
        $crate::value::checked::check_pattern($text, $pattern, PATTERN.as_ref().ok())?;
    }};
}
/// Where an edited document is the first to have a pattern, the compiler warns that it is not
/// checked.
#[cfg(not(feature = "patterns"))]
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! match_pattern {
    ($text:expr, $pattern:literal) => {{
        #[deprecated = "the document has this `pattern` in what is sent, and without the feature `patterns` or \
                        `generate` of contacts-api only the service checks it"]
        const UNCHECKED: &str = $pattern;
        #[warn(deprecated)]
        let _ = UNCHECKED;
    }};
}
#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use match_pattern;

#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) const fn first<const N: usize>(of: [usize; N]) -> usize {
    of[0]
}

#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) fn check_length(text: &str, min: usize, max: usize) -> Result<(), String> {
    let length = text.chars().count();
    match length {
        0 if min > 0 => Err("is empty: give it at least one character".to_owned()),
        _ if length < min => Err(format!(
            "has {length} characters: at least {min} are needed"
        )),
        _ if length > max => Err(format!(
            "has {length} characters: at most {max} are allowed"
        )),
        _ => Ok(()),
    }
}

/// Checks a text; a pattern that is not a regular expression accepts everything, and the service decides.
#[cfg(feature = "patterns")]
#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) fn check_pattern(
    text: &str,
    pattern: &str,
    regex: Option<&regress::Regex>,
) -> Result<(), String> {
    if regex.is_none_or(|it| it.find(text).is_some()) {
        Ok(())
    } else {
        Err(format!("does not match the pattern {pattern}"))
    }
}
