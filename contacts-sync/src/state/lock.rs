use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

/// A lock that keeps other runs on this machine out of a phone book until it is dropped.
///
/// It is the operating system's lock on a file, so it is released whenever the process ends, in
/// whatever way.
#[derive(Debug)]
pub struct Lock {
    /// Locked while it is open.
    _file: File,
}

/// Why a phone book could not be locked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another run has it.
    #[error(
        "another run is writing this phone book at this moment (lock {}): wait for it to end",
        .0.display()
    )]
    Taken(PathBuf),
    /// The file cannot be made or locked.
    #[error("the lock {} cannot be taken: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        reason: std::io::Error,
    },
}

impl Lock {
    /// Takes the lock on this file; the file stays there, empty.
    ///
    /// # Errors
    ///
    /// If another process has it, or if the file cannot be made.
    pub fn take(path: &Path) -> Result<Self, LockError> {
        let unusable = |reason| LockError::Unusable {
            path: path.to_owned(),
            reason,
        };
        if let Some(folder) = path.parent() {
            super::location::private_folder(folder).map_err(unusable)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        super::location::private(&mut options);
        let file = options.open(path).map_err(unusable)?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken(path.to_owned())),
            Err(TryLockError::Error(reason)) => Err(unusable(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_kept_out_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("locks").join("book.lock");
        let first = Lock::take(&path).unwrap();
        let refused = Lock::take(&path).unwrap_err();
        assert!(matches!(&refused, LockError::Taken(at) if *at == path));
        assert!(refused.to_string().contains("another run"), "{refused}");
        drop(first);
        Lock::take(&path).unwrap();
    }

    #[test]
    fn what_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = Lock::take(&file.join("book.lock")).unwrap_err();
        assert!(error.to_string().contains("cannot be taken"), "{error}");
    }
}
