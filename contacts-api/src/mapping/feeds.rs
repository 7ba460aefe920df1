//! Which values can feed a property.

use std::rc::Rc;
use std::sync::Arc;

use super::explain::{CannotFail, Failing};
use super::{Refused, support};
use crate::Nullable;

/// What a value gives a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fed<P> {
    /// A value of the property.
    Value(P),
    /// No value: a `None`.
    Absent,
    /// `null`, which clears the property in an update.
    Null,
    /// No value, and not even a `None` that could mean something: it was skipped.
    Skipped,
}

/// A value that can feed a property of type `P`.
///
/// Which values feed which properties is listed in the documentation of the
/// [derive](derive@crate::IntoContact#what-feeds-what). For any other type there is `#[contact(PROPERTY, with
/// = path)]`, or an implementation for your own type that delegates:
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
    label = "no value of this property can be made from this",
    note = "what feeds what is in the documentation of `#[derive(IntoContact)]`; for another type that \
            implements `Display` write `#[contact(PROPERTY, with = ToString::to_string)]`, for one that \
            implements `AsRef<str>` `with = AsRef::<str>::as_ref`, else `with = path` with a function \
            `fn(&T) -> P`"
)]
pub trait Feeds<P> {
    /// Whether a value can be `None`. An update must know what that means, and a `default` replaces it.
    const CAN_BE_NONE: bool = false;

    /// Whether the value itself says when to clear the property. `None` then always keeps it.
    const TELLS_NULL: bool = false;

    /// Returns the property's value, made from this one.
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

    /// Returns the property's value, copied from this one.
    ///
    /// # Errors
    ///
    /// The document forbids it.
    fn feed_ref(&self) -> Result<Fed<P>, Refused>;

    // Where a property is required, or optional but not nullable, a type that provides these saves
    // the way through `Fed`.

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
            const TELLS_NULL: bool = S::TELLS_NULL;

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
    const TELLS_NULL: bool = S::TELLS_NULL;

    fn feed(self) -> Result<Fed<P>, Refused> {
        (*self).feed()
    }

    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        (**self).feed_ref()
    }
}

/// An `Option` of what can be `None` or `null` has all three states of a property in an update: `None`
/// keeps it, `Some(None)` clears it.
impl<P, S: Feeds<P>> Feeds<P> for Option<S> {
    const CAN_BE_NONE: bool = true;
    const TELLS_NULL: bool = S::CAN_BE_NONE || S::TELLS_NULL;

    #[inline]
    fn feed(self) -> Result<Fed<P>, Refused> {
        match self {
            Some(source) => inside(S::CAN_BE_NONE, source.feed()),
            None => Ok(none(Self::TELLS_NULL)),
        }
    }

    #[inline]
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        match self {
            Some(source) => inside(S::CAN_BE_NONE, source.feed_ref()),
            None => Ok(none(Self::TELLS_NULL)),
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

/// Returns what `None` feeds; a `None` that must not mean `null` counts as skipped.
#[inline]
const fn none<P>(is_kept: bool) -> Fed<P> {
    if is_kept { Fed::Skipped } else { Fed::Absent }
}

/// Returns what the value in a `Some` feeds.
#[inline]
fn inside<P>(can_be_none: bool, fed: Result<Fed<P>, Refused>) -> Result<Fed<P>, Refused> {
    match fed {
        Ok(Fed::Absent) if can_be_none => Ok(Fed::Null),
        other => other,
    }
}

impl<P, S: Feeds<P>> Feeds<P> for Nullable<S> {
    const CAN_BE_NONE: bool = S::CAN_BE_NONE;
    const TELLS_NULL: bool = true;

    fn feed(self) -> Result<Fed<P>, Refused> {
        self.into_option().map_or(Ok(Fed::Null), S::feed)
    }

    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        self.as_ref().map_or(Ok(Fed::Null), S::feed_ref)
    }
}

/// Says what to write instead.
impl<P, T, E> Feeds<P> for Result<T, E>
where
    Failing<E>: CannotFail,
{
    fn feed_ref(&self) -> Result<Fed<P>, Refused> {
        Ok(Fed::Absent)
    }
}
