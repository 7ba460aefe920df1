//! `contacts list`

use std::pin::pin;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use contacts_api::Client;
use futures_util::TryStreamExt as _;

use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Output};
use crate::settings::Settings;

const DEFAULT: u64 = 10;
/// The most that the service gives at once.
const PAGE: u64 = 100;

pub(crate) fn command() -> Command {
    Command::new("list")
        .about("Show contacts, by ascending id")
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..))
                .help("How many at most [default: 10]"),
        )
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .conflicts_with("limit")
                .help("All of them"),
        )
        .arg(
            Arg::new("number")
                .long("number")
                .value_name("NUMBER")
                .help("Only those with this number"),
        )
        .arg(
            Arg::new("from-id")
                .long("from-id")
                .value_name("ID")
                .value_parser(value_parser!(u64))
                .help("Only those with this id or a greater one"),
        )
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let limit = if matches.get_flag("all") {
        u64::MAX
    } else {
        matches.get_one("limit").copied().unwrap_or(DEFAULT)
    };
    let mut request = client.list_contacts().limit(limit.min(PAGE));
    if let Some(number) = matches.get_one::<String>("number") {
        request = request.number(super::number(number, settings)?);
    }
    if let Some(id) = matches.get_one::<u64>("from-id") {
        request = request.id_gt_or_eq(*id);
    }
    let mut shown = 0;
    let mut contacts = Contacts::new(Output::stdout(), settings.format);
    let mut stream = pin!(request.stream());
    while shown < limit
        && let Some(contact) = stream.try_next().await?
    {
        contacts.push(&contact)?;
        shown += 1;
    }
    contacts.finish()?;
    if shown == 0 {
        settings.note("there are no such contacts");
    }
    Ok(Exit::Ok)
}
