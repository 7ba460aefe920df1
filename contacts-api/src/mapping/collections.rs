//! Lists and maps as feeders: what feeds an item feeds the list of such items.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::BuildHasher;

use serde_json::{Map, Value};

use super::refused::PathStep;
use super::{Fed, Feeds, Refused};
use crate::{Bounded, Checked, Enumeration, Items, Limited, Listed, PhoneNumber, Text};

/// What can be an item of a list, or a value of a map.
pub trait Item: Sized {
    /// Returns the item for a source that holds `None`.
    ///
    /// # Errors
    ///
    /// If the item must have a value.
    fn nothing() -> Result<Self, Refused> {
        Err(Refused::absent())
    }
}

macro_rules! items {
    ($([$($generics:tt)*] $item:ty),* $(,)?) => {$(
        impl<$($generics)*> Item for $item {}
    )*};
}

items!(
    [] String,
    [] PhoneNumber,
    [] u64,
    [] i64,
    [] f64,
    [] bool,
    [] Map<String, Value>,
    [const MIN: usize, const MAX: usize] Text<MIN, MAX>,
    [const MIN: i64, const MAX: i64, const STEP: i64] Bounded<MIN, MAX, STEP>,
    [R] Checked<R>,
    [R] Limited<R>,
    [T, const MIN: usize, const MAX: usize, const UNIQUE: bool] Items<T, MIN, MAX, UNIQUE>,
    [E: Enumeration] Listed<E>,
    [T] Vec<T>,
    [T] BTreeMap<String, T>,
    [T] Box<T>,
);

impl<T> Item for Option<T> {
    fn nothing() -> Result<Self, Refused> {
        Ok(None)
    }
}

impl Item for Value {
    fn nothing() -> Result<Self, Refused> {
        Ok(Value::Null)
    }
}

fn item<T: Item>(fed: Fed<T>) -> Result<T, Refused> {
    match fed {
        Fed::Value(value) => Ok(value),
        Fed::Absent | Fed::Null | Fed::Skipped => T::nothing(),
    }
}

fn list<T: Item>(
    feeders: impl Iterator<Item = Result<Fed<T>, Refused>>,
) -> Result<Vec<T>, Refused> {
    let mut items = Vec::with_capacity(feeders.size_hint().0);
    let mut refused = Vec::new();
    for (index, feeder) in feeders.enumerate() {
        match feeder.and_then(item) {
            Ok(item) => items.push(item),
            Err(reason) => refused.push((PathStep::Index(index), reason)),
        }
    }
    if refused.is_empty() {
        Ok(items)
    } else {
        Err(Refused::items(refused))
    }
}

fn map<T: Item, M: FromIterator<(String, T)>>(
    feeders: impl Iterator<Item = (String, Result<Fed<T>, Refused>)>,
) -> Result<M, Refused> {
    let mut refused = Vec::new();
    let values = feeders.filter_map(|(key, feeder)| match feeder.and_then(item) {
        Ok(value) => Some((key, value)),
        Err(reason) => {
            refused.push((PathStep::Key(key), reason));
            None
        }
    });
    let values = values.collect();
    if refused.is_empty() {
        return Ok(values);
    }
    // A hash map has no order of its own, and messages should.
    refused.sort_by(|(a, _), (b, _)| a.cmp(b));
    Err(Refused::items(refused))
}

/// Returns the list, if it has as many items as the document allows.
fn counted<T: PartialEq, const MIN: usize, const MAX: usize, const UNIQUE: bool>(
    items: Vec<T>,
) -> Result<Fed<Items<T, MIN, MAX, UNIQUE>>, Refused> {
    Items::new(items).map(Fed::Value).map_err(Refused::unseen)
}

/// Lets lists feed each form of a property that is a list.
macro_rules! list_feeds {
    ($([$($generics:tt)*] $list:ty: $each:expr;)*) => {$(
        list_feeds!(@into [$($generics)*] $list: $each; [T: Item] T => Vec<T>, |it| it);
        list_feeds!(@into [$($generics)*] $list: $each; [T: Item] T => Option<Vec<T>>, Some);
        list_feeds!(@into [$($generics)*] $list: $each; [] Value => Value, Value::Array);

        impl<
            S: Feeds<T>,
            $($generics)*
            T: Item + PartialEq,
            const MIN: usize,
            const MAX: usize,
            const UNIQUE: bool,
        > Feeds<Items<T, MIN, MAX, UNIQUE>> for $list {
            fn feed(self) -> Result<Fed<Items<T, MIN, MAX, UNIQUE>>, Refused> {
                list($each(self).map(S::feed)).and_then(counted)
            }

            fn feed_ref(&self) -> Result<Fed<Items<T, MIN, MAX, UNIQUE>>, Refused> {
                list(self.iter().map(S::feed_ref)).and_then(counted)
            }
        }
    )*};
    (@into [$($generics:tt)*] $list:ty: $each:expr; [$($item:tt)*] $of:ty => $made:ty, $make:expr) => {
        impl<S: Feeds<$of>, $($generics)* $($item)*> Feeds<$made> for $list {
            fn feed(self) -> Result<Fed<$made>, Refused> {
                list($each(self).map(S::feed)).map($make).map(Fed::Value)
            }

            fn feed_ref(&self) -> Result<Fed<$made>, Refused> {
                list(self.iter().map(S::feed_ref)).map($make).map(Fed::Value)
            }
        }
    };
}

list_feeds! {
    [] Vec<S>: Vec::into_iter;
    [const N: usize,] [S; N]: <[S; N]>::into_iter;
    [] VecDeque<S>: VecDeque::into_iter;
    [] BTreeSet<S>: BTreeSet::into_iter;
    [H: BuildHasher,] HashSet<S, H>: HashSet::into_iter;
}

/// A slice is fed by reference only.
macro_rules! slice_feeds {
    ($([$($item:tt)*] $of:ty => $made:ty, $make:expr;)*) => {$(
        impl<S: Feeds<$of>, $($item)*> Feeds<$made> for [S] {
            fn feed_ref(&self) -> Result<Fed<$made>, Refused> {
                list(self.iter().map(S::feed_ref)).map($make).map(Fed::Value)
            }
        }
    )*};
}

slice_feeds! {
    [T: Item] T => Vec<T>, |it| it;
    [T: Item] T => Option<Vec<T>>, Some;
    [] Value => Value, Value::Array;
}

macro_rules! map_feeds {
    ($([$($generics:tt)*] $map:ty;)*) => {$(
        map_feeds!(@into [$($generics)*] $map; [T: Item] T => BTreeMap<String, T>, |it| it);
        map_feeds!(@into [$($generics)*] $map; [T: Item] T => Option<BTreeMap<String, T>>, Some);
        map_feeds!(@into [$($generics)*] $map; [] Value => Map<String, Value>, |it| it);
        map_feeds!(@into [$($generics)*] $map; [] Value => Value, Value::Object);
    )*};
    (@into [$($generics:tt)*] $map:ty; [$($item:tt)*] $of:ty => $made:ty, $make:expr) => {
        impl<K: AsRef<str>, S: Feeds<$of>, $($generics)* $($item)*> Feeds<$made> for $map {
            fn feed(self) -> Result<Fed<$made>, Refused> {
                let values = self.into_iter();
                let values = values.map(|(key, it)| (key.as_ref().to_owned(), it.feed()));
                map(values).map($make).map(Fed::Value)
            }

            fn feed_ref(&self) -> Result<Fed<$made>, Refused> {
                let values = self.iter();
                let values = values.map(|(key, it)| (key.as_ref().to_owned(), it.feed_ref()));
                map(values).map($make).map(Fed::Value)
            }
        }
    };
}

map_feeds! {
    [] BTreeMap<K, S>;
    [H: BuildHasher,] HashMap<K, S, H>;
}
