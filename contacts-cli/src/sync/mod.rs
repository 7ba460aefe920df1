//! Makes the phone book match a file of rows.
//!
//! - `book` is the phone book with its state; `bar` shows the progress.
//! - `feed` gives the rows to the engine, `contacts-sync`, which plans and applies.
//! - `report` counts what happened to each row; `show` writes it to a terminal in `groups`, where each `line`
//!   is a step as in a diff; `page` writes it as a web page, and `rejects` is the file of rows that a person
//!   has to correct.

mod bar;
mod book;
mod feed;
mod groups;
mod line;
mod page;
mod rejects;
mod report;
mod show;

pub(crate) use bar::Bar;
pub(crate) use book::{Book, Keeping};
pub(crate) use feed::{Facts, Given, details, feed};
pub(crate) use page::page;
pub(crate) use rejects::RejectsFile;
pub(crate) use report::{Details, Report};
pub(crate) use show::{announce, show};
