//! The engine against the emulator.

mod applying;
mod deleting;
mod matching;
mod patience;
mod planning;
mod racing;
mod remembering;
mod support;
mod undoing;
