//! The contact operations by their role, whatever the document calls them.
//!
//! The generated operations are named as the document names them: `list_contacts` here, something else in a
//! team's own document. A program that works with any document, such as this project's own command, asks for
//! what an operation *does*; the calls then go through the same operations.
//!
//! ```no_run
//! # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
//! use contacts_api::phone_book::{Listing, id_of};
//! use futures_util::TryStreamExt;
//!
//! let book = client.phone_book();
//! let contacts: Vec<_> = book.list(Listing::default()).try_collect().await?;
//! if let Some(id) = contacts.first().and_then(id_of) {
//!     book.delete(&id).await?;
//! }
//! # Ok(())
//! # }
//! ```

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::pages::{self, At, ListStream, Request};
use crate::value::lenient::one_by_one;
use crate::{Client, Error, PhoneNumber, compare};

#[allow(missing_docs, clippy::all, clippy::pedantic, reason = "generated")]
mod generated {
    use super::{ContactId, Cow};
    use crate::{Client, Error};

    include!(concat!(env!("CONTACTS_GENERATED"), "/phone_book.rs"));
}

pub(crate) use generated::{
    CONTACT_NUMBER, CreateBody, GETS_BY_NUMBER, ListRequest, NUMBER, NUMBERS, PAYLOAD, create,
    create_body, list,
};
pub use generated::{Contact, ContactUpdate, NewContact};

/// What identifies a contact: a whole number or a text, such as a UUID.
///
/// ```
/// use contacts_api::phone_book::ContactId;
///
/// let id: ContactId = "7".parse()?;
/// assert_eq!(id, ContactId::from(7_u64));
/// assert_eq!(id.as_number(), Some(7));
/// assert!(ContactId::from("018f2f3e-7b1c-7000-8000-000000000001").as_number().is_none());
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ContactId {
    /// A whole number; the ids of a list ascend.
    Number(u64),
    /// A text.
    Text(String),
}

impl ContactId {
    /// Returns the number, if it is one.
    pub fn as_number(&self) -> Option<u64> {
        match self {
            ContactId::Number(number) => Some(*number),
            ContactId::Text(_) => None,
        }
    }

    /// Returns the number; for a text, one that no contact has.
    #[allow(dead_code, reason = "where ids are texts, nobody asks")]
    fn number(&self) -> u64 {
        self.as_number().unwrap_or(u64::MAX)
    }
}

impl From<u64> for ContactId {
    fn from(number: u64) -> Self {
        ContactId::Number(number)
    }
}

impl From<i64> for ContactId {
    fn from(number: i64) -> Self {
        u64::try_from(number)
            .map_or_else(|_| ContactId::Text(number.to_string()), ContactId::Number)
    }
}

impl From<&str> for ContactId {
    fn from(text: &str) -> Self {
        let is_canonical = !text.starts_with(['0', '+']) || text == "0";
        match text.parse() {
            Ok(number) if is_canonical => ContactId::Number(number),
            _ => ContactId::Text(text.to_owned()),
        }
    }
}

impl From<String> for ContactId {
    fn from(text: String) -> Self {
        ContactId::from(text.as_str())
    }
}

impl FromStr for ContactId {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(ContactId::from(text))
    }
}

impl fmt::Display for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ContactId::Number(number) => number.fmt(f),
            ContactId::Text(text) => text.fmt(f),
        }
    }
}

/// Which contacts are listed, and how many at a time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// The size of a page; by default the most that the document allows.
    pub limit: Option<u64>,
    /// Only those with this number.
    pub number: Option<PhoneNumber>,
    /// Only those with this id or a greater one.
    pub from: Option<ContactId>,
}

/// The contact operations by their role; [`Client::phone_book`] has them.
#[derive(Debug, Clone, Copy)]
pub struct PhoneBook<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the contact operations by their role, whatever the document calls them.
    pub fn phone_book(&self) -> PhoneBook<'_> {
        PhoneBook { client: self }
    }
}

/// A role that the document gives to no operation is an error: "the document has no operation that
/// deletes a contact".
impl<'a> PhoneBook<'a> {
    /// Lists contacts, page by page as the stream is polled.
    ///
    /// # Errors
    ///
    /// As for [`stream`](crate::builder::ListContacts::stream): after an error the stream ends.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a listing is made for one call"
    )]
    pub fn list(&self, listing: Listing) -> ListStream {
        match self.request(&listing) {
            Ok(request) => pages::stream(request.into_owned()),
            Err(error) => ListStream::failing(error),
        }
    }

    /// Lists all contacts with up to `n` requests at once, in no particular order, where the document
    /// has what that needs; else one page after the other.
    ///
    /// # Errors
    ///
    /// As for [`list`](Self::list).
    pub fn list_concurrent(&self, n: usize) -> ListStream {
        match list(self.client) {
            Ok(request) => pages::stream_concurrent(request.into_owned(), n, &[]),
            Err(error) => ListStream::failing(error),
        }
    }

    /// Lists all contacts as [`list_concurrent`](Self::list_concurrent) does, but begins at each of these ids
    /// at once: for a caller that remembers ids a page apart from an earlier list.
    ///
    /// They only say where to begin: their contacts may be gone by now, and new contacts may have come
    /// anywhere.
    ///
    /// # Errors
    ///
    /// As for [`list`](Self::list).
    ///
    /// ```no_run
    /// # async fn example(client: contacts_api::Client, every_99th: Vec<u64>) -> Result<(), contacts_api::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let book = client.phone_book();
    /// let contacts: Vec<_> = book.list_from_bounds(&every_99th, 32).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_from_bounds(&self, bounds: &[u64], n: usize) -> ListStream {
        match list(self.client) {
            Ok(request) => pages::stream_concurrent(request.into_owned(), n, bounds),
            Err(error) => ListStream::failing(error),
        }
    }

    /// Lists contacts with up to `n` requests at once, by ascending ids as [`list`](Self::list) does:
    /// for a large book almost `n` times faster.
    ///
    /// Pages that arrive before their turn wait in memory. How many depends on `n` and not on the size of the
    /// book: with 100 contacts a page, about ten pages for each request under way. A book of few pages, a
    /// book whose ids do not ascend, and the contacts with one number are read page after page.
    ///
    /// # Errors
    ///
    /// As for [`list`](Self::list).
    ///
    /// ```no_run
    /// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
    /// use contacts_api::phone_book::{Listing, id_of};
    /// use futures_util::TryStreamExt;
    ///
    /// let book = client.phone_book();
    /// let mut contacts = book.list_in_order(Listing::default(), 8);
    /// while let Some(contact) = contacts.try_next().await? {
    ///     println!("{:?}", id_of(&contact));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a listing is made for one call"
    )]
    pub fn list_in_order(&self, listing: Listing, n: usize) -> ListStream {
        let at_once = if listing.number.is_some() { 1 } else { n };
        match self.request(&listing) {
            Ok(request) => pages::stream_in_order(request.into_owned(), at_once),
            Err(error) => ListStream::failing(error),
        }
    }

    fn request(self, listing: &Listing) -> Result<ListRequest<'a>, Error> {
        let by_number = match &listing.number {
            Some(number) => Some(
                generated::list_by_number(self.client, number.as_str())?
                    .ok_or_else(|| Error::unsupported("lists the contacts with a number"))?,
            ),
            None => None,
        };
        let mut request = match by_number {
            Some(request) => request,
            None => list(self.client)?,
        };
        if let Some(id) = &listing.from {
            request = request.at(&At::Id(id.clone()));
        }
        Ok(request.sized(listing.limit))
    }

    /// Gets a contact by its id.
    ///
    /// # Errors
    ///
    /// Those of the operation: there is no such contact, the service cannot be reached.
    pub async fn get(&self, id: &ContactId) -> Result<Contact, Error> {
        let found = generated::get(self.client, id).await?;
        found.ok_or_else(|| Error::missing("contact"))
    }

    /// Gets a contact by its number; where the document has no operation for it, the first contact of the
    /// list that has it.
    ///
    /// # Errors
    ///
    /// Those of the operation: there is no such contact, the service cannot be reached.
    pub async fn get_by_number(&self, number: &PhoneNumber) -> Result<Contact, Error> {
        if GETS_BY_NUMBER {
            let found = generated::get_by_number(self.client, number.as_str()).await?;
            return found.ok_or_else(|| Error::missing("contact"));
        }
        let mut contacts = self.with_number(number.as_str())?;
        let found = contacts.try_next().await?;
        found.ok_or_else(Error::not_found)
    }

    /// Creates a contact exactly once: see [`Client::create_once`].
    ///
    /// # Errors
    ///
    /// Those of [`Client::create_once`].
    pub async fn create(&self, contact: NewContact) -> Result<Contact, Error> {
        self.client.create_once(create_body(contact)).await
    }

    /// Changes a contact; returns it as it is afterwards, if the service's answer shows it.
    ///
    /// # Errors
    ///
    /// Those of the operation: there is no such contact, the service cannot be reached.
    pub async fn update(
        &self,
        id: &ContactId,
        update: ContactUpdate,
    ) -> Result<Option<Contact>, Error> {
        generated::update(self.client, id, generated::update_body(update)).await
    }

    /// Deletes a contact.
    ///
    /// # Errors
    ///
    /// Those of the operation: there is no such contact, the service cannot be reached.
    pub async fn delete(&self, id: &ContactId) -> Result<(), Error> {
        generated::delete(self.client, id).await
    }

    /// Returns the contacts with a number: by the list's filter where there is one, else by reading
    /// all.
    pub(crate) fn with_number(self, number: &str) -> Result<ListStream, Error> {
        if let Some(filtered) = generated::list_by_number(self.client, number)? {
            return Ok(pages::stream(filtered.into_owned()));
        }
        let number = number.to_owned();
        let all = pages::stream(list(self.client)?.into_owned());
        Ok(ListStream::new(all.try_filter(move |contact| {
            let own = number_of(contact);
            let has_it = own.is_some_and(|it| compare::same_number(&it, &number));
            std::future::ready(has_it)
        })))
    }
}

/// Returns what identifies a contact, if it has anything that does.
///
/// ```
/// use contacts_api::phone_book::{Contact, ContactId, id_of};
///
/// let contact: Contact = serde_json::from_str(r#"{ "id": 7, "name": "Hans" }"#)?;
/// assert_eq!(id_of(&contact), Some(ContactId::from(7_u64)));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn id_of(contact: &Contact) -> Option<ContactId> {
    generated::id(contact)
}

/// Returns the number of a contact as it is stored, in whatever form that is.
///
/// ```
/// use contacts_api::phone_book::{Contact, number_of};
///
/// let contact: Contact = serde_json::from_str(r#"{ "id": 7, "number": "45 71999999" }"#)?;
/// assert_eq!(number_of(&contact).as_deref(), Some("45 71999999"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn number_of(contact: &Contact) -> Option<String> {
    generated::number(contact).map(Cow::into_owned)
}

/// Converts a contact of another schema, such as the shorter one of a list, to the schema of contacts.
#[allow(dead_code, reason = "most documents have one schema of contacts")]
pub(crate) fn converted<T: Serialize, C: DeserializeOwned>(item: &T) -> Result<C, Error> {
    let json = serde_json::to_vec(item).map_err(|_| Error::missing("contact"))?;
    one_by_one(&json).map_err(|_| Error::missing("contact"))
}
