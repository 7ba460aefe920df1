//! One binary for all: linking is what takes the time.
#![forbid(unsafe_code)]

mod pages;
mod phone_sample;
mod proxy;
mod scenario;
