//! `contacts completions SHELL`

use clap::{ArgMatches, Args, Command};
use clap_complete::Shell;

use crate::args::{self, examples};
use crate::failure::{Exit, Failure};
use crate::output::Output;

#[derive(Debug, Args)]
struct Arguments {
    /// Which shell
    shell: Shell,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("completions"))
        .about("Write a completion script for a shell")
        .after_help(examples(&[
            "contacts completions bash > ~/.local/share/bash-completion/completions/contacts",
            "contacts completions zsh > ~/.zfunc/_contacts",
        ]))
}

pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut args::command(),
        "contacts",
        &mut script,
    );
    let mut output = Output::stdout();
    output.bytes(&script)?;
    output.finish()?;
    Ok(Exit::Success)
}
