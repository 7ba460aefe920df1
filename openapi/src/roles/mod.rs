//! Finds in the document what hand-written code relies on, by its role.
//!
//! The client streams lists, creates once, maps domain types; the CLI syncs; the emulator keeps contacts. All
//! of that needs to know which operation creates a contact, which property is its number, where in an answer
//! the list is. Every document has its own names for these, so they are looked for in this one place: first
//! where the document says so itself (`x-contacts-role`), then by schema and format, then by name and place.
//! A role that nothing has is absent: there is a warning, and what needs it is switched off.
//!
//! | `x-contacts-role` | stands on | else found by |
//! |---|---|---|
//! | `list`, `create`, `get`, `get_by_number`, `update`, `delete` | an operation | its id in any case style (`listContacts`), else method and path (`POST /contacts`) |
//! | `contact` | a property of a request or an answer | the object that has the number, or the id |
//! | `items` | a property of a list's answer | the array of objects that have an id |
//! | `number` | a property, a parameter | component `PhoneNumber`, format `phone`, names such as `phone_number` |
//! | `id` | a property | `id`, the name of the path's variable, `uuid` |
//! | `name`, `email` | a property | names such as `full_name`, format `email` |
//! | `number_formatted` | a property | `number_formatted` and the like |
//! | `total`, `more` | a property of a list's answer | names such as `total_count`, `has_more` |
//! | `cursor`, `limit`, `offset`, `page` | a parameter of a list | names such as `id_gt_or_eq`, `per_page` |
//!
//! - this module is the table, `find` fills it in, `absent` says what is switched off.

mod absent;
mod find;
mod sent;

use crate::names::snake;
use crate::property::Property;
use crate::schema::{Constraints, Format, Kind, Schema, SchemaId};

pub use sent::Leaf;

pub(crate) use absent::absent;
pub(crate) use find::find_all;

/// The operations and properties that this project can use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roles {
    /// The operation that lists contacts.
    pub list: Option<List>,
    /// The operation that creates a contact.
    pub create: Option<Write>,
    /// The operation that gets a contact by its id.
    pub get: Option<Get>,
    /// The operation that gets a contact by its number.
    pub get_by_number: Option<Get>,
    /// The operation that changes a contact.
    pub update: Option<Write>,
    /// The operation that deletes a contact.
    pub delete: Option<Delete>,
    /// A contact as it is read.
    pub contact: Option<Contact>,
    /// Other operations whose list is read page by page.
    pub others: Vec<OtherList>,
}

/// An operation that lists something other than contacts, page by page.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherList {
    /// How it is read.
    pub list: List,
    /// The property that identifies an item, and the kind of its ids.
    pub id: Option<(String, IdKind)>,
}

/// The operation that lists contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Its `operationId`.
    pub operation: String,
    /// The names that lead to the array in its answer; empty if the answer is the array.
    pub items: Vec<String>,
    /// The names that lead to the count of all matching contacts, on this page and others.
    pub total: Option<Vec<String>>,
    /// The names that lead to the flag that there are more pages.
    pub more: Option<Vec<String>>,
    /// The parameter for the size of a page, and the greatest value that it accepts.
    pub limit: Option<Limit>,
    /// How the next page is asked for; `None` if the list has only one page.
    pub cursor: Option<Cursor>,
    /// The parameter that filters by number.
    pub number: Option<String>,
}

/// The parameter for the size of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The parameter.
    pub parameter: String,
    /// The greatest value that it accepts, if there is one.
    pub maximum: Option<u64>,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Cursor {
    /// By the id of the last item, or the one after it: keyset pagination.
    Id {
        /// The parameter.
        parameter: String,
        /// Whether the page includes the item with that id.
        inclusive: bool,
    },
    /// By the count of items that came before.
    Offset {
        /// The parameter.
        parameter: String,
    },
    /// By the number of the page.
    Page {
        /// The parameter.
        parameter: String,
        /// The number of the first page.
        first: u64,
    },
}

/// An operation that sends a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Its `operationId`.
    pub operation: String,
    /// The variable of its path that is the contact's id; an update has one.
    pub id: Option<String>,
    /// The payload that it sends.
    pub payload: Payload,
    /// The names that lead to the contact in its answer; `None` if the answer has none.
    pub answer: Option<Vec<String>>,
}

/// An operation that gets one contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Get {
    /// Its `operationId`.
    pub operation: String,
    /// The parameter that says which contact.
    pub parameter: String,
    /// The names that lead to the contact in its answer.
    pub answer: Vec<String>,
}

/// The operation that deletes a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// Its `operationId`.
    pub operation: String,
    /// The variable of its path that is the contact's id.
    pub id: String,
}

/// The part of a request that is a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// The schema of the request's body: an envelope, or the payload itself.
    pub body: SchemaId,
    /// The property of the envelope that has the payload; `None` if there is no envelope.
    pub envelope: Option<String>,
    /// The schema of the payload itself.
    pub schema: SchemaId,
    /// The properties that can be sent, in the document's order.
    pub properties: Vec<Property>,
    /// The properties in it that only the service sets.
    pub read_only: Vec<Property>,
    /// The property that is the number at which the contact is called.
    number: Option<String>,
}

impl Payload {
    /// Returns the property that is the number, of which a record may have several.
    ///
    /// ```
    /// let create = contacts_openapi::document().payload("create_contact").unwrap();
    /// assert_eq!(create.number().unwrap().name, "number");
    /// ```
    pub fn number(&self) -> Option<&Property> {
        self.property(self.number.as_deref()?)
    }

    /// Returns the property with this path, such as `address.zip`.
    pub fn property(&self, path: &str) -> Option<&Property> {
        find(&self.properties, path)
    }
}

/// A contact as it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Its schema.
    pub schema: SchemaId,
    /// Its properties, in the document's order.
    pub properties: Vec<Property>,
    /// The property that identifies it, and the kind of its ids.
    pub id: Option<(String, IdKind)>,
    /// The property that is its phone number.
    pub number: Option<String>,
    /// The property that is the number formatted for people.
    pub number_formatted: Option<String>,
    /// The property that a phone shows.
    pub name: Option<String>,
    /// The property that is an e-mail address.
    pub email: Option<String>,
}

impl Contact {
    /// Returns the property with this path, such as `address.zip`.
    pub fn property(&self, path: &str) -> Option<&Property> {
        find(&self.properties, path)
    }
}

/// The kind of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// A whole number; ids ascend.
    Integer,
    /// A UUID.
    Uuid,
    /// Any text.
    Text,
}

fn find<'a>(properties: &'a [Property], path: &str) -> Option<&'a Property> {
    properties.iter().find_map(|it| {
        if it.path == path {
            return Some(it);
        }
        path.starts_with(&format!("{}.", it.path))
            .then(|| find(&it.properties, path))?
    })
}

/// Returns whether the schema accepts the digits of a number, beginning with the country calling
/// code.
pub(crate) fn takes_digits(schema: &Schema) -> bool {
    let Constraints {
        pattern, values, ..
    } = &schema.constraints;
    let wants_a_sign = pattern
        .as_deref()
        .is_some_and(|it| it.contains("\\+") && !it.contains("\\+?") || it.contains("[+]"));
    matches!(schema.kind, Kind::String(_)) && values.is_none() && !wants_a_sign
}

/// Returns whether the schema itself says that it is a phone number.
pub(crate) fn is_phone_number(schema: &Schema) -> bool {
    let is_text = takes_digits(schema);
    let by_component = || {
        let component = schema.component.as_deref().map(snake);
        component.is_some_and(|it| {
            matches!(
                it.as_str(),
                "phone_number" | "e164" | "msisdn" | "telephone_number"
            )
        })
    };
    is_text
        && (schema.kind == Kind::String(Format::Phone)
            || schema.role.as_deref() == Some("number")
            || by_component())
}
