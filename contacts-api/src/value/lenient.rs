//! Reading whatever can be taken for a value.
//!
//! Old contacts may have anything in them. A text may be a number, a number may be in a text; what
//! can be taken for nothing of the kind is as good as absent. The build marks what is read with
//! [`Lenient`] and lets serde read it through these functions.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Reads an optional property: what cannot be taken for a `T` is as good as absent.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient,
{
    deserializer.deserialize_any(Any(PhantomData))
}

/// Reads a required property.
pub(crate) fn required<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient,
{
    optional(deserializer)?.ok_or_else(|| D::Error::custom(format_args!("needs {}", T::WHAT)))
}

/// What can be read leniently.
pub(crate) trait Lenient: Sized {
    const WHAT: &'static str;

    fn from_text(text: &str) -> Option<Self>;

    fn from_owned(text: String) -> Option<Self> {
        Self::from_text(&text)
    }

    fn from_u64(number: u64) -> Option<Self> {
        Self::from_text(&number.to_string())
    }

    fn from_i64(number: i64) -> Option<Self> {
        Self::from_text(&number.to_string())
    }

    fn from_f64(number: f64) -> Option<Self> {
        Self::from_text(&number.to_string())
    }

    fn from_bool(flag: bool) -> Option<Self> {
        Self::from_text(if flag { "true" } else { "false" })
    }
}

impl Lenient for String {
    const WHAT: &'static str = "a string";

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_owned(text: String) -> Option<Self> {
        Some(text)
    }
}

macro_rules! lenient_by_parsing {
    ($($ty:ty: $what:literal),*) => {$(
        impl Lenient for $ty {
            const WHAT: &'static str = $what;

            fn from_text(text: &str) -> Option<Self> {
                text.trim().parse().ok()
            }
        }
    )*};
}

lenient_by_parsing!(i64: "a whole number", f64: "a number", bool: "true or false");

impl Lenient for u64 {
    const WHAT: &'static str = "a whole number";

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    // Every contact has an id, so this one is worth the short way.
    fn from_u64(number: u64) -> Option<Self> {
        Some(number)
    }
}

struct Any<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for Any<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WHAT)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(T::from_text(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(T::from_owned(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(T::from_u64(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(T::from_i64(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(T::from_f64(number))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(T::from_bool(flag))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read<T: Lenient>(value: Value) -> Option<T> {
        optional(value).unwrap()
    }

    #[test]
    fn a_text_is_read_from_anything_that_has_one() {
        assert_eq!(read::<String>(json!("hidden")).as_deref(), Some("hidden"));
        assert_eq!(
            read::<String>(json!(4_571_999_999_u64)).as_deref(),
            Some("4571999999")
        );
        assert_eq!(read::<String>(json!(true)).as_deref(), Some("true"));
        for nothing in [json!(null), json!({"a": [1]}), json!([1, {"b": 2}])] {
            assert_eq!(read::<String>(nothing), None);
        }
    }

    #[test]
    fn a_number_is_read_from_a_text_too() {
        assert_eq!(read::<u64>(json!(7)), Some(7));
        assert_eq!(read::<u64>(json!("7")), Some(7));
        assert_eq!(read::<u64>(json!(-7)), None);
        assert_eq!(read::<i64>(json!(-7)), Some(-7));
        assert_eq!(read::<bool>(json!("false")), Some(false));
        assert!(required::<_, u64>(json!("seven")).is_err());
    }
}
