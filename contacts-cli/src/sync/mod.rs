//! Making the phone book match a file of rows.
//!
//! - `rows` are those of the file, by what became of each by itself.
//! - `book` is what of the phone book matters to them.
//! - `compare` says what of a row a contact does not have.
//! - `plan` decides what is to be done; it sends nothing and is pure.
//! - `apply` does it.
//! - `report` counts, `show` writes it, and `rejects` is the file of rows that a person has to mend.

mod apply;
mod book;
mod compare;
mod plan;
mod rejects;
mod report;
mod rows;
mod show;

pub(crate) use apply::{Stop, apply};
pub(crate) use book::Book;
pub(crate) use plan::{Change, OnShared, Plan, Rule, plan};
pub(crate) use rejects::RejectsFile;
pub(crate) use report::{Counts, Report};
pub(crate) use rows::{Roles, Sorted};
pub(crate) use show::show;
