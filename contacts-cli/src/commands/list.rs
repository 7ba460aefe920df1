//! `contacts list`

use std::pin::pin;

use clap::{Arg, ArgMatches, Args, Command, value_parser};
use contacts_api::Client;
use contacts_api::phone_book::{ContactId, Listing};
use contacts_openapi::{Cursor, Document, List};
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::get::read_id;
use super::reading::WholeListing;
use crate::args::{self, AtOnce};
use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Output};
use crate::settings::Settings;

const DEFAULT: u64 = 10;

/// What does not hang on the document.
#[derive(Debug, Args)]
struct Arguments {
    /// How many at most [default: 10]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    #[command(flatten)]
    at_once: AtOnce,
}

pub(crate) fn command() -> Command {
    command_for(contacts_openapi::document())
}

/// Returns the command with the flags that the document's list supports.
fn command_for(document: &Document) -> Command {
    let list = document.roles().list.as_ref();
    let from = list.and_then(keyset);
    let mut examples = vec![
        "contacts list --limit 20",
        "contacts list --all -o json | jq length",
    ];
    let command = Arguments::augment_args(Command::new("list"));
    let mut command = command.about(if from.is_some() {
        "Show contacts, by ascending id"
    } else {
        "Show contacts"
    });
    if list.is_some_and(|it| it.number.is_some()) {
        examples.push("contacts list --number 71999999");
        command = command.arg(
            Arg::new("number")
                .long("number")
                .value_name("NUMBER")
                .help("Only those with this number"),
        );
    }
    if let Some(inclusive) = from {
        let help = if inclusive {
            "Only those with this id or a greater one"
        } else {
            "Only those that come after the one with this id"
        };
        command = command.arg(
            Arg::new("from-id")
                .long("from-id")
                .value_name("ID")
                .value_parser(|text: &str| read_id(contacts_openapi::document(), text))
                .help(help),
        );
    }
    command.after_help(args::examples(&examples))
}

/// Returns whether the page after an id includes that contact; `None` if the cursor is not an id.
fn keyset(list: &List) -> Option<bool> {
    match list.cursor {
        Some(Cursor::Id { inclusive, .. }) => Some(inclusive),
        _ => None,
    }
}

/// Returns how many contacts are asked for at once.
fn page_size(list: Option<&List>, limit: u64) -> Option<u64> {
    let size = list?.limit.as_ref()?;
    // Without a maximum, the client's own page size is used.
    match size.maximum {
        Some(maximum) => Some(limit.min(maximum)),
        None => (limit != u64::MAX).then_some(limit),
    }
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let limit = match arguments.limit {
        _ if arguments.all => u64::MAX,
        limit => limit.unwrap_or(DEFAULT),
    };
    let mut listing = Listing {
        limit: page_size(contacts_openapi::document().roles().list.as_ref(), limit),
        ..Listing::default()
    };
    if let Some(number) = matches.try_get_one::<String>("number").ok().flatten() {
        listing.number = Some(super::number(number, settings)?);
    }
    if let Some(id) = matches.try_get_one::<ContactId>("from-id").ok().flatten() {
        listing.from = Some(id.clone());
    }
    let output = Output::stdout();
    let shown = if arguments.all {
        let all = WholeListing {
            settings,
            client,
            at_once: arguments.at_once,
        };
        all.write(listing, output, settings.contacts).await?
    } else {
        let mut contacts = Contacts::new(output, settings.contacts)?;
        let stream = client.phone_book().list(listing);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut stream = pin!(stream.take(limit));
        while let Some(contact) = stream.try_next().await? {
            contacts.push(&contact)?;
        }
        contacts.finish()?
    };
    if shown == 0 {
        settings.note("there are no such contacts");
    }
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn the_list_offers_what_the_document_has() {
        let help = |document: &Document| command_for(document).render_help().to_string();
        let own = help(contacts_openapi::document());
        assert!(
            own.contains("--number") && own.contains("or a greater one"),
            "{own}"
        );
        let theirs = parsed(&every_kind());
        let said = help(&theirs);
        assert!(
            !said.contains("--number") && said.contains("after the one"),
            "{said}"
        );
        assert_eq!(page_size(theirs.roles().list.as_ref(), 1000), Some(50));
        let mut paged = every_kind();
        paged["paths"]["/people"]["get"]["parameters"] =
            json!([{"name": "page", "in": "query", "schema": {"type": "integer"}}]);
        let paged = parsed(&paged);
        assert!(!help(&paged).contains("--from-id"));
        assert_eq!(page_size(paged.roles().list.as_ref(), 1000), None);
    }
}
