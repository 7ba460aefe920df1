//! What derived code calls: one function for each field. Nothing here is for other callers.

use std::fmt::Display;

use super::MappingErrors;
pub use super::explain::{
    AlsoUpdates, CanBeCopied, CanBeHeld, NoDrop, Outcome, Phone, ReadsRegions, Taken, also_updates,
};
pub use super::feeds::{Fed, Feeds};
pub use super::flatten::{FlattenContact, FlattenUpdate};
pub use super::mapper::{Flattened, Mapper, Parts};
pub use super::numbers::{FeedsNumber, FeedsNumbers, NamesRegion, Region, Tried};
use super::numbers::{FromPhone, Written};
pub use super::refused::Refused;
pub use super::several::Collected;
pub use super::{create, update};
use crate::Nullable;
use crate::phone_book::{ContactUpdate, NewContact};

/// What a derived method returns.
pub type Created = Result<NewContact, MappingErrors>;

/// What a derived method for an update returns.
pub type Updated = Result<ContactUpdate, MappingErrors>;

/// What a derived method for a record with several numbers returns.
pub type CreatedEach = Result<Vec<NewContact>, MappingErrors>;

/// What feeds a property, or why it cannot.
pub type Feed<P> = Result<Fed<P>, Refused>;

/// Returns the value of a property that must be there.
#[inline]
pub fn required<P>(fed: Feed<P>) -> Result<P, Refused> {
    match fed? {
        Fed::Value(value) => Ok(value),
        Fed::Absent | Fed::Null | Fed::Skipped => Err(Refused::absent()),
    }
}

/// Returns the value of a property that may be left out.
#[inline]
pub fn optional<P>(fed: Feed<P>) -> Result<Option<P>, Refused> {
    match fed? {
        Fed::Value(value) => Ok(Some(value)),
        Fed::Absent | Fed::Null | Fed::Skipped => Ok(None),
    }
}

/// Returns the value of a property that must be there and may be `null`.
#[inline]
pub fn nullable<P>(fed: Fed<P>) -> Nullable<P> {
    match fed {
        Fed::Value(value) => Nullable::Value(value),
        Fed::Absent | Fed::Null | Fed::Skipped => Nullable::Null,
    }
}

/// Returns the value of a property that can be cleared.
#[inline]
pub fn clearable<P>(fed: Fed<P>) -> Option<Nullable<P>> {
    match fed {
        Fed::Value(value) => Some(Nullable::Value(value)),
        Fed::Null => Some(Nullable::Null),
        Fed::Absent | Fed::Skipped => None,
    }
}

/// Lets `None` clear the property.
#[inline]
pub fn clearing<P>(fed: Feed<P>) -> Feed<P> {
    match fed {
        Ok(Fed::Absent) => Ok(Fed::Null),
        other => other,
    }
}

/// Turns `null` into a value, which it is for a property that accepts any JSON.
#[inline]
pub fn null(fed: Feed<serde_json::Value>) -> Feed<serde_json::Value> {
    match fed {
        Ok(Fed::Null) => Ok(Fed::Value(serde_json::Value::Null)),
        other => other,
    }
}

/// Calls a function of an attribute; as it is generic, a closure's argument type can be inferred.
#[inline]
pub fn apply<'a, T: ?Sized, R>(function: impl FnOnce(&'a T) -> R, value: &'a T) -> R {
    function(value)
}

/// Returns what the function of `try_with` gave.
pub fn tried<P, R>(result: R, shown: impl FnOnce() -> Option<String>) -> Feed<P>
where
    R: Outcome<Value: Feeds<P>, Error: Display>,
{
    match result.into_result() {
        Ok(source) => source.feed(),
        Err(error) => Err(Refused::of(shown(), error.to_string())),
    }
}

/// Skips a value, as `skip_if` says.
pub const fn skipped<P>() -> Feed<P> {
    Ok(Fed::Skipped)
}

/// Uses a `default` for `None`.
pub fn or<P, S: Feeds<P>>(fed: Feed<P>, default: impl FnOnce() -> S) -> Feed<P> {
    match fed {
        Ok(Fed::Absent | Fed::Skipped) => default().feed(),
        other => other,
    }
}

/// Reads a number as people write it in a region.
pub fn in_region<P: FromPhone>(
    number: Result<Option<Written<'_>>, Refused>,
    region: Region<'_>,
) -> Feed<P> {
    match number {
        Ok(Some(written)) => written.read(region).map(Fed::Value),
        Ok(None) => Ok(Fed::Absent),
        Err(refused) => Err(refused),
    }
}

/// Uses a `default` for a number that is `None`; it is read in the same region.
pub fn or_in_region<P: FromPhone, S: FeedsNumber>(
    fed: Feed<P>,
    default: impl FnOnce() -> S,
    region: Region<'_>,
) -> Feed<P> {
    match fed {
        Ok(Fed::Absent | Fed::Skipped) => in_region(default().number(), region),
        other => other,
    }
}

/// Returns the region that a literal or a field names.
pub fn region<F: ReadsRegions>(region: Option<&str>) -> Region<'_> {
    region.map_or(Region::Absent, Region::In)
}

/// Shows a value as text if that is possible: of two traits the compiler finds the one that can
/// first.
#[derive(Debug)]
pub struct Show<'a, T: ?Sized>(pub &'a T);

pub trait ShowText {
    fn show(&self) -> Option<String>;
}

impl<T: Display + ?Sized> ShowText for Show<'_, T> {
    fn show(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

pub trait ShowNothing {
    fn show(&self) -> Option<String>;
}

impl<T: ?Sized> ShowNothing for &Show<'_, T> {
    fn show(&self) -> Option<String> {
        None
    }
}
