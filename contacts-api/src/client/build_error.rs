use std::fmt;

use super::TOKEN_VARIABLE;
use crate::operations::{SCHEMES, SERVER_VARIABLES};

/// Why a client could not be made. Both `Display` and `Debug`, which `?` in `main` prints, say what to do.
/// They never show the token.
///
/// ```
/// use contacts_api::{BuildError, Client};
///
/// let error = Client::builder().build().unwrap_err();
/// assert!(matches!(error, BuildError::MissingToken));
/// ```
#[non_exhaustive]
pub enum BuildError {
    /// No token was given.
    MissingToken,
    /// The token has a character that cannot be in a header.
    InvalidToken,
    /// The user agent has a character that cannot be in a header.
    InvalidUserAgent(String),
    /// The base URL cannot be used.
    InvalidBaseUrl {
        /// The URL.
        url: String,
        /// What is wrong with it, and what to do.
        reason: &'static str,
    },
    /// The document's server has no variable of this name.
    UnknownServerVariable(String),
    /// No operation uses a security scheme of this name.
    UnknownSecurityScheme(String),
    /// The HTTP client could not be made, for example without certificates.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::MissingToken => write!(
                f,
                "there is no API token: set `{TOKEN_VARIABLE}`, or give one to the client's builder"
            ),
            BuildError::InvalidToken => f.write_str(
                "the API token has a character that cannot be in a header, such as a new line: copy it again",
            ),
            BuildError::InvalidUserAgent(value) => {
                write!(f, "the user agent {value:?} has a character that cannot be in a header")
            }
            BuildError::InvalidBaseUrl { url, reason } => write!(f, "the base URL `{url}` {reason}"),
            BuildError::UnknownServerVariable(name) => {
                write!(f, "the document's server has no variable `{name}`")?;
                let mut known = SERVER_VARIABLES.iter().map(|(name, _)| *name).peekable();
                if known.peek().is_none() {
                    return f.write_str(": its URL has none");
                }
                write!(f, ": its variables are {}", known.collect::<Vec<_>>().join(", "))
            }
            BuildError::UnknownSecurityScheme(name) => {
                write!(f, "no operation is asked for with a security scheme `{name}`")?;
                if SCHEMES.is_empty() {
                    return f.write_str(", or with any other: leave its secret out");
                }
                write!(f, ": they are asked for with {}", SCHEMES.join(", "))
            }
            BuildError::Http(error) => write!(f, "the HTTP client could not be made: {error}"),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BuildError({self})")
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildError::Http(error) => Some(error),
            _ => None,
        }
    }
}
