//! `contacts lookup NUMBER`

use clap::{Arg, ArgMatches, Command};
use contacts_api::{Client, Error};

use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Output};
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    Command::new("lookup")
        .about("Who has this number")
        .after_help(
            "The number is read as people write it: +45 71 99 99 99, 0045 71999999, 71999999.",
        )
        .arg(
            Arg::new("number")
                .value_name("NUMBER")
                .required(true)
                .help("The number, with + and its country code or as --region writes it"),
        )
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let text = matches
        .get_one::<String>("number")
        .map_or("", String::as_str);
    let number = super::number(text, settings)?;
    let answer = client.get_contact_by_number().number(number).send().await;
    let contact = answer.map_err(|error| {
        let error = Error::from(error);
        if error.is_not_found() {
            Failure::error(format!("there is no contact with the number {number}"))
        } else {
            error.into()
        }
    })?;
    Contacts::new(Output::stdout(), settings.format).only(&contact.into_inner().contact)?;
    Ok(Exit::Ok)
}
