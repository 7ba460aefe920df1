//! What must hold across the crates stands in `tests/tests`; there is nothing to use here.
#![forbid(unsafe_code)]
