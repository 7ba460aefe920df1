//! The Contact API on your own machine: stateful, true to the document, faulty on demand.
//!
//! - `builder` and `emulator` are what a program sees: start, look inside, stop.
//! - `server` serves TCP, `wire` lets through what can be answered; `signal` tells when to end.
//! - `api` takes a request to its answer, by the paths, parameters and schemas of the document.
//! - `schema` checks values as the document's schemas have it, and makes such values.
//! - `book` is a company's contacts, packed; `company` and `service` are what is around it, `seed`
//!   what is in it from the start, by way of a `new_company`, `store` the file that keeps it, `ahead` what is
//!   on its way there.
//! - `behaviour` has the unknowns of the real service as switches, `faults` what goes wrong,
//!   `journal` what was received; an `exchange` goes there and into the log.
//! - `own` is what is answered beside the API: `control` of the emulator itself, and `docs`, the
//!   documents with a page to try them.
//!
//! Nothing of the document stands here a second time: what the emulator knows of contacts it asks of
//! the document's roles, and a property of any kind that is added is checked, stored and shown. An
//! operation without a role has no state behind it: its credentials, parameters and content are
//! checked, and it is answered by the document's example, or one made from its schema, with the header
//! `Emulated: example`.

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
