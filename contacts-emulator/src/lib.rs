//! The Contact API on your own machine: stateful, true to the document, faulty on demand.
//!
//! - `builder` and `emulator` are what a program sees: start, look inside, stop.
//! - `server` serves TCP, and `wire` lets through only what can be answered; `signal` says when to
//!   end.
//! - `api` takes a request to its answer, by the paths, parameters and schemas of the document.
//! - `schema` checks values against the document's schemas, and makes values that fit them.
//! - `book` is a company's contacts, packed; `company` and `service` contain it, `seed` is what it has from
//!   the start, by way of a `new_company`, `store` is the file that keeps it, and `ahead` has the changes on
//!   their way there.
//! - `behaviour` has switches for the unknowns of the real service, `faults` what goes wrong,
//!   `journal` the requests that were received; an `exchange` records them there and in the log.
//! - `own` answers beside the API: `control` of the emulator itself, and `docs`, the documents with
//!   a page to try them out.
//!
//! Nothing in the document is repeated here: the emulator learns from the document's roles what a contact is,
//! and checks, stores and shows a property of any kind that is added. An operation without a role has no
//! state: its credentials, parameters and content are checked, and the answer is the document's example or
//! one made from its schema, with the header `Emulated: example`.

#![forbid(unsafe_code)]

mod ahead;
mod api;
mod behaviour;
mod book;
mod builder;
mod company;
mod control;
#[cfg(feature = "docs")]
mod docs;
mod emulator;
mod exchange;
mod faults;
mod journal;
mod new_company;
mod own;
mod percent;
mod schema;
mod seed;
mod server;
mod service;
mod signal;
mod store;
mod time;
mod typed;
mod wire;

pub use behaviour::{
    Behaviour, ByNumber, DeleteMissing, ErrorBody, MissingNumber, Null, RateLimit, Unknown,
    UnknownSwitch, Unset,
};
pub use builder::{Builder, DEFAULT_TOKEN, StartError};
pub use emulator::Emulator;
pub use faults::{Fault, FaultError, When};
pub use journal::Received;
pub use seed::{Seed, SeedError};
pub use store::DataError;
