use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::convert::Optional;
use super::lenient::ReadLeniently;

/// The named properties of an object, for [`Additional`]; the build implements it for each object that may
/// also have other properties.
pub trait Named {
    /// Their names, as they stand in the JSON.
    const NAMES: &'static [&'static str];
}

/// The properties of an object that the document has no name for (`additionalProperties` beside
/// `properties`), to be sent.
///
/// It is made from a map, or from names and values. A name that the document has is refused: the
/// value belongs in the field of that name, and would be sent twice.
///
/// ```
/// use contacts_api::{Additional, Named};
///
/// enum Contact {}
///
/// impl Named for Contact {
///     const NAMES: &'static [&'static str] = &["name", "number"];
/// }
///
/// type More = Additional<String, Contact>;
///
/// let more = More::try_from([("floor", "2")])?;
/// assert_eq!(more["floor"], "2");
/// let error = More::try_from([("name", "Relatel")]).unwrap_err();
/// assert_eq!(error.to_string(), "`name` is a property with a field of its own: set that one");
/// # Ok::<(), contacts_api::AdditionalError>(())
/// ```
pub struct Additional<T, N>(BTreeMap<String, T>, PhantomData<fn() -> N>);

/// Why properties cannot be an [`Additional`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdditionalError(String);

impl fmt::Display for AdditionalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AdditionalError {}

impl<T, N: Named> Additional<T, N> {
    /// Returns the properties, if none of them has a field of its own.
    ///
    /// # Errors
    ///
    /// If a name has a field of its own.
    pub fn new(properties: BTreeMap<String, T>) -> Result<Self, AdditionalError> {
        let mut names = properties.keys();
        if let Some(name) = names.find(|it| N::NAMES.contains(&it.as_str())) {
            return Err(AdditionalError(format!(
                "`{name}` is a property with a field of its own: set that one"
            )));
        }
        Ok(Additional(properties, PhantomData))
    }

    fn of<K: AsRef<str>, S>(
        properties: impl IntoIterator<Item = (K, S)>,
    ) -> Result<Self, AdditionalError>
    where
        T: TryFrom<S>,
        T::Error: fmt::Display,
    {
        let properties = properties.into_iter().map(|(name, value)| {
            let name = name.as_ref().to_owned();
            match T::try_from(value) {
                Ok(value) => Ok((name, value)),
                Err(error) => Err(AdditionalError(format!("{name}: {error}"))),
            }
        });
        Self::new(properties.collect::<Result<_, _>>()?)
    }
}

impl<T, N> Additional<T, N> {
    /// Returns the properties themselves.
    pub fn into_inner(self) -> BTreeMap<String, T> {
        self.0
    }
}

impl<T, N> Deref for Additional<T, N> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &BTreeMap<String, T> {
        &self.0
    }
}

impl<T: Clone, N> Clone for Additional<T, N> {
    fn clone(&self) -> Self {
        Additional(self.0.clone(), PhantomData)
    }
}

impl<T: PartialEq, N> PartialEq for Additional<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: fmt::Debug, N> fmt::Debug for Additional<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! from_properties {
    ($([$($generics:tt)*] $properties:ty),* $(,)?) => {$(
        impl<K: AsRef<str>, S, T, N: Named, $($generics)*> TryFrom<$properties> for Additional<T, N>
        where
            T: TryFrom<S>,
            T::Error: fmt::Display,
        {
            type Error = AdditionalError;

            fn try_from(properties: $properties) -> Result<Self, AdditionalError> {
                Self::of(properties)
            }
        }

        impl<K: AsRef<str>, S, T, N: Named, $($generics)*> Optional<Additional<T, N>> for $properties
        where
            T: TryFrom<S>,
            T::Error: fmt::Display,
        {
            fn into_property(self) -> Result<Option<Additional<T, N>>, String> {
                Additional::of(self).map(Some).map_err(|error| error.to_string())
            }
        }
    )*};
}

from_properties!(
    [] BTreeMap<K, S>,
    [H: BuildHasher] HashMap<K, S, H>,
    [] Vec<(K, S)>,
    [const COUNT: usize] [(K, S); COUNT],
);

impl<N: Named> TryFrom<Map<String, Value>> for Additional<Value, N> {
    type Error = AdditionalError;

    fn try_from(properties: Map<String, Value>) -> Result<Self, AdditionalError> {
        Self::of(properties)
    }
}

impl<N: Named> Optional<Additional<Value, N>> for Map<String, Value> {
    fn into_property(self) -> Result<Option<Additional<Value, N>>, String> {
        Additional::of(self)
            .map(Some)
            .map_err(|error| error.to_string())
    }
}

impl<T: Serialize, N> Serialize for Additional<T, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema, N> schemars::JsonSchema for Additional<T, N> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_additional", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        BTreeMap::<String, T>::json_schema(generator)
    }
}

/// Reads the remaining properties of an object: those that cannot be read count as absent, and so does an
/// empty rest.
pub(crate) fn read<'de, D, T>(deserializer: D) -> Result<Option<BTreeMap<String, T>>, D::Error>
where
    D: Deserializer<'de>,
    T: ReadLeniently,
{
    let rest = BTreeMap::<String, Value>::deserialize(deserializer)?;
    let rest = rest
        .into_iter()
        .filter_map(|(name, it)| Some((name, T::read(it)?)));
    let rest: BTreeMap<_, _> = rest.collect();
    Ok((!rest.is_empty()).then_some(rest))
}

/// Reads the remaining properties of an object strictly; an empty rest counts as absent.
pub(crate) fn sent<'de, D, T, N>(deserializer: D) -> Result<Option<Additional<T, N>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let rest = BTreeMap::deserialize(deserializer)?;
    // The named properties are not among them.
    Ok((!rest.is_empty()).then_some(Additional(rest, PhantomData)))
}

/// Implements [`Named`] for an object.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! named {
    ($object:ident { $($name:literal),* $(,)? }) => {
        impl $crate::Named for rules::$object {
            const NAMES: &'static [&'static str] = &[$($name),*];
        }
    };
}
#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use named;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    enum Known {}

    impl Named for Known {
        const NAMES: &'static [&'static str] = &["id"];
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Read {
        id: u64,
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            flatten,
            deserialize_with = "read"
        )]
        more: Option<BTreeMap<String, u64>>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sent {
        id: u64,
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            flatten,
            deserialize_with = "sent"
        )]
        more: Option<Additional<u64, Known>>,
    }

    #[test]
    fn what_has_no_name_is_kept_when_it_is_read() {
        let read: Read =
            serde_json::from_value(json!({"id": 1, "a": 2, "b": "3", "c": []})).unwrap();
        let more = read.more.as_ref().unwrap();
        assert_eq!(*more, BTreeMap::from([("a".into(), 2), ("b".into(), 3)]));
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            json!({"id": 1, "a": 2, "b": 3})
        );
        let none: Read = serde_json::from_value(json!({"id": 1})).unwrap();
        assert_eq!(none.more, None);
        assert_eq!(serde_json::to_value(&none).unwrap(), json!({"id": 1}));
    }

    #[test]
    fn what_is_sent_is_held_against_its_type() {
        let sent: Sent = serde_json::from_value(json!({"id": 1, "a": 2})).unwrap();
        assert_eq!(
            serde_json::to_value(&sent).unwrap(),
            json!({"id": 1, "a": 2})
        );
        assert!(serde_json::from_value::<Sent>(json!({"id": 1, "a": "x"})).is_err());
        let error = Additional::<u64, Known>::try_from([("a", -1)]).unwrap_err();
        assert!(error.to_string().starts_with("a: "), "{error}");
        let twice = Additional::<u64, Known>::try_from([("id", 1_u64)]);
        assert!(twice.is_err());
    }
}
