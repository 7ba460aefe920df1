//! `contacts get ID`

use clap::{Arg, ArgMatches, Command, value_parser};
use contacts_api::{Client, Error};

use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Output};
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    Command::new("get")
        .about(super::summary("get_contact"))
        .arg(id_arg())
}

/// The id of a contact, as several commands take it.
pub(super) fn id_arg() -> Arg {
    Arg::new("id")
        .value_name("ID")
        .value_parser(value_parser!(u64))
        .required(true)
        .help("The contact's id")
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let id = matches.get_one("id").copied().unwrap_or_default();
    let answer = client.get_contact().id(id).send().await;
    let contact = answer
        .map_err(|error| not_found(error.into(), id))?
        .into_inner();
    Contacts::new(Output::stdout(), settings.format).only(&contact.contact)?;
    Ok(Exit::Ok)
}

/// Names the contact that is not there.
pub(super) fn not_found(error: Error, id: u64) -> Failure {
    if error.is_not_found() {
        Failure::error(format!("there is no contact {id}"))
    } else {
        error.into()
    }
}
