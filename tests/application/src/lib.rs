//! What an application has of its own: a type, and how it becomes a contact.
#![forbid(unsafe_code)]

use contacts_api::IntoContact;

/// A customer, as this application knows one.
#[derive(IntoContact)]
pub struct Customer {
    /// Shown in a call.
    pub name: String,
    /// As people write it.
    #[contact(number, region = "DK")]
    pub phone: String,
    /// In the team's own document the property has another name.
    #[cfg_attr(not(feature = "own-document"), contact(email))]
    #[cfg_attr(feature = "own-document", contact(mail))]
    pub address: Option<String>,
}
