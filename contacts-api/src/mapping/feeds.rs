//! Which values can feed a property.

use std::borrow::Cow;
use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

use super::support;
use crate::number::why_not;
use crate::{Bounded, Nullable, PhoneNumber, Text};

/// What a value gives a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fed<P> {
    /// A value of the property.
    Value(P),
    /// Nothing: a `None`.
    Absent,
    /// `null`, which clears the property in an update.
    Null,
    /// Nothing, and not even a `None` that could mean something: the value was skipped.
    Skipped,
}

/// Why a value cannot be a property's.
///
/// It is one pointer, so that what succeeds does not carry the room for what fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(Option<Box<Refusal>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    value: Option<String>,
    reason: String,
}

impl Refused {
    /// A value is refused; the reason is the rest of a sentence: `is empty: …`.
    #[cold]
    #[inline(never)]
    pub fn new(value: impl Display, reason: impl Display) -> Self {
        Self::of(Some(value.to_string()), reason.to_string())
    }

    /// A value that cannot be shown as text is refused.
    #[cold]
    #[inline(never)]
    pub fn unseen(reason: impl Display) -> Self {
        Self::of(None, reason.to_string())
    }

    #[cold]
    pub(super) fn of(value: Option<String>, reason: String) -> Self {
        Refused(Some(Box::new(Refusal { value, reason })))
    }

    /// There must be a value, and there is none.
    pub(super) const fn absent() -> Self {
        Refused(None)
    }

    /// The value, if it can be shown, and the reason.
    pub(super) fn into_parts(self) -> (Option<String>, String) {
        match self.0 {
            Some(refusal) => (refusal.value, refusal.reason),
            None => (None, "has no value, and a contact needs one".to_owned()),
        }
    }
}

/// A value that can feed a property of type `P`.
///
/// Texts of all kinds feed texts and phone numbers, integers feed integers and phone numbers, and an
/// `Option` of what feeds a property feeds it too. For any other type there is
/// `#[contact(PROPERTY, with = path)]`, or an implementation for your own type that delegates:
///
/// ```
/// use contacts_api::IntoContact;
/// use contacts_api::mapping::{Fed, Feeds, Refused};
///
/// struct CompanyName(String);
///
/// impl<P> Feeds<P> for CompanyName
/// where
///     String: Feeds<P>,
/// {
///     fn feed_ref(&self) -> Result<Fed<P>, Refused> {
///         self.0.feed_ref()
///     }
/// }
///
/// #[derive(IntoContact)]
/// struct Supplier {
///     name: CompanyName,
///     number: u64,
/// }
///
/// let supplier = Supplier { name: CompanyName("Relatel A/S".into()), number: 4_571_999_999 };
/// assert_eq!(supplier.into_contact()?.name, "Relatel A/S");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot feed this property",
    label = "a property of type `{P}` cannot be made from this",
    note = "texts, integers and `Option`s of these can; for another type that implements `Display` \
            write `#[contact(PROPERTY, with = ToString::to_string)]`, else `with = path` with a \
            function `fn(&T) -> String`"
)]
pub trait Feeds<P> {
    /// Can this type hold `None`? An update must know what that means.
    #[doc(hidden)]
    const CAN_BE_NONE: bool = false;

    /// The property's value, made from this one.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn feed(self) -> Result<Fed<P>, Refused>
    where
        Self: Sized,
    {
        self.feed_ref()
    }

    /// The property's value, copied from this one.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn feed_ref(&self) -> Result<Fed<P>, Refused>;

    // Where a property must be there, or may be absent and nothing else, a type that knows itself
    // which it is saves going through `Fed`.

    #[doc(hidden)]
    #[inline]
    fn feed_required(self) -> Result<P, Refused>
    where
        Self: Sized,
    {
        support::required(self.feed())
    }

    #[doc(hidden)]
    #[inline]
    fn feed_required_ref(&self) -> Result<P, Refused> {
        support::required(self.feed_ref())
    }

    #[doc(hidden)]
    #[inline]
    fn feed_optional(self) -> Result<Option<P>, Refused>
    where
        Self: Sized,
    {
        support::optional(self.feed())
    }

    #[doc(hidden)]
    #[inline]
    fn feed_optional_ref(&self) -> Result<Option<P>, Refused> {
        support::optional(self.feed_ref())
    }
}

/// A property's type that can be made from a text.
#[diagnostic::on_unimplemented(
    message = "a text cannot feed a property of type `{Self}`",
    note = "convert it first: `#[contact(PROPERTY, try_with = path)]` with a function \
            `fn(&T) -> Result<P, E>`"
)]
pub trait FromText: Sized {
    /// Takes the text over.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn from_text(text: String) -> Result<Self, Refused> {
        Self::copy_text(&text)
    }

    /// Copies the text, if it is allowed.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn copy_text(text: &str) -> Result<Self, Refused>;
}

impl FromText for String {
    fn from_text(text: String) -> Result<Self, Refused> {
        Ok(text)
    }

    fn copy_text(text: &str) -> Result<Self, Refused> {
        Ok(text.to_owned())
    }
}

impl<const MIN: usize, const MAX: usize> FromText for Text<MIN, MAX> {
    #[inline]
    fn from_text(text: String) -> Result<Self, Refused> {
        Text::keep(text, Refused::new)
    }

    #[inline]
    fn copy_text(text: &str) -> Result<Self, Refused> {
        Text::try_from(text).map_err(|error| Refused::new(text, error))
    }
}

impl FromText for PhoneNumber {
    fn copy_text(text: &str) -> Result<Self, Refused> {
        PhoneNumber::from_digits(text).ok_or_else(|| Refused::new(text, why_not(text)))
    }
}

/// A text is always there.
macro_rules! text_feeds {
    ($([$($generics:tt)*] $text:ty: $take:expr;)*) => {$(
        impl<$($generics)* P: FromText> Feeds<P> for $text {
            #[inline]
            fn feed(self) -> Result<Fed<P>, Refused> {
                $take(self).map(Fed::Value)
            }

            #[inline]
            fn feed_ref(&self) -> Result<Fed<P>, Refused> {
                P::copy_text(self).map(Fed::Value)
            }

            #[inline]
            fn feed_required(self) -> Result<P, Refused> {
                $take(self)
            }

            #[inline]
            fn feed_required_ref(&self) -> Result<P, Refused> {
                P::copy_text(self)
            }

            #[inline]
            fn feed_optional(self) -> Result<Option<P>, Refused> {
                $take(self).map(Some)
            }

            #[inline]
            fn feed_optional_ref(&self) -> Result<Option<P>, Refused> {
                P::copy_text(self).map(Some)
            }
        }
    )*};
}

text_feeds! {
    [] String: P::from_text;
    [] Box<str>: |text: Box<str>| P::from_text(text.into_string());
    [] Cow<'_, str>: |text| match text {
        Cow::Borrowed(text) => P::copy_text(text),
        Cow::Owned(text) => P::from_text(text),
    };
    [const MIN: usize, const MAX: usize,] Text<MIN, MAX>: |text: Text<MIN, MAX>| {
        P::from_text(text.into_string())
    };
}

impl<P: FromText> Feeds<P> for PhoneNumber {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        P::copy_text(self.as_str()).map(Fed::Value)
    }
}

impl<P: FromText> Feeds<P> for str {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        P::copy_text(self).map(Fed::Value)
    }

    #[inline]
    fn feed_required_ref(&self) -> Result<P, Refused> {
        P::copy_text(self)
    }

    #[inline]
    fn feed_optional_ref(&self) -> Result<Option<P>, Refused> {
        P::copy_text(self).map(Some)
    }
}

macro_rules! feeds_through {
    ($($pointer:ty),*) => {$(
        impl<P, S: Feeds<P> + ?Sized> Feeds<P> for $pointer {
            const CAN_BE_NONE: bool = S::CAN_BE_NONE;

            #[inline]
            fn feed_ref(&self) -> Result<Fed<P>, Refused> {
                (**self).feed_ref()
            }

            #[inline]
            fn feed_required_ref(&self) -> Result<P, Refused> {
                (**self).feed_required_ref()
            }

            #[inline]
            fn feed_optional_ref(&self) -> Result<Option<P>, Refused> {
                (**self).feed_optional_ref()
            }
        }
    )*};
}

feeds_through!(&S, Rc<S>, Arc<S>);

impl<P, S: Feeds<P>> Feeds<P> for Option<S> {
    const CAN_BE_NONE: bool = true;

    #[inline]
    fn feed(self) -> Result<Fed<P>, Refused> {
        match self {
            Some(source) => source.feed(),
            None => Ok(Fed::Absent),
        }
    }

    #[inline]
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        match self {
            Some(source) => source.feed_ref(),
            None => Ok(Fed::Absent),
        }
    }

    #[inline]
    fn feed_optional(self) -> Result<Option<P>, Refused> {
        match self {
            Some(source) => source.feed_optional(),
            None => Ok(None),
        }
    }

    #[inline]
    fn feed_optional_ref(&self) -> Result<Option<P>, Refused> {
        match self {
            Some(source) => source.feed_optional_ref(),
            None => Ok(None),
        }
    }
}

impl<P, S: Feeds<P>> Feeds<P> for Nullable<S> {
    const CAN_BE_NONE: bool = S::CAN_BE_NONE;

    fn feed(self) -> Result<Fed<P>, Refused> {
        self.into_option().map_or(Ok(Fed::Null), S::feed)
    }

    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        self.as_ref().map_or(Ok(Fed::Null), S::feed_ref)
    }
}

/// A property's type that can be made from a whole number.
#[diagnostic::on_unimplemented(
    message = "a whole number cannot feed a property of type `{Self}`",
    note = "make a text of it: `#[contact(PROPERTY, with = ToString::to_string)]`"
)]
pub trait FromInteger: Sized {
    fn from_integer(number: i128) -> Result<Self, Refused>;
}

impl FromInteger for PhoneNumber {
    fn from_integer(number: i128) -> Result<Self, Refused> {
        PhoneNumber::try_from(number).map_err(|error| Refused::new(number, error))
    }
}

macro_rules! from_integer {
    ($([$($generics:tt)*] $target:ty),*) => {$(
        impl<$($generics)*> FromInteger for $target {
            fn from_integer(number: i128) -> Result<Self, Refused> {
                i64::try_from(number)
                    .map_err(|_| "is too large".to_owned())
                    .and_then(|it| <$target>::try_from(it).map_err(|error| error.to_string()))
                    .map_err(|reason| Refused::new(number, reason))
            }
        }
    )*};
}

from_integer!([] u64, [] i64, [const MIN: i64, const MAX: i64] Bounded<MIN, MAX>);

macro_rules! integers_feed {
    ($($integer:ty),*) => {$(
        impl<P: FromInteger> Feeds<P> for $integer {
            fn feed_ref(&self) -> Result<Fed<P>, Refused> {
                P::from_integer(i128::from(*self)).map(Fed::Value)
            }
        }
    )*};
}

integers_feed!(i8, u8, i16, u16, i32, u32, i64, u64);

impl<P: FromInteger> Feeds<P> for usize {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        (*self as u64).feed_ref()
    }
}

impl<const MIN: i64, const MAX: i64, P: FromInteger> Feeds<P> for Bounded<MIN, MAX> {
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        self.get().feed_ref()
    }
}

impl Feeds<bool> for bool {
    fn feed_ref(&self) -> Result<Fed<bool>, Refused> {
        Ok(Fed::Value(*self))
    }
}

macro_rules! floats_feed {
    ($($float:ty),*) => {$(
        impl Feeds<f64> for $float {
            fn feed_ref(&self) -> Result<Fed<f64>, Refused> {
                let number = f64::from(*self);
                if number.is_finite() {
                    Ok(Fed::Value(number))
                } else {
                    Err(Refused::new(number, "is not a number that JSON can hold"))
                }
            }
        }
    )*};
}

floats_feed!(f32, f64, i8, u8, i16, u16, i32, u32);
