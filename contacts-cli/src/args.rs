//! The command line: what is common to all commands, and the list of them.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::commands;
use crate::output::Format;

/// The whole command line.
pub(crate) fn command() -> Command {
    Command::new("contacts")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Look up, edit, export and sync the phone book that the whole company shares")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(globals())
        .subcommands(commands::all())
        .after_help(
            "The token is in CONTACTS_TOKEN or in --token-file, never an argument.\n\
             A flag wins over the environment, which wins over contacts/config.yaml in your config \
             folder (keys: url, region, token_file).\n\n\
             Exit codes: 0 ok, 1 error, 2 wrong usage, 3 some rows failed, 4 the token was refused, \
             5 refused for safety, 6 there is no such contact, 10 changes are pending, 130 interrupted.",
        )
}

/// The flags that every command has.
pub(crate) fn globals() -> Vec<Arg> {
    let flags = [
        Arg::new("url")
            .long("url")
            .value_name("URL")
            .help("The service's base URL [env: CONTACTS_URL] [default: the API document's server]"),
        Arg::new("token-file")
            .long("token-file")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("A file that holds the API token and nothing else [env, the token itself: CONTACTS_TOKEN]"),
        Arg::new("region")
            .long("region")
            .value_name("REGION")
            .help("Whose numbers are written without a country code, such as DK [env: CONTACTS_REGION] [default: DK]"),
        Arg::new("output")
            .short('o')
            .long("output")
            .value_name("FORMAT")
            .value_parser(value_parser!(Format))
            .help("How data is written to stdout [default: table]"),
        Arg::new("quiet")
            .short('q')
            .long("quiet")
            .action(ArgAction::SetTrue)
            .help("No progress and no messages, only data and errors"),
        Arg::new("verbose")
            .short('v')
            .long("verbose")
            .action(ArgAction::Count)
            .conflicts_with("quiet")
            .help("What is sent and what it is answered with, without personal data; -vv for more"),
        Arg::new("no-input")
            .long("no-input")
            .action(ArgAction::SetTrue)
            .help("Never ask a question"),
        Arg::new("emulator")
            .long("emulator")
            .action(ArgAction::SetTrue)
            .conflicts_with_all(["url", "token-file"])
            .help("Use an emulator of the API, started empty for this run: no account, no token"),
    ];
    flags
        .into_iter()
        .map(|flag| flag.global(true).help_heading("Global options"))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
