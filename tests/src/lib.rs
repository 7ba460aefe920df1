//! What must hold across the crates stands in `tests/tests`; here is what it shares with the tests of one
//! crate: a `proxy` that spoils what passes through it, and what it has `seen`; a `page` of the
//! documentation with its blocks of code.
#![forbid(unsafe_code)]

mod page;
mod proxy;
mod seen;

pub use page::{Block, Page, repository};
pub use proxy::Proxy;
pub use seen::{Seen, read_request};

/// The code of the README and of the pages of `docs` compiles and runs.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../contacts-api/README.md")]
    struct Client;
    #[doc = include_str!("../../docs/your-types.md")]
    struct YourTypes;
    #[doc = include_str!("../../docs/testing.md")]
    struct Testing;
    #[doc = include_str!("../../docs/large-books.md")]
    struct LargeBooks;
}

/// A client of one's own has hooks of its own:
///
/// ```
/// use progenitor_client::{ClientHooks, ClientInfo};
///
/// struct Client;
///
/// impl ClientInfo<()> for Client {
///     fn api_version() -> &'static str {
///         "1"
///     }
///     fn baseurl(&self) -> &str {
///         "http://127.0.0.1"
///     }
///     fn client(&self) -> &reqwest::Client {
///         unimplemented!()
///     }
///     fn inner(&self) -> &() {
///         &()
///     }
/// }
///
/// impl ClientHooks<()> for Client {}
/// ```
///
/// Those of this client cannot be written a second time, with a `pre` or `post` that nobody calls:
///
/// ```compile_fail,E0117
/// use contacts_api::Client;
/// use progenitor_client::ClientHooks;
///
/// impl ClientHooks<()> for Client {}
/// ```
#[cfg(doctest)]
struct Hooks;
