//! `contacts completions SHELL`

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::args;
use crate::failure::{Exit, Failure};
use crate::output::Output;

pub(crate) fn command() -> Command {
    Command::new("completions")
        .about("Write a completion script for a shell")
        .after_help("For bash: contacts completions bash > ~/.local/share/bash-completion/completions/contacts")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .value_parser(value_parser!(Shell))
                .required(true)
                .help("Which shell"),
        )
}

pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Failure> {
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut args::command(), "contacts", &mut script);
        let mut output = Output::stdout();
        output.text(&String::from_utf8_lossy(&script))?;
        output.finish()?;
    }
    Ok(Exit::Ok)
}
