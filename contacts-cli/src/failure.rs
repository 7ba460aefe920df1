//! What went wrong, as a sentence for people and an exit code for scripts.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use crate::output::color;

/// How the run ended, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Success = 0,
    Error = 1,
    Usage = 2,
    SomeFailed = 3,
    Authentication = 4,
    Refused = 5,
    NotFound = 6,
    ChangesPending = 10,
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a run ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A sentence that a person should read.
    Said { exit: Exit, sentence: String },
    /// Nobody reads stdout any more, as in `contacts list | head -1`; this is not an error.
    ReaderGone,
}

impl Failure {
    pub(crate) fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Failure::Said {
            exit,
            sentence: sentence.into(),
        }
    }

    pub(crate) fn error(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Error, sentence)
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Usage, sentence)
    }

    /// Returns the failure of something that was asked for and does not exist.
    pub(crate) fn not_found(sentence: impl Into<String>) -> Self {
        Self::new(Exit::NotFound, sentence)
    }

    pub(crate) fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted")
    }

    /// Returns the failure to write data to `place`, such as `stdout`.
    pub(crate) fn output(place: impl Display, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::ReaderGone;
        }
        Self::error(format!("{place} cannot be written: {error}"))
    }

    /// Writes the failure to stderr and returns the exit code.
    pub(crate) fn tell(self) -> Exit {
        match self {
            Failure::Said { exit, sentence } => {
                tell_error(&sentence);
                exit
            }
            Failure::ReaderGone => Exit::Success,
        }
    }
}

impl From<contacts_api::Error> for Failure {
    /// Takes the error in full: the reader is the one who made the request.
    fn from(error: contacts_api::Error) -> Self {
        let said = error.details();
        if error.is_unauthorized() {
            return Self::new(
                Exit::Authentication,
                format!("{said}: check the token in CONTACTS_TOKEN or --token-file"),
            );
        }
        if error.is_connect() {
            return Self::error(format!(
                "{said}: check the network, and the address in --url or CONTACTS_URL"
            ));
        }
        Self::error(said.to_string())
    }
}

/// Writes to stderr what went wrong.
pub(crate) fn tell_error(sentence: impl Display) {
    let error = color::paint("error:", color::ERROR, color::on_stderr());
    say(format_args!("{error} {sentence}"));
}

/// Writes a line to stderr; a closed stderr is not a reason to stop.
pub(crate) fn say(line: impl Display) {
    use io::Write as _;
    let _ = writeln!(io::stderr().lock(), "{line}");
}
