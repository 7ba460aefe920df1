//! Your own types as payloads: what `#[derive(IntoContact)]` implements and uses.
//!
//! - `error` says why a record cannot be mapped.
//! - `feeds` says which values can feed a property, and `refused` why one cannot. The values are in
//!   `texts`, `scalars`, `collections`, `formats` (types of other crates) and `itself` (values that
//!   already have the property's type).
//! - `numbers` says which values can be read as phone numbers, and `several` collects them.
//! - `bodies` is what a request accepts as its body, and `flatten` handles a field that is a
//!   contact itself.
//! - `mapper` collects what is wrong with a record, with the help of the table of its `feeders`.
//! - `derive` has the derives, with their reference.
//! - `changes` leaves out of an update what the contact already has.
//! - `support` is what derived code calls, and `draft` what it fills in; `explain` has the traits that exist
//!   for the compiler's messages.

mod bodies;
mod changes;
mod collections;
#[cfg(feature = "derive")]
mod derive;
mod draft;
mod error;
mod explain;
mod feeders;
mod feeds;
mod flatten;
mod formats;
mod itself;
mod mapper;
mod numbers;
mod refused;
mod scalars;
mod several;
#[doc(hidden)]
pub mod support;
mod texts;

pub use bodies::IntoBody;
pub use collections::Item;
#[cfg(feature = "derive")]
pub use derive::{IntoContact, IntoContacts};
pub use error::{MappingError, MappingErrors};
pub use feeds::{Fed, Feeds};
pub use numbers::{FeedsNumber, FeedsNumbers, FromPhone, NamesRegion, Take, Written};
pub use refused::Refused;
pub use scalars::{FromFlag, FromInteger, FromNumber};
pub use texts::FromText;

use std::rc::Rc;
use std::sync::Arc;

use crate::phone_book::{Contact, ContactUpdate, NewContact};
#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use changes::{changes, changes_to};
#[allow(unused_imports, reason = "the document says which")]
use {
    bodies::enveloped,
    draft::{absent_draft, draft, nested},
    itself::{enumeration_feeds, struct_feeds},
};

include!(concat!(env!("CONTACTS_GENERATED"), "/mapping.rs"));

/// A value that can be a contact.
///
/// Derive it: `#[derive(IntoContact)]` implements it for the type and for references to it, and
/// lets the value itself be the body of `create_contact`.
///
/// ```
/// use contacts_api::IntoContact;
///
/// #[derive(IntoContact)]
/// struct Supplier {
///     name: String,
///     #[contact(number)]
///     phone: String,
/// }
///
/// let supplier = Supplier { name: "Relatel A/S".into(), phone: "4571999999".into() };
/// let contact = supplier.into_contact()?;
/// assert_eq!(contact.name, "Relatel A/S");
/// assert_eq!(contact.number, "4571999999");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mapped to a contact",
    label = "this type does not say what of it is a contact",
    note = "derive it: `#[derive(contacts_api::IntoContact)]`"
)]
pub trait IntoContact {
    /// Returns the contact to create; the mapped values are copied.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn to_contact(&self) -> Result<NewContact, MappingErrors>;

    /// Returns the contact to create; the mapped values are moved.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn into_contact(self) -> Result<NewContact, MappingErrors>
    where
        Self: Sized,
    {
        self.to_contact()
    }
}

/// A value that can be several contacts: one for each of its numbers.
///
/// Derive it: `#[derive(IntoContacts)]` implements it for the type and for references to it.
///
/// ```
/// use contacts_api::IntoContacts;
///
/// #[derive(IntoContacts)]
/// struct Employee {
///     name: String,
///     #[contact(number)]
///     desk: String,
///     #[contact(number)]
///     mobile: Option<String>,
/// }
///
/// let employee = Employee {
///     name: "Hans".into(),
///     desk: "4571999999".into(),
///     mobile: Some("4520304050".into()),
/// };
/// let contacts = employee.into_contacts()?;
/// assert_eq!(contacts.len(), 2);
/// assert_eq!(contacts[1].number, "4520304050");
/// # Ok::<(), contacts_api::MappingErrors>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mapped to contacts",
    label = "this type does not say what of it is a contact",
    note = "derive it: `#[derive(contacts_api::IntoContacts)]`"
)]
pub trait IntoContacts {
    /// Returns a contact for each distinct number, in the order of the numbers; the mapped values are copied.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn to_contacts(&self) -> Result<Vec<NewContact>, MappingErrors>;

    /// Returns a contact for each distinct number, in the order of the numbers; the mapped values are moved.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn into_contacts(self) -> Result<Vec<NewContact>, MappingErrors>
    where
        Self: Sized,
    {
        self.to_contacts()
    }
}

/// A value that can update a contact.
///
/// Derive it: `#[derive(IntoContact)]` with `#[contact(update)]` implements it for the type and for
/// references to it, and lets the value itself be the body of `update_contact`.
///
/// ```
/// use contacts_api::{IntoContactUpdate, types::Contact};
/// # use contacts_api::IntoContact;
///
/// #[derive(IntoContact)]
/// #[contact(update, none = "keep")]
/// struct Supplier {
///     name: String,
///     #[contact(number)]
///     phone: String,
///     email: Option<String>,
/// }
///
/// let supplier = Supplier {
///     name: "Relatel".into(),
///     phone: "4571999999".into(),
///     email: None,
/// };
/// let stored: Contact =
///     serde_json::from_str(r#"{ "id": 7, "name": "Relatel A/S", "number": "4571999999" }"#)?;
/// let changes = supplier.changes_to_contact(&stored)?.expect("the name differs");
/// assert_eq!(serde_json::to_string(&changes)?, r#"{"name":"Relatel"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mapped to an update of a contact",
    label = "this type does not say what of it updates a contact",
    note = "derive it: `#[derive(contacts_api::IntoContact)]` with `#[contact(update)]`"
)]
pub trait IntoContactUpdate {
    /// Returns an update with everything that the value says about the contact; the mapped values
    /// are copied.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn to_contact_update(&self) -> Result<ContactUpdate, MappingErrors>;

    /// Returns an update with everything that the value says about the contact; the mapped values
    /// are moved.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn into_contact_update(self) -> Result<ContactUpdate, MappingErrors>
    where
        Self: Sized,
    {
        self.to_contact_update()
    }

    /// Returns an update with only what differs from the stored contact; `None` if nothing does.
    ///
    /// The method `changes_to` of [`ContactUpdate`] says what counts as the same.
    ///
    /// # Errors
    ///
    /// All values of the record that the document forbids, each with its place and reason.
    fn changes_to_contact(&self, stored: &Contact) -> Result<Option<ContactUpdate>, MappingErrors> {
        Ok(changes_to(self.to_contact_update()?, stored))
    }
}

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<T: IntoContact + ?Sized> IntoContact for $pointer {
            #[inline]
            fn to_contact(&self) -> Result<NewContact, MappingErrors> {
                T::to_contact(self)
            }
        }

        impl<T: IntoContacts + ?Sized> IntoContacts for $pointer {
            #[inline]
            fn to_contacts(&self) -> Result<Vec<NewContact>, MappingErrors> {
                T::to_contacts(self)
            }
        }

        impl<T: IntoContactUpdate + ?Sized> IntoContactUpdate for $pointer {
            #[inline]
            fn to_contact_update(&self) -> Result<ContactUpdate, MappingErrors> {
                T::to_contact_update(self)
            }
        }
    )*};
}

through!(&T, Rc<T>, Arc<T>);

impl<T: IntoContact> IntoContact for Box<T> {
    fn to_contact(&self) -> Result<NewContact, MappingErrors> {
        T::to_contact(self)
    }

    fn into_contact(self) -> Result<NewContact, MappingErrors> {
        T::into_contact(*self)
    }
}

impl<T: IntoContacts> IntoContacts for Box<T> {
    fn to_contacts(&self) -> Result<Vec<NewContact>, MappingErrors> {
        T::to_contacts(self)
    }

    fn into_contacts(self) -> Result<Vec<NewContact>, MappingErrors> {
        T::into_contacts(*self)
    }
}

impl<T: IntoContactUpdate> IntoContactUpdate for Box<T> {
    fn to_contact_update(&self) -> Result<ContactUpdate, MappingErrors> {
        T::to_contact_update(self)
    }

    fn into_contact_update(self) -> Result<ContactUpdate, MappingErrors> {
        T::into_contact_update(*self)
    }
}
