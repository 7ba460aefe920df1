//! The types of the client that tests see: a contact that is read, and one to create.

pub(crate) use contacts_api::phone_book::{Contact, NewContact};
