//! The command line: what is common to all commands, and the list of them.
//!
//! Arguments that do not depend on the document are types, such as [`Global`]; the flags that come
//! from the document are made from it when the program runs.

use std::path::PathBuf;

use clap::{ArgAction, Args, Command};

use crate::commands;
use crate::output::ContactFormat;
use crate::output::color::Color;

/// Returns the whole command line.
pub(crate) fn command() -> Command {
    // Otherwise the documentation of the derived type would become the program's description.
    Global::augment_args(Command::new("contacts"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Look up, edit, export and sync the phone book that the whole company shares")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(commands::all())
        .after_help(format!(
            "The token is in CONTACTS_TOKEN or in --token-file, never an argument.\n\
             A flag wins over the environment, which wins over contacts/config.yaml in your config \
             folder (keys: url, region, token_file). A variable that is set to nothing is an error.\n\n\
             Exit codes: 0 ok, 1 error, 2 wrong usage, 3 some rows failed, 4 the token was refused, \
             5 refused for safety, 6 there is no such contact, 10 changes are pending, 130 \
             interrupted.\n\n{}",
            examples(&[
                "contacts --emulator sync contacts-cli/samples/customers.csv",
                "CONTACTS_TOKEN=… contacts lookup \"+45 71 99 99 99\"",
                "contacts export book.xlsx",
            ])
        ))
}

/// The flags that every command has.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
#[expect(
    clippy::doc_markdown,
    reason = "it is the help, which shows it as it stands"
)]
pub(crate) struct Global {
    /// The service's base URL [env: CONTACTS_URL] [default: the API document's server]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// A file that holds the API token and nothing else [env, the token itself: CONTACTS_TOKEN]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Whose numbers are written without a country code, such as DK [env: CONTACTS_REGION] [default: DK]
    #[arg(long, global = true, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// How data is written [default: table]
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub(crate) output: Option<ContactFormat>,
    /// When there is colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// No progress and no messages, only data and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// What is sent and what it is answered with, without personal data; -vv for more
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub(crate) verbose: u8,
    /// Never ask a question
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// Use an emulator of the API, started empty for this run: no account, no token
    #[arg(long, global = true, conflicts_with_all = ["url", "token_file"])]
    pub(crate) emulator: bool,
}

/// How many requests are under way at a time.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct AtOnce {
    /// How many requests are under way at a time
    #[arg(
        long,
        value_name = "N",
        default_value = "8",
        value_parser = clap::value_parser!(u16).range(1..=64),
    )]
    pub(crate) concurrency: u16,
}

/// Returns examples of command lines, for the end of a help text.
pub(crate) fn examples<L: AsRef<str>>(lines: &[L]) -> String {
    let mut text = "Examples:".to_owned();
    for line in lines {
        text.push_str("\n  ");
        text.push_str(line.as_ref());
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_has_examples_in_its_help() {
        for command in command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_default();
            let example = format!("\n  contacts {}", command.get_name());
            assert!(help.contains(&example), "{}: {help}", command.get_name());
        }
    }

    #[test]
    fn a_global_flag_may_stand_before_the_command_and_behind_it() {
        for line in ["contacts -q --url x list", "contacts list -q --url x"] {
            let matches = command().get_matches_from(line.split(' '));
            let (_, matches) = matches.subcommand().unwrap();
            let global = Global::from_arg_matches(matches).unwrap();
            assert_eq!((global.quiet, global.url.as_deref()), (true, Some("x")));
        }
    }
}
