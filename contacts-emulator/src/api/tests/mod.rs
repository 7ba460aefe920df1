//! Tests the emulator on other documents. Every answer, also an error, must fit the document: each exchange
//! checks that.

mod edited;
mod examples;
mod people;
mod round_trip;
mod service;
