//! Any operation of the document, from the command line. It only makes a request from arguments,
//! and sends nothing.
//!
//! - `arguments` makes a command for each operation, with flags for its parameters.
//! - `request` puts each value in its place in the request, in the document's style.
//! - `body` makes the body, by its media type.

mod arguments;
mod body;
mod request;

pub(crate) use arguments::{Calls, is_the_clients};
pub(crate) use body::Files;
pub(crate) use request::Prepared;
