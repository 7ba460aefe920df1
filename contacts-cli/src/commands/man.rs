//! `contacts man [DIR]`

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command};
use clap_mangen::Man;

use crate::args::{self, examples};
use crate::failure::{Exit, Failure};
use crate::files::Replacement;
use crate::output::Output;
use crate::settings::Settings;

#[derive(Debug, Args)]
struct Arguments {
    /// A folder for a page of each command; without it, the page of contacts itself on stdout
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("man"))
        .about("Write the man pages")
        .after_help(examples(&[
            "contacts man | man -l -",
            "contacts man ~/.local/share/man/man1",
        ]))
}

pub(crate) fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let mut command = args::command();
    command.build();
    let Some(folder) = arguments.folder else {
        let mut output = Output::stdout();
        output.bytes(&page(command, "contacts")?)?;
        output.finish()?;
        return Ok(Exit::Success);
    };
    let mut count = 0;
    let commands: Vec<Command> = command.get_subcommands().cloned().collect();
    write(&folder, command, "contacts")?;
    let has_page = |it: &Command| !it.is_hide_set() && it.get_name() != "help";
    for command in commands.into_iter().filter(has_page) {
        let name = format!("contacts-{}", command.get_name());
        write(&folder, command, &name)?;
        count += 1;
    }
    settings.note(format_args!(
        "{} pages are written to {}",
        count + 1,
        folder.display()
    ));
    Ok(Exit::Success)
}

fn write(folder: &Path, command: Command, name: &str) -> Result<(), Failure> {
    let path = folder.join(format!("{name}.1"));
    let mut file = Replacement::of(&path)?;
    let page = page(command, name)?;
    let written = file.write_all(&page);
    written.map_err(|error| Failure::output(path.display(), &error))?;
    file.finish()
}

fn page(command: Command, name: &str) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    // A command has a space where the name of its page has a dash.
    let man = Man::new(command.display_name(name.to_owned()))
        .source(concat!("contacts ", env!("CARGO_PKG_VERSION")))
        .manual("contacts");
    let rendered = man.render(&mut page);
    rendered.map_err(|error| Failure::error(format!("the page {name} cannot be made: {error}")))?;
    Ok(page)
}
