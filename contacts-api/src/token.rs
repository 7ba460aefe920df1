use std::fmt;

use base64::Engine as _;
use reqwest::header::{HeaderValue, InvalidHeaderValue};

/// An API token: a secret that no `Debug`, log or error shows.
///
/// ```
/// let token = contacts_api::Token::from("5f2c");
/// assert_eq!(format!("{token:?}"), "Token(…)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Returns `Bearer TOKEN` for the header `Authorization`, marked so that nothing downstream
    /// shows it either.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Returns the token alone, marked so that nothing downstream shows it.
    pub(crate) fn plain(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from(&self.0)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Returns `Basic` with the token in base64; the token is `user:password`.
    pub(crate) fn basic(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let encoded = base64::engine::general_purpose::STANDARD.encode(&self.0);
        let mut value = HeaderValue::try_from(format!("Basic {encoded}"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Returns the token itself, for a query or a cookie.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Token {
    /// Trims white space around the token: files and variables often end in a new line.
    fn from(token: &str) -> Self {
        Token(token.trim().to_owned())
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Token::from(token.as_str())
    }
}

impl From<&String> for Token {
    fn from(token: &String) -> Self {
        Token::from(token.as_str())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
