//! The types of the client that tests see: a contact as it is read, and one to create.

pub(crate) use contacts_api::phone_book::{Contact, NewContact};
