//! Collects what is wrong with a record.

use std::fmt::Write as _;

use super::feeders::Feeders;
use super::refused::{PathStep, Refused, RefusedValue};
use super::{MappingError, MappingErrors};

/// What a field that is a contact itself gives.
#[derive(Debug)]
pub struct Flattened<'a, T> {
    /// Its name.
    pub path: &'static str,
    /// How many of the feeders come before it.
    pub before: usize,
    /// The properties whose feeders may skip a value, and whether they do.
    pub skipped: &'a [(&'static str, bool)],
    /// Its payload; `None` if the field is a `None`.
    pub payload: Option<Result<T, MappingErrors>>,
}

/// Collects the errors of a record.
#[derive(Debug)]
pub struct Mapper {
    pub(super) feeders: Feeders,
    pub(super) errors: Vec<MappingError>,
}

impl Mapper {
    pub(super) const fn new(table: &'static str) -> Self {
        Mapper {
            feeders: Feeders::new(table),
            errors: Vec::new(),
        }
    }

    /// Returns the value of a property, if it is valid.
    pub(super) fn check<T>(
        &mut self,
        property: &'static str,
        made: Result<T, Refused>,
    ) -> Option<T> {
        made.map_err(|refused| self.push(None, property, None, refused))
            .ok()
    }

    /// Returns the value of a property, if anything feeds it and it is valid.
    pub(super) fn take<T>(
        &mut self,
        property: &'static str,
        made: Result<T, Refused>,
        skipped: &[(&'static str, bool)],
    ) -> Option<T> {
        let feeds = |it: &str| it == property || is_within(it, property);
        let is_fed = |it: &str| feeds(it) && !skipped.contains(&(it, true));
        if self.feeders.all().any(|feeder| is_fed(feeder.property)) {
            self.check(property, made)
        } else {
            None
        }
    }

    /// Returns the payload of a field that is a contact itself, if there are errors neither in it
    /// nor here.
    pub(super) fn over<T>(
        mut self,
        path: &str,
        before: usize,
        payload: Result<T, MappingErrors>,
    ) -> Result<T, MappingErrors> {
        match payload {
            Ok(payload) if self.errors.is_empty() => Ok(payload),
            Ok(_) => Err(self.fail()),
            Err(errors) => {
                // Between the feeders around it, see `push`.
                let order = 2 * before;
                let inside = errors.into_iter().map(|it| it.inside(path, order));
                self.errors.extend(inside);
                Err(self.fail())
            }
        }
    }

    /// Returns what was wrong.
    #[cold]
    pub(super) fn fail(self) -> MappingErrors {
        MappingErrors::new(self.errors)
    }

    /// Takes what was refused of a property; the feeder's place is looked up unless it is given.
    pub(super) fn push(
        &mut self,
        order: Option<usize>,
        property: &'static str,
        index: Option<usize>,
        refused: Refused,
    ) {
        refused.each(property, &mut |one| {
            let RefusedValue {
                property,
                steps,
                value,
                reason,
            } = one;
            let order = order.or_else(|| self.feeders.position(property));
            let feeder = order.and_then(|it| self.feeders.get(it));
            // A property without a feeder is missing from an object that has one: there is no value to show.
            let (path, sensitive) = feeder.map_or(("", true), |it| (it.path, it.sensitive));
            let mut inside = String::new();
            for step in index.map(PathStep::Index).iter().chain(steps) {
                match step {
                    // A key may be as personal as the value.
                    PathStep::Key(_) if sensitive => inside += ".…",
                    step => write!(inside, "{step}").expect("a String takes all"),
                }
            }
            let value = value.filter(|_| !sensitive);
            let error = MappingError::new(path, property, value, reason).at(&inside);
            // What is flattened comes between two feeders.
            let order = order.map_or(usize::MAX, |it| 2 * it + 1);
            self.errors.push(error.in_order(order));
        });
    }
}

/// Returns whether `path` leads into `property`.
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
    /// Returns the member, if it is valid.
    pub fn take<T>(&mut self, property: &'static str, made: Result<T, Refused>) -> Option<T> {
        made.map_err(|refused| self.refused.push((property, refused)))
            .ok()
    }
}
