//! A typed client for a telephony Contact API, generated from its OpenAPI document.
#![forbid(unsafe_code)]
