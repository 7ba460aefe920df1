//! `contacts update ID`

use clap::{ArgMatches, Command};
use contacts_api::Client;
use contacts_api::types::{ContactUpdate, UpdateContactRequest};

use super::get::{id_arg, not_found};
use crate::failure::{Exit, Failure};
use crate::flags::Flags;
use crate::output::{Contacts, Output};
use crate::settings::Settings;

const OPERATION: &str = "update_contact";

pub(crate) fn command() -> Command {
    Command::new("update")
        .about(super::summary(OPERATION))
        .after_help("Properties that are not given keep their value.")
        .arg(id_arg())
        .args(Flags::of(OPERATION).args())
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let id = matches.get_one("id").copied().unwrap_or_default();
    let flags = Flags::of(OPERATION);
    let update: Option<ContactUpdate> = flags.read(matches, settings)?;
    let Some(contact) = update else {
        return Err(Failure::usage(format!(
            "nothing is to be changed: give one of {}",
            flags.names()
        )));
    };
    let request = UpdateContactRequest { contact };
    let answer = client.update_contact().id(id).body(request).send().await;
    let contact = answer.map_err(|error| not_found(error.into(), id))?;
    Contacts::new(Output::stdout(), settings.format).only(&contact.into_inner().contact)?;
    settings.note(format_args!("contact {id} is updated"));
    Ok(Exit::Ok)
}
