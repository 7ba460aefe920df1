//! `contacts undo LOG`

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command};
use contacts_sync::Undo;
use serde::Serialize;

use super::keeping::Keep;
use crate::apart::Files;
use crate::args::examples;
use crate::failure::{Exit, Failure};
use crate::interrupt::{Interrupt, Signals};
use crate::output::{Format, Output, counted};
use crate::settings::Settings;
use crate::sync::{Bar, Book, Keeping};

#[derive(Debug, Args)]
struct Arguments {
    /// The log
    // `log` is the name of the flag for the log that is written.
    #[arg(id = "log-to-undo", value_name = "LOG")]
    undone: PathBuf,
    #[command(flatten)]
    keep: Keep,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("undo"))
        .about("Put back what a log says was done, the last first")
        .after_help(format!(
            "LOG is what `sync --log` or `apply --log` has written. A contact that somebody has changed since is left \
             as it is. One that was deleted is made again, with another id. What is done is written to LOG.undo, or \
             to --log FILE, and can be undone in turn; an undo that was interrupted is run again.\n\n{}",
            examples(&["contacts sync customers.csv --log today.jsonl", "contacts undo today.jsonl"])
        ))
}

/// What was undone, as `-o json` prints it.
#[derive(Serialize)]
struct UndoReport<'u> {
    deleted: u64,
    restored: u64,
    created: u64,
    unchanged: u64,
    conflicts: &'u [contacts_sync::LeftOut],
}

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let (file, keep) = (&arguments.undone, &arguments.keep);
    let mut beside = file.as_os_str().to_owned();
    beside.push(".undo");
    let beside = PathBuf::from(beside);
    let log = keep.log.as_deref().unwrap_or(&beside);
    Files::of(settings)
        .reads("the log that is undone", Some(file))
        .writes("--log", Some(log))
        .are_apart()?;
    // Nothing should be created for a log that does not exist.
    crate::files::read(file)?;
    let mut signals = Signals::listen()?;
    let keeping = Keeping {
        log: Some(log),
        ..keep.keeping(false)
    };
    let book = signals.unless_asked(Book::open(settings, keeping)).await?;
    let undo = Undo::read(file, book.url()).map_err(|error| Failure::error(error.to_string()))?;
    settings.note(format_args!("the phone book at {}", book.url()));
    settings.note(format_args!(
        "{} to put back",
        counted(undo.len() as u64, "write")
    ));
    let interrupt = Interrupt::default();
    let bar = Bar::new(settings);
    let reconciler = book
        .reconciler()?
        .stop_when(|| interrupt.is_set())
        .progress(|it| bar.tell(it));
    bar.sends(undo.len());
    let undone = signals.telling(&interrupt, undo.run(&reconciler)).await?;
    bar.clear();
    drop(reconciler);
    book.close().await;
    let mut output = Output::stdout();
    let report = UndoReport {
        deleted: undone.deleted,
        restored: undone.restored,
        created: undone.created,
        unchanged: undone.unchanged,
        conflicts: &undone.conflicts,
    };
    match settings.format {
        Format::Json => output.json(&report)?,
        Format::Jsonl => output.json_line(&report)?,
        Format::Csv | Format::Table => {
            for conflict in &undone.conflicts {
                output.text(&format!("{}\n", conflict.reason))?;
            }
            output.text(&format!(
                "{} deleted, {} restored, {} created again, {} unchanged, {} left as they are\n",
                undone.deleted,
                undone.restored,
                undone.created,
                undone.unchanged,
                undone.conflicts.len()
            ))?;
        }
    }
    output.finish()?;
    if undone.interrupted {
        return Err(Failure::interrupted());
    }
    Ok(if undone.conflicts.is_empty() {
        Exit::Success
    } else {
        Exit::SomeFailed
    })
}
