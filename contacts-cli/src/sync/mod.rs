//! Making the phone book match a file of rows.
//!
//! `plan` compares the rows with the `book` and decides what is to be done; it sends nothing and is
//! pure. `apply` does it. `report` is what a person and a script learn
//! of it, `rejects` the file of the rows that a person has to mend.

mod apply;
mod book;
mod plan;
mod rejects;
mod report;

pub(crate) use apply::{Stop, apply};
pub(crate) use book::Book;
pub(crate) use plan::{Change, OnShared, Plan, Wanted, plan};
pub(crate) use rejects::RejectsFile;
pub(crate) use report::{Counts, Outcome, Reject, Report};
