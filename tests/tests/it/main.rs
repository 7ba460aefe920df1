//! One binary for all: linking is what takes the time.
#![forbid(unsafe_code)]

mod client;
mod client_faults;
mod derive;
mod emulator;
mod number;
mod phone;
mod phone_sample;
