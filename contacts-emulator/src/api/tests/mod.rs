//! The emulator on documents of others. Whatever it answers, also an error, is what the document says
//! of it: each exchange checks that.

mod edited;
mod examples;
mod people;
mod round_trip;
mod service;
