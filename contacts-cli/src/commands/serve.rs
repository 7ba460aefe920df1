//! `contacts serve`

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use contacts_api::phone_book::NewContact;
use contacts_emulator::{Behaviour, Builder, DEFAULT_TOKEN, Emulator, Fault, Seed};

use crate::failure::{Exit, Failure};
use crate::interrupt::{Asked, Signals};
use crate::output::Output;
use crate::payload::strictly;
use crate::rows::{Item, Options, Rows};
use crate::settings::Settings;
use crate::sync::Roles;

pub(crate) fn command() -> Command {
    Command::new("serve")
        .about("Run an emulator of the API on this machine")
        .after_help(
            "Its URL is the first line on stdout. Without a token it takes one of its own, which it \
             says on stderr.\n\n\
             Examples:\n  \
             contacts serve --port 8080 --seed book.csv\n  \
             contacts serve --fault '*:503@10%'",
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("0")
                .help("The port to listen on; 0 takes any that is free"),
        )
        .arg(
            Arg::new("token")
                .long("token")
                .value_name("TOKEN")
                .help("The token that this emulator wants, which opens nothing else [env: CONTACTS_TOKEN]"),
        )
        .arg(
            Arg::new("address")
                .long("address")
                .value_name("IP")
                .value_parser(value_parser!(IpAddr))
                .help("The address to listen on [default: 127.0.0.1, which only this machine reaches]"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Contacts to begin with: a CSV or JSON file, as export writes it or sync takes it"),
        )
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Keep the contacts in this file; without it they are gone at the end"),
        )
        .arg(
            Arg::new("fault")
                .long("fault")
                .value_name("FAULT")
                .value_parser(value_parser!(Fault))
                .action(ArgAction::Append)
                .help(fault_help()),
        )
        .arg(
            Arg::new("fault-seed")
                .long("fault-seed")
                .value_name("N")
                .value_parser(value_parser!(u64))
                .default_value("0")
                .help("What the chances of faults are drawn from: the same seed, the same run"),
        )
        .arg(
            Arg::new("switch")
                .long("switch")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("How the emulator behaves where the API's documentation is silent; --help lists the switches")
                .long_help(switches()),
        )
}

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let port = matches.get_one("port").copied().unwrap_or_default();
    let address = matches.get_one("address").copied();
    let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let token = match matches.get_one::<String>("token") {
        Some(token) => Some(token.clone()),
        None => settings.token()?,
    };
    let mut builder = Emulator::builder();
    if let Some(file) = matches.get_one::<PathBuf>("seed") {
        builder = seeded(file, settings)?;
    }
    if let Some(file) = matches.get_one::<PathBuf>("data") {
        builder = builder.data(file);
    }
    let mut behaviour = Behaviour::default();
    for switch in matches.get_many::<String>("switch").unwrap_or_default() {
        behaviour
            .set(switch)
            .map_err(|error| Failure::usage(error.to_string()))?;
    }
    builder = builder
        .address(SocketAddr::new(address, port))
        .behaviour(behaviour)
        .faults(
            matches
                .get_many::<Fault>("fault")
                .unwrap_or_default()
                .cloned(),
        )
        .fault_seed(matches.get_one("fault-seed").copied().unwrap_or_default());
    if let Some(token) = &token {
        builder = builder.token(token);
    }
    let mut signals = Signals::listen()?;
    let emulator = builder
        .start()
        .await
        .map_err(|error| Failure::error(format!("the emulator did not start: {error}")))?;
    let mut output = Output::stdout();
    output.text(&format!("{}\n", emulator.url()))?;
    output.finish()?;
    if token.is_none() {
        settings.note(format_args!("CONTACTS_TOKEN is {DEFAULT_TOKEN}"));
    }
    settings.note("Ctrl-C stops");
    let asked = signals.asked().await;
    emulator.shutdown().await;
    Ok(match asked {
        Asked::Interrupt => Exit::Interrupted,
        // Who ends a service in this way wants it to end well.
        Asked::Terminate => Exit::Ok,
    })
}

/// What a fault is, with an operation of the document.
fn fault_help() -> String {
    let roles = contacts_openapi::document().roles();
    let create = roles.create.as_ref().map_or("*", |it| &it.operation);
    format!(
        "What goes wrong, as OPERATION:EFFECT@WHEN: *:503@10%, {create}:reset-after@3, *:latency=50ms..2s"
    )
}

/// The switches with their values, for the help.
fn switches() -> String {
    let mut help =
        "How the emulator behaves where the API's documentation is silent. The switches:"
            .to_owned();
    for (name, values) in Behaviour::switches() {
        let _ = write!(help, "\n{name}={values}");
    }
    help
}

/// An emulator with the contacts of a file: as they stand there if its columns are those of the
/// document, else read as `sync` reads rows.
fn seeded(file: &Path, settings: &Settings) -> Result<Builder, Failure> {
    let as_it_is = match Emulator::builder().seed_file(file) {
        Ok(builder) => return Ok(builder),
        Err(reason) => reason,
    };
    let roles = Roles::of(contacts_openapi::document());
    let roles = roles.map_err(|_| Failure::error(as_it_is.to_string()))?;
    let options = Options {
        region: settings.region.clone(),
        ..Options::default()
    };
    let rows = Rows::open(&roles.target, file, options)?;
    let mut seeds = Vec::new();
    for item in rows.items(&strictly::<NewContact>) {
        match item {
            Item::Taken { entries, .. } => {
                seeds.extend(entries.into_iter().map(|it| Seed::new(it.payload)));
            }
            Item::Rejected(findings) => {
                for finding in findings {
                    settings.note(format_args!("{} {finding}", rows.name));
                }
            }
            Item::Skipped => {}
        }
    }
    Ok(Emulator::builder().seed(seeds))
}
