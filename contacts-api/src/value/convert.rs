//! What the generated builders accept.
//!
//! The generator's setter of an optional property accepts whatever converts to an `Option`, but no
//! such conversion can be written for a type of this crate: `.email("…")` would not compile. The
//! build makes these setters accept [`Optional`] instead. It also adds the reason to the errors of
//! all setters, as the generator leaves it out of some.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::{Map, Value};

use super::{
    Additional, Bounded, Checked, Enumeration, Items, Limited, Listed, Nullable, NumberRule, Text,
};
use crate::PhoneNumber;

/// A value that an optional property of type `P` can be set to: a `P`, anything that converts to
/// one, or an `Option` of these, where `None` leaves the property out.
///
/// ```
/// use contacts_api::types::NewContact;
///
/// let mail: Option<String> = None;
/// let contact = NewContact::builder().name("Relatel A/S").number("4571999999").email(mail);
/// let contact = contact.email("kundeservice@relatel.dk");
/// let contact: NewContact = contact.try_into()?;
/// assert_eq!(contact.email.as_deref(), Some("kundeservice@relatel.dk"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Optional<P> {
    /// Returns the property's value.
    ///
    /// # Errors
    ///
    /// Why it cannot be a value of this property.
    fn into_property(self) -> Result<Option<P>, String>;
}

macro_rules! optional_from {
    ($($source:ty),* $(,)?) => {$(
        impl<'a, P> Optional<P> for $source
        where
            P: TryFrom<$source>,
            P::Error: Display,
        {
            fn into_property(self) -> Result<Option<P>, String> {
                P::try_from(self).map(Some).map_err(|error| error.to_string())
            }
        }

        impl<'a, P> Optional<P> for Option<$source>
        where
            P: TryFrom<$source>,
            P::Error: Display,
        {
            fn into_property(self) -> Result<Option<P>, String> {
                self.map(P::try_from).transpose().map_err(|error| error.to_string())
            }
        }
    )*};
}

optional_from!(
    &'a str,
    String,
    &'a String,
    Cow<'a, str>,
    Box<str>,
    i8,
    u8,
    i16,
    u16,
    i32,
    u32,
    i64,
    u64,
    isize,
    usize,
);

macro_rules! optional_self {
    ($([$($generics:tt)*] $property:ty),* $(,)?) => {$(
        impl<$($generics)*> Optional<$property> for $property {
            fn into_property(self) -> Result<Option<$property>, String> {
                Ok(Some(self))
            }
        }

        impl<$($generics)*> Optional<$property> for Option<$property> {
            fn into_property(self) -> Result<Option<$property>, String> {
                Ok(self)
            }
        }
    )*};
}

optional_self!(
    [const MIN: usize, const MAX: usize] Text<MIN, MAX>,
    [const MIN: i64, const MAX: i64, const STEP: i64] Bounded<MIN, MAX, STEP>,
    [T] Nullable<T>,
    [R] Checked<R>,
    [R] Limited<R>,
    [T, const MIN: usize, const MAX: usize, const UNIQUE: bool] Items<T, MIN, MAX, UNIQUE>,
    [E: Enumeration] Listed<E>,
    [] PhoneNumber,
    [] bool,
    [] f64,
    [] Value,
    [] Map<String, Value>,
    [T] BTreeMap<String, T>,
    [T, N] Additional<T, N>,
);

macro_rules! optional_list {
    ($([$($generics:tt)*] $list:ty),* $(,)?) => {$(
        impl<S, T, $($generics)*> Optional<Vec<T>> for $list
        where
            T: TryFrom<S>,
            T::Error: Display,
        {
            fn into_property(self) -> Result<Option<Vec<T>>, String> {
                let items = self.into_iter().map(T::try_from);
                let items: Result<Vec<T>, _> = items.collect();
                items.map(Some).map_err(|error| error.to_string())
            }
        }

        impl<S, T, $($generics)*> Optional<Vec<T>> for Option<$list>
        where
            T: TryFrom<S>,
            T::Error: Display,
        {
            fn into_property(self) -> Result<Option<Vec<T>>, String> {
                self.map_or(Ok(None), Optional::into_property)
            }
        }

        impl<S, T, $($generics)*> Optional<Nullable<Vec<T>>> for $list
        where
            T: TryFrom<S>,
            T::Error: Display,
        {
            fn into_property(self) -> Result<Option<Nullable<Vec<T>>>, String> {
                let items: Option<Vec<T>> = self.into_property()?;
                Ok(items.map(Nullable::Value))
            }
        }
    )*};
}

optional_list!([] Vec<S>, [const N: usize] [S; N]);

macro_rules! optional_items {
    ($([$($generics:tt)*] $list:ty),* $(,)?) => {$(
        impl<S, T, const MIN: usize, const MAX: usize, const UNIQUE: bool $($generics)*>
            Optional<Items<T, MIN, MAX, UNIQUE>> for $list
        where
            Items<T, MIN, MAX, UNIQUE>: TryFrom<$list, Error: Display>,
        {
            fn into_property(self) -> Result<Option<Items<T, MIN, MAX, UNIQUE>>, String> {
                self.try_into().map(Some).map_err(|error: <Items<T, MIN, MAX, UNIQUE> as TryFrom<$list>>::Error| error.to_string())
            }
        }

        impl<S, T, const MIN: usize, const MAX: usize, const UNIQUE: bool $($generics)*>
            Optional<Items<T, MIN, MAX, UNIQUE>> for Option<$list>
        where
            $list: Optional<Items<T, MIN, MAX, UNIQUE>>,
        {
            fn into_property(self) -> Result<Option<Items<T, MIN, MAX, UNIQUE>>, String> {
                self.map_or(Ok(None), Optional::into_property)
            }
        }
    )*};
}

optional_items!([] Vec<S>, [, const N: usize] [S; N]);

impl<R: NumberRule> Optional<Limited<R>> for f64 {
    fn into_property(self) -> Result<Option<Limited<R>>, String> {
        self.try_into()
            .map(Some)
            .map_err(|error: super::LimitedError| error.to_string())
    }
}

impl<R: NumberRule> Optional<Limited<R>> for Option<f64> {
    fn into_property(self) -> Result<Option<Limited<R>>, String> {
        self.map_or(Ok(None), Optional::into_property)
    }
}

macro_rules! optional_nullable {
    ($($value:ty),*) => {$(
        impl Optional<Nullable<$value>> for $value {
            fn into_property(self) -> Result<Option<Nullable<$value>>, String> {
                Ok(Some(Nullable::Value(self)))
            }
        }
    )*};
}

optional_nullable!(bool, f64, Value, Map<String, Value>);

/// The value of an optional property, or why it has none.
pub(crate) type Converted<P> = Result<Option<P>, String>;

/// Lets an optional property take a generated struct, or the builder of one.
macro_rules! optional_struct {
    ($name:ident) => {
        // The struct may have any name, even one of the prelude's, so everything else is written as
        // a full path.
        const _: () = {
            impl $crate::Optional<$name> for $name {
                fn into_property(self) -> $crate::value::convert::Converted<$name> {
                    Ok(::std::option::Option::Some(self))
                }
            }

            impl $crate::Optional<$name> for ::std::option::Option<$name> {
                fn into_property(self) -> $crate::value::convert::Converted<$name> {
                    Ok(self)
                }
            }

            impl $crate::Optional<$name> for builder::$name {
                fn into_property(self) -> $crate::value::convert::Converted<$name> {
                    <$name as ::std::convert::TryFrom<builder::$name>>::try_from(self)
                        .map(::std::option::Option::Some)
                        .map_err(|error| ::std::string::ToString::to_string(&error))
                }
            }

            impl $crate::Optional<$crate::Nullable<$name>> for $name {
                fn into_property(
                    self,
                ) -> $crate::value::convert::Converted<$crate::Nullable<$name>> {
                    Ok(::std::option::Option::Some($crate::Nullable::Value(self)))
                }
            }
        };
    };
}
pub(crate) use optional_struct;

/// Converts the value of an optional property; the error names the property.
pub(crate) fn optional<P, V: Optional<P>>(value: V, name: &str) -> Result<Option<P>, String> {
    value
        .into_property()
        .map_err(|reason| format!("{name}: {reason}"))
}

/// Converts the value of a property or a parameter; the error names it.
pub(crate) fn required<P, V>(value: V, name: &str) -> Result<P, String>
where
    V: TryInto<P>,
    V::Error: Display,
{
    value
        .try_into()
        .map_err(|reason| format!("{name}: {reason}"))
}
