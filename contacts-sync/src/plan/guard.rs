//! What keeps a plan from deleting: a source that cannot be complete, and too many deletes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most contacts that a plan may delete: a count, or a percentage of this tool's contacts.
///
/// ```
/// use contacts_sync::DeleteLimit;
///
/// assert_eq!("25".parse(), Ok(DeleteLimit::count(25)));
/// assert_eq!("10%".parse(), Ok(DeleteLimit::percent(10)));
/// assert!("many".parse::<DeleteLimit>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeleteLimit(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Count(u64),
    Percent(u8),
}

impl DeleteLimit {
    /// Returns a limit of this many contacts.
    pub const fn count(most: u64) -> Self {
        DeleteLimit(Kind::Count(most))
    }

    /// Returns a limit of this percentage of the tool's contacts.
    pub const fn percent(most: u8) -> Self {
        DeleteLimit(Kind::Percent(most))
    }

    /// Returns how many of so many contacts may be deleted; a percentage above 0 always allows one.
    fn of(self, managed: u64) -> u64 {
        match self.0 {
            Kind::Count(most) => most,
            Kind::Percent(0) => 0,
            Kind::Percent(percent) => {
                let most = u128::from(managed) * u128::from(percent) / 100;
                u64::try_from(most).unwrap_or(u64::MAX).max(1)
            }
        }
    }
}

impl Default for DeleteLimit {
    /// Returns ten percent.
    fn default() -> Self {
        DeleteLimit::percent(10)
    }
}

impl fmt::Display for DeleteLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Count(most) => most.fmt(f),
            Kind::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl FromStr for DeleteLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a limit: write a count such as 25, or 0% to 100%");
        match text.strip_suffix('%') {
            Some(percent) => match percent.parse() {
                Ok(percent @ 0..=100) => Ok(DeleteLimit::percent(percent)),
                _ => Err(wrong()),
            },
            None => text.parse().map(DeleteLimit::count).map_err(|_| wrong()),
        }
    }
}

/// Why contacts that the source no longer has are not deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum HeldBack {
    /// The source is empty, which is more likely a mistake than the truth.
    EmptySource {
        /// How many contacts would be deleted.
        deletes: u64,
    },
    /// Some entries of the source cannot be used, and may be for the contacts that seem to be gone.
    PartlyUnreadable {
        /// How many contacts would be deleted.
        deletes: u64,
        /// How many entries cannot be used.
        unreadable: u64,
    },
    /// More would be deleted than is allowed: nothing is sent at all.
    TooMany {
        /// How many contacts would be deleted.
        deletes: u64,
        /// How many contacts are this tool's.
        managed: u64,
        /// How many may be deleted.
        most: u64,
    },
    /// The document has no operation that deletes a contact.
    NoOperation {
        /// How many contacts would be deleted.
        deletes: u64,
    },
}

impl HeldBack {
    /// Returns whether nothing at all may be sent, and not only no deletes.
    pub fn stops_all(&self) -> bool {
        matches!(self, HeldBack::TooMany { .. })
    }
}

impl fmt::Display for HeldBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeldBack::EmptySource { deletes } => write!(
                f,
                "the source has no contacts, so none of the {deletes} contacts that are missing from it is deleted: \
                 check the source"
            ),
            HeldBack::PartlyUnreadable {
                deletes,
                unreadable,
            } => write!(
                f,
                "{} of the source cannot be used, so none of the {deletes} contacts that seem to be gone is deleted: \
                 correct the source first",
                match unreadable {
                    1 => "one entry".to_owned(),
                    _ => format!("{unreadable} entries"),
                }
            ),
            HeldBack::TooMany {
                deletes,
                managed,
                most,
            } => write!(
                f,
                "{deletes} of {managed} contacts would be deleted, and at most {most} may be: nothing is sent; \
                 check the source, or raise the limit"
            ),
            HeldBack::NoOperation { deletes } => write!(
                f,
                "the document has no operation that deletes a contact, so the {deletes} that the source no longer has stay"
            ),
        }
    }
}

/// What a guard looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct GuardFacts {
    pub(super) entries: u64,
    pub(super) unreadable: u64,
    pub(super) managed: u64,
    pub(super) deletes: u64,
    pub(super) can_delete: bool,
}

/// Returns why so many contacts must not be deleted, if that is so.
pub(super) fn held_back(limit: DeleteLimit, facts: GuardFacts) -> Option<HeldBack> {
    let GuardFacts {
        entries,
        unreadable,
        managed,
        deletes,
        can_delete,
    } = facts;
    if deletes == 0 {
        return None;
    }
    let most = limit.of(managed);
    Some(if !can_delete {
        HeldBack::NoOperation { deletes }
    } else if unreadable > 0 {
        HeldBack::PartlyUnreadable {
            deletes,
            unreadable,
        }
    } else if entries == 0 {
        HeldBack::EmptySource { deletes }
    } else if deletes > most {
        HeldBack::TooMany {
            deletes,
            managed,
            most,
        }
    } else {
        return None;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: GuardFacts = GuardFacts {
        entries: 100,
        unreadable: 0,
        managed: 100,
        deletes: 10,
        can_delete: true,
    };

    #[test]
    fn ten_of_a_hundred_may_go_and_eleven_may_not() {
        assert_eq!(held_back(DeleteLimit::default(), FACTS), None);
        let facts = GuardFacts {
            deletes: 11,
            ..FACTS
        };
        let refused = held_back(DeleteLimit::default(), facts).unwrap();
        assert!(refused.stops_all());
        assert_eq!(
            refused.to_string(),
            "11 of 100 contacts would be deleted, and at most 10 may be: nothing is sent; check the source, or raise the limit"
        );
        assert_eq!(held_back(DeleteLimit::count(11), facts), None);
        assert_eq!(held_back(DeleteLimit::percent(100), facts), None);
    }

    #[test]
    fn a_source_that_cannot_be_the_whole_truth_deletes_nothing() {
        let empty = GuardFacts {
            entries: 0,
            ..FACTS
        };
        let partly = GuardFacts {
            unreadable: 1,
            ..FACTS
        };
        let unable = GuardFacts {
            can_delete: false,
            ..FACTS
        };
        for (facts, wanted) in [
            (empty, HeldBack::EmptySource { deletes: 10 }),
            (
                partly,
                HeldBack::PartlyUnreadable {
                    deletes: 10,
                    unreadable: 1,
                },
            ),
            (unable, HeldBack::NoOperation { deletes: 10 }),
        ] {
            let all = held_back(DeleteLimit::percent(100), facts).unwrap();
            assert_eq!(all, wanted);
            assert!(!all.stops_all());
            assert_eq!(
                held_back(
                    DeleteLimit::percent(100),
                    GuardFacts {
                        deletes: 0,
                        ..facts
                    }
                ),
                None
            );
        }
    }

    #[test]
    fn a_limit_is_read_as_it_is_written() {
        for limit in [
            DeleteLimit::count(25),
            DeleteLimit::percent(0),
            DeleteLimit::percent(100),
        ] {
            assert_eq!(limit.to_string().parse(), Ok(limit));
        }
        for wrong in ["101%", "-1", "many", "%"] {
            let said = wrong.parse::<DeleteLimit>().unwrap_err();
            assert!(said.contains("0% to 100%"), "{said}");
        }
    }

    #[test]
    fn of_a_few_contacts_one_may_always_go_unless_none_may() {
        assert_eq!(DeleteLimit::percent(10).of(3), 1);
        assert_eq!(DeleteLimit::percent(0).of(3), 0);
        assert_eq!(DeleteLimit::count(0).of(3), 0);
        assert_eq!(DeleteLimit::percent(10).of(u64::MAX), u64::MAX / 10);
    }
}
