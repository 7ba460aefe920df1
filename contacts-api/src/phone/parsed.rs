//! The result of reading a number.

use std::fmt;

use crate::PhoneNumber;

/// A number that was read, with warnings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedNumber {
    /// The number.
    pub number: PhoneNumber,
    /// What is doubtful about the number or was left out of it; usually empty.
    pub warnings: Vec<NumberWarning>,
}

/// Something doubtful about a number that can be used all the same.
///
/// The message is the rest of a sentence, as with [`NumberError`](crate::NumberError).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NumberWarning {
    /// The length is right, but the numbering plan assigns no such numbers.
    NotInPlan,
    /// An extension stood after the number; the API has no place for it.
    ExtensionDropped,
}

impl fmt::Display for NumberWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotInPlan => {
                "has the right length but is in no known range of numbers: check the digits"
            }
            Self::ExtensionDropped => "has an extension, which is left out",
        })
    }
}

/// A number with what is doubtful about it, before that is put into words.
pub(super) struct Read {
    pub(super) number: PhoneNumber,
    pub(super) in_plan: bool,
    pub(super) extension: bool,
}

impl Read {
    /// Returns a number without anything doubtful.
    pub(super) fn certain(number: PhoneNumber) -> Self {
        Read {
            number,
            in_plan: true,
            extension: false,
        }
    }
}

impl From<Read> for ParsedNumber {
    fn from(read: Read) -> Self {
        let mut warnings = Vec::new();
        if !read.in_plan {
            warnings.push(NumberWarning::NotInPlan);
        }
        if read.extension {
            warnings.push(NumberWarning::ExtensionDropped);
        }
        ParsedNumber {
            number: read.number,
            warnings,
        }
    }
}
