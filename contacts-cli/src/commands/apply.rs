//! `contacts apply PLAN`

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command};
use contacts_sync::{Plan, SyncError};

use super::keeping::{Keep, Sending};
use super::sync::{exit, write};
use crate::apart::Files;
use crate::args::examples;
use crate::failure::{Exit, Failure};
use crate::files::Replacement;
use crate::interrupt::{Interrupt, Signals};
use crate::settings::Settings;
use crate::sync::{Bar, Book, Details, Facts, Report, announce, page, show};

#[derive(Debug, Args)]
struct Arguments {
    /// The plan
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    sending: Sending,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("apply"))
        .about("Do what a plan says that `sync --out` has written")
        .after_help(format!(
            "Each contact is looked at before it is changed or deleted: one that is not as the plan has it is left \
             alone and counts as a conflict, and a number that somebody has taken meanwhile is not made twice.\n\n{}",
            examples(&["contacts sync customers.csv --out plan.json", "contacts apply plan.json"])
        ))
}

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let Arguments {
        plan: file,
        keep,
        sending,
    } = &arguments;
    Files::of(settings)
        .reads("the plan", Some(file))
        .writes("--log", keep.log.as_deref())
        .writes("--report", sending.report.as_deref())
        .are_apart()?;
    let plan = read(file)?;
    let page_file = sending.report.as_deref().map(Replacement::of).transpose()?;
    let mut signals = Signals::listen()?;
    let book = signals
        .unless_asked(Book::open(settings, keep.keeping(false)))
        .await?;
    let interrupt = Interrupt::default();
    let bar = Bar::new(settings);
    if plan.service != book.url() {
        let (plan, here) = (plan.service, book.url().to_owned());
        return Err(SyncError::OtherService { plan, here }.into());
    }
    announce(settings, &plan, 0);
    bar.sends(plan.steps.len());
    let reconciler = book
        .reconciler()?
        .concurrency(sending.at_once())
        .verify(true)
        .stop_when(|| interrupt.is_set())
        .progress(|it| bar.tell(it));
    let applied = signals.telling(&interrupt, reconciler.apply(&plan)).await?;
    bar.clear();
    drop(reconciler);
    book.close().await;
    let report = Report::new(&facts(&plan), &plan, Some(&applied), Details::default());
    show(settings, &report, &plan)?;
    if let Some(page_file) = page_file {
        let source = file.display().to_string();
        write(page_file, &page(&report, &plan, Some(&applied), &source))?;
    }
    Ok(exit(settings, &report, applied.stop, false))
}

fn read(file: &Path) -> Result<Plan, Failure> {
    let plan = Plan::from_json(&crate::files::read(file)?);
    plan.map_err(|error| Failure::error(format!("{}: {error}", file.display())))
}

/// Returns the rows that a plan was made of, as far as it knows them.
fn facts(plan: &Plan) -> Facts {
    let named = plan.steps.iter().filter_map(|it| it.row);
    let left_out = plan
        .duplicates
        .iter()
        .chain(&plan.conflicts)
        .map(|it| it.row);
    let named: HashSet<u64> = named.chain(left_out).collect();
    Facts {
        rows: named.len() + usize::try_from(plan.unchanged).unwrap_or(usize::MAX),
        ..Facts::default()
    }
}
