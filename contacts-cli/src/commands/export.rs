//! `contacts export [FILE]`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use contacts_api::Client;
use contacts_api::phone_book::Listing;
use futures_util::TryStreamExt as _;
use tempfile::NamedTempFile;

use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Format, Output};
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    Command::new("export")
        .about("Write all contacts to a file, or to stdout")
        .after_help(
            "The format is -o's, else that of the file's ending (.csv, .json, .jsonl), else CSV.\n\
             A file that is there already is replaced when all is written, and not before.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("The file; without it, stdout"),
        )
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let file = matches.get_one::<PathBuf>("file");
    let format = match matches.get_one::<Format>("output") {
        Some(format) => *format,
        None => by_ending(file.map(PathBuf::as_path)),
    };
    let count = match file {
        None => write_all(client, Output::stdout(), format).await?,
        Some(file) => to_file(client, file, format).await?,
    };
    settings.note(format_args!("{count} contacts are exported"));
    Ok(Exit::Ok)
}

fn by_ending(file: Option<&Path>) -> Format {
    let ending = file.and_then(Path::extension).and_then(|it| it.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("txt") => Format::Table,
        _ => Format::Csv,
    }
}

/// Writes beside the file and moves it there at the end: half a phone book replaces nothing.
async fn to_file(client: &Client, file: &Path, format: Format) -> Result<usize, Failure> {
    let place = file.display().to_string();
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if file.exists() && !file.is_file() {
        // A device or a pipe cannot be replaced, only written to.
        let target = std::fs::File::options().write(true).open(file);
        let target = target.map_err(|error| Failure::output(&place, &error))?;
        return write_all(client, Output::to(target, &place), format).await;
    }
    let temporary =
        NamedTempFile::new_in(folder).map_err(|error| Failure::output(&place, &error))?;
    let output = Output::to(temporary.as_file(), &place);
    let count = write_all(client, output, format).await?;
    temporary
        .as_file()
        .sync_all()
        .map_err(|error| Failure::output(&place, &error))?;
    temporary
        .persist(file)
        .map_err(|error| Failure::output(&place, &error.error))?;
    Ok(count)
}

async fn write_all<W: Write>(
    client: &Client,
    output: Output<W>,
    format: Format,
) -> Result<usize, Failure> {
    let mut contacts = Contacts::new(output, format);
    let book = client.phone_book();
    let mut stream = book.list(Listing::default());
    while let Some(contact) = stream.try_next().await? {
        contacts.push(&contact)?;
    }
    contacts.finish()
}
