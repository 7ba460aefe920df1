//! Decides whether output is coloured, and how.

use std::env;
use std::io::{self, IsTerminal as _};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use clap::{ColorChoice, ValueEnum};

/// What the command line says of colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// In a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`
    #[default]
    Auto,
    /// Also in a pipe or a file
    Always,
    /// Nowhere
    Never,
}

static SAID: OnceLock<Color> = OnceLock::new();

impl Color {
    /// Finds `--color` in the arguments before they are parsed, since the help has colours too.
    pub(crate) fn of_arguments(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut said = Color::default();
        while let Some(argument) = arguments.next() {
            let value = match argument.strip_prefix("--color") {
                Some("") => arguments.next(),
                Some(value) => value.strip_prefix('=').map(str::to_owned),
                None if argument == "--" => break,
                None => None,
            };
            let value = value.and_then(|it| Color::from_str(&it, false).ok());
            said = value.unwrap_or(said);
        }
        said
    }

    /// Sets the choice for the whole run.
    pub(crate) fn set(self) {
        // It is set once, at the start.
        let _ = SAID.set(self);
    }

    fn is_on(self, is_terminal: bool) -> bool {
        let variable = |name| env::var_os(name).filter(|it| !it.is_empty());
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                is_terminal
                    && variable("NO_COLOR").is_none()
                    && variable("TERM").is_none_or(|it| it != "dumb")
            }
        }
    }
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        // Help and errors of the command line go to either stream, and colour is decided for each.
        match color {
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
            Color::Auto => ColorChoice::Auto,
        }
    }
}

/// Returns whether output to stdout is coloured.
pub(crate) fn on_stdout() -> bool {
    said().is_on(io::stdout().is_terminal())
}

/// Returns whether output to stderr is coloured.
pub(crate) fn on_stderr() -> bool {
    said().is_on(io::stderr().is_terminal())
}

fn said() -> Color {
    SAID.get().copied().unwrap_or_default()
}

/// The style of the names of columns.
pub(crate) const HEADER: Style = Style::new().bold();
/// The style of errors.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Returns a text in a style, if there is colour.
pub(crate) fn paint(text: &str, style: Style, is_on: bool) -> String {
    if is_on && !text.is_empty() {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_colour_counts() {
        for (arguments, said) in [
            ("list", Color::Auto),
            ("list --color=never", Color::Never),
            ("--color always list --color never", Color::Never),
            ("--color always --color=blue", Color::Always),
            ("call x -- --color never", Color::Auto),
            ("--colors never", Color::Auto),
        ] {
            let arguments = arguments.split(' ').map(str::to_owned);
            assert_eq!(Color::of_arguments(arguments), said);
        }
    }

    #[test]
    fn text_is_the_same_without_colour() {
        assert_eq!(paint("a", ERROR, false), "a");
        assert_eq!(paint("a", HEADER, true), "\u{1b}[1ma\u{1b}[0m");
    }
}
