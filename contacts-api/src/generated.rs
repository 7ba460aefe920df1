//! What is generated from the document, unchanged and in one place.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    rustdoc::all,
    unused_imports,
    unused_mut
)]

include!(concat!(env!("CONTACTS_GENERATED"), "/client.rs"));
