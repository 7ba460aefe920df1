//! The files of a run: none is written twice, and none over what is read.
//!
//! Links, other names of the same file and `..` are seen through. What is no file, such as `/dev/null`, may be
//! given as often as one likes.

use std::fs;
use std::path::{Path, PathBuf};

use same_file::Handle;

use crate::failure::Failure;
use crate::settings::Settings;

/// The files of a run, as far as they are known.
#[derive(Debug, Default)]
pub(crate) struct Files<'a> {
    read: Vec<(&'static str, &'a Path)>,
    written: Vec<(&'static str, &'a Path)>,
}

impl<'a> Files<'a> {
    /// Begins with what every run may read: the token.
    pub(crate) fn of(settings: &'a Settings) -> Self {
        Files::default().reads("the file with the token", settings.token_file())
    }

    /// Adds a file that is read; `what` is what a message calls it, such as "the plan".
    pub(crate) fn reads(mut self, what: &'static str, path: Option<&'a Path>) -> Self {
        self.read.extend(path.map(|it| (what, it)));
        self
    }

    /// Adds a file that is written; `flag` is what it is given by, such as "--log".
    pub(crate) fn writes(mut self, flag: &'static str, path: Option<&'a Path>) -> Self {
        self.written.extend(path.map(|it| (flag, it)));
        self
    }

    /// Makes sure that each file that is written is another.
    ///
    /// # Errors
    ///
    /// A sentence that names the two which are the same.
    pub(crate) fn are_apart(&self) -> Result<(), Failure> {
        for (at, (flag, path)) in self.written.iter().enumerate() {
            let shown = path.display();
            if let Some((what, _)) = self.read.iter().find(|it| is_same(path, it.1)) {
                return Err(Failure::usage(format!(
                    "{flag} {shown} is {what}: give it another name"
                )));
            }
            let before = &self.written[..at];
            if let Some((other, _)) = before.iter().find(|it| is_same(path, it.1)) {
                return Err(Failure::usage(format!(
                    "{flag} {shown} is the file of {other} as well: give one of them another name"
                )));
            }
        }
        Ok(())
    }
}

/// Returns whether what is written is the other file; `-` is stdin.
fn is_same(written: &Path, other: &Path) -> bool {
    let is_stream = |it: &Path| fs::metadata(it).is_ok_and(|it| !it.is_file() && !it.is_dir());
    if is_stream(written) {
        return false;
    }
    let handle = if other == Path::new("-") {
        Handle::stdin()
    } else {
        Handle::from_path(other)
    };
    match (Handle::from_path(written), handle) {
        (Ok(written), Ok(other)) => written == other,
        // What is not there yet has a place.
        (Err(_), Err(_)) => place(written).is_some_and(|it| Some(it) == place(other)),
        _ => false,
    }
}

/// Returns where a file is that is not there yet.
fn place(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
    Some(folder.join(path.file_name()?))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_file_is_known_by_any_name() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("rows.csv"), "rows").unwrap();
        fs::write(at("other.csv"), "rows").unwrap();
        fs::hard_link(at("rows.csv"), at("hard")).unwrap();
        std::os::unix::fs::symlink(at("rows.csv"), at("link")).unwrap();
        fs::create_dir(at("in")).unwrap();
        for same in ["rows.csv", "hard", "link", "in/../rows.csv"] {
            assert!(is_same(&at(same), &at("rows.csv")), "{same}");
        }
        assert!(!is_same(&at("other.csv"), &at("rows.csv")));
        assert!(!is_same(&at("new.csv"), &at("rows.csv")));
        assert!(is_same(&at("in/../new.csv"), &at("new.csv")));
        assert!(!is_same(&at("in/new.csv"), &at("new.csv")));
        let null = Path::new("/dev/null");
        assert!(!is_same(null, null));
    }

    #[test]
    fn what_is_the_same_is_named() {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (rows, log, page) = (at("rows.csv"), at("log"), at("page"));
        fs::write(&rows, "rows").unwrap();
        let said = |log: &Path, page: &Path| {
            let files = Files::default().reads("the file that is read", Some(&rows));
            let files = files.writes("--log", Some(log)).writes("--out", None);
            match files.writes("--report", Some(page)).are_apart() {
                Ok(()) => String::new(),
                Err(Failure::Said { sentence, .. }) => sentence,
                Err(Failure::ReaderGone) => panic!("nothing is written"),
            }
        };
        assert_eq!(said(&log, &page), "");
        let sentence = said(&rows, &page);
        assert!(
            sentence.contains("rows.csv is the file that is read: give it"),
            "{sentence}"
        );
        let sentence = said(&log, &log);
        assert!(
            sentence.contains("log is the file of --log as well"),
            "{sentence}"
        );
    }
}
