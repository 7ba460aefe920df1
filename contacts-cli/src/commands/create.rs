//! `contacts create`

use clap::{ArgMatches, Command};
use contacts_api::Client;
use contacts_api::types::{CreateContactRequest, NewContact};

use crate::failure::{Exit, Failure};
use crate::flags::Flags;
use crate::output::{Contacts, Output};
use crate::settings::Settings;

const OPERATION: &str = "create_contact";

pub(crate) fn command() -> Command {
    Command::new("create")
        .about(super::summary(OPERATION))
        .args(Flags::of(OPERATION).args())
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let flags = Flags::of(OPERATION);
    let contact: Option<NewContact> = flags.read(matches, settings)?;
    let Some(contact) = contact else {
        return Err(Failure::usage(format!("give one of {}", flags.names())));
    };
    let request = CreateContactRequest { contact };
    let contact = client.create_once(request).await?;
    Contacts::new(Output::stdout(), settings.format).only(&contact)?;
    settings.note(format_args!("contact {} is created", contact.id));
    Ok(Exit::Ok)
}
