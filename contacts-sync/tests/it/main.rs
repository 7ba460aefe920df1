//! The engine against the emulator.

mod applying;
mod deleting;
mod planning;
mod support;
mod undoing;
