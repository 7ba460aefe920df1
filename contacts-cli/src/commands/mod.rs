//! One module for each command: its arguments, and what it does.

mod completions;
mod create;
mod delete;
mod export;
mod get;
mod list;
mod lookup;
mod serve;
mod sync;
mod update;

use clap::{ArgMatches, Command};
use contacts_api::PhoneNumber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::connect::Connection;
use crate::failure::{Exit, Failure};
use crate::interrupt::Signals;
use crate::settings::Settings;

/// All commands, in the order in which the help lists them.
pub(crate) fn all() -> Vec<Command> {
    vec![
        list::command(),
        get::command(),
        lookup::command(),
        create::command(),
        update::command(),
        delete::command(),
        export::command(),
        sync::command(),
        serve::command(),
        completions::command(),
    ]
}

/// Does what the command line says.
pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::usage("no command is given: see contacts --help"));
    };
    if name == "completions" {
        return completions::run(matches);
    }
    let settings = Settings::read(matches)?;
    log(settings.verbosity);
    if name == "delete" {
        delete::confirm(&settings, matches)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::error(format!("the run cannot begin: {error}")))?;
    let outcome = runtime.block_on(async {
        match name {
            // These two have their own way to be interrupted.
            "serve" => return serve::run(&settings, matches).await,
            "sync" => return sync::run(&settings, matches).await,
            _ => {}
        }
        let mut signals = Signals::listen()?;
        let work = async {
            let connection = Connection::open(&settings).await?;
            let client = &connection.client;
            let outcome = match name {
                "list" => list::run(&settings, matches, client).await,
                "get" => get::run(&settings, matches, client).await,
                "lookup" => lookup::run(&settings, matches, client).await,
                "create" => create::run(&settings, matches, client).await,
                "update" => update::run(&settings, matches, client).await,
                "delete" => delete::run(&settings, matches, client).await,
                "export" => export::run(&settings, matches, client).await,
                other => Err(Failure::usage(format!("there is no command {other}"))),
            };
            connection.close().await;
            outcome
        };
        signals.unless_asked(work).await
    });
    // A name that is still being resolved must not keep the process alive.
    runtime.shutdown_background();
    outcome
}

/// Shows on stderr what the client tells of its requests; it tells no personal data and no token.
fn log(verbosity: u8) {
    let level = match verbosity {
        0 => return,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // Only this project's crates: what others log is not known to be free of personal data.
    let targets = Targets::new()
        .with_target("contacts_api", level)
        .with_target("contacts_emulator", level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE);
    // Nothing else sets a subscriber in this process.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .try_init();
}

/// A number that stands on the command line.
fn number(text: &str, settings: &Settings) -> Result<PhoneNumber, Failure> {
    let parsed = PhoneNumber::parse_with_warnings(text, &settings.region)
        .map_err(|reason| Failure::usage(format!("the number {text:?} {reason}")))?;
    for warning in parsed.warnings {
        settings.note(format_args!("warning: the number {text:?} {warning}"));
    }
    Ok(parsed.number)
}

/// The operation's summary in the document, as the help of its command.
fn summary(operation: &str) -> String {
    let operation = contacts_openapi::document().operation(operation);
    operation
        .and_then(|it| it.summary.clone())
        .unwrap_or_default()
}
