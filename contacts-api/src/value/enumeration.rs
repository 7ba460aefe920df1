use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An enumeration of the document: the build writes one for each list of values.
///
/// A value that is not listed is kept when it is read, as `Unknown`, since a service may know more
/// than its document. Such a value cannot be sent: only [`Listed`] values are.
pub trait Enumeration: Clone + fmt::Display + FromStr<Err = UnlistedError> {
    /// Returns whether the value is in the document's list.
    fn is_listed(&self) -> bool;

    /// Returns the values of the document's list, as texts.
    fn listed() -> &'static [&'static str];
}

/// A value of an enumeration that the document lists, so that it can be sent.
///
/// It is made from a text, a number, or the enumeration itself; an unknown value is refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Listed<E>(E);

/// The error of a value that is not in the document's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedError {
    listed: &'static [&'static str],
}

impl UnlistedError {
    #[doc(hidden)]
    pub fn new<E: Enumeration>() -> Self {
        UnlistedError {
            listed: E::listed(),
        }
    }
}

impl fmt::Display for UnlistedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is none of ")?;
        for (index, it) in self.listed.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "`{it}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnlistedError {}

impl<E: Enumeration> Listed<E> {
    /// Returns the value, if it is listed.
    ///
    /// # Errors
    ///
    /// If the document does not list it.
    pub fn new(value: E) -> Result<Self, UnlistedError> {
        if value.is_listed() {
            Ok(Listed(value))
        } else {
            Err(UnlistedError::new::<E>())
        }
    }

    /// Returns the value itself.
    pub fn into_inner(self) -> E {
        self.0
    }
}

macro_rules! listed_from_text {
    ($($text:ty),*) => {$(
        impl<E: Enumeration> TryFrom<$text> for Listed<E> {
            type Error = UnlistedError;

            fn try_from(text: $text) -> Result<Self, UnlistedError> {
                text.parse().map(Listed)
            }
        }
    )*};
}

listed_from_text!(&str, String, &String, Box<str>, std::borrow::Cow<'_, str>);

macro_rules! listed_from_integer {
    ($($integer:ty),*) => {$(
        impl<E: Enumeration> TryFrom<$integer> for Listed<E> {
            type Error = UnlistedError;

            fn try_from(number: $integer) -> Result<Self, UnlistedError> {
                number.to_string().parse().map(Listed)
            }
        }
    )*};
}

listed_from_integer!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);

impl<E: Enumeration> FromStr for Listed<E> {
    type Err = UnlistedError;

    fn from_str(text: &str) -> Result<Self, UnlistedError> {
        text.parse().map(Listed)
    }
}

impl<E> Deref for Listed<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.0
    }
}

impl<E: PartialEq> PartialEq<E> for Listed<E> {
    fn eq(&self, other: &E) -> bool {
        self.0 == *other
    }
}

impl<E: fmt::Debug> fmt::Debug for Listed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: fmt::Display> fmt::Display for Listed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: Serialize> Serialize for Listed<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, E: Enumeration + Deserialize<'de>> Deserialize<'de> for Listed<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(E::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<E: schemars::JsonSchema> schemars::JsonSchema for Listed<E> {
    fn inline_schema() -> bool {
        E::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        E::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        E::json_schema(generator)
    }
}

/// Writes an enumeration of texts.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! text_enumeration {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $crate::value::enumeration! {
            $(#[$doc])*
            pub enum $name(::std::string::String) { $($variant = $text, $text;)* }
        }

        impl $name {
            /// Returns the text, listed or not.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            fn of(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Unknown(::std::convert::From::from(other)),
                }
            }
        }

        /// The value that stands for a missing required one: an empty text.
        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::of("")
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnlistedError;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::UnlistedError> {
                match Self::of(text) {
                    Self::Unknown(_) => ::std::result::Result::Err($crate::UnlistedError::new::<Self>()),
                    listed => ::std::result::Result::Ok(listed),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer).map(|it| Self::of(&it))
            }
        }

        impl $crate::value::lenient::Lenient for $name {
            const WHAT: &'static str = "a string";

            fn from_text(text: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(Self::of(text))
            }

            fn nothing() -> ::std::option::Option<Self> {
                ::std::option::Option::Some(::std::default::Default::default())
            }
        }
    };
}

/// Writes an enumeration of whole numbers.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! integer_enumeration {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $number:literal),* $(,)? }) => {
        $crate::value::enumeration! {
            $(#[$doc])*
            pub enum $name(i64) { $($variant = $number, ::std::stringify!($number);)* }
        }

        impl $name {
            /// Returns the number, listed or not.
            pub fn get(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => *number,
                }
            }

            fn of(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnlistedError;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::UnlistedError> {
                match text.parse().map(Self::of) {
                    ::std::result::Result::Ok(listed) if $crate::Enumeration::is_listed(&listed) => {
                        ::std::result::Result::Ok(listed)
                    }
                    _ => ::std::result::Result::Err($crate::UnlistedError::new::<Self>()),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.get())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::of)
            }
        }

        impl $crate::value::lenient::Lenient for $name {
            const WHAT: &'static str = "a whole number";

            fn from_text(text: &str) -> ::std::option::Option<Self> {
                text.trim().parse().ok().map(Self::of)
            }
        }
    };
}

/// Writes what enumerations of texts and of numbers have in common.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! enumeration {
    ($(#[$doc:meta])* pub enum $name:ident($unknown:ty) { $($variant:ident = $value:literal, $text:expr;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(
                #[doc = ::std::concat!("`", $value, "`")]
                $variant,
            )*
            /// A value that the document does not list: it can be read but not sent.
            Unknown($unknown),
        }

        impl $crate::Enumeration for $name {
            fn is_listed(&self) -> bool {
                !::std::matches!(self, Self::Unknown(_))
            }

            fn listed() -> &'static [&'static str] {
                &[$($text),*]
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($text),)*
                    Self::Unknown(other) => ::std::write!(f, "{other}"),
                }
            }
        }

        impl $crate::value::lenient::ReadLeniently for $name {
            fn read(value: ::serde_json::Value) -> ::std::option::Option<Self> {
                $crate::value::lenient::optional(value).ok().flatten()
            }
        }

        impl ::std::convert::TryFrom<$name> for $crate::Listed<$name> {
            type Error = $crate::UnlistedError;

            fn try_from(value: $name) -> ::std::result::Result<Self, $crate::UnlistedError> {
                Self::new(value)
            }
        }

        impl ::std::convert::From<$crate::Listed<$name>> for $name {
            fn from(value: $crate::Listed<$name>) -> Self {
                value.into_inner()
            }
        }

        impl $crate::Optional<$crate::Listed<$name>> for $name {
            fn into_property(
                self,
            ) -> ::std::result::Result<::std::option::Option<$crate::Listed<$name>>, ::std::string::String> {
                $crate::Listed::new(self)
                    .map(::std::option::Option::Some)
                    .map_err(|error| ::std::string::ToString::to_string(&error))
            }
        }

        impl $crate::Optional<$name> for $name {
            fn into_property(
                self,
            ) -> ::std::result::Result<::std::option::Option<$name>, ::std::string::String> {
                ::std::result::Result::Ok(::std::option::Option::Some(self))
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "enum": [$($value),*] })
            }
        }
    };
}

#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use {enumeration, integer_enumeration, text_enumeration};
