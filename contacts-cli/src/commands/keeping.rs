//! What all commands take that write a book: what they keep, and how fast they are.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::sync::Keeping;

/// The file of a command.
pub(super) fn file_argument(id: &'static str, name: &'static str, help: &'static str) -> Arg {
    Arg::new(id)
        .value_name(name)
        .value_parser(value_parser!(PathBuf))
        .required(true)
        .help(help)
}

/// What all commands take that write a book: what they keep, and how fast they are.
pub(super) fn keeping_arguments(command: Command) -> Command {
    command
        .arg(
            Arg::new("state")
                .long("state")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help(
                    "Where is remembered which contacts are this tool's, a file for each service and company \
                     [default: ~/.local/state/contacts]",
                ),
        )
        .arg(
            Arg::new("log")
                .long("log")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Append each write to a file, before and after, for `contacts undo`"),
        )
        .arg(
            Arg::new("report")
                .long("report")
                .value_name("FILE.html")
                .value_parser(value_parser!(PathBuf))
                .help("Write the report as a web page, which needs no network"),
        )
        .arg(
            Arg::new("concurrency")
                .long("concurrency")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=64))
                .default_value("4")
                .help("How many requests are under way at a time"),
        )
        .arg(
            Arg::new("rps")
                .long("rps")
                .value_name("N")
                .value_parser(value_parser!(NonZeroU32))
                .help("How many requests a second are sent at most [default: as many as are answered]"),
        )
}

/// What is kept, by those arguments.
pub(super) fn keeping(matches: &ArgMatches, is_dry: bool) -> Keeping<'_> {
    let path = |name| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    Keeping {
        folder: path("state"),
        log: path("log"),
        is_dry,
        requests_per_second: matches.get_one::<NonZeroU32>("rps").copied(),
    }
}

/// How many requests are under way at a time.
pub(super) fn at_once(matches: &ArgMatches) -> usize {
    let at_once = matches.get_one::<u16>("concurrency").copied();
    at_once.unwrap_or(1).into()
}
