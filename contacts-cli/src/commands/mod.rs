//! One module for each command, with its arguments and what it does.

mod apply;
mod call;
mod completions;
mod create;
mod delete;
mod drift;
mod export;
mod get;
mod keeping;
mod list;
mod lookup;
mod man;
mod reading;
mod serve;
mod sync;
mod undo;
mod update;

use clap::{Arg, ArgMatches, Command, FromArgMatches};
use contacts_api::PhoneNumber;
use contacts_openapi::Document;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::call::is_the_clients;
use crate::connect::Connection;
use crate::failure::{Exit, Failure};
use crate::interrupt::Signals;
use crate::output::ContactFormat;
use crate::settings::Settings;

/// Returns all commands, in the order of the help.
///
/// A command for which the document has no operation is not listed, and says so when it is called.
pub(crate) fn all() -> Vec<Command> {
    let commands = [
        list::command(),
        get::command(),
        lookup::command(),
        create::command(),
        update::command(),
        delete::command(),
        export::command(),
        sync::command(),
        apply::command(),
        undo::command(),
        call::command(),
        drift::command(),
        serve::command(),
        completions::command(),
        man::command(),
    ];
    let document = contacts_openapi::document();
    let offered = |command: Command| match off(document, command.get_name()) {
        None => command,
        Some(_) => Command::new(command.get_name().to_owned()).hide(true).arg(
            Arg::new("rest")
                .num_args(0..)
                .trailing_var_arg(true)
                .allow_hyphen_values(true)
                .hide(true),
        ),
    };
    commands.into_iter().map(offered).collect()
}

/// Returns why a command cannot be offered with this document, if that is so.
fn off(document: &Document, command: &str) -> Option<String> {
    let roles = document.roles();
    if let Some((operation, parameter)) = wanting(document, command) {
        return Some(format!(
            "the document has `{operation}`, which needs `{parameter}` as well, so there is no `contacts {command}`: \
             call it by `contacts call {operation}`"
        ));
    }
    let (is_there, what) = match command {
        "list" | "export" | "drift" => (roles.list.is_some(), "lists contacts"),
        "get" => (roles.get.is_some(), "gets a contact by its id"),
        "lookup" => {
            let number = roles.contact.as_ref().and_then(|it| it.number.as_ref());
            let can_search = roles.list.is_some() && number.is_some();
            (
                roles.get_by_number.is_some() || can_search,
                "gets a contact by its number",
            )
        }
        "create" => (roles.create.is_some(), "creates a contact"),
        "update" => (roles.update.is_some(), "updates a contact"),
        "delete" => (roles.delete.is_some(), "deletes a contact"),
        "sync" | "apply" | "undo" => {
            return contacts_sync::lacking(document).map(|it| it.to_string());
        }
        _ => (true, ""),
    };
    (!is_there).then(|| {
        format!("the document has no operation that {what}, so there is no `contacts {command}`")
    })
}

/// Returns the operation of a command that needs more than a contact has, such as the contact's company, and
/// the parameter that it needs.
fn wanting<'a>(document: &'a Document, command: &str) -> Option<(&'a str, &'a str)> {
    let roles = document.roles();
    let list = roles.list.as_ref().map(|it| (&it.operation, None));
    let get = roles.get.as_ref();
    let get = get.map(|it| (&it.operation, Some(&it.parameter)));
    let by_number = roles.get_by_number.as_ref();
    let by_number = by_number.map(|it| (&it.operation, Some(&it.parameter)));
    let create = roles.create.as_ref().map(|it| (&it.operation, None));
    let update = roles.update.as_ref();
    let update = update.map(|it| (&it.operation, it.id.as_ref()));
    let delete = roles.delete.as_ref();
    let delete = delete.map(|it| (&it.operation, Some(&it.id)));
    let called = match command {
        "list" | "export" | "drift" => vec![list],
        "get" => vec![get],
        "lookup" => vec![by_number.or(list)],
        "create" => vec![create],
        "update" => vec![update],
        "delete" => vec![delete],
        "sync" | "apply" | "undo" => vec![list, create, update],
        _ => Vec::new(),
    };
    called.into_iter().flatten().find_map(|(id, given)| {
        let parameters = &document.operation(id)?.parameters;
        let needed = parameters
            .iter()
            .find(|it| it.required && Some(&it.name) != given && !is_the_clients(it))?;
        Some((id.as_str(), needed.name.as_str()))
    })
}

/// Returns the failure of a command that is not offered; [`run`] reports it before.
fn unknown(command: &str) -> Failure {
    let reason = off(contacts_openapi::document(), command);
    Failure::usage(reason.unwrap_or_else(|| format!("there is no command {command}")))
}

/// Runs the command of the command line.
pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::usage("no command is given: see contacts --help"));
    };
    if name == "completions" {
        return completions::run(matches);
    }
    if off(contacts_openapi::document(), name).is_some() {
        return Err(unknown(name));
    }
    let settings = Settings::read(read(matches)?)?;
    let is_of_contacts = matches!(
        name,
        "list" | "get" | "lookup" | "create" | "update" | "export"
    );
    if !is_of_contacts && !matches!(settings.contacts, ContactFormat::Plain(_)) {
        return Err(Failure::usage(format!(
            "contacts {name} writes no contacts: give -o table, json, jsonl or csv"
        )));
    }
    if name == "man" {
        return man::run(&settings, matches);
    }
    // A server runs for a long time, so its log needs times.
    log(settings.verbosity, name == "serve");
    let call = (name == "call")
        .then(|| call::prepare(matches))
        .transpose()?;
    if name == "delete" {
        delete::confirm(&settings, matches)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::error(format!("the run cannot begin: {error}")))?;
    let outcome = runtime.block_on(async {
        match name {
            // These two handle interruption themselves.
            "serve" => return serve::run(&settings, matches).await,
            "sync" => return sync::run(&settings, matches).await,
            "apply" => return apply::run(&settings, matches).await,
            "undo" => return undo::run(&settings, matches).await,
            _ => {}
        }
        let mut signals = Signals::listen()?;
        let work = async {
            let reads_all = name == "export" || (name == "list" && matches.get_flag("all"));
            let connection = if reads_all {
                Connection::open_patient(&settings, None).await?
            } else {
                Connection::open(&settings).await?
            };
            let client = &connection.client;
            let outcome = match name {
                "call" => match call {
                    Some(call) => call::run(&settings, call, client).await,
                    None => Err(unknown(name)),
                },
                "list" => list::run(&settings, matches, client).await,
                "get" => get::run(&settings, matches, client).await,
                "lookup" => lookup::run(&settings, matches, client).await,
                "create" => create::run(&settings, matches, client).await,
                "update" => update::run(&settings, matches, client).await,
                "delete" => delete::run(&settings, matches, client).await,
                "export" => export::run(&settings, matches, client).await,
                "drift" => drift::run(&settings, matches, client).await,
                other => Err(unknown(other)),
            };
            connection.close().await;
            outcome
        };
        signals.unless_asked(work).await
    });
    // A host name that is still being resolved must not keep the process alive.
    runtime.shutdown_background();
    outcome
}

/// Shows on stderr what the client and the emulator log about requests, which is never personal data or a
/// token.
fn log(verbosity: u8, is_timed: bool) {
    let level = match verbosity {
        0 => return,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // Only this project's crates are shown: the logs of others may contain personal data.
    let targets = Targets::new()
        .with_target("contacts_api", level)
        .with_target("contacts_emulator", level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE);
    let lines = if is_timed {
        lines.boxed()
    } else {
        lines.without_time().boxed()
    };
    // Nothing else sets a subscriber in this process.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .try_init();
}

/// Returns the arguments as a type; they were checked when the command line was read.
fn read<A: FromArgMatches>(matches: &ArgMatches) -> Result<A, Failure> {
    A::from_arg_matches(matches).map_err(|error| Failure::usage(error.to_string()))
}

/// Reads a number from the command line.
fn number(text: &str, settings: &Settings) -> Result<PhoneNumber, Failure> {
    let parsed = PhoneNumber::parse_with_warnings(text, &settings.region)
        .map_err(|reason| Failure::usage(format!("the number {text:?} {reason}")))?;
    for warning in parsed.warnings {
        settings.note(format_args!("warning: the number {text:?} {warning}"));
    }
    Ok(parsed.number)
}

/// Returns the operation's summary in the document, as the help of its command.
fn summary(operation: &str, otherwise: &str) -> String {
    let operation = contacts_openapi::document().operation(operation);
    let summary = operation.and_then(|it| it.summary.clone());
    summary.unwrap_or_else(|| otherwise.to_owned())
}

/// Converts a payload that was checked to the type that is sent.
fn typed<T: DeserializeOwned>(payload: Value) -> Result<T, Failure> {
    serde_json::from_value(payload)
        .map_err(|error| Failure::usage(format!("the contact cannot be sent: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn a_command_without_an_operation_says_which_one_the_document_lacks() {
        let own = contacts_openapi::document();
        for command in all() {
            assert_eq!(off(own, command.get_name()), None, "{command}");
        }
        let theirs = parsed(&every_kind());
        assert_eq!(
            off(&theirs, "delete").as_deref(),
            Some(
                "the document has no operation that deletes a contact, so there is no `contacts delete`"
            )
        );
        // The list is read instead.
        assert_eq!(off(&theirs, "lookup"), None);
        let mut of_a_company = every_kind();
        for item in of_a_company["paths"].as_object_mut().unwrap().values_mut() {
            if item["get"]["operationId"] == "listContacts" {
                let company = serde_json::json!({"name": "X-Company", "in": "header", "required": true, "schema": {"type": "string"}});
                item["get"]["parameters"]
                    .as_array_mut()
                    .unwrap()
                    .push(company);
            }
        }
        let of_a_company = parsed(&of_a_company);
        for command in ["list", "export", "drift", "sync"] {
            assert_eq!(
                off(&of_a_company, command).unwrap(),
                format!(
                    "the document has `listContacts`, which needs `X-Company` as well, so there is no `contacts {command}`: \
                     call it by `contacts call listContacts`"
                )
            );
        }
        assert_eq!(off(&of_a_company, "get"), None);
        let nothing = parsed(&serde_json::json!({"openapi": "3.0.3", "paths": {}}));
        for command in [
            "list", "get", "lookup", "create", "update", "delete", "export", "sync", "drift",
        ] {
            let said = off(&nothing, command).unwrap();
            assert!(
                said.starts_with("the document has no operation that "),
                "{said}"
            );
        }
        assert_eq!(off(&nothing, "call"), None);
    }
}
