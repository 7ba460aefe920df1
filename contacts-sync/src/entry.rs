//! What the source wants in the phone book.

use contacts_api::phone_book::{ContactId, NewContact};
use contacts_api::{IntoContacts, MappingErrors, PhoneNumber};
use serde_json::{Map, Value};

/// One contact that the source wants in the phone book.
///
/// ```
/// use contacts_api::types::NewContact;
/// use contacts_sync::Entry;
///
/// let contact: NewContact =
///     NewContact::builder().name("Relatel A/S").number("4571999999").try_into()?;
/// let entry = Entry::new(Some("C-1042".to_owned()), &contact)?;
/// assert_eq!(entry.number.as_str(), "4571999999");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The source's own key for it, such as a customer number, by which a contact keeps its id when
    /// its number changes. Without it, the number is the key.
    pub key: Option<String>,
    /// The id of its contact, if the source knows it, as an export of the phone book does.
    pub id: Option<ContactId>,
    /// The number by which it is matched if neither its key nor its id is known.
    pub number: PhoneNumber,
    /// The payload that creates it.
    pub payload: Map<String, Value>,
    /// The paths of properties in the payload for which the source has no value: they are sent with a new
    /// contact, and change nothing in one that exists.
    pub unset: Vec<String>,
    /// The paths of properties that are empty in the source: they are cleared.
    pub cleared: Vec<String>,
    /// Its place in the source, such as the row of a file; all reports show it.
    pub row: u64,
}

/// Why a value cannot be an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// It cannot be written as JSON.
    #[error("the contact cannot be written as JSON: {0}")]
    Json(String),
    /// It has no phone number, by which contacts are matched.
    #[error("the contact has no phone number: contacts are matched by it")]
    NoNumber,
}

impl Entry {
    /// Makes an entry from the payload that creates a contact.
    ///
    /// # Errors
    ///
    /// If it has no phone number.
    pub fn new(key: Option<String>, contact: &NewContact) -> Result<Self, EntryError> {
        let json = serde_json::to_value(contact);
        let json = json.map_err(|error| EntryError::Json(error.to_string()))?;
        let Value::Object(payload) = json else {
            return Err(EntryError::Json("it is not an object".to_owned()));
        };
        let create = contacts_openapi::document().roles().create.as_ref();
        let number = create.and_then(|it| it.payload.number());
        let number = number.and_then(|it| contacts_openapi::get(&payload, &it.path));
        let number = number
            .and_then(crate::number_of)
            .ok_or(EntryError::NoNumber)?;
        Ok(Entry {
            key,
            id: None,
            number,
            payload,
            unset: Vec::new(),
            cleared: Vec::new(),
            row: 0,
        })
    }

    /// Makes entries from one of your own values: one for each of its numbers.
    ///
    /// The first has the key unchanged; the others have `#2`, `#3` and so on after it, so that each
    /// is a contact of its own.
    ///
    /// # Errors
    ///
    /// If the value is not a valid contact, with each field, value and reason.
    ///
    /// ```
    /// use contacts_api::IntoContacts;
    /// use contacts_sync::Entry;
    ///
    /// #[derive(IntoContacts)]
    /// struct Customer {
    ///     #[contact(skip)]
    ///     id: u32,
    ///     name: String,
    ///     #[contact(number, region = "DK")]
    ///     phone: String,
    ///     #[contact(number, region = "DK")]
    ///     mobile: Option<String>,
    /// }
    ///
    /// let customer = Customer {
    ///     id: 7,
    ///     name: "Åse".into(),
    ///     phone: "71 99 99 99".into(),
    ///     mobile: Some("20 12 34 56".into()),
    /// };
    /// let entries = Entry::of(customer.id.to_string(), customer)?;
    /// let keys: Vec<_> = entries.iter().map(|it| it.key.as_deref().unwrap()).collect();
    /// assert_eq!(keys, ["7", "7#2"]);
    /// # Ok::<(), contacts_api::MappingErrors>(())
    /// ```
    pub fn of(
        key: impl Into<String>,
        value: impl IntoContacts,
    ) -> Result<Vec<Self>, MappingErrors> {
        let key = key.into();
        let contacts = value.into_contacts()?;
        let entries = contacts.iter().enumerate().filter_map(|(at, contact)| {
            let key = match at {
                0 => key.clone(),
                _ => format!("{key}#{}", at + 1),
            };
            // A derived contact always has a number.
            Entry::new(Some(key), contact).ok()
        });
        Ok(entries.collect())
    }

    /// Sets its place in the source.
    pub fn at(mut self, row: u64) -> Self {
        self.row = row;
        self
    }

    /// Returns the key by which it is remembered.
    pub(crate) fn memory_key(&self) -> String {
        match &self.key {
            Some(key) => format!("key:{key}"),
            None => format!("number:{}", self.number),
        }
    }
}
