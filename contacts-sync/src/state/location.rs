use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Where the state of a phone book is kept: one file for each service and company.
///
/// Companies are told apart by their tokens: the file's name has a few digits of the token's hash, from which
/// the token cannot be recovered.
///
/// ```
/// use contacts_sync::StateLocation;
///
/// let one = StateLocation::of("https://app.relatel.dk/api/v2", "token of one company");
/// let other = StateLocation::of("https://app.relatel.dk/api/v2", "token of another");
/// assert_ne!(one.name(), other.name());
/// assert!(one.name().starts_with("app.relatel.dk-"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateLocation {
    name: String,
}

/// Why the folder of a state cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the folder {} cannot be made: {reason}", folder.display())]
pub struct StateLocationError {
    folder: PathBuf,
    reason: io::Error,
}

impl StateLocation {
    /// Returns the location for the phone book of this base URL and token.
    pub fn of(url: &str, token: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(url.trim_end_matches('/'));
        hash.update([0]);
        hash.update(token);
        let mut digits = String::new();
        for byte in &hash.finalize()[..8] {
            let _ = write!(digits, "{byte:02x}");
        }
        let host = url.split("://").nth(1).unwrap_or(url);
        let host = host.split(['/', '?']).next().unwrap_or_default();
        let host: String = host
            .chars()
            .map(|it| {
                if it.is_ascii_alphanumeric() || it == '.' || it == '-' {
                    it
                } else {
                    '_'
                }
            })
            .collect();
        StateLocation {
            name: format!("{host}-{digits}"),
        }
    }

    /// Returns the name of its files, without an extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the file of the state in this folder, which is made if it does not exist.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made.
    pub fn state(&self, folder: &Path) -> Result<PathBuf, StateLocationError> {
        private_folder(folder).map_err(|reason| StateLocationError {
            folder: folder.to_owned(),
            reason,
        })?;
        Ok(folder.join(format!("{}.state", self.name)))
    }

    /// Returns the file of the lock in this folder.
    pub fn lock(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.lock", self.name))
    }
}

/// Makes a folder that only its owner can read; an existing one is left as it is.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Makes a new file readable and writable by its owner only.
pub(crate) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = options;
}
