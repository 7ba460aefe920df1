use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use contacts_api::phone_book::ContactId;
use redb::backends::FileBackend;
use redb::{Database, ReadableTable as _, StorageBackend as _, TableDefinition};
use serde::{Deserialize, Serialize};

use super::error::{Reason, StateError};
use super::whole::{self, Checked};

/// What is remembered of each contact, by key.
const MANAGED: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("managed");
/// The numbers of contacts whose creation was about to be sent, by key.
const PENDING: TableDefinition<'_, &str, u64> = TableDefinition::new("pending");
/// Ids that are far enough apart for the book to be read from all of them at once.
const BOUNDS: TableDefinition<'_, u64, ()> = TableDefinition::new("bounds");
/// What kind of file this is.
const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("about");

const FORMAT: &str = "contacts-sync 1";
/// How much of the file is kept in memory.
const CACHE: usize = 16 * 1024 * 1024;

/// What this tool remembers of a phone book between runs: which contacts it made or adopted, and where the
/// book can be cut so that it is read faster.
///
/// Every change is on the disk completely when its method returns, or not at all. A process that is killed
/// leaves what it had written before; a contact that it was about to create is found again by its number.
#[derive(Debug)]
pub struct State {
    database: Database,
    path: PathBuf,
}

/// What is remembered of a contact that belongs to this tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    /// The contact's id.
    pub id: ContactId,
    /// Its number, when it was last written.
    pub number: u64,
    /// A hash of what was last written: it shows whether somebody else has changed the contact
    /// since.
    pub hash: u64,
}

impl Managed {
    /// The byte before the three numbers; no JSON begins with it.
    const NUMBERS: u8 = 0;

    /// Returns its bytes: three numbers, as there may be millions; JSON if the id is a text.
    fn written(&self) -> Result<Vec<u8>, Reason> {
        let Some(id) = self.id.as_number() else {
            return Ok(serde_json::to_vec(self)?);
        };
        let numbers = [id, self.number, self.hash];
        let numbers = numbers.iter().flat_map(|it| it.to_le_bytes());
        Ok([Managed::NUMBERS].into_iter().chain(numbers).collect())
    }

    fn read(bytes: &[u8]) -> Result<Self, Reason> {
        let Some(numbers) = bytes.strip_prefix(&[Managed::NUMBERS]) else {
            return Ok(serde_json::from_slice(bytes)?);
        };
        let ([id, number, hash], []) = numbers.as_chunks() else {
            return Err("a contact in it has not three numbers".into());
        };
        Ok(Managed {
            id: ContactId::from(u64::from_le_bytes(*id)),
            number: u64::from_le_bytes(*number),
            hash: u64::from_le_bytes(*hash),
        })
    }
}

impl State {
    /// Opens a state, or makes an empty one that only its owner can read.
    ///
    /// # Errors
    ///
    /// If another process has it open, if the file is something else, or if it is damaged: then it
    /// is left as it is.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StateError> {
        let path = path.into();
        let database = open(&path).map_err(|reason| {
            let redb = reason.downcast_ref::<redb::DatabaseError>();
            if matches!(redb, Some(redb::DatabaseError::DatabaseAlreadyOpen)) {
                StateError::Taken(path.clone())
            } else if reason.is::<NotOurs>() {
                StateError::Foreign(path.clone())
            } else {
                StateError::of(path.clone(), reason)
            }
        })?;
        Ok(State { database, path })
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns how many contacts belong to this tool.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn len(&self) -> Result<u64, StateError> {
        self.try_(|| {
            use redb::ReadableTableMetadata as _;
            Ok(self.database.begin_read()?.open_table(MANAGED)?.len()?)
        })
    }

    /// Returns whether no contact belongs to this tool.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn is_empty(&self) -> Result<bool, StateError> {
        Ok(self.len()? == 0)
    }

    /// Returns what is remembered of a contact.
    pub(crate) fn get(&self, key: &str) -> Result<Option<Managed>, StateError> {
        self.try_(|| {
            let table = self.database.begin_read()?.open_table(MANAGED)?;
            let value = table.get(key)?;
            value.map(|it| Managed::read(it.value())).transpose()
        })
    }

    /// Passes what is remembered of each contact to `take`, in the order of their keys.
    pub(crate) fn each(&self, mut take: impl FnMut(&str, Managed)) -> Result<(), StateError> {
        self.try_(|| {
            let table = self.database.begin_read()?.open_table(MANAGED)?;
            for entry in table.iter()? {
                let (key, value) = entry?;
                take(key.value(), Managed::read(value.value())?);
            }
            Ok(())
        })
    }

    /// Passes the keys of contacts whose creation was about to be sent to `take`, with their
    /// numbers.
    pub(crate) fn each_pending(&self, mut take: impl FnMut(&str, u64)) -> Result<(), StateError> {
        self.try_(|| {
            let table = self.database.begin_read()?.open_table(PENDING)?;
            for entry in table.iter()? {
                let (key, number) = entry?;
                take(key.value(), number.value());
            }
            Ok(())
        })
    }

    /// Returns the number of a contact whose creation was about to be sent.
    pub(crate) fn pending(&self, key: &str) -> Result<Option<u64>, StateError> {
        self.try_(|| {
            let table = self.database.begin_read()?.open_table(PENDING)?;
            Ok(table.get(key)?.map(|it| it.value()))
        })
    }

    /// Remembers what is about to be created, so that it is recognised after a run was killed.
    pub(crate) fn intend<'k>(
        &self,
        creates: impl IntoIterator<Item = (&'k str, u64)>,
    ) -> Result<(), StateError> {
        self.change(|tables| {
            for (key, number) in creates {
                tables.pending.insert(key, number)?;
            }
            Ok(())
        })
    }

    /// Remembers and forgets contacts.
    pub(crate) fn keep(&self, changes: &[StateChange]) -> Result<(), StateError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.change(|tables| {
            for change in changes {
                match change {
                    StateChange::Keep(key, managed) => {
                        let value = managed.written()?;
                        tables.managed.insert(&**key, &*value)?;
                        tables.pending.remove(&**key)?;
                    }
                    StateChange::Forget(key) => {
                        tables.managed.remove(&**key)?;
                        tables.pending.remove(&**key)?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Returns the ids from which the book can be read at the same time.
    pub(crate) fn bounds(&self) -> Result<Vec<u64>, StateError> {
        self.try_(|| {
            let table = self.database.begin_read()?.open_table(BOUNDS)?;
            let bounds = table
                .iter()?
                .map(|it| it.map(|(id, _)| id.value()).map_err(Into::into));
            bounds.collect()
        })
    }

    /// Replaces these ids.
    pub(crate) fn set_bounds(&self, bounds: &[u64]) -> Result<(), StateError> {
        self.change(|tables| {
            tables.bounds.retain(|_, ()| false)?;
            for id in bounds {
                tables.bounds.insert(id, ())?;
            }
            Ok(())
        })
    }

    fn change(
        &self,
        make: impl FnOnce(&mut Tables<'_>) -> Result<(), Reason>,
    ) -> Result<(), StateError> {
        self.try_(|| {
            let writing = self.database.begin_write()?;
            make(&mut Tables {
                managed: writing.open_table(MANAGED)?,
                pending: writing.open_table(PENDING)?,
                bounds: writing.open_table(BOUNDS)?,
            })?;
            writing.commit()?;
            Ok(())
        })
    }

    fn try_<T>(&self, work: impl FnOnce() -> Result<T, Reason>) -> Result<T, StateError> {
        work().map_err(|reason| StateError::of(self.path.clone(), reason))
    }
}

/// A change to what is remembered of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StateChange {
    Keep(String, Managed),
    Forget(String),
}

struct Tables<'t> {
    managed: redb::Table<'t, &'static str, &'static [u8]>,
    pending: redb::Table<'t, &'static str, u64>,
    bounds: redb::Table<'t, u64, ()>,
}

#[derive(Debug, thiserror::Error)]
#[error("it is not a state of contacts")]
struct NotOurs;

fn open(path: &Path) -> Result<Database, Reason> {
    if !path.exists() {
        make(path)?;
    }
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let file = FileBackend::new(file)?;
    if file.len()? == 0 {
        return Err("it is empty".into());
    }
    if !whole::is_store(&file)? {
        return Err(NotOurs.into());
    }
    let database = builder().create_with_backend(Checked::new(file)?)?;
    let is_ours = match database.begin_read()?.open_table(ABOUT) {
        Ok(about) => about.get("format")?.is_some_and(|it| it.value() == FORMAT),
        Err(redb::TableError::TableDoesNotExist(_)) => false,
        Err(error) => return Err(error.into()),
    };
    if is_ours {
        Ok(database)
    } else {
        Err(NotOurs.into())
    }
}

/// Makes an empty state under another name, and moves it into place when it is complete: a process that is
/// killed meanwhile leaves nothing that looks like a file of something else.
fn make(path: &Path) -> Result<(), Reason> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    super::location::private(&mut options);
    let file = options.open(&beside)?;
    let made = fill(file).and_then(|()| Ok(std::fs::rename(&beside, path)?));
    if made.is_err() {
        // Otherwise an unexplained file would stay behind.
        let _ = std::fs::remove_file(&beside);
    }
    made
}

/// Turns a file into an empty state.
fn fill(file: std::fs::File) -> Result<(), Reason> {
    let database = builder().create_file(file)?;
    let writing = database.begin_write()?;
    writing.open_table(ABOUT)?.insert("format", FORMAT)?;
    writing.open_table(MANAGED)?;
    writing.open_table(PENDING)?;
    writing.open_table(BOUNDS)?;
    writing.commit()?;
    Ok(())
}

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    // The format that later versions of the store can read as well.
    builder.create_with_file_format_v3(true);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_whatever_the_id_is() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path().join("book.state")).unwrap();
        let managed = |id: ContactId| Managed {
            id,
            number: 4_571_999_999,
            hash: u64::MAX,
        };
        let ids = [
            // The byte with which JSON begins.
            ContactId::from(u64::from(b'{')),
            ContactId::from(0_u64),
            ContactId::from("018f2f3e-7b1c-7000-8000-000000000001"),
        ];
        for id in ids {
            let kept = managed(id);
            state
                .keep(&[StateChange::Keep("key".to_owned(), kept.clone())])
                .unwrap();
            assert_eq!(state.get("key").unwrap(), Some(kept));
        }
    }
}
