use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, or the JSON `null` that clears one.
///
/// In a payload it is inside an `Option`, which makes three states: `None` is not sent and leaves
/// the property as it is, `Some(Nullable::Null)` clears it, `Some(Nullable::Value(..))` sets it.
///
/// ```
/// use contacts_api::{Nullable, types::ContactUpdate};
///
/// let clear: ContactUpdate = ContactUpdate::builder().email(Nullable::Null).try_into()?;
/// assert_eq!(serde_json::to_string(&clear)?, r#"{"email":null}"#);
///
/// let set: ContactUpdate = ContactUpdate::builder().email("k@relatel.dk").try_into()?;
/// assert_eq!(serde_json::to_string(&set)?, r#"{"email":"k@relatel.dk"}"#);
///
/// let keep: ContactUpdate = ContactUpdate::builder().name("Relatel").try_into()?;
/// assert_eq!(serde_json::to_string(&keep)?, r#"{"name":"Relatel"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(untagged, inline))]
pub enum Nullable<T> {
    /// `null`: clears the property.
    Null,
    /// The property's new value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns the value, or `None` for `null`.
    ///
    /// ```
    /// # use contacts_api::Nullable;
    /// assert_eq!(Nullable::Value(7).into_option(), Some(7));
    /// assert_eq!(Nullable::<i32>::Null.into_option(), None);
    /// ```
    pub fn into_option(self) -> Option<T> {
        match self {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }

    /// Returns the value, or `None` for `null`.
    ///
    /// ```
    /// # use contacts_api::Nullable;
    /// assert_eq!(Nullable::Value(7).as_ref(), Some(&7));
    /// ```
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Nullable::Null, Nullable::Value)
    }
}

macro_rules! from_texts {
    ($($text:ty),*) => {$(
        impl<'a, T: TryFrom<$text>> TryFrom<$text> for Nullable<T> {
            type Error = T::Error;

            fn try_from(text: $text) -> Result<Self, T::Error> {
                T::try_from(text).map(Nullable::Value)
            }
        }
    )*};
}

from_texts!(&'a str, String, &'a String);

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl<T: TryFrom<$integer>> TryFrom<$integer> for Nullable<T> {
            type Error = T::Error;

            fn try_from(number: $integer) -> Result<Self, T::Error> {
                T::try_from(number).map(Nullable::Value)
            }
        }
    )*};
}

from_integers!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);

impl<T: FromStr> FromStr for Nullable<T> {
    type Err = T::Err;

    /// Reads a text as a value: `null` cannot be told from the text "null".
    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Nullable::Value)
    }
}

impl<T: fmt::Display> fmt::Display for Nullable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Nullable::Null => f.write_str("null"),
            Nullable::Value(value) => value.fmt(f),
        }
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Nullable::Null => serializer.serialize_none(),
            Nullable::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Nullable::from)
    }
}

/// Reads an optional nullable property that is present: serde alone would take `null` for absent.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
