//! `contacts get ID`

use clap::{Arg, ArgMatches, Command};
use contacts_api::phone_book::ContactId;
use contacts_api::{Client, Error};
use contacts_openapi::{Document, IdKind};

use crate::args::examples;
use crate::failure::{Exit, Failure};
use crate::output::{Contacts, Output};
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    let get = contacts_openapi::document().roles().get.as_ref();
    let operation = get.map_or("", |it| &it.operation);
    Command::new("get")
        .about(super::summary(operation, "Get a contact by its id"))
        .after_help(format!(
            "Exit code 6 if there is none.\n\n{}",
            examples(&[format!("contacts get {}", example_id())])
        ))
        .arg(id_arg())
}

/// Returns the argument for the id of a contact, which several commands take.
pub(super) fn id_arg() -> Arg {
    Arg::new("id")
        .value_name("ID")
        .value_parser(|text: &str| read_id(contacts_openapi::document(), text))
        .required(true)
        .help("The contact's id")
}

/// Returns an id of the document's kind, for examples.
pub(super) fn example_id() -> &'static str {
    let contact = contacts_openapi::document().roles().contact.as_ref();
    match contact.and_then(|it| it.id.as_ref()) {
        Some((_, IdKind::Uuid)) => "01890a5d-ac96-774b-bcce-b302099a8057",
        _ => "7",
    }
}

/// Returns the id that was given.
pub(super) fn id(matches: &ArgMatches) -> Result<ContactId, Failure> {
    let id = matches.get_one::<ContactId>("id").cloned();
    id.ok_or_else(|| Failure::usage("no id is given"))
}

/// Reads an id of the document's kind.
pub(super) fn read_id(document: &Document, text: &str) -> Result<ContactId, String> {
    let contact = document.roles().contact.as_ref();
    let kind = contact.and_then(|it| it.id.as_ref()).map(|it| it.1);
    match kind {
        Some(IdKind::Integer) if text.parse::<u64>().is_err() => {
            return Err("an id is a whole number".to_owned());
        }
        Some(IdKind::Uuid) if !crate::drift::is_uuid(text) => {
            return Err("an id is a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057".to_owned());
        }
        // As a segment of a path these would lead to another path.
        _ if matches!(text.trim(), "" | "." | "..") => {
            return Err("this is not the id of a contact".to_owned());
        }
        _ => {}
    }
    text.parse()
        .map_err(|_| "this is not the id of a contact".to_owned())
}

pub(crate) async fn run(
    settings: &Settings,
    matches: &ArgMatches,
    client: &Client,
) -> Result<Exit, Failure> {
    let id = id(matches)?;
    let contact = client.phone_book().get(&id).await;
    let contact = contact.map_err(|error| not_found(error, &id))?;
    Contacts::new(Output::stdout(), settings.contacts)?.only(&contact)?;
    Ok(Exit::Success)
}

/// Returns the failure, which names the contact if that does not exist.
pub(super) fn not_found(error: Error, id: &ContactId) -> Failure {
    if error.is_not_found() {
        Failure::not_found(format!("there is no contact {id}"))
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn an_id_is_what_the_document_says() {
        let mut document = every_kind();
        let uuids = parsed(&document);
        document["components"]["schemas"]["Person"]["properties"]["id"] = json!({"type": "string"});
        let texts = parsed(&document);
        document["components"]["schemas"]["Person"]["properties"]["id"] =
            json!({"type": "integer"});
        let numbers = parsed(&document);
        let uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
        for (document, right, wrong) in [
            (&numbers, vec!["7"], vec!["x", "-1", "1.5", "", uuid]),
            (&uuids, vec![uuid], vec!["7", "", ".."]),
            (&texts, vec!["7", "abc", uuid], vec!["", ".", "..", " "]),
        ] {
            for text in right {
                assert_eq!(read_id(document, text).unwrap().to_string(), text);
            }
            for text in wrong {
                assert!(read_id(document, text).is_err(), "{text:?}");
            }
        }
    }
}
