//! `contacts serve`

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use contacts_api::phone_book::{ContactId, NewContact};
use contacts_emulator::{Behaviour, Builder, DEFAULT_TOKEN, Emulator, Fault, Seed, Unknown};
use contacts_openapi::IdKind;
use serde_json::Value;

use crate::failure::{Exit, Failure};
use crate::interrupt::{Asked, Signals};
use crate::output::Output;
use crate::payload::strictly;
use crate::rows::{Item, Options, Rows, Target};
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    Command::new("serve")
        .about("Run an emulator of the API on this machine")
        .after_help(
            "Its URL is the first line on stdout. Without a token it takes one of its own, which it \
             says on stderr. /docs shows the API and tries it, /emulator controls the emulator while it \
             runs; -v logs each request.\n\n\
             Examples:\n  \
             contacts serve --port 8080 --seed book.csv\n  \
             contacts serve --journal --company token-of-another=other.csv\n  \
             contacts serve --fault '*:503@10%'",
        )
        .args(contacts())
        .args(network())
        .args(faults())
        .args(unknowns())
        .args(limits())
}

/// Who has which contacts, and where they are kept.
fn contacts() -> [Arg; 4] {
    [
        Arg::new("token").long("token").value_name("TOKEN").help(
            "The token that this emulator wants, which opens nothing else [env: CONTACTS_TOKEN]",
        ),
        Arg::new("seed")
            .long("seed")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("Contacts to begin with: a file as sync takes it; a column of ids is kept"),
        Arg::new("company")
            .long("company")
            .value_name("TOKEN[=FILE]")
            .value_parser(company)
            .action(ArgAction::Append)
            .help("One more company with a token and contacts of its own; may be repeated"),
        Arg::new("data")
            .long("data")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("Keep the contacts in this file; without it they are gone at the end"),
    ]
}

/// Who reaches it.
fn network() -> [Arg; 5] {
    [
        Arg::new("port")
            .long("port")
            .value_name("PORT")
            .value_parser(value_parser!(u16))
            .default_value("0")
            .help("The port to listen on; 0 takes any that is free"),
        Arg::new("address")
            .long("address")
            .value_name("IP")
            .value_parser(value_parser!(IpAddr))
            .help("The address to listen on [default: 127.0.0.1, which only this machine reaches]"),
        Arg::new("allow-host")
            .long("allow-host")
            .value_name("HOST")
            .action(ArgAction::Append)
            .help("One more host to answer for, beside those of this machine; may be repeated"),
        Arg::new("cors")
            .long("cors")
            .value_name("ORIGIN")
            .action(ArgAction::Append)
            .help("Let pages of this origin use the API from a browser, * any; may be repeated"),
        Arg::new("no-control")
            .long("no-control")
            .action(ArgAction::SetTrue)
            .help("Serve nothing below /emulator"),
    ]
}

/// What goes wrong.
fn faults() -> [Arg; 2] {
    [
        Arg::new("fault")
            .long("fault")
            .value_name("FAULT")
            .value_parser(value_parser!(Fault))
            .action(ArgAction::Append)
            .help(fault_help()),
        Arg::new("fault-seed")
            .long("fault-seed")
            .value_name("N")
            .value_parser(value_parser!(u64))
            .default_value("0")
            .help("What the chances of faults are drawn from: the same seed, the same run"),
    ]
}

/// How it behaves where nobody knows.
fn unknowns() -> [Arg; 2] {
    [
        Arg::new("switch")
            .long("switch")
            .value_name("NAME=VALUE")
            .action(ArgAction::Append)
            .help("How the emulator behaves where the API's documentation is silent; --help lists the switches")
            .long_help(switches()),
        Arg::new("strict")
            .long("strict")
            .action(ArgAction::SetTrue)
            .help("Refuse properties that the document does not have: --switch unknown-properties=refused"),
    ]
}

/// How much it takes and remembers.
fn limits() -> Vec<Arg> {
    let times = [
        (
            "head-time",
            "How long the head of a request may take [default: 10]",
        ),
        (
            "content-time",
            "How long the content of a request may take [default: 30]",
        ),
        (
            "idle-time",
            "How long a connection stays open without a request [default: 60]",
        ),
    ];
    let times = times.map(|(name, help)| {
        Arg::new(name)
            .long(name)
            .value_name("SECONDS")
            .value_parser(value_parser!(u32).range(1..))
            .help(help)
    });
    let counts = [
        Arg::new("journal")
            .long("journal")
            .value_name("MIB")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("16")
            .value_parser(value_parser!(u32).range(1..=4096))
            .help("Remember the last requests for /emulator/requests, up to so many MiB of them [default, if given: 16]"),
        Arg::new("max-content")
            .long("max-content")
            .value_name("BYTES")
            .value_parser(value_parser!(usize))
            .help("The most that a request may carry [default: 1048576]"),
        Arg::new("max-connections")
            .long("max-connections")
            .value_name("N")
            .value_parser(value_parser!(NonZeroUsize))
            .help("The most connections at once [default: 1024]"),
        Arg::new("threads")
            .long("threads")
            .value_name("N")
            .value_parser(value_parser!(NonZeroUsize))
            .help("The threads that answer [default: 2]"),
    ];
    counts.into_iter().chain(times).collect()
}

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let port = matches.get_one("port").copied().unwrap_or_default();
    let address = matches.get_one("address").copied();
    let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let token = match matches.get_one::<String>("token") {
        Some(token) => Some(token.clone()),
        None => settings.token()?,
    };
    let mut builder = settled(settings, matches)?.address(SocketAddr::new(address, port));
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
    if !address.is_loopback() {
        settings.note(format_args!(
            "others in the network reach this emulator: it listens on {address}"
        ));
    }
    if emulator.ignored_seeds() {
        settings.note("a seed is not used: the file of --data has the contacts already");
    }
    settings.note(started(&emulator));
    let asked = signals.asked().await;
    emulator.shutdown().await;
    Ok(match asked {
        Asked::Interrupt => Exit::Interrupted,
        // Who ends a service in this way wants it to end well.
        Asked::Terminate => Exit::Ok,
    })
}

/// What a person should know of an emulator that has started.
fn started(emulator: &Emulator) -> String {
    let title = match contacts_openapi::document().title() {
        "" => "the API",
        title => title,
    };
    let mut text = format!("{title} is at {}", emulator.url());
    if let Some(docs) = emulator.docs_url() {
        let _ = write!(text, "\n{docs} shows it and tries it");
    }
    if let Some(control) = emulator.control_url() {
        let _ = write!(
            text,
            "\n{control} controls the emulator: contacts, faults, switches, requests"
        );
    }
    text.push_str("\nCtrl-C stops");
    text
}

/// An emulator as the flags have it, but for its address and token.
fn settled(settings: &Settings, matches: &ArgMatches) -> Result<Builder, Failure> {
    let mut builder = Emulator::builder().behaviour(behaviour(matches)?);
    if let Some(file) = matches.get_one::<PathBuf>("seed") {
        builder = builder.seed(seeds(file, settings)?);
    }
    for company in matches.get_many::<Company>("company").unwrap_or_default() {
        let contacts = match &company.seed {
            Some(file) => seeds(file, settings)?,
            None => Vec::new(),
        };
        builder = builder.company(&company.token, contacts);
    }
    if let Some(file) = matches.get_one::<PathBuf>("data") {
        builder = builder.data(file);
    }
    let faults = matches.get_many::<Fault>("fault").unwrap_or_default();
    builder = builder.faults(faults.cloned());
    if let Some(seed) = matches.get_one("fault-seed") {
        builder = builder.fault_seed(*seed);
    }
    builder = match matches.get_one::<u32>("journal") {
        Some(room) => builder.remember_bytes(*room as usize * (1 << 20)),
        None => builder.remember(0),
    };
    if matches.get_flag("no-control") {
        builder = builder.no_control();
    }
    if let Some(bytes) = matches.get_one("max-content") {
        builder = builder.max_content(*bytes);
    }
    if let Some(connections) = matches.get_one::<NonZeroUsize>("max-connections") {
        builder = builder.max_connections(connections.get());
    }
    if let Some(threads) = matches.get_one::<NonZeroUsize>("threads") {
        builder = builder.threads(threads.get());
    }
    for (name, set) in TIMES {
        if let Some(seconds) = matches.get_one::<u32>(name) {
            builder = set(builder, Duration::from_secs((*seconds).into()));
        }
    }
    for host in matches.get_many::<String>("allow-host").unwrap_or_default() {
        builder = builder.allow_host(host);
    }
    for origin in matches.get_many::<String>("cors").unwrap_or_default() {
        builder = builder.cors(origin);
    }
    Ok(builder)
}

type SetTime = fn(Builder, Duration) -> Builder;

/// What a flag of a time sets.
const TIMES: [(&str, SetTime); 3] = [
    ("head-time", Builder::head_time),
    ("content-time", Builder::content_time),
    ("idle-time", Builder::idle_time),
];

fn behaviour(matches: &ArgMatches) -> Result<Behaviour, Failure> {
    let mut behaviour = Behaviour::default();
    if matches.get_flag("strict") {
        behaviour.unknown_properties = Unknown::Refused;
    }
    for switch in matches.get_many::<String>("switch").unwrap_or_default() {
        behaviour
            .set(switch)
            .map_err(|error| Failure::usage(error.to_string()))?;
    }
    Ok(behaviour)
}

/// One more company, as a flag has it.
#[derive(Debug, Clone, PartialEq)]
struct Company {
    token: String,
    seed: Option<PathBuf>,
}

/// Reads `TOKEN` or `TOKEN=FILE`. A token may end in `=`, as Base64 does.
fn company(text: &str) -> Result<Company, String> {
    let behind = text
        .find('=')
        .map(|start| text[start..].trim_start_matches('='));
    let (token, seed) = match behind {
        Some(file) if !file.is_empty() => {
            let token = &text[..text.len() - file.len() - 1];
            (token, Some(PathBuf::from(file)))
        }
        _ => (text, None),
    };
    if token.is_empty() {
        return Err("there is no token: write TOKEN or TOKEN=FILE".to_owned());
    }
    Ok(Company {
        token: token.to_owned(),
        seed,
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

/// The contacts of a file, as `sync` reads it whatever its header is called, and with their ids.
fn seeds(file: &Path, settings: &Settings) -> Result<Vec<Seed>, Failure> {
    let document = contacts_openapi::document();
    let Some(target) = Target::embedded() else {
        return as_they_stand(file, settings);
    };
    let options = Options {
        region: settings.region.clone(),
        keep_ids: true,
        ..Options::default()
    };
    let rows = Rows::open(&target, file, options)?;
    let contact = document.roles().contact.as_ref();
    let id = contact.and_then(|it| it.id.as_ref());
    let (mut seeds, mut rejected) = (Vec::new(), 0_usize);
    for item in rows.items(&strictly::<NewContact>) {
        let (entries, reasons) = match item {
            Item::Taken { entries, left_out } => (entries, left_out),
            Item::Rejected(findings) => {
                rejected += 1;
                (Vec::new(), findings)
            }
            Item::Skipped => continue,
        };
        for reason in reasons {
            settings.note(format_args!("{} {reason}", rows.name));
        }
        for entry in entries {
            let mut properties = entry.payload;
            if let (Some((name, kind)), Some(id)) = (id, &entry.id) {
                properties.insert(name.clone(), written(id, *kind));
            }
            match Seed::new(properties).checked() {
                Ok(seed) => seeds.push(seed),
                Err(reason) => {
                    rejected += 1;
                    settings.note(format_args!("{} row {}: {reason}", rows.name, entry.row));
                }
            }
        }
    }
    let count = seeds.len();
    settings.note(format_args!(
        "{}: {count} contacts to begin with, {rejected} rows cannot be used",
        rows.name
    ));
    Ok(seeds)
}

/// An id as the document has it.
fn written(id: &ContactId, kind: IdKind) -> Value {
    match id.as_number().filter(|_| kind == IdKind::Integer) {
        Some(number) => number.into(),
        None => id.to_string().into(),
    }
}

/// The contacts of a file where the document has nothing that could be synced.
fn as_they_stand(file: &Path, settings: &Settings) -> Result<Vec<Seed>, Failure> {
    let seeds: Result<Vec<_>, _> = Seed::read_file(file).and_then(Iterator::collect);
    let seeds = seeds.map_err(|reason| Failure::error(reason.to_string()))?;
    let count = seeds.len();
    settings.note(format_args!(
        "{}: {count} contacts to begin with",
        file.display()
    ));
    Ok(seeds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_a_token_and_perhaps_a_file() {
        for (text, token, seed) in [
            ("t", "t", None),
            ("t=", "t=", None),
            ("dG9rZW4=", "dG9rZW4=", None),
            ("t=book.csv", "t", Some("book.csv")),
            ("dG9rZQ===book.csv", "dG9rZQ==", Some("book.csv")),
            ("t=a=b/book.csv", "t", Some("a=b/book.csv")),
        ] {
            let expected = Company {
                token: token.to_owned(),
                seed: seed.map(PathBuf::from),
            };
            assert_eq!(company(text), Ok(expected), "{text}");
        }
        assert!(company("").is_err());
        assert!(company("=book.csv").is_err());
    }
}
