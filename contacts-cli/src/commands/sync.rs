//! `contacts sync FILE`

use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueEnum, value_parser};
use contacts_api::phone_book::NewContact;
use contacts_openapi::{Document, Kind, Leaf};
use contacts_sync::{HeldBack, Limit, OnShared, Rules, Stop, SyncError};

use super::keeping::{at_once, keeping, keeping_arguments};
use crate::failure::{Exit, Failure};
use crate::files::Replacement;
use crate::interrupt::{Interrupt, Signals};
use crate::output::counted;
use crate::payload::{Sent, strictly};
use crate::rows::{Encoding, Map, Options, Rows, Target};
use crate::settings::Settings;
use crate::sync::{Bar, Book, Fed, RejectsFile, Report, announce, details, feed, page, show};

pub(crate) fn command() -> Command {
    let command = Command::new("sync")
        .about("Make the phone book match a file: create what is missing, update what differs")
        .after_help(
            "FILE is CSV, a workbook (XLSX, ODS, XLS), vCards, or JSON: an object on each line, or an array. What \
             it is, is seen from what is in it. CSV and workbooks name their columns in a header, which may stand \
             below a title. Columns are found by the names that people and programs give them, such as Navn, \
             Fornavn, Telefon, Mobile Phone, \"Phone 1 - Value\"; --map says otherwise. Of several columns with \
             numbers, and of several numbers in a cell, each becomes a contact of its own. A member of an object \
             has a column of its own, such as address.zip; several values stand in one cell with ; between \
             them, or with what --map says. Rows are matched with contacts by their number. Nothing \
             is deleted, and an empty cell changes nothing.\n\n\
             Rows are counted as a spreadsheet counts them: the header is row 1.\n\n\
             Examples:\n  \
             contacts sync customers.csv --dry-run\n  \
             contacts sync customers.csv --rejects rejects.csv\n  \
             crm-export | contacts sync - -o json",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .required(true)
                .help("The file; - is stdin"),
        )
        .args(reading())
        .arg(
            Arg::new("on-shared")
                .long("on-shared")
                .value_name("WHICH")
                .value_parser(value_parser!(Shared))
                .default_value("first")
                .help("Which row counts when several have the same number"),
        )
        .arg(
            Arg::new("dry-run")
                .short('n')
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Change nothing; show what would be changed"),
        )
        .arg(
            Arg::new("detailed-exitcode")
                .long("detailed-exitcode")
                .action(ArgAction::SetTrue)
                .requires("dry-run")
                .help("Exit with 10 if there is something to change"),
        )
        .arg(
            Arg::new("rejects")
                .long("rejects")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write the rejected rows to a CSV file, with their columns and the reasons"),
        )
        .arg(
            Arg::new("all-warnings")
                .long("all-warnings")
                .action(ArgAction::SetTrue)
                .help("Show what is doubtful about rows that change nothing, too"),
        )
        .arg(
            Arg::new("delete")
                .long("delete")
                .action(ArgAction::SetTrue)
                .help(
                    "Delete contacts that this tool has made or adopted and that the file no longer has; never when \
                     the file is empty or cannot be read in part",
                ),
        )
        .arg(
            Arg::new("max-delete")
                .long("max-delete")
                .value_name("N|P%")
                .value_parser(value_parser!(Limit))
                .requires("delete")
                .help("Send nothing at all if more would be deleted [default: 10% of this tool's contacts]"),
        )
        .arg(
            Arg::new("adopt")
                .long("adopt")
                .action(ArgAction::SetTrue)
                .help(
                    "Take contacts that are found by their number for this tool's own from now on, so that --key \
                     and --delete know them: once for a book that has been written by other means",
                ),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("PLAN")
                .value_parser(value_parser!(PathBuf))
                .help("Change nothing; write the plan to a file, for `contacts apply`"),
        );
    keeping_arguments(command)
}

/// How the file is read.
fn reading() -> [Arg; 6] {
    [
        Arg::new("map")
            .long("map")
            .value_name("PROPERTY=COLUMN[,separator=TEXT]")
            .value_parser(value_parser!(Map))
            .action(ArgAction::Append)
            .help(map_help(contacts_openapi::document())),
        Arg::new("encoding")
            .long("encoding")
            .value_name("NAME")
            .value_parser(value_parser!(Encoding))
            .help(
                "How the text is encoded: utf-8, utf-16, windows-1252, macintosh, cp850, … [default: what it \
                 is seen to be, if that is certain]",
            ),
        Arg::new("sheet")
            .long("sheet")
            .value_name("NAME")
            .help("The sheet of a workbook [default: the first that has the columns]"),
        Arg::new("key")
            .long("key")
            .value_name("COLUMN")
            .help("The column with what the source calls a record, such as a customer number"),
        Arg::new("skip-without-number")
            .long("skip-without-number")
            .action(ArgAction::SetTrue)
            .help("Pass over rows without a number, which are rejected else"),
        Arg::new("clear-empty")
            .long("clear-empty")
            .action(ArgAction::SetTrue)
            .help("Let an empty cell clear the property in the phone book"),
    ]
}

/// What `--map` takes, by the names that the document has.
fn map_help(document: &Document) -> String {
    let roles = document.roles();
    let name = roles.contact.as_ref().and_then(|it| it.name.as_deref());
    let name = name.unwrap_or("name");
    let create = roles
        .create
        .as_ref()
        .map(|it| Sent::new(document, &it.payload));
    let leaves = create.map(|it| it.leaves).unwrap_or_default();
    let is_list = |leaf: &&Leaf<'_>| matches!(leaf.property.kind, Kind::Array(_));
    let list = leaves.iter().find(is_list).map(|it| &*it.property.path);
    let mut help = format!(
        "Which column to take: {name}=Firma, \"{name}={{Fornavn}} {{Efternavn}}\"; of several the first \
         that is filled in, but each for the number"
    );
    if let Some(list) = list {
        let separated = format!(
            ". What stands between several values in a cell: \"{list}=Labels,separator=|\""
        );
        help.push_str(&separated);
    }
    help
}

/// Which row counts when several have the same number.
#[derive(Debug, Clone, Copy)]
struct Shared(OnShared);

impl ValueEnum for Shared {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Shared(OnShared::First),
            Shared(OnShared::Last),
            Shared(OnShared::Refuse),
            Shared(OnShared::Join),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            OnShared::First => PossibleValue::new("first").help("The first in the file"),
            OnShared::Last => PossibleValue::new("last").help("The last in the file"),
            OnShared::Refuse => PossibleValue::new("refuse").help("None: each is a conflict"),
            OnShared::Join => PossibleValue::new("join").help("The first, with the names of all"),
        })
    }
}

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = |name| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let file = path("file").unwrap_or(Path::new("-"));
    let lacking =
        "the document has no number that contacts are created with, so nothing can be synced";
    let target = Target::embedded().ok_or_else(|| Failure::usage(lacking))?;
    let rows = Rows::open(&target, file, options(settings, matches))?;
    let strict = strictly::<NewContact>;
    let rejects_file = path("rejects")
        .map(|it| RejectsFile::create(it, file))
        .transpose()?;
    let plan_file = path("out")
        .map(|it| written("--out", it, file))
        .transpose()?;
    let page_file = path("report")
        .map(|it| written("--report", it, file))
        .transpose()?;

    // Not before the file is opened: reading a pipe may wait for ever, and Ctrl-C ends that.
    let mut signals = Signals::listen()?;
    let mut is_dry = matches.get_flag("dry-run") || plan_file.is_some();
    let book = signals
        .unless_asked(Book::open(settings, keeping(matches, is_dry)))
        .await?;
    let interrupt = Interrupt::default();
    let bar = Bar::new(settings);
    let reconciler = book
        .reconciler()?
        .rules(rules(matches))
        .concurrency(at_once(matches))
        .stop_when(|| interrupt.is_set())
        .progress(|it| bar.tell(it));
    let mut draft = reconciler.draft().map_err(SyncError::from)?;
    let facts = feed(&rows, target.sent.payload, &strict, &mut |it| match it {
        Fed::Entry(entry) => draft.entry(entry),
        Fed::Unreadable => draft.unreadable(None),
    });
    settings.note(format_args!(
        "{}: {}, {}; {}",
        rows.name,
        counted((facts.rows + facts.skipped) as u64, "row"),
        rows.format(),
        rows.feeds()
    ));
    let is_deleting = matches.get_flag("delete");
    let plan = signals
        .unless_asked(async { draft.plan().await.map_err(|it| unread(it, is_deleting)) })
        .await?;
    bar.planned(&plan);
    announce(settings, &plan, facts.invalid.len());
    let refused = plan.held_back.clone().filter(HeldBack::stops_all);
    is_dry |= refused.is_some();
    let applied = if is_dry {
        None
    } else {
        Some(signals.telling(&interrupt, reconciler.apply(&plan)).await?)
    };
    bar.clear();
    drop(reconciler);
    book.close().await;

    let details = details(&rows, &strict, &plan, matches.get_flag("all-warnings"));
    let report = Report::new(&facts, &plan, applied.as_ref(), details);
    let shown = show(&report, &plan, settings.format);
    if let Some(file) = rejects_file {
        file.write(&rows, &report.rejects)?;
    }
    if let Some(file) = plan_file {
        let place = file.place().to_string();
        write(file, &plan.to_json())?;
        settings.note(format_args!(
            "the plan is in {place}: contacts apply {place}"
        ));
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
    let pending = report.dry_run && !plan.is_empty() && matches.get_flag("detailed-exitcode");
    Ok(exit(settings, &report, stop, pending))
}

/// Why there is no plan. A book that began to be read and does not end is no book to delete from.
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

fn options(settings: &Settings, matches: &ArgMatches) -> Options {
    Options {
        maps: matches
            .get_many("map")
            .unwrap_or_default()
            .cloned()
            .collect(),
        key: matches.get_one("key").cloned(),
        encoding: matches.get_one("encoding").copied(),
        sheet: matches.get_one("sheet").cloned(),
        region: settings.region.clone(),
        clear_empty: matches.get_flag("clear-empty"),
        skip_without_number: matches.get_flag("skip-without-number"),
        keep_ids: false,
    }
}

fn rules(matches: &ArgMatches) -> Rules {
    let on_shared = matches
        .get_one::<Shared>("on-shared")
        .map_or(OnShared::First, |it| it.0);
    let mut rules = Rules::default()
        .on_shared(on_shared)
        .adopt(matches.get_flag("adopt"));
    if matches.get_flag("delete") {
        rules = rules.delete(matches.get_one("max-delete").copied().unwrap_or_default());
    }
    rules
}

/// Begins a file that is written at the end; it is not the one that is read.
fn written(flag: &str, path: &Path, source: &Path) -> Result<Replacement, Failure> {
    if crate::files::is_same(path, source) {
        return Err(Failure::usage(format!(
            "{flag} {} is the file that is read: give it another name",
            path.display()
        )));
    }
    Replacement::of(path)
}

pub(super) fn write(mut file: Replacement, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = file.write_all(text.as_bytes());
    written.map_err(|error| Failure::output(file.place(), &error))?;
    file.finish()
}

/// How the run ended, said to a person and to a script.
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
        None => Exit::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::map_help;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn help_names_things_as_the_document_does() {
        let own = map_help(contacts_openapi::document());
        assert!(
            own.contains("name=Firma") && !own.contains("separator"),
            "{own}"
        );
        let theirs = map_help(&parsed(&every_kind()));
        assert!(theirs.contains(" full_name=Firma"), "{theirs}");
        assert!(theirs.contains("\"tags=Labels,separator=|\""), "{theirs}");
    }
}
