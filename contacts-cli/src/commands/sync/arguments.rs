//! What `contacts sync` takes.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Command, ValueEnum};
use contacts_openapi::{Document, Kind, Leaf};
use contacts_sync::{DeleteLimit, OnShared, Rules};

use crate::args::examples;
use crate::commands::keeping::{Keep, Sending};
use crate::payload::Sent;
use crate::rows::{Encoding, Map, Options};
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The file; - is stdin
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) reading: FileOptions,
    /// Which row counts when several have the same number
    #[arg(long, value_name = "WHICH", default_value = "first")]
    on_shared: Shared,
    /// Change nothing; show what would be changed
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
    /// Exit with 10 if there is something to change
    #[arg(long, requires = "dry_run")]
    pub(super) detailed_exitcode: bool,
    /// Write the rejected rows to a CSV file, with their columns and the reasons
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Show what is doubtful about rows that change nothing, too
    #[arg(long)]
    pub(super) all_warnings: bool,
    #[command(flatten)]
    own: Own,
    /// Change nothing; write the plan to a file, for `contacts apply`
    #[arg(long, value_name = "PLAN")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) keep: Keep,
    #[command(flatten)]
    pub(super) sending: Sending,
}

/// What happens to the contacts that are this tool's own.
#[derive(Debug, Args)]
struct Own {
    /// Delete contacts that this tool has made or adopted and that the file no longer has; never when the file
    /// is empty or cannot be read in part
    #[arg(long)]
    delete: bool,
    /// Send nothing at all if more would be deleted [default: 10% of this tool's contacts]
    #[arg(long, value_name = "N|P%", requires = "delete")]
    max_delete: Option<DeleteLimit>,
    /// Take contacts that are found by their number for this tool's own from now on, so that --key and --delete
    /// know them: once for a book that has been written by other means
    #[arg(long)]
    adopt: bool,
}

/// How the file is read.
#[derive(Debug, Args)]
pub(super) struct FileOptions {
    #[arg(
        long,
        value_name = "PROPERTY=COLUMN[,separator=TEXT]",
        help = map_help(contacts_openapi::document()),
    )]
    map: Vec<Map>,
    /// How the text is encoded: utf-8, utf-16, windows-1252, macintosh, cp850, … [default: what it is seen to
    /// be, if that is certain]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// The sheet of a workbook [default: the first that has the columns]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The column with the source's own key of each row, such as a customer number
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,
    /// Pass over rows without a number, which are rejected else; with --delete, the contact that such a row once
    /// had goes
    #[arg(long)]
    skip_without_number: bool,
    /// Let an empty cell clear the property in the phone book
    #[arg(long)]
    clear_empty: bool,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("sync"))
        .about("Make the phone book match a file: create what is missing, update what differs")
        .after_help(format!(
            "FILE is CSV, a workbook (XLSX, ODS, XLS), vCards, or JSON: an object on each line, or an array. What \
             it is, is seen from what is in it. CSV and workbooks name their columns in a header, which may stand \
             below a title. Columns are found by the names that people and programs give them, such as Navn, \
             Fornavn, Telefon, Mobile Phone, \"Phone 1 - Value\"; --map says otherwise. Of several columns with \
             numbers, and of several numbers in a cell, each becomes a contact of its own. A member of an object \
             has a column of its own, such as address.zip; several values stand in one cell with ; between \
             them, or with what --map says. Rows are matched with contacts by their number. Without --delete \
             nothing is deleted, and an empty cell changes nothing.\n\n\
             Rows are counted as a spreadsheet counts them: the header is row 1.\n\n{}",
            examples(&[
                "contacts sync customers.csv --dry-run",
                "contacts sync customers.csv --rejects rejects.csv",
                "crm-export | contacts sync - -o json",
            ])
        ))
}

impl Arguments {
    /// Returns what the engine is asked to do.
    pub(super) fn rules(&self) -> Rules {
        let rules = Rules::default()
            .on_shared(self.on_shared.0)
            .adopt(self.own.adopt);
        if self.own.delete {
            rules.delete(self.own.max_delete.unwrap_or_default())
        } else {
            rules
        }
    }

    /// Returns whether contacts that the file no longer has are to be deleted.
    pub(super) fn is_deleting(&self) -> bool {
        self.own.delete
    }
}

impl FileOptions {
    /// Returns how rows are read.
    pub(super) fn options(&self, settings: &Settings) -> Options {
        Options {
            maps: self.map.clone(),
            key: self.key.clone(),
            encoding: self.encoding,
            sheet: self.sheet.clone(),
            region: settings.region.clone(),
            clear_empty: self.clear_empty,
            skip_without_number: self.skip_without_number,
            keep_ids: false,
        }
    }
}

/// Returns what `--map` takes, by the names that the document has.
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
