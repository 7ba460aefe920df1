//! The API over HTTP.
//!
//! - `paths` finds what the document has at a path, and `routes` passes a request to it.
//! - An `endpoint` takes one operation's requests through `credentials`, `parameters` and `content` to what
//!   `operations` does with a company's book; `example` answers operations without a book.
//! - `answer` is what comes back, in the `frame` that the document puts around contacts; `refusal`
//!   gives errors the document's form.

mod answer;
pub(crate) mod content;
mod credentials;
mod endpoint;
mod example;
mod frame;
mod operations;
mod parameters;
mod paths;
mod refusal;
mod routes;

#[cfg(test)]
mod tests;

pub(crate) use answer::{Answer, RefusalReason, is_reset, reason_of};
pub(crate) use credentials::Credentials;
pub(crate) use routes::{Api, base_path, not_allowed, nowhere};
