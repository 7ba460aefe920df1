//! What derived code calls: one function a field. Nothing here is for other callers.

use std::fmt::Display;

pub use super::feeds::{Fed, Feeds, Refused};
pub use super::numbers::{NumberSource, NumberSources, Region, RegionSource, Tried};
use super::{MappingError, MappingErrors};
pub use super::{create, update};
use crate::{Nullable, PhoneNumber};

/// Where a value comes from and what it feeds.
#[derive(Debug)]
pub struct At {
    pub path: &'static str,
    pub property: &'static str,
    pub sensitive: bool,
    /// Its place among the record's errors.
    pub order: u16,
}

/// Collects the errors of a record.
#[derive(Debug, Default)]
pub struct Mapper {
    errors: Vec<MappingError>,
}

type Feed<P> = Result<Fed<P>, Refused>;

impl Mapper {
    #[inline]
    pub const fn new() -> Self {
        Mapper { errors: Vec::new() }
    }

    /// A property that must be there.
    #[cold]
    pub fn required<P>(&mut self, at: &'static At, fed: Feed<P>) {
        match fed {
            Ok(Fed::Value(_)) => {}
            Ok(Fed::Null | Fed::Absent | Fed::Skipped) => {
                let refused = Refused::unseen("has no value, and a contact needs one");
                self.push(at, None, refused);
            }
            Err(refused) => self.push(at, None, refused),
        }
    }

    /// A property that may be without a value.
    #[cold]
    pub fn optional<P>(&mut self, at: &'static At, fed: Feed<P>) {
        if let Err(refused) = fed {
            self.push(at, None, refused);
        }
    }

    /// The contact of a field that is one itself.
    #[cold]
    pub fn flattened<T>(&mut self, field: &'static str, result: Result<T, MappingErrors>) {
        if let Err(errors) = result {
            let inside = errors.into_iter().map(|error| error.inside(field));
            self.errors.extend(inside);
        }
    }

    /// All numbers of a field, those that are there already left out.
    pub fn each<S: NumberSources + ?Sized>(
        &mut self,
        at: &'static At,
        source: &S,
        region: Region<'_>,
        numbers: &mut Numbers,
    ) {
        source.each_number(&mut |index, written| {
            let read = match written {
                Ok(None) => return,
                Ok(Some(written)) => written.read(region),
                Err(reason) => Err(Refused::unseen(reason)),
            };
            match read {
                Ok(number) => numbers.add(number),
                Err(refused) => self.push(at, index, refused),
            }
        });
    }

    /// What was wrong.
    #[cold]
    pub fn fail(self) -> MappingErrors {
        MappingErrors::new(self.errors)
    }

    /// A payload for each number, if nothing was wrong.
    pub fn several<T>(
        mut self,
        property: &'static str,
        numbers: Numbers,
        payload: impl Fn(PhoneNumber) -> T,
    ) -> Result<Vec<T>, MappingErrors> {
        if self.errors.is_empty() && numbers.0.is_empty() {
            self.errors.push(MappingError::new(
                "",
                property,
                None,
                "is needed, and no field of the record has one".to_owned(),
            ));
        }
        if self.errors.is_empty() {
            Ok(numbers.0.into_iter().map(payload).collect())
        } else {
            Err(self.fail())
        }
    }

    fn push(&mut self, at: &'static At, index: Option<usize>, refused: Refused) {
        let (value, reason) = refused.into_parts();
        let path = match index {
            None => at.path.into(),
            Some(index) => std::borrow::Cow::Owned(format!("{}[{index}]", at.path)),
        };
        let value = value.filter(|_| !at.sensitive);
        let error = MappingError::new(path, at.property, value, reason);
        self.errors.push(error.in_order(at.order));
    }
}

/// A property that may be left out.
#[inline]
pub fn optional<P>(fed: Fed<P>) -> Option<P> {
    match fed {
        Fed::Value(value) => Some(value),
        Fed::Null | Fed::Absent | Fed::Skipped => None,
    }
}

/// A property that must be there and may be `null`.
#[inline]
pub fn nullable<P>(fed: Fed<P>) -> Nullable<P> {
    Nullable::from(optional(fed))
}

/// A property that can be cleared, where `None` leaves it as it is.
#[inline]
pub fn kept<P>(fed: Fed<P>) -> Option<Nullable<P>> {
    match fed {
        Fed::Value(value) => Some(Nullable::Value(value)),
        Fed::Null => Some(Nullable::Null),
        Fed::Absent | Fed::Skipped => None,
    }
}

/// A property that can be cleared, where `None` clears it.
#[inline]
pub fn cleared<P>(fed: Fed<P>) -> Option<Nullable<P>> {
    match fed {
        Fed::Value(value) => Some(Nullable::Value(value)),
        Fed::Null | Fed::Absent => Some(Nullable::Null),
        Fed::Skipped => None,
    }
}

/// Distinct phone numbers, in the order in which they came.
#[derive(Debug, Default)]
pub struct Numbers(Vec<PhoneNumber>);

impl Numbers {
    pub const fn new() -> Self {
        Numbers(Vec::new())
    }

    fn add(&mut self, number: PhoneNumber) {
        if !self.0.contains(&number) {
            self.0.push(number);
        }
    }
}

/// Calls a function of an attribute; being generic, it tells a closure its argument's type.
#[inline]
pub fn apply<'a, T: ?Sized, R>(function: impl FnOnce(&'a T) -> R, value: &'a T) -> R {
    function(value)
}

/// What `try_with` gave.
pub fn tried<P, S: Feeds<P>, E: Display>(
    result: Result<S, E>,
    shown: impl FnOnce() -> Option<String>,
) -> Feed<P> {
    match result {
        Ok(source) => source.feed(),
        Err(error) => Err(Refused::of(shown(), error.to_string())),
    }
}

/// `skip_if` said so.
pub const fn skipped<P>() -> Feed<P> {
    Ok(Fed::Skipped)
}

/// A `default` for `None`.
pub fn or<P, S: Feeds<P>>(fed: Feed<P>, default: impl FnOnce() -> S) -> Feed<P> {
    match fed {
        Ok(Fed::Absent | Fed::Skipped) => default().feed(),
        other => other,
    }
}

/// A number as people write it in a region.
pub fn in_region<S: NumberSource + ?Sized>(source: &S, region: Region<'_>) -> Feed<PhoneNumber> {
    match source.number() {
        Ok(Some(written)) => written.read(region).map(Fed::Value),
        Ok(None) => Ok(Fed::Absent),
        Err(reason) => Err(Refused::unseen(reason)),
    }
}

/// Stands for the feature `phone`.
#[derive(Debug)]
pub struct Phone;

/// Is only there with the feature `phone`, so that `region` without it says what is missing.
#[diagnostic::on_unimplemented(
    message = "`region` needs the feature `phone` of contacts-api",
    label = "without it, numbers are E.164 digits only",
    note = "turn it on in Cargo.toml: `contacts-api = {{ version = \"…\", features = [\"phone\"] }}`"
)]
pub trait ReadsRegions {}

#[cfg(feature = "phone")]
impl ReadsRegions for Phone {}

/// The region that a literal or a field names.
pub fn region<F: ReadsRegions, R: RegionSource + ?Sized>(region: &R) -> Region<'_> {
    region.region().map_or(Region::Absent, Region::In)
}

/// Shows a value as text if it can be: the one trait is found before the other.
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
