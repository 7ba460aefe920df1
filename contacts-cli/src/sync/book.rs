//! The phone book of a run, with its state and the lock that keeps other runs out.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use contacts_sync::{AuditLog, Lock, LockError, Reconciler, State, StateLocation, SyncError};
use etcetera::BaseStrategy as _;

use crate::connect::Connection;
use crate::failure::{Exit, Failure};
use crate::settings::Settings;

/// A phone book to which a run writes.
pub(crate) struct Book {
    pub(crate) connection: Connection,
    pub(crate) state: Option<State>,
    pub(crate) log: Option<AuditLog>,
    _locks: Vec<Lock>,
}

/// What a run keeps, and how fast it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Keeping<'a> {
    /// The folder of `--state`.
    pub(crate) folder: Option<&'a Path>,
    /// The file of `--log`.
    pub(crate) log: Option<&'a Path>,
    /// Whether nothing is written, so that no state has to be made.
    pub(crate) is_dry: bool,
    pub(crate) requests_per_second: Option<NonZeroU32>,
}

impl Book {
    /// Opens the book: takes its lock and reads its state.
    ///
    /// An emulator for the run ends with it, so it has no state unless a folder is given.
    pub(crate) async fn open(settings: &Settings, keeping: Keeping<'_>) -> Result<Self, Failure> {
        let connection = Connection::open_patient(settings, keeping.requests_per_second).await?;
        let url = connection.client.base_url().to_owned();
        let location = connection.state_location.clone();
        let home = home().filter(|_| !settings.emulator);
        let folder = keeping.folder.map(Path::to_owned).or_else(|| home.clone());
        let locks = lock(&location, home.as_deref(), keeping.folder)?;
        let state = match folder {
            Some(folder) => open(&location, &folder, keeping.is_dry)?,
            None => None,
        };
        let log = keeping.log.filter(|_| !keeping.is_dry);
        let log = log.map(|path| AuditLog::open(path, &url)).transpose();
        Ok(Book {
            log: log.map_err(|error| Failure::error(error.to_string()))?,
            connection,
            state,
            _locks: locks,
        })
    }

    /// Returns what brings the book in step with a source.
    pub(crate) fn reconciler(&self) -> Result<Reconciler<'_>, Failure> {
        let reconciler = Reconciler::new(&self.connection.client);
        let mut reconciler = reconciler.map_err(|error| Failure::usage(error.to_string()))?;
        if let Some(state) = &self.state {
            reconciler = reconciler.state(state);
        }
        if let Some(log) = &self.log {
            reconciler = reconciler.audit(log);
        }
        Ok(reconciler)
    }

    pub(crate) fn url(&self) -> &str {
        self.connection.client.base_url()
    }

    pub(crate) async fn close(self) {
        self.connection.close().await;
    }
}

/// Keeps other runs out: those of this user, wherever their state is, and those with a state in the same
/// folder.
fn lock(
    location: &StateLocation,
    home: Option<&Path>,
    folder: Option<&Path>,
) -> Result<Vec<Lock>, Failure> {
    let mut locks = Vec::new();
    let at_home = home.map(|it| Lock::take(&location.lock(&it.join("locks"))));
    match at_home {
        Some(Ok(lock)) => locks.push(lock),
        // A user without a writable home folder, as in a container, still has this folder.
        Some(Err(LockError::Unusable { .. })) if folder.is_some() => {}
        Some(Err(error)) => return Err(refused(error)),
        None => {}
    }
    if let Some(folder) = folder {
        locks.push(Lock::take(&location.lock(folder)).map_err(refused)?);
    }
    Ok(locks)
}

/// Returns where this user's state is kept: `~/.local/state/contacts`, unless the system has
/// another place.
fn home() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(state.join("contacts"))
}

fn open(location: &StateLocation, folder: &Path, is_dry: bool) -> Result<Option<State>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::error(error.to_string());
    let path = if is_dry {
        folder.join(format!("{}.state", location.name()))
    } else {
        location.state(folder).map_err(|error| failed(&error))?
    };
    if is_dry && !path.exists() {
        return Ok(None);
    }
    match State::open(path) {
        Ok(state) => Ok(Some(state)),
        Err(error @ contacts_sync::StateError::Taken(_)) => Err(refused(error)),
        Err(error) => Err(failed(&error)),
    }
}

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Refused, error.to_string())
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Listing(error) | SyncError::Service(error) => error.into(),
            SyncError::HeldBack(_) => refused(error),
            SyncError::OtherService { .. } => Failure::usage(error.to_string()),
            other => Failure::error(other.to_string()),
        }
    }
}
