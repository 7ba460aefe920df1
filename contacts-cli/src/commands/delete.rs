//! `contacts delete ID…`

use std::collections::HashSet;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use clap::{ArgMatches, Args, Command};
use contacts_api::Client;
use contacts_api::phone_book::ContactId;
use serde::Serialize;

use super::get::{example_id, id_arg, not_found};
use crate::args::examples;
use crate::failure::{Exit, Failure, tell_error};
use crate::output::{Format, Output};
use crate::settings::Settings;

#[derive(Debug, Args)]
struct Arguments {
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("delete"))
        .about("Delete contacts")
        .after_help(format!(
            "In a terminal it asks first, unless --yes or --no-input is given. Exit code 6 if none of \
             them is there, 3 if some are.\n\n{}",
            examples(&[
                format!("contacts delete {}", example_id()),
                "contacts list --all -o csv | tail -n +2 | cut -d , -f 1 | xargs contacts delete --yes".to_owned(),
            ])
        ))
        .arg(id_arg().num_args(1..).help("The ids of the contacts"))
}

/// What happened to the contacts.
#[derive(Debug, Default, Serialize)]
struct Deleted {
    deleted: Vec<ContactId>,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    id: ContactId,
    reason: String,
}

/// Asks for confirmation if a person can answer; a script has to use `--yes`.
pub(crate) fn confirm(settings: &Settings, matches: &ArgMatches) -> Result<(), Failure> {
    let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let arguments: Arguments = super::read(matches)?;
    if !terminal || !settings.input || arguments.yes {
        return Ok(());
    }
    let what = match ids(matches)[..] {
        [ref id] => format!("contact {id}"),
        ref ids => format!("{} contacts", ids.len()),
    };
    let mut stderr = io::stderr().lock();
    let mut answer = String::new();
    write!(stderr, "Delete {what} for the whole company? [y/N] ")
        .and_then(|()| stderr.flush())
        .and_then(|()| io::stdin().lock().read_line(&mut answer))
        .map_err(|error| Failure::error(format!("the question cannot be asked: {error}")))?;
    let yes = ["y", "yes", "j", "ja"];
    if yes.contains(&answer.trim().to_lowercase().as_str()) {
        Ok(())
    } else {
        Err(Failure::new(Exit::Refused, "nothing is deleted"))
    }
}

/// Returns each id once, in the order of the arguments.
fn ids(matches: &ArgMatches) -> Vec<ContactId> {
    let mut seen = HashSet::new();
    let ids = matches.get_many::<ContactId>("id").unwrap_or_default();
    ids.filter(|id| seen.insert(*id)).cloned().collect()
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let ids = ids(matches);
    let mut outcome = Deleted::default();
    let mut all_missing = true;
    for id in &ids {
        match client.phone_book().delete(id).await {
            Ok(()) => outcome.deleted.push(id.clone()),
            Err(error) => {
                // One contact needs no table of results, and without a valid token all would fail.
                if ids.len() == 1 || error.is_unauthorized() {
                    return Err(not_found(error, id));
                }
                all_missing &= error.is_not_found();
                let reason = if error.is_not_found() {
                    format!("there is no contact {id}")
                } else {
                    format!("contact {id}: {}", error.details())
                };
                tell_error(&reason);
                let id = id.clone();
                outcome.failed.push(Failed { id, reason });
            }
        }
    }
    write(&outcome, settings.format)?;
    settings.note(format_args!("{} deleted", outcome.deleted.len()));
    Ok(match (outcome.deleted.len(), outcome.failed.len()) {
        (_, 0) => Exit::Success,
        (0, _) if all_missing => Exit::NotFound,
        (0, _) => Exit::Error,
        _ => Exit::SomeFailed,
    })
}

fn write(outcome: &Deleted, format: Format) -> Result<(), Failure> {
    let mut output = Output::stdout();
    match format {
        Format::Table => {}
        Format::Json => output.json(outcome)?,
        Format::Jsonl => output.json_line(outcome)?,
        Format::Csv => {
            output.csv(["id"])?;
            for id in &outcome.deleted {
                output.csv([id.to_string().as_str()])?;
            }
        }
    }
    output.finish()
}
