//! What derived code calls: one function a field. Nothing here is for other callers.

use std::fmt::{Display, Write as _};

pub use super::feeds::{Fed, Feeds};
pub use super::numbers::{NumberSource, NumberSources, Region, RegionSource, Tried};
pub use super::refused::Refused;
use super::refused::{One, Step};
use super::{MappingError, MappingErrors};
pub use super::{create, update};
use crate::{Nullable, PhoneNumber};

/// What feeds a property, or why it cannot.
pub type Feed<P> = Result<Fed<P>, Refused>;

/// What feeds which property, in the order in which errors are reported: the property, the path of
/// its source, and whether its value is sensitive.
///
/// Tuples, since derived code has them in every method and they are quick to compile.
pub type Sources = &'static [(&'static str, &'static str, bool)];

/// What the field gives that is a contact itself.
#[derive(Debug)]
pub struct Flattened<'a, T> {
    pub path: &'static str,
    /// How many of the sources come before it.
    pub before: usize,
    /// The properties whose sources may skip a value, and whether they do.
    pub skipped: &'a [(&'static str, bool)],
    pub payload: Result<T, MappingErrors>,
}

/// Collects the errors of a record.
#[derive(Debug)]
pub struct Mapper {
    sources: Sources,
    errors: Vec<MappingError>,
}

impl Mapper {
    pub(super) const fn new(sources: Sources) -> Self {
        Mapper {
            sources,
            errors: Vec::new(),
        }
    }

    /// What makes a property, if it is right.
    pub(super) fn check<T>(
        &mut self,
        property: &'static str,
        made: Result<T, Refused>,
    ) -> Option<T> {
        made.map_err(|refused| self.push(None, property, None, refused))
            .ok()
    }

    /// What makes a property, if anything feeds it and it is right.
    pub(super) fn take<T>(
        &mut self,
        property: &'static str,
        made: Result<T, Refused>,
        skipped: &[(&'static str, bool)],
    ) -> Option<T> {
        let feeds = |it: &str| it == property || is_within(it, property);
        let is_fed = |it: &str| feeds(it) && !skipped.contains(&(it, true));
        if self.sources.iter().any(|(it, ..)| is_fed(it)) {
            self.check(property, made)
        } else {
            None
        }
    }

    /// The payload of a field that is one itself, if there are no errors in it nor here.
    pub(super) fn over<T>(mut self, flattened: Flattened<'_, T>) -> Result<T, MappingErrors> {
        match flattened.payload {
            Ok(payload) if self.errors.is_empty() => Ok(payload),
            Ok(_) => Err(self.fail()),
            Err(errors) => {
                // Between the sources around it, see `push`.
                let order = 2 * flattened.before;
                let inside = errors
                    .into_iter()
                    .map(|it| it.inside(flattened.path, order));
                self.errors.extend(inside);
                Err(self.fail())
            }
        }
    }

    /// What was wrong.
    #[cold]
    pub(super) fn fail(self) -> MappingErrors {
        MappingErrors::new(self.errors)
    }

    /// Takes what was refused of a property; the place of its source is looked up unless it is known.
    fn push(
        &mut self,
        order: Option<usize>,
        property: &'static str,
        index: Option<usize>,
        refused: Refused,
    ) {
        refused.each(property, &mut |one| {
            let One {
                property,
                steps,
                value,
                reason,
            } = one;
            let known = |it: &&(&str, &str, bool)| it.0 == property;
            let order = order.or_else(|| self.sources.iter().position(|it| known(&it)));
            // What has no source of its own is missing in an object that has.
            let (_, path, sensitive) = order.map_or((property, "", false), |it| self.sources[it]);
            let mut inside = String::new();
            for step in index.map(Step::Index).iter().chain(steps) {
                match step {
                    // A key may be as personal as the value.
                    Step::Key(_) if sensitive => inside += ".…",
                    step => write!(inside, "{step}").expect("a String takes all"),
                }
            }
            let value = value.filter(|_| !sensitive);
            let error = MappingError::new(path, property, value, reason).at(&inside);
            // What is flattened comes between two sources.
            let order = order.map_or(usize::MAX, |it| 2 * it + 1);
            self.errors.push(error.in_order(order));
        });
    }
}

/// Is it the path of something in `property`?
fn is_within(path: &str, property: &str) -> bool {
    path.strip_prefix(property)
        .is_some_and(|it| it.starts_with('.'))
}

/// Collects why members of an object are refused.
#[derive(Debug, Default)]
pub struct Parts {
    pub(super) refused: Vec<(&'static str, Refused)>,
}

impl Parts {
    /// The member, if it is right.
    pub fn take<T>(&mut self, property: &'static str, made: Result<T, Refused>) -> Option<T> {
        made.map_err(|refused| self.refused.push((property, refused)))
            .ok()
    }
}

/// The distinct phone numbers of a record, in the order in which they came.
#[derive(Debug)]
pub struct Collected {
    mapper: Mapper,
    numbers: Vec<PhoneNumber>,
}

impl Collected {
    #[inline]
    pub const fn new(sources: Sources) -> Self {
        Collected {
            mapper: Mapper::new(sources),
            numbers: Vec::new(),
        }
    }

    /// All numbers of the source at `order`.
    pub fn each<S: NumberSources + ?Sized>(
        &mut self,
        order: usize,
        source: &S,
        region: Region<'_>,
    ) {
        source.each_number(&mut |index, written| {
            let read = match written {
                Ok(None) => return,
                Ok(Some(written)) => written.read(region),
                Err(refused) => Err(refused),
            };
            match read {
                Ok(number) if self.numbers.contains(&number) => {}
                Ok(number) => self.numbers.push(number),
                Err(refused) => {
                    let (property, ..) = self.mapper.sources[order];
                    self.mapper.push(Some(order), property, index, refused);
                }
            }
        });
    }

    #[allow(dead_code, reason = "a document may have no number")]
    pub(super) fn sources(&self) -> Sources {
        self.mapper.sources
    }

    /// One of the numbers, for a draft.
    #[allow(dead_code, reason = "a document may have no number")]
    pub(super) fn first(&self) -> Option<PhoneNumber> {
        self.numbers.first().copied()
    }

    /// The numbers, and the payload that was made with one of them, if nothing was wrong.
    #[allow(dead_code, reason = "a document may have no number")]
    pub(super) fn finish<T>(
        mut self,
        property: &'static str,
        payload: Result<T, MappingErrors>,
    ) -> Result<(T, Vec<PhoneNumber>), MappingErrors> {
        let errors = &mut self.mapper.errors;
        if errors.is_empty() && self.numbers.is_empty() {
            errors.push(MappingError::new(
                "",
                property,
                None,
                "is needed, and no field of the record has one".to_owned(),
            ));
        }
        match payload {
            Ok(payload) if errors.is_empty() => return Ok((payload, self.numbers)),
            Ok(_) => {}
            // That the draft has no number is said already, and why.
            Err(other) => errors.extend(other.into_iter().filter(|it| it.property() != property)),
        }
        Err(self.mapper.fail())
    }
}

/// A property that must be there.
#[inline]
pub fn required<P>(fed: Feed<P>) -> Result<P, Refused> {
    match fed? {
        Fed::Value(value) => Ok(value),
        Fed::Absent | Fed::Null | Fed::Skipped => Err(Refused::absent()),
    }
}

/// A property that may be left out.
#[inline]
pub fn optional<P>(fed: Feed<P>) -> Result<Option<P>, Refused> {
    match fed? {
        Fed::Value(value) => Ok(Some(value)),
        Fed::Absent | Fed::Null | Fed::Skipped => Ok(None),
    }
}

/// A property that must be there and may be `null`.
#[inline]
pub fn nullable<P>(fed: Fed<P>) -> Nullable<P> {
    match fed {
        Fed::Value(value) => Nullable::Value(value),
        Fed::Absent | Fed::Null | Fed::Skipped => Nullable::Null,
    }
}

/// A property that can be cleared.
#[inline]
pub fn clearable<P>(fed: Fed<P>) -> Option<Nullable<P>> {
    match fed {
        Fed::Value(value) => Some(Nullable::Value(value)),
        Fed::Null => Some(Nullable::Null),
        Fed::Absent | Fed::Skipped => None,
    }
}

/// `None` clears the property.
#[inline]
pub fn clearing<P>(fed: Feed<P>) -> Feed<P> {
    match fed {
        Ok(Fed::Absent) => Ok(Fed::Null),
        other => other,
    }
}

/// `None` makes a free-form property `null`, which is a value of its own there.
#[inline]
pub fn clearing_free(fed: Feed<serde_json::Value>) -> Feed<serde_json::Value> {
    match fed {
        Ok(Fed::Absent | Fed::Null) => Ok(Fed::Value(serde_json::Value::Null)),
        other => other,
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
        Err(refused) => Err(refused),
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
