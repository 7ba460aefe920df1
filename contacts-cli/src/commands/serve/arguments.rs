//! The arguments of `contacts serve`.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Command};
use contacts_emulator::{Behaviour, Fault};

use crate::args::examples;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) contacts: Contacts,
    #[command(flatten)]
    pub(super) network: Network,
    #[command(flatten)]
    pub(super) faults: Faults,
    #[command(flatten)]
    pub(super) unknowns: Unknowns,
    #[command(flatten)]
    pub(super) limits: Limits,
}

/// Who has which contacts, and where they are kept.
#[derive(Debug, Args)]
#[expect(
    clippy::doc_markdown,
    reason = "it is the help, which shows it as it stands"
)]
pub(super) struct Contacts {
    /// The token that this emulator wants, which opens nothing else [env: CONTACTS_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    pub(super) token: Option<String>,
    /// Contacts to begin with: a file as sync takes it; a column of ids is kept
    #[arg(long, value_name = "FILE")]
    pub(super) seed: Option<PathBuf>,
    /// One more company with a token and contacts of its own; may be repeated
    #[arg(long, value_name = "TOKEN[=FILE]", value_parser = company)]
    pub(super) company: Vec<Company>,
    /// Keep the contacts in this file; without it they are gone at the end
    #[arg(long, value_name = "FILE")]
    pub(super) data: Option<PathBuf>,
}

/// Who reaches it.
#[derive(Debug, Args)]
pub(super) struct Network {
    /// The port to listen on; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value = "0")]
    port: u16,
    /// The address to listen on [default: 127.0.0.1, which only this machine reaches]
    #[arg(long, value_name = "IP")]
    address: Option<IpAddr>,
    /// One more host to answer for, beside those of this machine; may be repeated
    #[arg(long, value_name = "HOST")]
    pub(super) allow_host: Vec<String>,
    /// Let pages of this origin use the API from a browser, * any; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    pub(super) cors: Vec<String>,
    /// Serve nothing below /emulator
    #[arg(long)]
    pub(super) no_control: bool,
}

impl Network {
    /// Returns the address on which it listens.
    pub(super) fn address(&self) -> SocketAddr {
        let address = self.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        SocketAddr::new(address, self.port)
    }
}

/// What goes wrong.
#[derive(Debug, Args)]
pub(super) struct Faults {
    #[arg(long, value_name = "FAULT", help = fault_help())]
    pub(super) fault: Vec<Fault>,
    /// What the chances of faults are drawn from: the same seed, the same run
    #[arg(long, value_name = "N", default_value = "0")]
    pub(super) fault_seed: u64,
}

/// How it behaves where nobody knows.
#[derive(Debug, Args)]
pub(super) struct Unknowns {
    /// How the emulator behaves where the API's documentation is silent; --help lists the switches
    #[arg(long, value_name = "NAME=VALUE", long_help = switches())]
    pub(super) switch: Vec<String>,
    /// Refuse properties that the document does not have: --switch unknown-properties=refused
    #[arg(long)]
    pub(super) strict: bool,
}

/// How much it takes and remembers.
#[derive(Debug, Args)]
pub(super) struct Limits {
    /// Remember the last requests for /emulator/requests, up to so many MiB of them [default, if given: 16]
    #[arg(
        long,
        value_name = "MIB",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "16",
        value_parser = clap::value_parser!(u32).range(1..=4096),
    )]
    pub(super) journal: Option<u32>,
    /// The most that a request may carry [default: 1048576]
    #[arg(long, value_name = "BYTES")]
    pub(super) max_content: Option<usize>,
    /// The most connections at once [default: 1024]
    #[arg(long, value_name = "N")]
    pub(super) max_connections: Option<NonZeroUsize>,
    /// The threads that answer [default: 2]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
    /// How long the head of a request may take [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) head_time: Option<u32>,
    /// How long the content of a request may take [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) content_time: Option<u32>,
    /// How long a connection stays open without a request [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) idle_time: Option<u32>,
}

pub(crate) fn command() -> Command {
    Arguments::augment_args(Command::new("serve"))
        .about("Run an emulator of the API on this machine")
        .after_help(format!(
            "Its URL is the first line on stdout. Without a token it takes one of its own, which it \
             says on stderr. /docs shows the API and tries it, /emulator controls the emulator while it \
             runs; -v logs each request.\n\n{}",
            examples(&[
                "contacts serve --port 8080 --seed book.csv",
                "contacts serve --journal --company token-of-another=other.csv",
                "contacts serve --fault '*:503@10%'",
            ])
        ))
}

/// One more company, as a flag has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Company {
    pub(super) token: String,
    pub(super) seed: Option<PathBuf>,
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

/// Returns the help for faults, with an operation of the document.
fn fault_help() -> String {
    let roles = contacts_openapi::document().roles();
    let create = roles.create.as_ref().map_or("*", |it| &it.operation);
    format!(
        "What goes wrong, as OPERATION:EFFECT@WHEN: *:503@10%, {create}:reset-after@3, *:latency=50ms..2s"
    )
}

/// Returns the switches with their values, for the help.
fn switches() -> String {
    let mut help =
        "How the emulator behaves where the API's documentation is silent. The switches:"
            .to_owned();
    for (name, values) in Behaviour::switches() {
        let _ = write!(help, "\n{name}={values}");
    }
    help
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
