//! The client, numbers and the derive, as applications use them. One binary for all: linking is what takes the
//! time.
#![forbid(unsafe_code)]

mod calls;
mod client;
mod client_faults;
mod compare;
mod create_once;
mod derive;
mod environment;
mod errors;
mod lists;
mod number;
mod phone;
mod request;
mod wire;
