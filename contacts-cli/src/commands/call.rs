//! `contacts call OPERATION`

use std::io::{self, Read as _};

use clap::{ArgMatches, Command};
use contacts_api::{Client, RawAnswer};
use http::{HeaderMap, Method, StatusCode};

use crate::args::examples;
use crate::call::{Calls, Files, Prepared};
use crate::failure::{Exit, Failure, say};
use crate::output::{Format, Output};
use crate::settings::Settings;

pub(crate) fn command() -> Command {
    Command::new("call")
        .about("Call any operation of the document")
        .after_help(
            format!("Each operation has its own help: contacts call OPERATION --help. It is called by its id, in \
             which - may stand for _.\n\
             JSON is written for people to read, with -o jsonl on one line; all else as it comes. Exit \
             code 6 if the service answers that there is no such thing (404).\n\n{}", example())
        )
        .subcommand_value_name("OPERATION")
        .subcommand_help_heading("Operations")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        // A document may have hundreds of operations, which the other commands do not need.
        .defer(|command| {
            let calls = Calls::of(contacts_openapi::document());
            command.subcommands(calls.commands())
        })
}

/// Returns a call of the first operation that needs no arguments.
fn example() -> String {
    let operations = contacts_openapi::document().operations().iter();
    let mut plain = operations.filter(|it| {
        it.method.eq_ignore_ascii_case("get") && it.parameters.iter().all(|it| !it.required)
    });
    let operation = plain.next().map_or("OPERATION", |it| it.id.as_str());
    examples(&[
        "contacts call --help".to_owned(),
        format!("contacts call {operation} -o jsonl"),
    ])
}

/// Makes the request of the command line, before anything is connected.
pub(crate) fn prepare(matches: &ArgMatches) -> Result<Prepared<'static>, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::usage(
            "no operation is given: see contacts call --help",
        ));
    };
    let calls = Calls::of(contacts_openapi::document());
    calls.named(name)?.prepare(matches, &System)
}

pub(crate) async fn run(
    settings: &Settings,
    prepared: Prepared<'static>,
    client: &Client,
) -> Result<Exit, Failure> {
    let Prepared {
        operation,
        path,
        query,
        headers,
        body,
    } = prepared;
    let method = Method::from_bytes(operation.method.as_bytes())
        .map_err(|_| Failure::error(format!("{} is not a method", operation.method)))?;
    let mut request = client.request(method, &path).operation(&operation.id);
    for (name, value) in query {
        request = request.written_query(&name, &value);
    }
    for (name, value) in headers {
        request = request.header(&name, &value);
    }
    if let Some((media_type, bytes)) = body {
        request = request.body(&media_type, bytes);
    }
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => {
            if let (Some(status), Some(headers)) = (error.status(), error.headers()) {
                tell(settings, status, headers);
            }
            // The operation itself looks for something, so its 404 is an answer.
            if error.is_not_found() {
                return Err(Failure::not_found(error.to_string()));
            }
            return Err(error.into());
        }
    };
    tell(settings, answer.status(), answer.headers());
    let mut output = Output::stdout();
    write(&mut output, settings.format, &answer)?;
    output.finish()?;
    Ok(Exit::Success)
}

fn write(
    output: &mut Output<io::Stdout>,
    format: Format,
    answer: &RawAnswer,
) -> Result<(), Failure> {
    let content_type = answer.headers().get(http::header::CONTENT_TYPE);
    let is_json = content_type
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| {
            let essence = it.split(';').next().unwrap_or_default().trim();
            essence.ends_with("/json") || essence.ends_with("+json")
        });
    match answer.json() {
        Ok(value) if is_json && format == Format::Jsonl => output.json_line(&value),
        Ok(value) if is_json => output.json(&value),
        _ => output.bytes(answer.bytes()),
    }
}

/// Headers that describe the answer and contain no personal data.
const PLAIN: [&str; 14] = [
    "allow",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "emulated",
    "retry-after",
    "server",
    "ratelimit-limit",
    "ratelimit-remaining",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
];

/// Shows the status and the headers with `-v`, but no header that may contain personal data.
fn tell(settings: &Settings, status: StatusCode, headers: &HeaderMap) {
    if settings.verbosity == 0 {
        return;
    }
    say(status);
    for (name, value) in headers {
        let is_plain = PLAIN.contains(&name.as_str());
        match value.to_str() {
            Ok(value) if is_plain => say(format_args!("{name}: {value}")),
            _ => say(format_args!("{name}: …")),
        }
    }
}

struct System;

impl Files for System {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        if name != "-" {
            return std::fs::read(name);
        }
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
