//! A field that is a contact itself, or that may be one.

use super::{IntoContact, IntoContactUpdate, MappingErrors};
use crate::phone_book::{ContactUpdate, NewContact};

/// Writes the trait of one payload.
macro_rules! flatten {
    ($name:ident: $mapping:ident => $payload:ty, $to:ident, $into:ident; $what:literal, $derive:literal) => {
        /// The contact of a flattened field; an `Option` may give none.
        #[diagnostic::on_unimplemented(
                                            message = $what,
                                            label = "this type does not say what of it is mapped",
                                            note = $derive
                                        )]
        pub trait $name {
            /// Returns the payload; the mapped values are copied.
            fn $to(&self) -> Option<Result<$payload, MappingErrors>>;

            /// Returns the payload; the mapped values are moved.
            fn $into(self) -> Option<Result<$payload, MappingErrors>>
            where
                Self: Sized;
        }

        impl<T: $mapping> $name for T {
            #[inline]
            fn $to(&self) -> Option<Result<$payload, MappingErrors>> {
                Some(T::$to(self))
            }

            #[inline]
            fn $into(self) -> Option<Result<$payload, MappingErrors>> {
                Some(T::$into(self))
            }
        }

        impl<T: $mapping> $name for Option<T> {
            #[inline]
            fn $to(&self) -> Option<Result<$payload, MappingErrors>> {
                self.as_ref().map(T::$to)
            }

            #[inline]
            fn $into(self) -> Option<Result<$payload, MappingErrors>> {
                self.map(T::$into)
            }
        }
    };
}

flatten!(
    FlattenContact: IntoContact => NewContact, to_contact, into_contact;
    "`{Self}` cannot be mapped to a contact",
    "`flatten` takes what derives the mapping, or an `Option` of it: `#[derive(contacts_api::IntoContact)]`"
);
flatten!(
    FlattenUpdate: IntoContactUpdate => ContactUpdate, to_contact_update, into_contact_update;
    "`{Self}` cannot be mapped to an update of a contact",
    "`flatten` takes what derives the mapping, or an `Option` of it: `#[derive(contacts_api::IntoContact)]` with \
     `#[contact(update)]`"
);
