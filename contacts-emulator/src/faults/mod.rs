//! What goes wrong on demand.
//!
//! - `fault` is one rule: where, what, when.
//! - `text` reads a rule from a flag.
//! - `plan` decides for each request, from a seed, so that a run can be repeated.

mod fault;
mod plan;
mod text;

pub(crate) use fault::{Effect, FailureMode};
pub use fault::{Fault, When};
pub(crate) use plan::FaultPlan;
pub use text::FaultError;
