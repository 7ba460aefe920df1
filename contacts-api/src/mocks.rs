//! Typed mocks of the API, for your own tests: the requests and answers of each operation as the
//! document has them, on top of [`httpmock`].
//!
//! The mocks match paths from their beginning, so the client's base URL is the server's, without a
//! path. `into_inner()` gives access to what a mock cannot express, such as an answer that is not
//! documented.
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

include!(concat!(env!("CONTACTS_GENERATED"), "/mocks.rs"));

/// Conditions on the parameters that the client writes in their own style.
#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) mod written {
    use httpmock::When;
    use serde::Serialize;

    use crate::value::parameter::{Style, in_header, pairs, segment};

    pub(crate) fn query(when: When, name: &str, value: &impl Serialize, style: Style) -> When {
        let pairs = pairs(name, value, style);
        pairs.into_iter().fold(when, |when, (name, value)| {
            when.query_param(name, decoded(&value))
        })
    }

    pub(crate) fn header(when: When, name: &str, value: &impl Serialize, style: Style) -> When {
        match in_header(value, style) {
            Some(text) => when.header(name, text),
            None => when.header_missing(name),
        }
    }

    pub(crate) fn cookie(when: When, name: &str, value: &impl Serialize, style: Style) -> When {
        let pairs = pairs(name, value, style);
        pairs.into_iter().fold(when, |when, (name, value)| {
            let wanted = format!("{name}={value}");
            when.is_true(move |request| cookies(request).any(|it| it == wanted))
        })
    }

    pub(crate) fn no_cookie(when: When, name: &str) -> When {
        let unwanted = format!("{name}=");
        when.is_true(move |request| !cookies(request).any(|it| it.starts_with(&unwanted)))
    }

    /// Returns one segment of a path, escaped for a regular expression.
    pub(crate) fn path(name: &str, value: &impl Serialize, style: Style) -> String {
        regex::escape(&segment(name, value, style).unwrap_or_default())
    }

    fn cookies(request: &httpmock::HttpMockRequest) -> impl Iterator<Item = String> {
        let headers = request.headers_vec().iter();
        let cookies: Vec<String> = headers
            .filter(|(name, _)| name.eq_ignore_ascii_case("cookie"))
            .flat_map(|(_, value)| value.split(';').map(|it| it.trim().to_owned()))
            .collect();
        cookies.into_iter()
    }

    fn decoded(value: &str) -> String {
        let pair = format!("it={value}");
        let url = reqwest::Url::parse(&format!("http://localhost/?{pair}"));
        let pairs = url.iter().flat_map(|it| it.query_pairs());
        pairs.map(|(_, value)| value.into_owned()).collect()
    }
}
