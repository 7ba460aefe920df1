//! `contacts create`

use clap::{ArgMatches, Command};
use contacts_api::Client;
use contacts_api::phone_book::{self, NewContact};
use contacts_openapi::Write;

use crate::args::examples;
use crate::failure::{Exit, Failure};
use crate::flags::Flags;
use crate::output::{Contacts, Output};
use crate::payload::strictly;
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    let command = Command::new("create");
    let Some(create) = role() else {
        return command;
    };
    let flags = flags(create);
    command
        .about(super::summary(&create.operation, "Create a contact"))
        .after_help(format!(
            "{}{}",
            flags.note().map_or(String::new(), |it| format!("{it}\n\n")),
            examples(&[format!("contacts create {}", flags.example())])
        ))
        .args(flags.args())
}

fn role() -> Option<&'static Write> {
    contacts_openapi::document().roles().create.as_ref()
}

fn flags(create: &'static Write) -> Flags<'static> {
    Flags::of(contacts_openapi::document(), &create.payload)
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let flags = role().map(flags).ok_or_else(|| super::unknown("create"))?;
    let payload = flags.read(matches, settings, &strictly::<NewContact>)?;
    let Some(payload) = payload else {
        return Err(Failure::usage(format!("give one of {}", flags.names())));
    };
    let contact: NewContact = super::typed(payload)?;
    let contact = client.phone_book().create(contact).await?;
    Contacts::new(Output::stdout(), settings.contacts)?.only(&contact)?;
    match phone_book::id_of(&contact) {
        Some(id) => settings.note(format_args!("contact {id} is created")),
        None => settings.note("the contact is created"),
    }
    Ok(Exit::Success)
}
