//! What the generated builders accept.
//!
//! The generator accepts for an optional property what converts to an `Option`, and nobody can
//! write such a conversion for a type of this crate: `.email("…")` would not compile. The build
//! lets the setters of such properties accept [`Optional`] instead, and puts the reason into the
//! errors of all setters, which the generator leaves out of some.

use std::borrow::Cow;
use std::fmt::Display;

use super::{Bounded, Nullable, Text};
use crate::PhoneNumber;

/// What an optional property of type `P` can be set to: a `P`, what converts to one, or an
/// `Option` of these, in which `None` leaves the property out.
///
/// ```
/// use contacts_api::types::NewContact;
///
/// let mail: Option<String> = None;
/// let contact = NewContact::builder().name("Relatel A/S").number("4571999999").email(mail);
/// let contact = contact.email("kundeservice@relatel.dk");
/// let contact: NewContact = contact.try_into()?;
/// assert_eq!(contact.email.as_deref(), Some("kundeservice@relatel.dk"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Optional<P> {
    /// The property's value.
    ///
    /// # Errors
    ///
    /// Why it cannot be a value of this property.
    fn into_property(self) -> Result<Option<P>, String>;
}

macro_rules! optional_from {
    ($($source:ty),* $(,)?) => {$(
        impl<'a, P> Optional<P> for $source
        where
            P: TryFrom<$source>,
            P::Error: Display,
        {
            fn into_property(self) -> Result<Option<P>, String> {
                P::try_from(self).map(Some).map_err(|error| error.to_string())
            }
        }

        impl<'a, P> Optional<P> for Option<$source>
        where
            P: TryFrom<$source>,
            P::Error: Display,
        {
            fn into_property(self) -> Result<Option<P>, String> {
                self.map(P::try_from).transpose().map_err(|error| error.to_string())
            }
        }
    )*};
}

optional_from!(
    &'a str,
    String,
    &'a String,
    Cow<'a, str>,
    Box<str>,
    i8,
    u8,
    i16,
    u16,
    i32,
    u32,
    i64,
    u64,
    isize,
    usize,
);

macro_rules! optional_self {
    ($([$($generics:tt)*] $property:ty),* $(,)?) => {$(
        impl<$($generics)*> Optional<$property> for $property {
            fn into_property(self) -> Result<Option<$property>, String> {
                Ok(Some(self))
            }
        }

        impl<$($generics)*> Optional<$property> for Option<$property> {
            fn into_property(self) -> Result<Option<$property>, String> {
                Ok(self)
            }
        }
    )*};
}

optional_self!(
    [const MIN: usize, const MAX: usize] Text<MIN, MAX>,
    [const MIN: i64, const MAX: i64] Bounded<MIN, MAX>,
    [T] Nullable<T>,
    [] PhoneNumber,
);

/// Sets an optional property; the error names it.
pub(crate) fn optional<P, V: Optional<P>>(value: V, name: &str) -> Result<Option<P>, String> {
    value
        .into_property()
        .map_err(|reason| format!("{name}: {reason}"))
}

/// Sets a property or a parameter; the error names it.
pub(crate) fn required<P, V>(value: V, name: &str) -> Result<P, String>
where
    V: TryInto<P>,
    V::Error: Display,
{
    value
        .try_into()
        .map_err(|reason| format!("{name}: {reason}"))
}
