//! A typed client for a telephony Contact API, generated from its OpenAPI document.
//!
//! - `generated` is what the build makes of `openapi/contacts.yaml`: operations, types, builders.
//! - `client` makes a client; `transport` is how every request travels; `error` what goes wrong.
//! - `pages` reads lists; `create_once` creates without losing or doubling.
//! - `value` and `number` are the values that are sent, `phone` reads numbers as people write them;
//!   `mapping` is how your own types become payloads.
#![forbid(unsafe_code)]

mod client;
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
mod regions;
mod token;
mod transport;
mod value;

pub use client::{BuildError, ClientBuilder, TOKEN_VARIABLE, URL_VARIABLE};
#[cfg(feature = "derive")]
pub use contacts_macros::{IntoContact, IntoContacts};
pub use error::Error;
pub use generated::{Client, ResponseValue, builder, types};
pub use mapping::{IntoContact, IntoContactUpdate, IntoContacts, MappingError, MappingErrors};
pub use number::{NumberError, PhoneNumber};
pub use operations::SERVER;
#[cfg(feature = "phone")]
pub use phone::{NumberWarning, ParsedNumber, format_national};
pub use regions::{REGIONS, is_region};
pub use token::Token;
#[doc(hidden)]
pub use transport::Inner;
pub use transport::Retry;
pub use value::convert::Optional;
pub use value::{Bounded, BoundedError, Nullable, Text, TextError};
