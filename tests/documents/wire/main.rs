//! Compiled for a document with parameters of every style, bodies that may be left out, properties
//! without a name and several security schemes; see `edits/styles.yaml`, `edits/optional-bodies.yaml`,
//! `edits/multiples.yaml`, `edits/additional-properties.yaml` and `edits/security-combined.yaml`. What is
//! sent is read from the socket.
#![forbid(unsafe_code)]

mod bodies;
mod lists;
mod parameters;
mod security;
mod service;
