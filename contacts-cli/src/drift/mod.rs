//! How a service differs from its document. Pure: answers in, findings out.
//!
//! - `check` compares one value with a schema: with each `rule` of it, and with the `formats` of texts.
//! - `survey` counts over many values what `check` notes.
//! - `shape` is what an undocumented property was seen to be, and the YAML that describes it.
//! - `report` is what is said in the end.
//!
//! No finding has a value of anybody in it: kinds, counts and lengths only.

pub(crate) mod check;
mod formats;
mod report;
mod rule;
mod shape;
mod survey;

pub(crate) use formats::is_uuid;
pub(crate) use report::{Deviation, Finding, Report};
pub(crate) use survey::{Survey, status};
