//! Why a property cannot have a value.

use std::fmt::{self, Display};

use super::support::Parts;

/// Why a property cannot have a value.
///
/// It is one pointer, so that a success is not made larger by the room for a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(Option<Box<Refusal>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Refusal {
    One {
        value: Option<String>,
        reason: String,
    },
    /// Members of an object, each with its property and why it is refused.
    Members(Vec<(&'static str, Refused)>),
    /// Items of a list or values of a map, each with its place and why it is refused.
    Items(Vec<(PathStep, Refused)>),
}

/// Where a value is in a list or a map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathStep {
    Index(usize),
    Key(String),
}

/// One value that is refused.
pub(super) struct RefusedValue<'a> {
    /// The property that the value was for.
    pub(super) property: &'static str,
    /// Where the value is within the property.
    pub(super) steps: &'a [PathStep],
    pub(super) value: Option<String>,
    pub(super) reason: String,
}

impl Refused {
    /// Refuses a value; the reason is the rest of a sentence: `is empty: …`.
    #[cold]
    #[inline(never)]
    pub fn new(value: impl Display, reason: impl Display) -> Self {
        Self::of(Some(value.to_string()), reason.to_string())
    }

    /// Refuses a value that cannot be shown as text.
    #[cold]
    #[inline(never)]
    pub fn unseen(reason: impl Display) -> Self {
        Self::of(None, reason.to_string())
    }

    #[cold]
    pub(super) fn of(value: Option<String>, reason: String) -> Self {
        Refused(Some(Box::new(Refusal::One { value, reason })))
    }

    /// Refuses members of an object.
    #[cold]
    pub fn several(parts: Parts) -> Self {
        Refused(Some(Box::new(Refusal::Members(parts.refused))))
    }

    /// Refuses items of a list or values of a map.
    #[cold]
    pub(super) fn items(refused: Vec<(PathStep, Refused)>) -> Self {
        Refused(Some(Box::new(Refusal::Items(refused))))
    }

    /// Says that a required value is missing.
    pub(super) const fn absent() -> Self {
        Refused(None)
    }

    /// Passes each refused value to `take`.
    pub(super) fn each(self, property: &'static str, take: &mut dyn FnMut(RefusedValue<'_>)) {
        self.each_in(property, &mut Vec::new(), take);
    }

    fn each_in(
        self,
        property: &'static str,
        steps: &mut Vec<PathStep>,
        take: &mut dyn FnMut(RefusedValue<'_>),
    ) {
        let (value, reason) = match self.0.map(|it| *it) {
            Some(Refusal::One { value, reason }) => (value, reason),
            Some(Refusal::Members(members)) => {
                for (property, refused) in members {
                    refused.each_in(property, steps, take);
                }
                return;
            }
            Some(Refusal::Items(items)) => {
                for (step, refused) in items {
                    steps.push(step);
                    refused.each_in(property, steps, take);
                    steps.pop();
                }
                return;
            }
            None if steps.is_empty() => (None, "has no value, and a contact needs one".to_owned()),
            None => (None, "has no value, and each item needs one".to_owned()),
        };
        take(RefusedValue {
            property,
            steps,
            value,
            reason,
        });
    }
}

impl Display for PathStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathStep::Index(index) => write!(f, "[{index}]"),
            PathStep::Key(key) => write!(f, ".{key}"),
        }
    }
}
