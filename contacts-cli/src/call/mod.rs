//! Any operation of the document, from the command line. Pure: arguments in, a request out.
//!
//! - `arguments` makes a command of each operation, with flags for its parameters.
//! - `request` puts together what they say: where each value stands and how it is written.
//! - `body` is what is sent, by its media type.

mod arguments;
mod body;
mod request;

pub(crate) use arguments::{Calls, is_the_clients};
pub(crate) use body::Files;
pub(crate) use request::Prepared;
