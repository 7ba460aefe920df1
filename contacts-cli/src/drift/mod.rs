//! Finds out how a service differs from its document. It only turns answers into findings, and
//! sends nothing.
//!
//! - `check` compares one value with a schema: with each of its rules (`rule`) and the formats of texts
//!   (`formats`).
//! - `survey` counts over many values what `check` notes.
//! - `shape` describes the values of an undocumented property, as YAML too.
//! - `report` is the result.
//!
//! No finding contains a value, only kinds, counts and lengths: values may be personal data.

pub(crate) mod check;
mod formats;
mod report;
mod rule;
mod shape;
mod survey;

pub(crate) use formats::is_uuid;
pub(crate) use report::{Deviation, Finding, Report};
pub(crate) use survey::{Survey, status};
