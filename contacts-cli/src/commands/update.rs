//! `contacts update ID`

use clap::{ArgMatches, Command};
use contacts_api::Client;
use contacts_api::phone_book::ContactUpdate;
use contacts_openapi::{Property, Write};

use super::get::{example_id, id, id_arg, not_found};
use crate::args::examples;
use crate::failure::{Exit, Failure};
use crate::flags::Flags;
use crate::output::{Contacts, Output};
use crate::payload::strictly;
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    let command = Command::new("update");
    let Some(update) = role() else {
        return command;
    };
    let has_objects = update.payload.properties.iter().any(Property::has_members);
    let mut help = "Properties that are not given keep their value.".to_owned();
    if has_objects {
        help.push_str(
            " An object is sent with what is given of it: whether the rest of it stays, the service \
             decides.",
        );
    }
    let flags = flags(update);
    if let Some(note) = flags.note() {
        help.push('\n');
        help.push_str(note);
    }
    let mut lines = vec![format!(
        "contacts update {} {}",
        example_id(),
        flags.example()
    )];
    lines.extend(
        flags
            .example_of_clearing()
            .map(|it| format!("contacts update {} {it}", example_id())),
    );
    help.push_str("\n\n");
    help.push_str(&examples(&lines));
    command
        .about(super::summary(&update.operation, "Change a contact"))
        .after_help(help)
        .arg(id_arg())
        .args(flags.args())
}

fn role() -> Option<&'static Write> {
    contacts_openapi::document().roles().update.as_ref()
}

fn flags(update: &'static Write) -> Flags<'static> {
    Flags::of(contacts_openapi::document(), &update.payload)
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let id = id(matches)?;
    let flags = role().map(flags).ok_or_else(|| super::unknown("update"))?;
    let payload = flags.read(matches, settings, &strictly::<ContactUpdate>)?;
    let Some(payload) = payload else {
        return Err(Failure::usage(format!(
            "nothing is to be changed: give one of {}",
            flags.names()
        )));
    };
    let update: ContactUpdate = super::typed(payload)?;
    let answer = client.phone_book().update(&id, update).await;
    // Not every service returns the contact that it has changed.
    if let Some(contact) = answer.map_err(|error| not_found(error, &id))? {
        Contacts::new(Output::stdout(), settings.contacts)?.only(&contact)?;
    }
    settings.note(format_args!("contact {id} is updated"));
    Ok(Exit::Success)
}
