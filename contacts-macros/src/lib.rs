//! `#[derive(IntoContact)]` and `#[derive(IntoContacts)]`: domain types as contacts.
//!
//! Use them through `contacts_api`; its page of the derive is the reference:
//!
//! ```
//! use contacts_api::IntoContact;
//!
//! #[derive(IntoContact)]
//! struct Customer {
//!     #[contact(name)]
//!     full_name: String,
//!     #[contact(number)]
//!     phone: u64,
//!     email: Option<String>,
//! }
//!
//! let customer = Customer { full_name: "Hans".into(), phone: 4_571_999_999, email: None };
//! assert_eq!(customer.into_contact()?.number, "4571999999");
//! # Ok::<(), contacts_api::MappingErrors>(())
//! ```
//!
//! # How it works
//!
//! `derive` runs three stages. Each has a type of its own, and none depends on a later one:
//!
//! - `parse` reads what is written in `#[contact(…)]`, with the span of everything: a `ParsedType`.
//! - `check` compares it with the document (`table`, which the build writes from
//!   `openapi/contacts.yaml`) and checks that it is consistent; the result is a `Model` that can be
//!   mapped.
//! - `expand` writes the implementations; it cannot fail. They call `contacts_api::mapping`, which
//!   keeps the code in users' crates small.
//!
//! All mistakes of a type are shown in one compile (`errors`). A type with mistakes still gets its
//! implementations, without content, so that its uses cause no further errors.
#![forbid(unsafe_code)]
#![expect(
    unreachable_pub,
    reason = "a proc-macro crate exports its derives only; `pub` means: for the other stages"
)]

// The stages, in their order, and what runs them.
mod derive;

mod parse;

mod check;

mod expand;

// What the stages share: `check` makes the model, `expand` takes it.
mod errors;
mod model;
mod suggest;
mod table;
mod template;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::derive::derive;
use crate::model::Derive;

#[expect(missing_docs, reason = "documented where it is exported")]
#[proc_macro_derive(IntoContact, attributes(contact))]
pub fn into_contact(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Contact).into()
}

#[expect(missing_docs, reason = "documented where it is exported")]
#[proc_macro_derive(IntoContacts, attributes(contact))]
pub fn into_contacts(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Contacts).into()
}
