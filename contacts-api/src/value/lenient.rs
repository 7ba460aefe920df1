//! Lenient reading: whatever can be taken for a value is read.
//!
//! Old contacts may have anything in them: a number where a text should be, or a number in a text.
//! What cannot be taken for the expected kind counts as absent. The build makes serde read
//! everything in the document through these functions: scalars one by one ([`Lenient`]), everything
//! else as a whole ([`ReadLeniently`]).
//!
//! An item that cannot be read at all is left out of its list, and never hides the others.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

/// Reads an optional property: a value that cannot be taken for a `T` counts as absent.
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

/// Reads a required property whose kind has an empty value, which replaces a value that cannot be
/// read.
pub(crate) fn or_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient,
{
    optional(deserializer)?
        .or_else(T::nothing)
        .ok_or_else(|| D::Error::custom(format_args!("needs {}", T::WHAT)))
}

/// Reads an optional property that is not a scalar: as a whole, or not at all.
pub(crate) fn whole<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: ReadLeniently,
{
    Ok(T::read(Value::deserialize(deserializer)?))
}

/// Reads a list that must be there.
///
/// It first reads the list as it is, which is quick. If an item cannot be read, [`one_by_one`]
/// reads everything again, and that item is left out.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: ReadLeniently + Deserialize<'de>,
{
    if ONE_BY_ONE.get() {
        let value = Value::deserialize(deserializer)?;
        return Ok(Vec::read(value).unwrap_or_default());
    }
    Vec::deserialize(deserializer)
}

thread_local! {
    /// Whether lists are read item by item.
    static ONE_BY_ONE: Cell<bool> = const { Cell::new(false) };
}

/// Reads an answer whose lists may have items that cannot be read.
pub(crate) fn one_by_one<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            ONE_BY_ONE.set(false);
        }
    }
    ONE_BY_ONE.set(true);
    let _reset = Reset;
    serde_json::from_slice(json)
}

/// Reads a value as a whole, or not at all.
pub(crate) trait ReadLeniently: Sized {
    fn read(value: Value) -> Option<Self>;
}

impl ReadLeniently for Value {
    fn read(value: Value) -> Option<Self> {
        (!value.is_null()).then_some(value)
    }
}

impl ReadLeniently for Map<String, Value> {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl<T: ReadLeniently> ReadLeniently for Vec<T> {
    fn read(value: Value) -> Option<Self> {
        let Value::Array(items) = value else {
            return None;
        };
        let count = items.len();
        let read: Vec<T> = items.into_iter().filter_map(T::read).collect();
        if read.len() < count {
            tracing::warn!(
                left_out = count - read.len(),
                "items of an answer cannot be read and are left out"
            );
        }
        Some(read)
    }
}

impl<T: ReadLeniently> ReadLeniently for BTreeMap<String, T> {
    fn read(value: Value) -> Option<Self> {
        let object = Map::read(value)?;
        let entries = object.into_iter();
        Some(
            entries
                .filter_map(|(name, it)| Some((name, T::read(it)?)))
                .collect(),
        )
    }
}

impl<T: ReadLeniently> ReadLeniently for Option<T> {
    fn read(value: Value) -> Option<Self> {
        Some(T::read(value))
    }
}

impl<T: ReadLeniently> ReadLeniently for Box<T> {
    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Box::new)
    }
}

/// Lets a generated struct be read as a whole.
macro_rules! read_whole {
    ($name:ident) => {
        impl $crate::value::lenient::ReadLeniently for $name {
            fn read(value: ::serde_json::Value) -> ::std::option::Option<Self> {
                ::serde_json::from_value(value).ok()
            }
        }
    };
}
pub(crate) use read_whole;

/// A kind of scalar that can be read leniently.
pub(crate) trait Lenient: Sized {
    const WHAT: &'static str;

    fn from_text(text: &str) -> Option<Self>;

    /// Returns the value that stands for a missing required one, if the kind has an empty value.
    fn nothing() -> Option<Self> {
        None
    }

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

    // Without this, any change may alter whether the compiler makes this a call for each property.
    #[inline]
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_owned(text: String) -> Option<Self> {
        Some(text)
    }

    fn nothing() -> Option<Self> {
        Some(String::new())
    }
}

/// Lets a scalar in a list or a map be read as one in a property is.
macro_rules! read_scalar {
    ($($scalar:ty),*) => {$(
        impl ReadLeniently for $scalar {
            fn read(value: Value) -> Option<Self> {
                optional(value).ok().flatten()
            }
        }
    )*};
}

read_scalar!(String, u64, i64, f64, bool);

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

    // Every contact has an id, so a short cut is worth it here.
    #[inline]
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
    fn what_cannot_be_read_hides_nothing_else() {
        assert_eq!(
            whole::<_, Vec<u64>>(json!([1, "2", "x", null])).unwrap(),
            Some(vec![1, 2])
        );
        assert_eq!(whole::<_, Vec<u64>>(json!("x")).unwrap(), None);
        assert_eq!(
            whole::<_, BTreeMap<String, String>>(json!({"a": 1, "b": [2]})).unwrap(),
            Some(BTreeMap::from([("a".to_owned(), "1".to_owned())]))
        );
        assert_eq!(or_empty::<_, String>(json!(null)).unwrap(), "");
        assert!(or_empty::<_, u64>(json!(null)).is_err());
    }

    #[test]
    fn a_list_is_read_item_by_item_where_one_cannot_be_read() {
        #[derive(serde::Deserialize)]
        struct Page {
            #[serde(deserialize_with = "list")]
            items: Vec<u64>,
        }
        let json = br#"{"items":[1,"x",3]}"#;
        assert!(serde_json::from_slice::<Page>(json).is_err());
        assert_eq!(one_by_one::<Page>(json).unwrap().items, [1, 3]);
        // Afterwards lists are read as before.
        assert!(serde_json::from_slice::<Page>(json).is_err());
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
