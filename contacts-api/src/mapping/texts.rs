//! Texts as feeders, and the types that can be made from them.

use std::borrow::Cow;

use super::{Fed, Feeds, Refused};
use crate::number::why_not;
use crate::{Checked, Enumeration, Listed, PhoneNumber, Rule, Text};

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

impl<R: Rule> FromText for Checked<R> {
    fn from_text(text: String) -> Result<Self, Refused> {
        Checked::keep(text, Refused::new)
    }

    fn copy_text(text: &str) -> Result<Self, Refused> {
        Self::from_text(text.to_owned())
    }
}

impl<E: Enumeration> FromText for Listed<E> {
    fn copy_text(text: &str) -> Result<Self, Refused> {
        text.parse().map_err(|error| Refused::new(text, error))
    }
}

/// An item that may be `null`.
impl<P: FromText> FromText for Option<P> {
    fn from_text(text: String) -> Result<Self, Refused> {
        P::from_text(text).map(Some)
    }

    fn copy_text(text: &str) -> Result<Self, Refused> {
        P::copy_text(text).map(Some)
    }
}

/// Lets a text feed a property; a text always has a value.
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
    [R: Rule,] Checked<R>: |text: Checked<R>| P::from_text(text.into_string());
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
