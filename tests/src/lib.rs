//! What must hold across the crates stands in `tests/tests`; there is nothing to use here.
#![forbid(unsafe_code)]

/// The code of the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
