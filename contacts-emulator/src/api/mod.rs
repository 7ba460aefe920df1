//! The API over HTTP.
//!
//! `routes` builds the router from the document; an `endpoint` takes one operation's requests
//! through `credentials`, `parameters` and `content` to what `operations` does, and `answer` is
//! what comes back.

mod answer;
pub(crate) mod content;
mod credentials;
mod endpoint;
mod operations;
mod parameters;
mod routes;

pub(crate) use answer::{Answer, is_reset};
pub(crate) use credentials::Credentials;
pub(crate) use endpoint::EndpointError;
pub(crate) use routes::{base_path, router};
