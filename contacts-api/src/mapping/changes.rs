//! The part of an update that differs from the stored contact.

use serde_json::Value;

use crate::compare;
use crate::phone_book::{Contact, ContactUpdate};

/// Adds `changes_to` to the payload of an update.
#[allow(unused_macros, reason = "a document may have no update")]
macro_rules! changes {
    ($update:ty) => {
        impl $update {
            /// Leaves out what the contact already has; returns `None` if nothing is left to send.
            ///
            /// [`compare`](crate::compare) says what counts as the same: white space makes no difference
            /// between texts, nor does the way a phone number is written; clearing a property that is absent,
            /// `null` or empty changes nothing.
            ///
            /// ```
            /// use contacts_api::types::{Contact, ContactUpdate};
            ///
            /// let stored: Contact =
            ///     serde_json::from_str(r#"{ "id": 1, "name": "Relatel", "number": "+45 71 99 99 99" }"#)?;
            /// let update: ContactUpdate =
            ///     serde_json::from_str(r#"{ "name": "Relatel A/S", "number": "4571999999", "email": null }"#)?;
            ///
            /// let changes = update.changes_to(&stored).expect("the name differs");
            /// assert_eq!(serde_json::to_string(&changes)?, r#"{"name":"Relatel A/S"}"#);
            /// # Ok::<(), serde_json::Error>(())
            /// ```
            pub fn changes_to(
                self,
                stored: &crate::phone_book::Contact,
            ) -> ::std::option::Option<Self> {
                crate::mapping::changes_to(self, stored)
            }
        }
    };
}
#[allow(unused_imports, reason = "a document may have no update")]
pub(crate) use changes;

/// Returns the part of an update that the contact does not have yet; `None` if nothing is left to
/// send.
pub(crate) fn changes_to(update: ContactUpdate, stored: &Contact) -> Option<ContactUpdate> {
    // Both are compared as JSON, so that a property added to the document needs no change here.
    let (Ok(Value::Object(mut properties)), Ok(Value::Object(stored))) =
        (serde_json::to_value(&update), serde_json::to_value(stored))
    else {
        return Some(update);
    };
    properties.retain(|name, value| !compare::has(&stored, name, value));
    if properties.is_empty() {
        return None;
    }
    // A part of a valid update is valid; if it were not, sending all of it would also be right.
    Some(serde_json::from_value(Value::Object(properties)).unwrap_or(update))
}
