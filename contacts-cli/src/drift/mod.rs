//! How a service differs from its document. Pure: answers in, findings out.
//!
//! - `check` compares one value with a schema.
//! - `survey` counts over many values what `check` notes.
//! - `shape` is what an undocumented property was seen to be, and the YAML that describes it.
//! - `report` is what is said in the end.
//!
//! No finding has a value of anybody in it: kinds, counts and lengths only.

pub(crate) mod check;
mod report;
mod shape;
mod survey;

pub(crate) use report::{Finding, Problem, Report};
pub(crate) use survey::{Survey, status};
