//! `contacts sync FILE`

mod arguments;
mod next;

use clap::ArgMatches;
use contacts_api::phone_book::NewContact;
use contacts_sync::{HeldBack, Stop, SyncError};

use crate::apart::Files;
use crate::failure::{Exit, Failure};
use crate::files::Replacement;
use crate::interrupt::{Interrupt, Signals};
use crate::output::counted;
use crate::payload::strictly;
use crate::rows::{Rows, Target, Unreadable};
use crate::settings::Settings;
use crate::sync::{Bar, Book, Given, RejectsFile, Report, announce, details, feed, page, show};
use arguments::Arguments;
pub(crate) use arguments::command;

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let Arguments { keep, sending, .. } = &arguments;
    let file = &*arguments.file;
    let lacking =
        "the document has no number that contacts are created with, so nothing can be synced";
    let target = Target::embedded().ok_or_else(|| Failure::usage(lacking))?;
    let is_deleting = arguments.is_deleting();
    let rejects = arguments.rejects.as_deref();
    let (out, report_page) = (arguments.out.as_deref(), sending.report.as_deref());
    Files::of(settings)
        .reads("the file that is read", Some(file))
        .writes("--log", keep.log.as_deref())
        .writes("--rejects", rejects)
        .writes("--out", out)
        .writes("--report", report_page)
        .are_apart()?;
    let rows = Rows::open(&target, file, arguments.reading.options(settings));
    let rows = rows.map_err(|it| unopened(it, is_deleting))?;
    let strict = strictly::<NewContact>;
    let rejects_file = rejects.map(RejectsFile::create).transpose()?;
    let plan_file = out.map(Replacement::of).transpose()?;
    let page_file = report_page.map(Replacement::of).transpose()?;

    // Not before the file is opened: reading a pipe may wait for ever, and Ctrl-C ends that.
    let mut signals = Signals::listen()?;
    let mut is_dry = arguments.dry_run || plan_file.is_some();
    let book = signals
        .unless_asked(Book::open(settings, keep.keeping(is_dry)))
        .await?;
    let interrupt = Interrupt::default();
    let bar = Bar::new(settings);
    let reconciler = book
        .reconciler()?
        .rules(arguments.rules())
        .concurrency(sending.at_once())
        .stop_when(|| interrupt.is_set())
        .progress(|it| bar.tell(it));
    let mut draft = reconciler.draft().map_err(SyncError::from)?;
    let facts = feed(&rows, target.sent.payload, &strict, &mut |it| match it {
        Given::Entry(entry) => draft.entry(entry),
        Given::Unreadable => draft.unreadable(None),
    });
    settings.note(format_args!(
        "{}: {}, {}; {}",
        rows.name,
        counted((facts.rows + facts.skipped) as u64, "row"),
        rows.format(),
        rows.feeds()
    ));
    bar.reads();
    let plan = signals
        .unless_asked(async { draft.plan().await.map_err(|it| unread(it, is_deleting)) })
        .await?;
    bar.has_read();
    announce(settings, &plan, facts.invalid.len());
    let refused = plan.held_back.clone().filter(HeldBack::stops_all);
    is_dry |= refused.is_some();
    let applied = if is_dry {
        None
    } else {
        bar.sends(plan.steps.len());
        Some(signals.telling(&interrupt, reconciler.apply(&plan)).await?)
    };
    bar.clear();
    drop(reconciler);
    book.close().await;

    let details = details(&rows, &strict, &facts, &plan, arguments.all_warnings);
    let report = Report::new(&facts, &plan, applied.as_ref(), details);
    let shown = show(settings, &report, &plan);
    if let Some(file) = rejects_file {
        file.write(&rows, report.rejects.iter().chain(&facts.in_part))?;
    }
    if let Some(file) = plan_file {
        let place = file.place().to_string();
        write(file, &plan.to_json())?;
        let apply = next::command(&place, &super::read(matches)?, keep);
        settings.note(format_args!("the plan is in {place}: {apply}"));
    }
    if let Some(file) = page_file {
        write(file, &page(&report, &plan, applied.as_ref(), &rows.name))?;
    }
    match shown {
        // Nobody reads the report, but what was done still has an exit code.
        Ok(()) | Err(Failure::ReaderGone) => {}
        Err(failure) => return Err(failure),
    }
    if let Some(refused) = refused {
        let refused = format!("{refused} with --max-delete");
        return Err(Failure::new(Exit::Refused, refused));
    }
    let stop = applied.and_then(|it| it.stop);
    let pending = report.dry_run && !plan.is_empty() && arguments.detailed_exitcode;
    Ok(exit(settings, &report, stop, pending))
}

/// Says why there are no rows. A file with nothing in it is not a source to delete by.
fn unopened(unreadable: Unreadable, is_deleting: bool) -> Failure {
    match unreadable {
        Unreadable::Empty(Failure::Said { sentence, .. }) if is_deleting => {
            let sentence = format!("{sentence}; nothing is deleted, and nothing was sent");
            Failure::new(Exit::Refused, sentence)
        }
        other => other.into(),
    }
}

/// Says why there is no plan. Nothing is deleted from a book that could not be read to its end.
fn unread(error: SyncError, is_deleting: bool) -> Failure {
    match error {
        SyncError::Listing(error)
            if is_deleting && !error.is_unauthorized() && !error.is_connect() =>
        {
            let said = error.details();
            let sentence = format!(
                "{said}: the phone book was not read to its end, so nothing is deleted, and nothing was sent"
            );
            Failure::new(Exit::Refused, sentence)
        }
        other => other.into(),
    }
}

pub(super) fn write(mut file: Replacement, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = file.write_all(text.as_bytes());
    written.map_err(|error| Failure::output(file.place(), &error))?;
    file.finish()
}

/// Tells a person and a script how the run ended.
pub(super) fn exit(
    settings: &Settings,
    report: &Report,
    stop: Option<Stop>,
    changes_pending: bool,
) -> Exit {
    match stop {
        Some(Stop::Authentication(reason)) => {
            Failure::new(Exit::Authentication, format!("stopped: {reason}")).tell()
        }
        Some(Stop::Outage(reason)) => Failure::new(
            Exit::SomeFailed,
            format!("stopped after several failures in a row: {reason}"),
        )
        .tell(),
        Some(_) => Failure::interrupted().tell(),
        None if report.held_back.is_some() => {
            let held_back = report.held_back.clone().unwrap_or_default();
            Failure::new(Exit::Refused, held_back).tell()
        }
        None if changes_pending => Exit::ChangesPending,
        None if report.counts.any_rejected() => {
            settings
                .note("some rows are not in the phone book as they stand in the file: exit code 3");
            Exit::SomeFailed
        }
        None => Exit::Success,
    }
}
