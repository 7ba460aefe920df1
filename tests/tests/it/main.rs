//! One binary for all: linking is what takes the time.
#![forbid(unsafe_code)]

mod calls;
mod client;
mod client_faults;
mod compare;
mod create_once;
mod derive;
mod emulator;
mod environment;
mod errors;
mod lists;
mod number;
mod pages;
mod phone;
mod phone_sample;
mod proxy;
mod wire;
