//! `contacts serve`

mod arguments;
mod seeds;

use std::fmt::Write as _;
use std::time::Duration;

use clap::ArgMatches;
use contacts_emulator::{Behaviour, Builder, DEFAULT_TOKEN, Emulator, Unknown};

use crate::failure::{Exit, Failure};
use crate::interrupt::{Asked, Signals};
use crate::output::Output;
use crate::settings::Settings;
pub(crate) use arguments::command;
use arguments::{Arguments, Limits, Unknowns};
use seeds::seeds;

pub(crate) async fn run(settings: &Settings, matches: &ArgMatches) -> Result<Exit, Failure> {
    let arguments: Arguments = super::read(matches)?;
    let address = arguments.network.address();
    let token = match &arguments.contacts.token {
        Some(token) => Some(token.clone()),
        None => settings.token()?,
    };
    let mut builder = settled(settings, &arguments)?.address(address);
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
    if !address.ip().is_loopback() {
        settings.note(format_args!(
            "others in the network reach this emulator: it listens on {}",
            address.ip()
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
        // Whoever ends a service like this expects a success.
        Asked::Terminate => Exit::Success,
    })
}

/// Returns what a person should know about an emulator that has started.
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

/// Returns an emulator with the settings of the flags, except its address and token.
fn settled(settings: &Settings, arguments: &Arguments) -> Result<Builder, Failure> {
    let Arguments {
        contacts,
        network,
        faults,
        unknowns,
        limits,
    } = arguments;
    let mut builder = Emulator::builder().behaviour(behaviour(unknowns)?);
    if let Some(file) = &contacts.seed {
        builder = builder.seed(seeds(file, settings)?);
    }
    for company in &contacts.company {
        let contacts = match &company.seed {
            Some(file) => seeds(file, settings)?,
            None => Vec::new(),
        };
        builder = builder.company(&company.token, contacts);
    }
    if let Some(file) = &contacts.data {
        builder = builder.data(file);
    }
    builder = builder
        .faults(faults.fault.iter().cloned())
        .fault_seed(faults.fault_seed);
    if network.no_control {
        builder = builder.no_control();
    }
    for host in &network.allow_host {
        builder = builder.allow_host(host);
    }
    for origin in &network.cors {
        builder = builder.cors(origin);
    }
    Ok(limited(builder, limits))
}

/// Sets the limits of an emulator: how much it takes and remembers.
fn limited(mut builder: Builder, limits: &Limits) -> Builder {
    builder = match limits.journal {
        Some(room) => builder.remember_bytes(room as usize * (1 << 20)),
        None => builder.remember(0),
    };
    if let Some(bytes) = limits.max_content {
        builder = builder.max_content(bytes);
    }
    if let Some(connections) = limits.max_connections {
        builder = builder.max_connections(connections.get());
    }
    if let Some(threads) = limits.threads {
        builder = builder.threads(threads.get());
    }
    let seconds = |it: Option<u32>| it.map(|it| Duration::from_secs(it.into()));
    if let Some(time) = seconds(limits.head_time) {
        builder = builder.head_time(time);
    }
    if let Some(time) = seconds(limits.content_time) {
        builder = builder.content_time(time);
    }
    if let Some(time) = seconds(limits.idle_time) {
        builder = builder.idle_time(time);
    }
    builder
}

fn behaviour(unknowns: &Unknowns) -> Result<Behaviour, Failure> {
    let mut behaviour = Behaviour::default();
    if unknowns.strict {
        behaviour.unknown_properties = Unknown::Refused;
    }
    for switch in &unknowns.switch {
        behaviour
            .set(switch)
            .map_err(|error| Failure::usage(error.to_string()))?;
    }
    Ok(behaviour)
}
