//! How a client is made: `builder` collects the settings, `address` finds the service's URL, `http` makes the
//! HTTP client, and `build_error` says why there is no client.

mod address;
mod build_error;
mod builder;
mod http;

use crate::Client;

pub use build_error::BuildError;
pub use builder::ClientBuilder;

/// The variable from which [`Client::from_env`] reads the token.
pub const TOKEN_VARIABLE: &str = "CONTACTS_TOKEN";
/// The variable from which [`Client::from_env`] reads the base URL.
pub const URL_VARIABLE: &str = "CONTACTS_URL";

impl Client {
    /// Begins a client; a token is the only setting that it needs.
    ///
    /// ```
    /// use contacts_api::Client;
    ///
    /// let client = Client::builder().token("5f2c").build()?;
    /// assert!(format!("{client:?}").contains("https://app.relatel.dk/api/v2"));
    /// # Ok::<(), contacts_api::BuildError>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Makes a client with the token in `CONTACTS_TOKEN`, for the base URL in `CONTACTS_URL` if that is set.
    ///
    /// # Errors
    ///
    /// [`BuildError::MissingToken`] without a token, and the other errors of
    /// [`ClientBuilder::build`].
    ///
    /// ```no_run
    /// # fn main() -> Result<(), contacts_api::BuildError> {
    /// let client = contacts_api::Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_env() -> Result<Self, BuildError> {
        let variable = |name| std::env::var(name).ok().filter(|it| !it.trim().is_empty());
        let mut builder = Client::builder();
        if let Some(token) = variable(TOKEN_VARIABLE) {
            builder = builder.token(token);
        }
        if let Some(url) = variable(URL_VARIABLE) {
            builder = builder.base_url(url);
        }
        builder.build()
    }

    /// Returns the URL to which the paths of the operations are appended; it ends without a slash.
    ///
    /// ```
    /// # use contacts_api::Client;
    /// let client = Client::builder().token("5f2c").base_url("https://example.com/api/").build()?;
    /// assert_eq!(client.base_url(), "https://example.com/api");
    /// # Ok::<(), contacts_api::BuildError>(())
    /// ```
    pub fn base_url(&self) -> &str {
        &self.baseurl
    }
}
