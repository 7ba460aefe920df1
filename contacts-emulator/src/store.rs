//! The data file: what was answered is in there, whatever happens to the process.
//!
//! One thread writes. It takes all changes that wait into one transaction, so that many clients
//! share the cost of bringing it to the disk.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use redb::{Database, TableDefinition};
use tokio::sync::oneshot;

use crate::book::{Book, Given, Layout, Record};

/// By company and key.
const CONTACTS: TableDefinition<'_, (u32, u64), &[u8]> = TableDefinition::new("contacts");
/// By company, the key of its next contact: ids are not used again after a restart either.
const NEXT: TableDefinition<'_, u32, u64> = TableDefinition::new("next");

/// The most changes that one transaction takes.
const BATCH: usize = 1024;

#[derive(Debug)]
pub(crate) struct Store {
    jobs: Sender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// What has changed of a company's book.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) company: u32,
    pub(crate) what: Changed,
    pub(crate) next: u64,
}

#[derive(Debug)]
pub(crate) enum Changed {
    /// A contact, as it is now; no record is a deleted contact.
    Contact(u64, Option<Vec<u8>>),
    /// All of them, as they are now.
    Book(Vec<(u64, Vec<u8>)>),
}

/// Comes when the change is safe; fails when it cannot be.
pub(crate) type Saved = oneshot::Receiver<()>;

#[derive(Debug)]
enum Job {
    Save(Change, oneshot::Sender<()>),
    Stop,
}

/// Why a data file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the data file {} cannot be used: {reason}", path.display())]
pub struct DataError {
    path: PathBuf,
    reason: Failure,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Store {
    /// Opens a data file, or makes it; gives the book of each of so many companies, in which
    /// `seeds` are put if the file has none.
    pub(crate) fn open(
        path: &Path,
        layout: &Layout,
        seeds: Vec<Book>,
    ) -> Result<(Self, Vec<Book>), DataError> {
        let open = || -> Result<_, Failure> {
            let database = Database::create(path)?;
            let mut books = Vec::new();
            for (company, seed) in (0..).zip(seeds) {
                books.push(if let Some(book) = load(&database, layout, company)? {
                    book
                } else {
                    write_all(&database, layout, company, &seed)?;
                    seed
                });
            }
            Ok((database, books))
        };
        let (database, books) = open().map_err(|reason| DataError {
            path: path.to_owned(),
            reason,
        })?;
        let (jobs, waiting) = mpsc::channel();
        let writer = std::thread::Builder::new()
            .name("contacts-data".to_owned())
            .spawn(move || write_changes(&database, &waiting))
            .map_err(|reason| DataError {
                path: path.to_owned(),
                reason: reason.into(),
            })?;
        let store = Store {
            jobs,
            writer: Mutex::new(Some(writer)),
        };
        Ok((store, books))
    }

    pub(crate) fn save(&self, change: Change) -> Saved {
        let (sender, saved) = oneshot::channel();
        // Without a writer the sender is dropped, and who waits learns that nothing was saved.
        let _ = self.jobs.send(Job::Save(change, sender));
        saved
    }

    /// Writes what waits, and closes the file.
    pub(crate) fn close(&self) {
        let _ = self.jobs.send(Job::Stop);
        let writer = self.writer.lock().expect("no holder panics").take();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }
}

fn load(database: &Database, layout: &Layout, company: u32) -> Result<Option<Book>, Failure> {
    let reading = database.begin_read()?;
    let next = match reading.open_table(NEXT) {
        Ok(table) => table.get(company)?.map(|it| it.value()),
        Err(redb::TableError::TableDoesNotExist(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(next) = next else { return Ok(None) };
    let mut contacts = Vec::new();
    let mut given = Given::default();
    for entry in reading
        .open_table(CONTACTS)?
        .range((company, 0)..=(company, u64::MAX))?
    {
        let (key, value) = entry?;
        let key = key.value().1;
        let (record, id) = Record::from_stored(layout, value.value());
        if let Some(id) = id {
            given.add(key, id);
        }
        contacts.push((key, record));
    }
    Ok(Some(Book::of(layout, contacts, given, next)))
}

fn write_all(
    database: &Database,
    layout: &Layout,
    company: u32,
    book: &Book,
) -> Result<(), Failure> {
    let writing = database.begin_write()?;
    {
        let mut contacts = writing.open_table(CONTACTS)?;
        for (key, record) in book.from(0) {
            let stored = record.to_stored(layout, book.given_id(key));
            contacts.insert((company, key), stored.as_slice())?;
        }
        writing.open_table(NEXT)?.insert(company, book.next())?;
    }
    writing.commit()?;
    Ok(())
}

fn write_changes(database: &Database, waiting: &Receiver<Job>) {
    let mut open = true;
    while open {
        let Ok(first) = waiting.recv() else { return };
        let mut changes = Vec::new();
        let mut senders = Vec::new();
        for job in std::iter::once(first).chain(waiting.try_iter().take(BATCH)) {
            match job {
                Job::Save(change, sender) => {
                    changes.push(change);
                    senders.push(sender);
                }
                Job::Stop => open = false,
            }
        }
        match write(database, &changes) {
            Ok(()) => senders.into_iter().for_each(|it| {
                // A client that has gone does not wait any more.
                let _ = it.send(());
            }),
            Err(error) => tracing::error!(%error, "the data file cannot be written"),
        }
    }
}

fn write(database: &Database, changes: &[Change]) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let writing = database.begin_write()?;
    {
        let mut contacts = writing.open_table(CONTACTS)?;
        let mut next = writing.open_table(NEXT)?;
        for change in changes {
            let company = change.company;
            match &change.what {
                Changed::Contact(key, Some(record)) => {
                    contacts.insert((company, *key), record.as_slice())?;
                }
                Changed::Contact(key, None) => {
                    contacts.remove((company, *key))?;
                }
                Changed::Book(records) => {
                    contacts.retain_in((company, 0)..=(company, u64::MAX), |_, _| false)?;
                    for (key, record) in records {
                        contacts.insert((company, *key), record.as_slice())?;
                    }
                }
            }
            next.insert(change.company, change.next)?;
        }
    }
    writing.commit()?;
    Ok(())
}
