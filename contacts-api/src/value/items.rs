use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of at least `MIN` and at most `MAX` items, all of them different if `UNIQUE`.
///
/// ```
/// use contacts_api::Items;
///
/// let tags = Items::<String, 1, 2, true>::try_from(["a", "b"])?;
/// assert_eq!(tags.len(), 2);
/// assert!(Items::<String, 1, 2, true>::try_from(["a", "a"]).is_err());
/// # Ok::<(), contacts_api::ItemsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Items<T, const MIN: usize, const MAX: usize, const UNIQUE: bool>(Vec<T>);

/// Why a list cannot be an [`Items`].
///
/// ```
/// let error = contacts_api::Items::<u64, 1, 2, false>::try_from([1_u64, 2, 3]).unwrap_err();
/// assert_eq!(error.to_string(), "has 3 items: at most 2 are allowed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemsError(String);

impl fmt::Display for ItemsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ItemsError {}

impl<T: PartialEq, const MIN: usize, const MAX: usize, const UNIQUE: bool>
    Items<T, MIN, MAX, UNIQUE>
{
    /// Returns the list, if it is allowed.
    ///
    /// # Errors
    ///
    /// If it has too few items, too many, or one twice where that is not allowed.
    pub fn new(items: Vec<T>) -> Result<Self, ItemsError> {
        let count = items.len();
        let noun = if count == 1 { "item" } else { "items" };
        if count < MIN {
            return Err(ItemsError(format!(
                "has {count} {noun}: at least {MIN} are needed"
            )));
        }
        if count > MAX {
            return Err(ItemsError(format!(
                "has {count} {noun}: at most {MAX} are allowed"
            )));
        }
        let is_twice = |(at, item): (usize, &T)| items[..at].contains(item);
        if UNIQUE && let Some(at) = items.iter().enumerate().position(is_twice) {
            return Err(ItemsError(format!(
                "has item {} twice: each may be there once",
                at + 1
            )));
        }
        Ok(Items(items))
    }
}

impl<T, const MIN: usize, const MAX: usize, const UNIQUE: bool> Deref
    for Items<T, MIN, MAX, UNIQUE>
{
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MIN: usize, const MAX: usize, const UNIQUE: bool> From<Items<T, MIN, MAX, UNIQUE>>
    for Vec<T>
{
    fn from(items: Items<T, MIN, MAX, UNIQUE>) -> Vec<T> {
        items.0
    }
}

macro_rules! items_from {
    ($([$($generics:tt)*] $list:ty),*) => {$(
        impl<S, T, const MIN: usize, const MAX: usize, const UNIQUE: bool $($generics)*> TryFrom<$list>
            for Items<T, MIN, MAX, UNIQUE>
        where
            T: PartialEq + TryFrom<S>,
            T::Error: fmt::Display,
        {
            type Error = ItemsError;

            fn try_from(items: $list) -> Result<Self, ItemsError> {
                let items = items.into_iter().map(T::try_from);
                let items: Result<Vec<T>, _> = items.collect();
                Self::new(items.map_err(|error| ItemsError(error.to_string()))?)
            }
        }
    )*};
}

items_from!([] Vec<S>, [, const N: usize] [S; N]);

impl<T: Serialize, const MIN: usize, const MAX: usize, const UNIQUE: bool> Serialize
    for Items<T, MIN, MAX, UNIQUE>
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T, const MIN: usize, const MAX: usize, const UNIQUE: bool> Deserialize<'de>
    for Items<T, MIN, MAX, UNIQUE>
where
    T: PartialEq + Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl<T, const MIN: usize, const MAX: usize, const UNIQUE: bool> schemars::JsonSchema
    for Items<T, MIN, MAX, UNIQUE>
where
    T: schemars::JsonSchema,
{
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_items", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Vec::<T>::json_schema(generator);
        if MIN > 0 {
            schema.insert("minItems".to_owned(), MIN.into());
        }
        if MAX < usize::MAX {
            schema.insert("maxItems".to_owned(), MAX.into());
        }
        if UNIQUE {
            schema.insert("uniqueItems".to_owned(), true.into());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted_and_compared() {
        type Two = Items<u64, 1, 2, true>;
        assert!(Two::new(vec![1, 2]).is_ok());
        for (items, wanted) in [
            (vec![], "has 0 items: at least 1 are needed"),
            (vec![1, 2, 3], "has 3 items: at most 2 are allowed"),
            (vec![1, 1], "has item 2 twice: each may be there once"),
        ] {
            assert_eq!(Two::new(items).unwrap_err().to_string(), wanted);
        }
        assert!(serde_json::from_str::<Two>("[1,1]").is_err());
        assert_eq!(
            serde_json::to_string(&Two::new(vec![7]).unwrap()).unwrap(),
            "[7]"
        );
    }
}
