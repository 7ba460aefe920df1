//! Arguments of all commands that write to a book: what they keep, and how fast they are.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;

use crate::sync::Keeping;

/// What is kept of a run, and how fast it is.
#[derive(Debug, Args)]
pub(super) struct Keep {
    /// Where is remembered which contacts are this tool's, a file for each service and company [default:
    /// ~/.local/state/contacts]
    #[arg(long, value_name = "DIR")]
    pub(super) state: Option<PathBuf>,
    /// Append each write to a file, before and after, for `contacts undo`
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
    /// How many requests a second are sent at most [default: as many as are answered]
    #[arg(long, value_name = "N")]
    rps: Option<NonZeroU32>,
}

impl Keep {
    /// Returns the settings with which a book is opened.
    pub(super) fn keeping(&self, is_dry: bool) -> Keeping<'_> {
        Keeping {
            folder: self.state.as_deref(),
            log: self.log.as_deref(),
            is_dry,
            requests_per_second: self.rps,
        }
    }
}

/// What the commands take that have many writes to send, and then a report.
#[derive(Debug, Args)]
pub(super) struct Sending {
    /// Write the report as a web page, which needs no network
    #[arg(long, value_name = "FILE.html")]
    pub(super) report: Option<PathBuf>,
    /// How many requests are under way at a time
    #[arg(
        long,
        value_name = "N",
        default_value = "4",
        value_parser = clap::value_parser!(u16).range(1..=64),
    )]
    concurrency: u16,
}

impl Sending {
    /// Returns how many requests are under way at a time.
    pub(super) fn at_once(&self) -> usize {
        self.concurrency.into()
    }
}
