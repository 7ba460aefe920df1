//! Which values can feed a phone number that is read in a region, or several numbers at once.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt::Display;
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

use super::Refused;
use crate::{Nullable, PhoneNumber, Text};

/// A phone number before it is read.
#[derive(Debug)]
pub enum Written<'a> {
    /// As people write it.
    Text(Cow<'a, str>),
    /// Read already: a region would read its digits as others.
    Number(PhoneNumber),
}

/// A value that holds a phone number, or none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read as a phone number",
    label = "no number can be made from this",
    note = "texts, integers and `Option`s of these can; for another type write \
            `#[contact(PROPERTY, region = …, with = path)]` with a function `fn(&T) -> String`"
)]
pub trait NumberSource {
    /// The number as it is written.
    ///
    /// # Errors
    ///
    /// What should give the number failed.
    fn number(&self) -> Result<Option<Written<'_>>, Refused>;
}

/// A value that holds any number of phone numbers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read as phone numbers",
    label = "no numbers can be made from this",
    note = "texts, integers, and `Option`s and `Vec`s of these can; for another type write \
            `#[contact(PROPERTY, with = path)]` with a function `fn(&T) -> Vec<String>`"
)]
pub trait NumberSources {
    /// Gives each number, with its index if there can be several.
    fn each_number(&self, take: &mut Take<'_>);
}

/// Takes one number of several.
pub(super) type Take<'t> = dyn FnMut(Option<usize>, Result<Option<Written<'_>>, Refused>) + 't;

/// What a fallible function gave, and what it got.
#[derive(Debug)]
pub struct Tried<R, F> {
    /// Its result.
    pub result: R,
    /// Shows the value that it got.
    pub shown: F,
}

/// Where a number is read.
#[derive(Debug, Clone, Copy)]
pub enum Region<'a> {
    /// None was asked for: the number is E.164 digits.
    None,
    /// The record has none: the number has its country calling code.
    Absent,
    /// The region's ISO 3166-1 code.
    In(&'a str),
}

/// A value that names a region.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot name a region",
    label = "not a text",
    note = "`region = field` takes a field of text with an ISO 3166-1 code, such as \"DK\", or an \
            `Option` of one"
)]
pub trait RegionSource {
    /// The region's code, if there is one.
    fn region(&self) -> Option<&str>;
}

macro_rules! single {
    ($([$($generics:tt)*] $source:ty: $this:ident => $number:expr;)*) => {$(
        impl<$($generics)*> NumberSource for $source {
            fn number(&self) -> Result<Option<Written<'_>>, Refused> {
                let $this = self;
                Ok(Some($number))
            }
        }

        impl<$($generics)*> NumberSources for $source {
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
        impl<S: NumberSource + ?Sized> NumberSource for $pointer {
            fn number(&self) -> Result<Option<Written<'_>>, Refused> {
                (**self).number()
            }
        }

        impl<S: NumberSources + ?Sized> NumberSources for $pointer {
            fn each_number(&self, take: &mut Take<'_>) {
                (**self).each_number(take);
            }
        }

        impl<S: RegionSource + ?Sized> RegionSource for $pointer {
            fn region(&self) -> Option<&str> {
                (**self).region()
            }
        }
    )*};
}

through!(&S, Rc<S>, Arc<S>);

macro_rules! maybe {
    ($($option:ident),*) => {$(
        impl<S: NumberSource> NumberSource for $option<S> {
            fn number(&self) -> Result<Option<Written<'_>>, Refused> {
                self.as_ref().map_or(Ok(None), S::number)
            }
        }

        impl<S: NumberSources> NumberSources for $option<S> {
            fn each_number(&self, take: &mut Take<'_>) {
                if let Some(source) = self.as_ref() {
                    source.each_number(take);
                }
            }
        }
    )*};
}

maybe!(Option, Nullable);

macro_rules! several {
    ($([$($generics:tt)*] $list:ty;)*) => {$(
        impl<S: NumberSource, $($generics)*> NumberSources for $list {
            fn each_number(&self, take: &mut Take<'_>) {
                for (index, source) in self.iter().enumerate() {
                    take(Some(index), source.number());
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

impl<S: NumberSource, E: Display, F: Fn() -> Option<String>> NumberSource
    for Tried<Result<S, E>, F>
{
    fn number(&self) -> Result<Option<Written<'_>>, Refused> {
        match &self.result {
            Ok(source) => source.number(),
            Err(error) => Err(Refused::of((self.shown)(), error.to_string())),
        }
    }
}

impl<S: NumberSources, E: Display, F: Fn() -> Option<String>> NumberSources
    for Tried<Result<S, E>, F>
{
    fn each_number(&self, take: &mut Take<'_>) {
        match &self.result {
            Ok(source) => source.each_number(take),
            Err(error) => take(None, Err(Refused::of((self.shown)(), error.to_string()))),
        }
    }
}

macro_rules! region_texts {
    ($($text:ty),*) => {$(
        impl RegionSource for $text {
            fn region(&self) -> Option<&str> {
                Some(self)
            }
        }
    )*};
}

region_texts!(str, String, Box<str>, Cow<'_, str>);

impl<S: RegionSource> RegionSource for Option<S> {
    fn region(&self) -> Option<&str> {
        self.as_ref().and_then(S::region)
    }
}

impl Written<'_> {
    /// Reads the number.
    pub(super) fn read(self, region: Region<'_>) -> Result<PhoneNumber, Refused> {
        let text = match &self {
            Written::Number(number) => return Ok(*number),
            Written::Text(text) => text.as_ref(),
        };
        match region {
            Region::None => PhoneNumber::try_from(text).map_err(|it| it.to_string()),
            Region::In(region) => read_in(text, region),
            Region::Absent if text.trim_start().starts_with('+') => read_in(text, ANY_REGION),
            Region::Absent => Err(
                "has no region to be read in: fill in the region, or begin the number with + and \
                 the country calling code"
                    .to_owned(),
            ),
        }
        .map_err(|reason| Refused::new(text, reason))
    }
}

/// A number that begins with `+` is read alike in all regions.
const ANY_REGION: &str = "DK";

#[cfg(feature = "phone")]
fn read_in(text: &str, region: &str) -> Result<PhoneNumber, String> {
    PhoneNumber::parse_in(text, region).map_err(|error| error.to_string())
}

/// `region` does not compile without the feature, so this is not reached.
#[cfg(not(feature = "phone"))]
fn read_in(_: &str, _: &str) -> Result<PhoneNumber, String> {
    Err("cannot be read in a region without the feature `phone` of contacts-api".to_owned())
}
