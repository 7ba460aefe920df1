//! `contacts export [FILE]`

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command};
use contacts_api::Client;
use contacts_api::phone_book::Listing;

use super::reading::WholeListing;
use crate::apart::Files;
use crate::args::{AtOnce, Global, examples};
use crate::failure::{Exit, Failure};
use crate::files::Replacement;
use crate::output::{ContactFormat, Format, Output, Version};
use crate::settings::Settings;

#[derive(Debug, Args)]
struct Arguments {
    /// The file; without it, stdout
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write CSV for Excel: with ; and a UTF-8 mark, and no cell is a formula
    #[arg(long)]
    excel: bool,
    /// Which version of cards is written [default: 4]
    #[arg(long, value_name = "VERSION")]
    vcard_version: Option<Version>,
    #[command(flatten)]
    at_once: AtOnce,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("export"))
        .about("Write all contacts to a file, or to stdout")
        .after_help(format!(
            "The format is -o's, else that of the file's ending (.csv, .json, .jsonl, .vcf, .xlsx), \
             else CSV.\n\
             A file that is there already is replaced when all is written, and not before; it keeps \
             its mode and group. A new one is for you only. A link is refused.\n\
             What is exported can be synced again: nothing is changed then.\n\n{}",
            examples(&[
                "contacts export book.csv",
                "contacts export book.csv --excel",
                "contacts export book.xlsx",
                "contacts export book.vcf --vcard-version 3",
                "contacts export -o jsonl | gzip > book.jsonl.gz",
            ])
        ))
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let said: Global = super::read(matches)?;
    let format = format(&arguments, said.output)?;
    let files = Files::of(settings).writes("the file", arguments.file.as_deref());
    files.are_apart()?;
    let listing = Listing::default();
    let all = WholeListing {
        settings,
        client,
        at_once: arguments.at_once,
    };
    let count = match &arguments.file {
        None => all.write(listing, Output::stdout(), format).await?,
        Some(file) => {
            let mut replacement = Replacement::of(file)?;
            let output = Output::to(&mut replacement, file.display().to_string());
            let count = all.write(listing, output, format).await?;
            replacement.finish()?;
            count
        }
    };
    settings.note(format_args!("{count} contacts are exported"));
    Ok(Exit::Success)
}

fn format(arguments: &Arguments, said: Option<ContactFormat>) -> Result<ContactFormat, Failure> {
    let file = arguments.file.as_deref();
    let format = match said {
        Some(format) => format,
        None if file.is_none() && arguments.vcard_version.is_some() => {
            ContactFormat::Vcard(Version::Four)
        }
        None => by_ending(file)?,
    };
    match format {
        ContactFormat::Plain(Format::Csv) if arguments.excel => Ok(ContactFormat::Excel),
        _ if arguments.excel => Err(Failure::usage(
            "--excel is about CSV: leave it out, or give -o csv",
        )),
        ContactFormat::Vcard(version) => Ok(ContactFormat::Vcard(
            arguments.vcard_version.unwrap_or(version),
        )),
        _ if arguments.vcard_version.is_some() => Err(Failure::usage(
            "--vcard-version is about cards: leave it out, or give -o vcard",
        )),
        format => Ok(format),
    }
}

fn by_ending(file: Option<&Path>) -> Result<ContactFormat, Failure> {
    let ending = file.and_then(Path::extension).and_then(|it| it.to_str());
    let ending = ending.map(str::to_ascii_lowercase);
    Ok(match ending.as_deref() {
        Some("json") => ContactFormat::Plain(Format::Json),
        Some("jsonl" | "ndjson") => ContactFormat::Plain(Format::Jsonl),
        Some("txt") => ContactFormat::Plain(Format::Table),
        Some("vcf" | "vcard") => ContactFormat::Vcard(Version::Four),
        Some("xlsx") => ContactFormat::Xlsx,
        // Programs that open such a file do not expect text in it.
        Some(other @ ("xls" | "xlsm" | "xlsb" | "ods" | "numbers" | "pdf" | "zip" | "gz")) => {
            return Err(Failure::usage(format!(
                "a .{other} file cannot be written: use .xlsx or .csv, or say with -o what it is to hold"
            )));
        }
        _ => ContactFormat::Plain(Format::Csv),
    })
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    fn chosen(line: &str) -> Result<ContactFormat, String> {
        let command = Global::augment_args(command());
        let matches = command.get_matches_from(line.split(' '));
        let arguments = Arguments::from_arg_matches(&matches).unwrap();
        let said = Global::from_arg_matches(&matches).unwrap().output;
        format(&arguments, said).map_err(|failure| match failure {
            Failure::Said { sentence, .. } => sentence,
            Failure::ReaderGone => panic!("somebody reads it"),
        })
    }

    #[test]
    fn the_format_is_what_is_said_and_else_the_endings() {
        use ContactFormat::{Excel, Plain, Vcard, Xlsx};
        for (line, format) in [
            ("export", Plain(Format::Csv)),
            ("export book", Plain(Format::Csv)),
            ("export book.JSON", Plain(Format::Json)),
            ("export book.ndjson", Plain(Format::Jsonl)),
            ("export book.xlsx", Xlsx),
            ("export book.vcf", Vcard(Version::Four)),
            ("export book.vcf --vcard-version 3", Vcard(Version::Three)),
            ("export --vcard-version 3", Vcard(Version::Three)),
            ("export book.json -o csv", Plain(Format::Csv)),
            ("export book.csv --excel", Excel),
            ("export --excel", Excel),
            ("export book.xls -o xlsx", Xlsx),
        ] {
            assert_eq!(chosen(line), Ok(format), "{line}");
        }
        for (line, part) in [
            ("export book.xls", ".xls file cannot be written"),
            ("export book.csv --vcard-version 3", "is about cards"),
            ("export -o json --excel", "is about CSV"),
            ("export book.xlsx --excel", "is about CSV"),
        ] {
            let said = chosen(line).unwrap_err();
            assert!(said.contains(part), "{line}: {said}");
        }
    }
}
