//! `contacts sync FILE`

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueEnum, value_parser};
use contacts_api::Client;
use contacts_api::phone_book::{ContactUpdate, NewContact};
use contacts_openapi::{Document, Kind};
use futures_util::TryStreamExt as _;

use crate::connect::Connection;
use crate::failure::{Exit, Failure};
use crate::interrupt::{Interrupt, Signals};
use crate::payload::{Leaf, Sent, strictly};
use crate::rows::{Encoding, Entry, Map, Options, Rows};
use crate::settings::Settings;
use crate::sync::{
    Book, Change, Counts, OnShared, Plan, RejectsFile, Report, Roles, Rule, Sorted, Stop, apply,
    plan, show,
};

pub(crate) fn command() -> Command {
    Command::new("sync")
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
                .value_parser(value_parser!(OnShared))
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
            Arg::new("concurrency")
                .long("concurrency")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=64))
                .default_value("4")
                .help("How many requests are under way at a time"),
        )
        .arg(
            Arg::new("rps")
                .long("rps")
                .value_name("N")
                .value_parser(value_parser!(NonZeroU32))
                .help("How many requests a second are sent at most [default: as many as are answered]"),
        )
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

impl ValueEnum for OnShared {
    fn value_variants<'a>() -> &'a [Self] {
        &[OnShared::First, OnShared::Last, OnShared::Refuse]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            OnShared::First => PossibleValue::new("first").help("The first in the file"),
            OnShared::Last => PossibleValue::new("last").help("The last in the file"),
            OnShared::Refuse => PossibleValue::new("refuse").help("None: each is a conflict"),
        })
    }
}

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let file = matches
        .get_one::<PathBuf>("file")
        .map_or(Path::new("-"), PathBuf::as_path);
    let maps: Vec<Map> = matches
        .get_many("map")
        .unwrap_or_default()
        .cloned()
        .collect();
    let roles = Roles::of(contacts_openapi::document()).map_err(Failure::usage)?;
    let options = Options {
        maps,
        key: matches.get_one("key").cloned(),
        encoding: matches.get_one("encoding").copied(),
        sheet: matches.get_one("sheet").cloned(),
        region: settings.region.clone(),
        clear_empty: matches.get_flag("clear-empty"),
        skip_without_number: matches.get_flag("skip-without-number"),
        keep_ids: false,
    };
    let rows = Rows::open(&roles.target, file, options)?;
    let mut sorted = Sorted::of(&rows, &strictly::<NewContact>);
    settings.note(format_args!(
        "{}: {} rows, {}; {}",
        rows.name,
        sorted.rows + sorted.skipped,
        rows.format(),
        rows.feeds()
    ));
    let rejects_file = matches
        .get_one::<PathBuf>("rejects")
        .map(|rejects| RejectsFile::create(rejects, file))
        .transpose()?;

    let rps = matches.get_one("rps").copied();
    let concurrency = matches
        .get_one::<u16>("concurrency")
        .copied()
        .unwrap_or(1)
        .into();
    // Not before the file is read: reading a pipe may wait for ever, and Ctrl-C ends that.
    let mut signals = Signals::listen()?;
    let connection = signals
        .unless_asked(Connection::open_paced(settings, rps))
        .await?;
    let reading = read_book(settings, &connection.client, &sorted.wanted, concurrency);
    let book = signals.unless_asked(reading).await?;
    let on_shared = matches.get_one("on-shared").copied();
    let comparable = roles.comparable();
    if comparable.is_none() {
        settings.note("the document has no operation that updates a contact: one that differs is left as it is");
    }
    let rule = Rule {
        comparable: comparable.as_ref(),
        strict: &strictly::<ContactUpdate>,
    };
    let mut report = Report::new(&mut sorted);
    let on_shared = on_shared.unwrap_or(OnShared::First);
    let planned = plan(sorted.wanted, &book, rule, on_shared);
    announce(settings, &report.counts, &planned);
    let steps = report.plan(planned);
    let pending = !steps.is_empty();
    let mut stop = None;
    if matches.get_flag("dry-run") {
        report.would_change(steps);
    } else {
        let style = "{wide_bar} {pos}/{len} sent, {eta} to go";
        let bar = settings.progress(style, Some(steps.len() as u64));
        let interrupt = Interrupt::default();
        let sending = apply(&connection.client, steps, concurrency, &interrupt, &bar);
        stop = report.apply(signals.telling(&interrupt, sending).await);
        bar.finish_and_clear();
    }
    connection.close().await;
    report.count();
    debug_assert!(report.counts.add_up(), "{}", report.counts);

    let shown = show(&report, settings.format);
    if let Some(file) = rejects_file {
        file.write(&rows, &report.rejects)?;
    }
    match shown {
        // Nobody reads the report, but what was done still has an exit code.
        Ok(()) | Err(Failure::ReaderGone) => {}
        Err(failure) => return Err(failure),
    }
    let changes_pending = pending && matches.get_flag("detailed-exitcode");
    Ok(exit(settings, &report, stop, changes_pending))
}

/// Reads the whole phone book and keeps what the rows may be about.
async fn read_book(
    settings: &Settings,
    client: &Client,
    wanted: &[Entry<'_>],
    concurrency: usize,
) -> Result<Book, Failure> {
    let mut book = Book::of(wanted);
    let spinner = settings.progress("{spinner} reading the phone book: {pos} contacts", None);
    spinner.enable_steady_tick(Duration::from_millis(100));
    let phone_book = client.phone_book();
    let mut contacts = pin!(phone_book.list_concurrent(concurrency));
    while let Some(contact) = contacts.try_next().await? {
        book.take(&contact);
        spinner.inc(1);
    }
    spinner.finish_and_clear();
    Ok(book)
}

fn announce(settings: &Settings, counts: &Counts, plan: &Plan<'_>) {
    let is_create = |change: &Change| matches!(change, Change::Create(_));
    let creates = plan
        .steps
        .iter()
        .filter(|step| is_create(&step.change))
        .count();
    settings.note(format_args!(
        "plan: create {creates}, update {}, leave {} as they are, skip {} duplicates, reject {}",
        plan.steps.len() - creates,
        plan.unchanged.len(),
        plan.duplicates.len(),
        counts.invalid + plan.conflicts.len()
    ));
}

fn exit(settings: &Settings, report: &Report, stop: Option<Stop>, changes_pending: bool) -> Exit {
    match stop {
        Some(Stop::Interrupted) => Failure::interrupted().tell(),
        Some(Stop::Authentication(reason)) => {
            Failure::new(Exit::Authentication, format!("stopped: {reason}")).tell()
        }
        Some(Stop::Outage(reason)) => Failure::new(
            Exit::SomeFailed,
            format!("stopped after several failures in a row: {reason}"),
        )
        .tell(),
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
