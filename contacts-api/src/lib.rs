//! A typed client for a telephony Contact API, generated from its OpenAPI document.
//!
//! Contacts are what a company's phones show of the other party in a call. This crate reads and
//! writes them: one typed builder for each operation of `openapi/contacts.yaml`, all of them with
//! the token, timeouts, retries, a rate limit and tracing.
//!
//! # From a token to a contact
//!
//! ```toml
//! [dependencies]
//! contacts-api = { version = "0.1", features = ["phone"] }
//! futures-util = { version = "0.3", default-features = false }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! ```no_run
//! # #[cfg(all(feature = "derive", feature = "phone"))]
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use contacts_api::{Client, IntoContact};
//!
//! #[derive(IntoContact)]
//! struct Customer {
//!     name: String,
//!     #[contact(number, region = "DK")]
//!     phone: String,
//!     #[contact(email)]
//!     mail: Option<String>,
//! }
//!
//! // The token is in CONTACTS_TOKEN.
//! let client = Client::from_env()?;
//! let customer = Customer {
//!     name: "Relatel A/S".into(),
//!     phone: "+45 71 99 99 99".into(),
//!     mail: None,
//! };
//! let created = client.create_contact().body(&customer).send().await?;
//! let found = client.get_contact_by_number().number("4571999999").send().await?;
//! assert_eq!(found.contact, created.contact);
//! # Ok(())
//! # }
//! ```
//!
//! # Reading, changing, deleting
//!
//! ```no_run
//! # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
//! use contacts_api::{Nullable, types::ContactUpdate};
//! use futures_util::TryStreamExt;
//!
//! // All contacts, however many pages they are.
//! let mut contacts = client.list_contacts().stream();
//! while let Some(contact) = contacts.try_next().await? {
//!     println!("{} {}", contact.id, contact.name.as_deref().unwrap_or("unknown"));
//! }
//!
//! // The name is changed and the e-mail cleared; the number keeps its value.
//! let changes = ContactUpdate::builder().name("Relatel").email(Nullable::Null);
//! client.update_contact().id(7).body(changes).send().await?;
//!
//! match client.delete_contact().id(7).send().await {
//!     Err(error) if error.is_not_found() => println!("there is no contact 7"),
//!     other => other.map(drop)?,
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What there is
//!
//! - **Operations** are methods of [`Client`]: set what there is to set, then `send().await`. A value
//!   that the document forbids is refused before it is sent, and the error names it.
//! - **Payloads** are in [`types`], each with a `builder()`. In an update, a property that is left out keeps
//!   its value, and [`Nullable::Null`] clears one. A `default` of the document is what the service assumes
//!   for a missing value: the client neither sends it nor adds it to what it reads. Your own types become
//!   payloads with [`IntoContact`].
//! - **Anything else** that the service takes is sent with [`Client::request`].
//! - **Lists** are streams: [`stream`](builder::ListContacts::stream) in order,
//!   [`stream_concurrent`](builder::ListContacts::stream_concurrent) for a large book. So is any other list
//!   for which the document has a cursor.
//! - **Errors** are one type, [`Error`]: the status, what the service said, which properties it refuses,
//!   whether to try again. Its documentation says which parts may be logged and which only the caller may
//!   see.
//! - **Retries** are made where they are safe ([`Retry`]); a create that must not be lost or done twice
//!   is [`Client::create_once`].
//! - **One call, or a client for some**, has headers and a timeout of its own:
//!   [`Client::with_header`], [`Client::with_timeout`], and the same on each call. Every attempt can be
//!   seen and changed: [`ClientBuilder::before`], [`ClientBuilder::after`].
//! - **The same** contact, text or number, however it is written: [`compare`].
//! - **Numbers** are digits with the country calling code ([`PhoneNumber`]); with the feature `phone`,
//!   `PhoneNumber::parse_in` reads them as people write them.
//! - **Tracing**: a span `contacts` for each attempt with the operation, method, attempt, status and duration
//!   in milliseconds. No token, number, name or e-mail reaches a span or a log, not even by way of an error
//!   or of the HTTP client's own logs, at any level. Two things are up to you: with the feature `phone`, the
//!   crate `rlibphonenumber` logs the numbers that it reads at `TRACE`, so leave its target out; and an HTTP
//!   client of your own must not be `connection_verbose`.
//!
//! # Further reading
//!
//! Short pages in the repository, a few minutes each:
//!
//! - [your own types](https://github.com/contacts-rs/contacts/blob/main/docs/your-types.md):
//!   customers and employees as contacts, with the derive;
//! - [your own document](https://github.com/contacts-rs/contacts/blob/main/docs/your-document.md):
//!   all of this for an API that your team describes;
//! - [testing your application](https://github.com/contacts-rs/contacts/blob/main/docs/testing.md):
//!   the emulator and typed mocks;
//! - [large books](https://github.com/contacts-rs/contacts/blob/main/docs/large-books.md):
//!   a hundred thousand contacts, and the limits of a service;
//! - [the command](https://github.com/contacts-rs/contacts/blob/main/docs/cli.md):
//!   the same from a shell, and a book that is kept in step with a CRM.
//!
//! # Features
//!
//! | feature | default | what |
//! |---|---|---|
//! | `derive` | yes | `#[derive(IntoContact)]` |
//! | `rustls` | yes | TLS by rustls with ring and the platform's certificates; installs ring as the process's provider if there is none |
//! | `native-tls` | | TLS by the platform's library |
//! | `generate` | | the client and the derive are generated when building: for a document of your own (`CONTACTS_OPENAPI`), which is an error without it; 29 packages, and some 28 s of CPU in a clean build |
//! | `patterns` | | what is sent is checked against a `pattern` of the document, which this project's own has not; part of `generate` |
//! | `chrono`, `jiff`, `time`, `uuid`, `url` | | those crates' types feed properties of such formats |
//! | `blocking` | | wait for calls without `async`: `blocking::Waiting` |
//! | `phone` | | numbers as people write them, by libphonenumber's rules: the dearest, 64 packages beside the 107 without it, and some 36 s of CPU in a clean build |
//! | `httpmock` | | typed mocks of the API for tests, in `mocks` |
//! | `schemars` | | `schemars::JsonSchema` for the generated types |
//!
//! # Where things are
//!
//! - `generated` is what is made of `openapi/contacts.yaml`: operations, types, builders. It is in the folder
//!   `generated` of the package; `contacts-codegen` makes it.
//! - `client` makes a client; `transport` carries every request; `error` is what can go wrong, and who is
//!   shown which part of it.
//! - `phone_book` has the contact operations by their role, whatever the document calls them; `request` makes
//!   any other request.
//! - `pages` reads lists; `create_once` creates without losing or doubling; `compare` says what counts as the
//!   same. `blocking` is for programs without `async`.
//! - `value` and `number` are the values that are sent, `phone` reads numbers as people write them;
//!   `mapping` is how your own types become payloads.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(feature = "blocking")]
pub mod blocking;
mod characters;
mod client;
pub mod compare;
mod create_once;
mod error;
mod generated;
pub mod mapping;
#[cfg(feature = "httpmock")]
pub mod mocks;
mod number;
mod operations;
mod pages;
#[cfg(feature = "phone")]
mod phone;
pub mod phone_book;
mod regions;
mod request;
mod token;
mod transport;
mod value;

pub use client::{BuildError, ClientBuilder, TOKEN_VARIABLE, URL_VARIABLE};
pub use error::{Details, Error, Violation};
pub use generated::{Client, ResponseValue, builder, types};
// A short name, since derived code is full of it and each word takes time to compile.
#[doc(hidden)]
pub use mapping::support as derived;
pub use mapping::{IntoContact, IntoContactUpdate, IntoContacts, MappingError, MappingErrors};
pub use number::{NumberError, PhoneNumber};
pub use operations::SERVER;
pub use pages::ListStream;
#[cfg(feature = "phone")]
pub use phone::{NumberWarning, ParsedNumber, format_national};
pub use regions::{REGIONS, is_region};
pub use request::{RawAnswer, RequestBuilder};
pub use token::Token;
#[doc(hidden)]
pub use transport::Inner;
#[cfg(fuzzing)]
#[doc(hidden)]
pub use transport::fuzzing;
pub use transport::{Attempt, Retry, Verdict};
pub use value::convert::Optional;
#[doc(hidden)]
pub use value::parameter;
pub use value::{
    Additional, AdditionalError, AnyNumber, Bounded, BoundedError, Checked, CheckedError,
    Enumeration, Items, ItemsError, Limited, LimitedError, Listed, Named, Nullable, NumberRule,
    PathText, Rule, Text, TextError, UnlistedError, formats,
};
