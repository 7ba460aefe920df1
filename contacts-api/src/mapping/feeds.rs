//! Which values can feed a property.

use std::rc::Rc;
use std::sync::Arc;

use super::{Refused, support};
use crate::Nullable;

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

/// A value that can feed a property of type `P`.
///
/// What feeds what is in the documentation of the [derive](derive@crate::IntoContact#what-feeds-what).
/// For any other type there is `#[contact(PROPERTY, with = path)]`, or an implementation for your own
/// type that delegates:
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
    note = "what feeds what is in the documentation of `#[derive(IntoContact)]`; for another type that \
            implements `Display` write `#[contact(PROPERTY, with = ToString::to_string)]`, for one that \
            implements `AsRef<str>` `with = AsRef::<str>::as_ref`, else `with = path` with a function \
            `fn(&T) -> P`"
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

impl<P, S: Feeds<P>> Feeds<P> for Box<S> {
    const CAN_BE_NONE: bool = S::CAN_BE_NONE;

    fn feed(self) -> Result<Fed<P>, Refused> {
        (*self).feed()
    }

    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        (**self).feed_ref()
    }
}

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
