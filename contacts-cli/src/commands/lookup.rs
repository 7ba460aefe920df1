//! `contacts lookup NUMBER`

use clap::{ArgMatches, Args, Command};
use contacts_api::phone_book::{self, Contact, Listing};
use contacts_api::{Client, PhoneNumber, compare};
use futures_util::TryStreamExt as _;

use crate::args::examples;
use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Output};
use crate::settings::Settings;

#[derive(Debug, Args)]
struct Arguments {
    /// The number, with + and its country code or as --region writes it
    #[arg(value_name = "NUMBER")]
    number: String,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("lookup"))
        .about("Who has this number")
        .after_help(format!(
            "The number is read as people write it: +45 71 99 99 99, 0045 71999999, 71999999.\n\
             Exit code 6 if nobody has it.\n\n{}",
            examples(&[
                "contacts lookup \"+45 71 99 99 99\"",
                "contacts lookup 071-99 99 99 --region SE -o json",
            ])
        ))
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let number = super::number(&arguments.number, settings)?;
    let contact = if contacts_openapi::document().roles().get_by_number.is_some() {
        match client.phone_book().get_by_number(&number).await {
            Ok(contact) => Some(contact),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        }
    } else {
        find(client, number).await?
    };
    let Some(contact) = contact else {
        return Err(Failure::not_found(format!(
            "there is no contact with the number {number}"
        )));
    };
    Contacts::new(Output::stdout(), settings.contacts)?.only(&contact)?;
    Ok(Exit::Success)
}

/// Looks for the number in the list if no operation looks it up.
async fn find(client: &Client, number: PhoneNumber) -> Result<Option<Contact>, Failure> {
    let list = contacts_openapi::document().roles().list.as_ref();
    let can_filter = list.is_some_and(|it| it.number.is_some());
    let listing = Listing {
        number: can_filter.then_some(number),
        ..Listing::default()
    };
    let book = client.phone_book();
    let mut contacts = book.list(listing);
    while let Some(contact) = contacts.try_next().await? {
        let its = phone_book::number_of(&contact);
        if its.is_some_and(|it| compare::same_number(&it, number.as_str())) {
            return Ok(Some(contact));
        }
    }
    Ok(None)
}
