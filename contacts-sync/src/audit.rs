//! Each write, before and after, in a file of JSON Lines that only its owner can read.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use contacts_api::phone_book::ContactId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// More than a contact can be, before and after.
const LONGEST_LINE: u64 = 64 << 20;

/// A log of each write to a phone book: one line of JSON before it is sent, one when it is known what
/// came of it. [`Undo`](crate::Undo) puts back what it says.
///
/// It has what people are called and their numbers: only its owner can read it.
#[derive(Debug)]
pub struct AuditLog {
    file: Mutex<File>,
    path: PathBuf,
    run: String,
    service: String,
}

/// Why a log cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// It cannot be opened or written.
    #[error("the log {} cannot be written: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// It cannot be read.
    #[error("the log {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// It is a file of something else.
    #[error(
        "line {line} of {} is not a line of a log of contacts: {reason}; give another file",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: serde_json::Error,
    },
    /// It is the log of another phone book.
    #[error(
        "the log {} is of {log}, not of {here}: undo it at that service",
        path.display()
    )]
    OtherService {
        /// The file.
        path: PathBuf,
        /// The base URL in the log.
        log: String,
        /// The base URL of the client.
        here: String,
    },
}

/// A line of the log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LogLine {
    #[serde(default)]
    pub(crate) time: String,
    /// What all lines of one run have in common.
    #[serde(default)]
    pub(crate) run: String,
    #[serde(default)]
    pub(crate) service: String,
    pub(crate) what: Stage,
    /// The step of the plan.
    pub(crate) step: usize,
    pub(crate) action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) row: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<ContactId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

/// How far a write is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    /// It is about to be sent. If no other line follows, nobody knows whether it was.
    #[default]
    Sending,
    Done,
    Failed,
}

/// What a write does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    #[default]
    Create,
    Update,
    Delete,
    /// A contact that was just made is taken away, since somebody else had made the same.
    Withdraw,
}

impl AuditLog {
    /// Opens a log to write behind what it has, or makes one; `service` is the base URL.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, if it is a link, or if it holds something else: it is left as it is.
    pub fn open(path: impl Into<PathBuf>, service: impl Into<String>) -> Result<Self, AuditError> {
        let path = path.into();
        let unwritable = |reason| AuditError::Unwritable {
            path: path.clone(),
            reason,
        };
        if path.symlink_metadata().is_ok_and(|it| it.is_symlink()) {
            let reason = "it is a link: give the file that it leads to";
            return Err(unwritable(std::io::Error::other(reason)));
        }
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|it| !it.is_dir()) {
            let reason = format!("there is no folder {}: make it first", folder.display());
            return Err(unwritable(std::io::Error::other(reason)));
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        crate::state::private(&mut options);
        let mut file = options.open(&path).map_err(unwritable)?;
        if let Some(reason) = foreign(&file).map_err(unwritable)? {
            let line = 1;
            return Err(AuditError::Foreign { path, line, reason });
        }
        end_the_last_line(&mut file).map_err(unwritable)?;
        Ok(AuditLog {
            file: Mutex::new(file),
            run: format!("{:016x}", fastrand::u64(..)),
            service: service.into(),
            path,
        })
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&self, line: &LogLine) -> Result<(), AuditError> {
        let text = serde_json::to_string(&LogLine {
            time: jiff::Timestamp::now().to_string(),
            run: self.run.clone(),
            service: self.service.clone(),
            ..line.clone()
        });
        let text = text.expect("its keys are texts") + "\n";
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // In one write, so that a process that is killed leaves whole lines.
        file.write_all(text.as_bytes())
            .map_err(|reason| AuditError::Unwritable {
                path: self.path.clone(),
                reason,
            })
    }

    /// Waits until what was written is on the disk, where it is one that the log is on.
    pub(crate) fn sync(&self) -> Result<(), AuditError> {
        let file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_on_disk = file.metadata().is_ok_and(|it| it.is_file());
        let synced = if is_on_disk { file.sync_data() } else { Ok(()) };
        synced.map_err(|reason| AuditError::Unwritable {
            path: self.path.clone(),
            reason,
        })
    }
}

/// Returns why a file is no log that can be appended to, judged by its first line; a pipe is not read.
fn foreign(file: &File) -> std::io::Result<Option<serde_json::Error>> {
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut first = Vec::new();
    BufReader::new(file.take(LONGEST_LINE)).read_until(b'\n', &mut first)?;
    let read = serde_json::from_slice::<LogLine>(&first);
    // The only line of a run that was killed may be cut off, and a log may be empty.
    let is_cut_off = |it: &serde_json::Error| it.is_eof() && !first.ends_with(b"\n");
    Ok(read.err().filter(|it| !is_cut_off(it)))
}

/// Ends a line that a full disk or a power cut has left without its end, so that the next stands alone.
fn end_the_last_line(file: &mut File) -> std::io::Result<()> {
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last == [b'\n'] {
        return Ok(());
    }
    file.write_all(b"\n")
}

/// Reads a log; lines that were cut off are left out. Nothing is sent before its first line is whole, and
/// without its second it counts as what nobody knows the end of.
pub(crate) fn read(path: &Path) -> Result<Vec<LogLine>, AuditError> {
    let text = std::fs::read(path).map_err(|reason| AuditError::Unreadable {
        path: path.to_owned(),
        reason,
    })?;
    // A line may be cut off within a letter.
    let text = String::from_utf8_lossy(&text);
    let mut lines = Vec::new();
    let texts = text.lines().enumerate();
    for (at, text) in texts.filter(|it| !it.1.trim().is_empty()) {
        match serde_json::from_str(text) {
            Ok(line) => lines.push(line),
            Err(reason) if reason.is_eof() => {}
            Err(reason) => {
                return Err(AuditError::Foreign {
                    path: path.to_owned(),
                    line: at + 1,
                    reason,
                });
            }
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_appended_to_and_read_again_but_for_a_line_that_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        for step in 0..2 {
            let log = AuditLog::open(&path, "http://x").unwrap();
            log.write(&LogLine {
                step,
                ..LogLine::default()
            })
            .unwrap();
        }
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"what\":\"sending\",\"key\":\"Åse");
        // In the middle of the Å.
        let cut = &text.as_bytes()[..text.len() - 3];
        std::fs::write(&path, cut).unwrap();
        let lines = read(&path).unwrap();
        assert_eq!(lines.iter().map(|it| it.step).collect::<Vec<_>>(), [0, 1]);
        assert_ne!(lines[0].run, lines[1].run);
        assert!(lines[0].time.parse::<jiff::Timestamp>().is_ok());
        // What is written behind it stands in a line of its own.
        let log = AuditLog::open(&path, "http://x").unwrap();
        log.write(&LogLine {
            step: 2,
            ..LogLine::default()
        })
        .unwrap();
        let lines = read(&path).unwrap();
        assert_eq!(
            lines.iter().map(|it| it.step).collect::<Vec<_>>(),
            [0, 1, 2]
        );
        std::fs::write(&path, text.replace("{\"time\"", "{time")).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.starts_with("line 1 of "), "{error}");
    }

    #[test]
    fn what_is_no_log_is_not_appended_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other");
        let others = [
            "name;number\nÅse;71999999\n",
            "name;number",
            "{\"name\":\"Åse\",\"number\":\"4571999999\"}\n",
            "{\n  \"format\": \"contacts-plan 1\"\n}",
            "\n",
        ];
        for other in others {
            std::fs::write(&path, other).unwrap();
            let error = AuditLog::open(&path, "http://x").unwrap_err().to_string();
            assert!(error.contains("is not a line of a log"), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), other);
        }
        for cut_off in ["", "{", "{\"time\":\"2026-11-29T"] {
            std::fs::write(&path, cut_off).unwrap();
            AuditLog::open(&path, "http://x").unwrap();
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        let error = AuditLog::open(nowhere.join("log.jsonl"), "http://x").unwrap_err();
        let error = error.to_string();
        assert!(error.ends_with("nowhere: make it first"), "{error}");
        assert!(!nowhere.exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_it_and_no_link_leads_elsewhere() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        drop(AuditLog::open(&path, "http://x").unwrap());
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let error = AuditLog::open(&link, "http://x").unwrap_err().to_string();
        assert!(error.contains("it is a link"), "{error}");
    }
}
