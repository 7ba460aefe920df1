//! Which values can feed a phone number that is read in a region, or several numbers at once.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt::Display;
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

use super::explain::{CannotFail, Failing, Outcome};
use super::{FromInteger, FromText, Refused};
use crate::{
    Bounded, Checked, Enumeration, Limited, Listed, Nullable, NumberRule, PhoneNumber, Rule, Text,
};

/// A phone number before it is read.
#[derive(Debug)]
pub enum Written<'a> {
    /// Text as people write it.
    Text(Cow<'a, str>),
    /// A number that was read already; reading its digits in a region could give another number.
    Number(PhoneNumber),
}

/// A value that holds a phone number, or none: it can feed a property that is read in a `region`.
///
/// Texts of all kinds, integers, [`PhoneNumber`], and `Option`s, references and pointers of these do.
/// Your own type can too:
///
/// ```
/// use contacts_api::mapping::{FeedsNumber, Refused, Written};
///
/// struct Line {
///     digits: String,
/// }
///
/// impl FeedsNumber for Line {
///     fn number(&self) -> Result<Option<Written<'_>>, Refused> {
///         self.digits.number()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read as a phone number",
    label = "no number can be made from this",
    note = "texts, integers and `Option`s of these can; for another type write \
            `#[contact(PROPERTY, region = …, with = path)]` with a function `fn(&T) -> String`"
)]
pub trait FeedsNumber {
    /// Returns the number as it is written.
    ///
    /// # Errors
    ///
    /// The function that should give the number failed.
    fn number(&self) -> Result<Option<Written<'_>>, Refused>;
}

/// A value that holds any number of phone numbers: it can feed the number of a record that derives
/// [`IntoContacts`](derive@crate::IntoContacts).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read as phone numbers",
    label = "no numbers can be made from this",
    note = "texts, integers, and `Option`s and `Vec`s of these can; for another type write \
            `#[contact(PROPERTY, with = path)]` with a function `fn(&T) -> Vec<String>`"
)]
pub trait FeedsNumbers {
    /// Passes each number to `take`, with its index if there can be several.
    fn each_number(&self, take: &mut Take<'_>);
}

/// Takes one number of several.
pub type Take<'t> = dyn FnMut(Option<usize>, Result<Option<Written<'_>>, Refused>) + 't;

/// The result of a fallible function, and the value that it was given.
#[derive(Debug)]
pub struct Tried<R, F> {
    /// Its result.
    pub result: R,
    /// Shows the value that the function was given.
    pub shown: F,
}

/// The region in which a number is read.
#[derive(Debug, Clone, Copy)]
pub enum Region<'a> {
    /// No region was asked for: the number is E.164 digits.
    Unasked,
    /// The record names no region: the number has its country calling code.
    Absent,
    /// The region's ISO 3166-1 code.
    In(&'a str),
}

/// A value that names a region, for `region = field`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot name a region",
    label = "not a text",
    note = "`region = field` takes a field of text with an ISO 3166-1 code, such as \"DK\", or an \
            `Option` of one"
)]
pub trait NamesRegion {
    /// Returns the region's code, if there is one.
    fn region(&self) -> Option<&str>;
}

macro_rules! single {
    ($([$($generics:tt)*] $kind:ty: $this:ident => $number:expr;)*) => {$(
        impl<$($generics)*> FeedsNumber for $kind {
            fn number(&self) -> Result<Option<Written<'_>>, Refused> {
                let $this = self;
                Ok(Some($number))
            }
        }

        impl<$($generics)*> FeedsNumbers for $kind {
            fn each_number(&self, take: &mut Take<'_>) {
                take(None, self.number());
            }
        }
    )*};
}

fn text(text: &str) -> Written<'_> {
    Written::Text(Cow::Borrowed(text))
}

single! {
    [] str: it => text(it);
    [] String: it => text(it);
    [] Box<str>: it => text(it);
    [] Cow<'_, str>: it => text(it);
    [const MIN: usize, const MAX: usize] Text<MIN, MAX>: it => text(it);
    [R: Rule] Checked<R>: it => text(it);
    [] PhoneNumber: it => Written::Number(*it);
}

macro_rules! integers {
    ($($integer:ty),*) => {
        single! {$(
            [] $integer: it => Written::Text(Cow::Owned(it.to_string()));
        )*}
    };
}

integers!(u32, i32, u64, i64, usize);

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<S: FeedsNumber + ?Sized> FeedsNumber for $pointer {
            fn number(&self) -> Result<Option<Written<'_>>, Refused> {
                (**self).number()
            }
        }

        impl<S: FeedsNumbers + ?Sized> FeedsNumbers for $pointer {
            fn each_number(&self, take: &mut Take<'_>) {
                (**self).each_number(take);
            }
        }

        impl<S: NamesRegion + ?Sized> NamesRegion for $pointer {
            fn region(&self) -> Option<&str> {
                (**self).region()
            }
        }
    )*};
}

through!(&S, Rc<S>, Arc<S>);

macro_rules! maybe {
    ($($option:ident),*) => {$(
        impl<S: FeedsNumber> FeedsNumber for $option<S> {
            fn number(&self) -> Result<Option<Written<'_>>, Refused> {
                self.as_ref().map_or(Ok(None), S::number)
            }
        }

        impl<S: FeedsNumbers> FeedsNumbers for $option<S> {
            fn each_number(&self, take: &mut Take<'_>) {
                if let Some(inner) = self.as_ref() {
                    inner.each_number(take);
                }
            }
        }
    )*};
}

maybe!(Option, Nullable);

macro_rules! several {
    ($([$($generics:tt)*] $list:ty;)*) => {$(
        impl<S: FeedsNumber, $($generics)*> FeedsNumbers for $list {
            fn each_number(&self, take: &mut Take<'_>) {
                for (index, item) in self.iter().enumerate() {
                    take(Some(index), item.number());
                }
            }
        }
    )*};
}

several! {
    [] [S];
    [] Vec<S>;
    [const N: usize] [S; N];
    [] VecDeque<S>;
    [] BTreeSet<S>;
    [H: BuildHasher] HashSet<S, H>;
}

impl<R, F> FeedsNumber for Tried<R, F>
where
    R: Outcome<Value: FeedsNumber, Error: Display>,
    F: Fn() -> Option<String>,
{
    fn number(&self) -> Result<Option<Written<'_>>, Refused> {
        match self.result.as_result() {
            Ok(inner) => inner.number(),
            Err(error) => Err(Refused::of((self.shown)(), error.to_string())),
        }
    }
}

impl<R, F> FeedsNumbers for Tried<R, F>
where
    R: Outcome<Value: FeedsNumbers, Error: Display>,
    F: Fn() -> Option<String>,
{
    fn each_number(&self, take: &mut Take<'_>) {
        match self.result.as_result() {
            Ok(inner) => inner.each_number(take),
            Err(error) => take(None, Err(Refused::of((self.shown)(), error.to_string()))),
        }
    }
}

impl<T, E> FeedsNumber for Result<T, E>
where
    Failing<E>: CannotFail,
{
    fn number(&self) -> Result<Option<Written<'_>>, Refused> {
        Ok(None)
    }
}

impl<T, E> FeedsNumbers for Result<T, E>
where
    Failing<E>: CannotFail,
{
    fn each_number(&self, _: &mut Take<'_>) {}
}

macro_rules! region_texts {
    ($($text:ty),*) => {$(
        impl NamesRegion for $text {
            fn region(&self) -> Option<&str> {
                Some(self)
            }
        }
    )*};
}

region_texts!(str, String, Box<str>, Cow<'_, str>);

impl<S: NamesRegion> NamesRegion for Option<S> {
    fn region(&self) -> Option<&str> {
        self.as_ref().and_then(S::region)
    }
}

impl Written<'_> {
    /// Reads the number.
    pub(super) fn read<P: FromPhone>(self, region: Region<'_>) -> Result<P, Refused> {
        let text = match &self {
            Written::Number(number) => return P::from_phone(*number),
            Written::Text(text) => text.as_ref(),
        };
        let number = match region {
            Region::Unasked => return P::from_written(text),
            Region::In(region) => read_in(text, region),
            Region::Absent if text.trim_start().starts_with('+') => read_in(text, ANY_REGION),
            Region::Absent => Err(
                "has no region to be read in: fill in the region, or begin the number with + and \
                 the country calling code"
                    .to_owned(),
            ),
        };
        let number = number.map_err(|reason| Refused::new(text, reason))?;
        P::from_phone(number)
    }
}

/// A property's type that holds a phone number, in whatever form the document has it.
pub trait FromPhone: Sized {
    /// Writes the number in the document's form: digits, with or without `+`, or a whole number.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn from_phone(number: PhoneNumber) -> Result<Self, Refused>;

    /// Takes a number that is already in the document's form.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn from_written(text: &str) -> Result<Self, Refused>;
}

impl FromPhone for PhoneNumber {
    fn from_phone(number: PhoneNumber) -> Result<Self, Refused> {
        Ok(number)
    }

    fn from_written(text: &str) -> Result<Self, Refused> {
        Self::copy_text(text)
    }
}

macro_rules! phones_as_texts {
    ($([$($generics:tt)*] $text:ty),* $(,)?) => {$(
        impl<$($generics)*> FromPhone for $text {
            fn from_phone(number: PhoneNumber) -> Result<Self, Refused> {
                Self::copy_text(number.as_str()).or_else(|refused| {
                    let signed = Self::copy_text(&format!("+{number}"));
                    signed.map_err(|_| refused)
                })
            }

            fn from_written(text: &str) -> Result<Self, Refused> {
                Self::copy_text(text)
            }
        }
    )*};
}

phones_as_texts!(
    [] String,
    [const MIN: usize, const MAX: usize] Text<MIN, MAX>,
    [R: Rule] Checked<R>,
    [E: Enumeration] Listed<E>,
);

macro_rules! phones_as_integers {
    ($([$($generics:tt)*] $integer:ty),* $(,)?) => {$(
        impl<$($generics)*> FromPhone for $integer {
            fn from_phone(number: PhoneNumber) -> Result<Self, Refused> {
                Self::from_written(number.as_str())
            }

            fn from_written(text: &str) -> Result<Self, Refused> {
                match text.parse() {
                    Ok(number) => Self::from_integer(number),
                    Err(_) => Err(Refused::new(text, "is not a whole number")),
                }
            }
        }
    )*};
}

phones_as_integers!(
    [] u64,
    [] i64,
    [] f64,
    [const MIN: i64, const MAX: i64] Bounded<MIN, MAX>,
    [R: NumberRule] Limited<R>,
);

/// A number that begins with `+` is read the same in all regions.
const ANY_REGION: &str = "DK";

#[cfg(feature = "phone")]
fn read_in(text: &str, region: &str) -> Result<PhoneNumber, String> {
    PhoneNumber::parse_in(text, region).map_err(|error| error.to_string())
}

/// Returns an error. It is never called, as `region` does not compile without the feature.
#[cfg(not(feature = "phone"))]
fn read_in(_: &str, _: &str) -> Result<PhoneNumber, String> {
    Err("cannot be read in a region without the feature `phone` of contacts-api".to_owned())
}
