//! What goes wrong on demand.
//!
//! - `fault` is one rule: where, what, when.
//! - `text` reads a rule from a flag.
//! - `schedule` decides for each request, from a seed, so that a run can be repeated.

mod fault;
mod schedule;
mod text;

pub(crate) use fault::{Effect, FailureMode};
pub use fault::{Fault, When};
pub(crate) use schedule::FaultSchedule;
pub use text::FaultError;
