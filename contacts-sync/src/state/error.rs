//! Why a state cannot be used.

use std::io::ErrorKind;
use std::path::PathBuf;

/// The error of the store or the system.
pub(super) type Reason = Box<dyn std::error::Error + Send + Sync>;

/// Why a state cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has it open.
    #[error("the state {} is used by another run: wait for it to end", .0.display())]
    Taken(PathBuf),
    /// The file belongs to something else.
    #[error("{} is not a state of contacts: move it away, or give another place", .0.display())]
    Foreign(PathBuf),
    /// The system cannot read or write it.
    #[error(
        "the state {} cannot be read or written: {reason}; make room for it, or give another place",
        path.display()
    )]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It is damaged.
    #[error(
        "the state {} cannot be used: {reason}; move it away and adopt the contacts again",
        path.display()
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StateError {
    pub(super) fn of(path: PathBuf, reason: Reason) -> Self {
        if is_of_the_system(&reason) {
            StateError::Unreachable { path, reason }
        } else {
            StateError::Unusable { path, reason }
        }
    }
}

/// Returns whether an error is about the disk, and not about the file's content.
fn is_of_the_system(reason: &Reason) -> bool {
    use redb::{CommitError, DatabaseError, StorageError, TableError, TransactionError};
    let storage = if let Some(DatabaseError::Storage(error)) = reason.downcast_ref() {
        Some(error)
    } else if let Some(TransactionError::Storage(error)) = reason.downcast_ref() {
        Some(error)
    } else if let Some(TableError::Storage(error)) = reason.downcast_ref() {
        Some(error)
    } else if let Some(CommitError::Storage(error)) = reason.downcast_ref() {
        Some(error)
    } else {
        reason.downcast_ref()
    };
    match storage {
        // The file is shorter than it claims, or contains something impossible.
        Some(StorageError::Io(error)) => !matches!(
            error.kind(),
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData
        ),
        Some(error) => matches!(error, StorageError::PreviousIo),
        None => reason.is::<std::io::Error>(),
    }
}
