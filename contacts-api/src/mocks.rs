//! Typed mocks of the API, for your own tests: what an operation takes and what it answers, as the
//! document says, over [`httpmock`].
//!
//! The mocks match paths from their beginning, so the client's base URL is the server's, without a
//! path. What a mock cannot express, such as an answer that is not documented, is one
//! `into_inner()` away.
//!
//! ```
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use contacts_api::mocks::MockServerExt;
//! use contacts_api::types::{Contact, ContactResponse};
//! use contacts_api::Client;
//! use httpmock::MockServer;
//!
//! let server = MockServer::start_async().await;
//! let relatel = Contact::builder().id(7_u64).name("Relatel A/S");
//! let relatel: ContactResponse = ContactResponse::builder().contact(relatel).try_into()?;
//! let mock = server.get_contact(|when, then| {
//!     when.id(&7);
//!     then.ok(&relatel);
//! });
//!
//! let client = Client::builder().token("any").base_url(server.base_url()).build()?;
//! let found = client.get_contact().id(7_u64).send().await?;
//! assert_eq!(found.contact.name.as_deref(), Some("Relatel A/S"));
//! mock.assert();
//! # Ok(())
//! # }
//! ```

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    rustdoc::all
)]

include!(concat!(env!("OUT_DIR"), "/mocks.rs"));
