//! Combines the command line, the environment and the config file, in that order.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::args::Global;
use crate::failure::{Exit, Failure, say};
use crate::output::{ContactFormat, Format};

/// The settings of a run.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The format of data other than contacts.
    pub(crate) format: Format,
    /// The format of contacts.
    pub(crate) contacts: ContactFormat,
    /// The region in which numbers without a country code are read, such as `DK`.
    pub(crate) region: String,
    pub(crate) quiet: bool,
    pub(crate) verbosity: u8,
    /// Whether questions may be asked.
    pub(crate) input: bool,
    pub(crate) emulator: bool,
    /// The base URL of the service; `None` stands for the document's server.
    pub(crate) url: Option<String>,
    token: TokenLocation,
}

/// Where the token is. It is read when it is needed, and never kept in a setting that can be
/// printed.
#[derive(Debug)]
enum TokenLocation {
    File(PathBuf),
    Environment,
    Nowhere,
}

/// The config file, `contacts/config.yaml` in the user's folder for such files.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    #[serde(deserialize_with = "filled")]
    url: Option<String>,
    #[serde(deserialize_with = "filled")]
    region: Option<String>,
    #[serde(deserialize_with = "filled")]
    token_file: Option<PathBuf>,
}

/// Refuses a key without a value, which is as doubtful as a variable without one.
fn filled<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    let value: Option<String> = Option::deserialize(deserializer)?;
    let value = value.filter(|it| !it.trim().is_empty());
    let value = value.ok_or_else(|| {
        D::Error::custom("a key is there without a value: give it one, or take it out")
    })?;
    Ok(Some(T::from(value)))
}

const TOKEN: &str = contacts_api::TOKEN_VARIABLE;
const URL: &str = contacts_api::URL_VARIABLE;
const REGION: &str = "CONTACTS_REGION";

impl Settings {
    pub(crate) fn read(flags: Global) -> Result<Self, Failure> {
        let config = Config::read()?;
        let region = match flags.region {
            Some(region) => Some(region),
            None => environment(REGION, Exit::Usage)?.or(config.region),
        };
        let region = region
            .unwrap_or_else(|| "DK".to_owned())
            .to_ascii_uppercase();
        if !contacts_api::is_region(&region) {
            return Err(Failure::usage(format!(
                "there is no region {region:?}: give a two-letter country code, such as DK"
            )));
        }
        let emulator = flags.emulator;
        // An emulator for the run has its own address and token.
        let url = match flags.url {
            None if !emulator => environment(URL, Exit::Usage)?.or(config.url),
            given => given,
        };
        let token = match flags.token_file {
            Some(file) => TokenLocation::File(file),
            None if emulator => TokenLocation::Nowhere,
            None if environment(TOKEN, Exit::Authentication)?.is_some() => {
                TokenLocation::Environment
            }
            None => config
                .token_file
                .map_or(TokenLocation::Nowhere, TokenLocation::File),
        };
        let contacts = flags.output.unwrap_or(ContactFormat::Plain(Format::Table));
        Ok(Settings {
            format: match contacts {
                ContactFormat::Plain(format) => format,
                _ => Format::Table,
            },
            contacts,
            region,
            quiet: flags.quiet,
            verbosity: flags.verbose,
            input: !flags.no_input,
            emulator,
            url,
            token,
        })
    }

    /// Returns the token, if one is given anywhere.
    pub(crate) fn token(&self) -> Result<Option<String>, Failure> {
        match &self.token {
            TokenLocation::Nowhere => Ok(None),
            TokenLocation::Environment => environment(TOKEN, Exit::Authentication),
            TokenLocation::File(file) => read_token(file).map(Some),
        }
    }

    /// Returns the file that the token is read from, if it is read from one.
    pub(crate) fn token_file(&self) -> Option<&Path> {
        match &self.token {
            TokenLocation::File(file) => Some(file),
            TokenLocation::Environment | TokenLocation::Nowhere => None,
        }
    }

    /// Returns a progress bar, which is only shown in a terminal that is not otherwise written to.
    pub(crate) fn progress(&self, style: &str, length: Option<u64>) -> ProgressBar {
        let bar = match length {
            Some(length) => ProgressBar::new(length),
            None => ProgressBar::no_length(),
        };
        let is_dumb = std::env::var_os("TERM").is_some_and(|it| it == "dumb");
        if self.quiet || self.verbosity > 0 || is_dumb {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar
    }

    /// Tells a person on stderr what is going on.
    pub(crate) fn note(&self, line: impl std::fmt::Display) {
        if !self.quiet {
            say(line);
        }
    }
}

/// Returns the value of a variable, if it is set.
///
/// An empty value is an error: a script in which some other variable was empty must not end up at
/// the default service.
fn environment(name: &str, exit: Exit) -> Result<Option<String>, Failure> {
    let Some(value) = std::env::var_os(name) else {
        return Ok(None);
    };
    let Ok(value) = value.into_string() else {
        let sentence = format!("{name} is not UTF-8: set it anew, or unset it");
        return Err(Failure::new(exit, sentence));
    };
    match value.trim() {
        "" => Err(Failure::new(
            exit,
            format!("{name} is set to nothing: give it a value, or unset it"),
        )),
        value => Ok(Some(value.to_owned())),
    }
}

fn read_token(file: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::new(
            Exit::Authentication,
            format!("the token file {} cannot be read: {error}", file.display()),
        )
    })?;
    let token = text.trim();
    if token.is_empty() || token.contains(char::is_whitespace) {
        return Err(Failure::new(
            Exit::Authentication,
            format!(
                "the token file {} must hold the token and nothing else",
                file.display()
            ),
        ));
    }
    Ok(token.to_owned())
}

impl Config {
    fn read() -> Result<Self, Failure> {
        let Ok(folders) = etcetera::choose_base_strategy() else {
            return Ok(Self::default());
        };
        let path = folders.config_dir().join("contacts").join("config.yaml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Failure::error(format!(
                    "the config file {} cannot be read: {error}",
                    path.display()
                )));
            }
        };
        let config: Option<Config> = yaml_serde::from_str(&text).map_err(|error| {
            Failure::error(format!(
                "the config file {} cannot be used: {error}",
                path.display()
            ))
        })?;
        let mut config = config.unwrap_or_default();
        // A relative path in a file is relative to that file.
        config.token_file = config.token_file.map(|file| {
            path.parent()
                .map_or(file.clone(), |folder| folder.join(&file))
        });
        Ok(config)
    }
}
