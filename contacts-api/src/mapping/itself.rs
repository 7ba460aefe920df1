//! Values that already have a property's type: generated types, and free-form ones.

use serde_json::{Map, Value};

use super::{FromFlag, FromInteger, FromNumber, FromText, Refused};
use crate::{Enumeration, Listed};

/// Lets values feed properties of their own type.
macro_rules! feeds_itself {
    ($([$($generics:tt)*] $value:ty => $property:ty, $make:expr;)*) => {$(
        impl<$($generics)*> $crate::mapping::Feeds<$property> for $value {
            fn feed(
                self,
            ) -> ::core::result::Result<$crate::mapping::Fed<$property>, $crate::mapping::Refused> {
                $make(self).map($crate::mapping::Fed::Value)
            }

            fn feed_ref(
                &self,
            ) -> ::core::result::Result<$crate::mapping::Fed<$property>, $crate::mapping::Refused> {
                $make(::core::clone::Clone::clone(self)).map($crate::mapping::Fed::Value)
            }
        }
    )*};
}

/// Lets a generated struct feed a property that is such an object.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! struct_feeds {
    ($value:ty) => {
        $crate::mapping::itself::feeds_itself! {
            [] $value => $value, ::core::result::Result::Ok;
            [] $value => ::std::boxed::Box<$value>, |it| {
                ::core::result::Result::Ok(::std::boxed::Box::new(it))
            };
            [] $value => ::core::option::Option<$value>, |it| {
                ::core::result::Result::Ok(::core::option::Option::Some(it))
            };
        }

        impl $crate::mapping::collections::Item for $value {}
    };
}

/// Lets a generated enumeration feed a property that takes one of its listed values.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! enumeration_feeds {
    ($value:ty) => {
        $crate::mapping::itself::feeds_itself! {
            [] $value => $crate::Listed<$value>, $crate::mapping::itself::listed;
            [] $value => ::core::option::Option<$crate::Listed<$value>>, |it| {
                $crate::mapping::itself::listed(it).map(::core::option::Option::Some)
            };
        }
    };
}

#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use {enumeration_feeds, feeds_itself, struct_feeds};

#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) fn listed<E: Enumeration>(value: E) -> Result<Listed<E>, Refused> {
    let shown = value.to_string();
    Listed::new(value).map_err(|error| Refused::new(shown, error))
}

feeds_itself! {
    [E: Enumeration] Listed<E> => Listed<E>, Ok;
    [E: Enumeration] Listed<E> => Option<Listed<E>>, |it| Ok(Some(it));
    [] Value => Value, Ok;
    [] Map<String, Value> => Map<String, Value>, Ok;
    [] Map<String, Value> => Option<Map<String, Value>>, |it| Ok(Some(it));
    [] Map<String, Value> => Value, |it| Ok(Value::Object(it));
}

impl FromText for Value {
    fn from_text(text: String) -> Result<Self, Refused> {
        Ok(Value::String(text))
    }

    fn copy_text(text: &str) -> Result<Self, Refused> {
        Ok(Value::String(text.to_owned()))
    }
}

impl FromInteger for Value {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        let large = |_| Refused::new(number, "is too large");
        if number < 0 {
            i64::try_from(number).map(Value::from).map_err(large)
        } else {
            u64::try_from(number).map(Value::from).map_err(large)
        }
    }
}

impl FromNumber for Value {
    fn from_number(number: f64) -> Result<Self, Refused> {
        f64::from_number(number).map(Value::from)
    }
}

impl FromFlag for Value {
    fn from_flag(flag: bool) -> Self {
        Value::Bool(flag)
    }
}
