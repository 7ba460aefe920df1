//! The data file: every change that was answered is in it, whatever happens to the process, and a change that
//! could not be stored did not happen.
//!
//! One thread writes. It puts all waiting changes into one batch, so that many clients share the cost of
//! writing to the disk. Then it makes the changes in the books, and only then are they answered. A batch that
//! fails leaves the file and the books as they were.
//!
//! - `data_file` is the file as batches of bytes, `lines` the content of a batch.
//! - `writer` is the thread.

mod data_file;
mod lines;
mod writer;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::ahead::Ticket;
use crate::book::{Book, Layout, PackedContact};
use crate::company::{BookWriter, Company};
use data_file::{DataFile, DataFileError};
use writer::FileWriter;

/// The place to which changes are sent to be stored.
#[derive(Debug)]
pub(crate) struct Store {
    /// Whether there were seeds for a book that the file already has.
    pub(crate) ignored_seeds: bool,
    jobs: Sender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// A data file that was read, and not written to yet.
pub(crate) struct Opened {
    file: DataFile,
    /// The books of companies that the emulator does not have now: they stay in the file.
    others: Vec<(u32, Book)>,
    /// How many lines the file has; several for the same contact all count.
    lines: u64,
    ignored_seeds: bool,
}

/// Ready when the change is safe and made, or cannot be made.
pub(crate) type Saved = oneshot::Receiver<Result<(), NotSaved>>;

/// Why a change was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSaved {
    /// There is no room for the change.
    Full,
    /// The file cannot be written; the log says why.
    Failed,
    /// The book on which it was based is gone: it may be tried again.
    Overtaken,
}

/// A change to a whole book.
pub(crate) type Rewrite = Box<dyn FnOnce(&mut Book) + Send>;

enum Job {
    Save(PendingChange),
    Rewrite(u32, Rewrite, oneshot::Sender<Result<(), NotSaved>>),
    Stop,
}

/// A contact as it should become; without one it is deleted.
struct PendingChange {
    company: u32,
    key: u64,
    packed: Option<PackedContact>,
    ticket: Ticket,
    sender: oneshot::Sender<Result<(), NotSaved>>,
}

/// Why a data file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the data file {} cannot be used: {reason}", path.display())]
pub struct DataError {
    path: PathBuf,
    reason: DataFileError,
}

impl Opened {
    /// Opens or makes a data file; returns the book of each company, which is its seed if the file has no
    /// book for it.
    pub(crate) fn new(
        path: &Path,
        layout: &Layout,
        seeds: Vec<Book>,
    ) -> Result<(Self, Vec<Book>), DataError> {
        let fail = |reason| DataError {
            path: path.to_owned(),
            reason,
        };
        // A link stays a link when the file is rewritten.
        let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut read = lines::Books::new(layout);
        let file = DataFile::open(path, |batch| read.read(batch)).map_err(fail)?;
        let mut lines = read.lines;
        let mut kept = read.done();
        let mut missing = Vec::new();
        let mut ignored_seeds = false;
        let mut books = Vec::with_capacity(seeds.len());
        for (company, seed) in (0..).zip(seeds) {
            let known = kept.remove(&company);
            if known.is_none() {
                missing.push(company);
            } else if seed.len() > 0 {
                tracing::warn!(company, "its seed is not used: the data file has its book");
                ignored_seeds = true;
            }
            books.push(known.unwrap_or(seed));
        }
        let new: Vec<_> = missing
            .iter()
            .map(|it| (*it, &books[*it as usize]))
            .collect();
        let file = begun(path, file, layout, &new).map_err(|it| fail(it.into()))?;
        lines += missing
            .iter()
            .map(|it| books[*it as usize].len() as u64)
            .sum::<u64>();
        let opened = Opened {
            file,
            others: kept.into_iter().collect(),
            lines,
            ignored_seeds,
        };
        Ok((opened, books))
    }

    /// Starts to write the changes of these companies' books.
    pub(crate) fn start(
        self,
        layout: &Arc<Layout>,
        companies: &Arc<[Company]>,
    ) -> Result<Store, DataError> {
        let (jobs, waiting) = mpsc::channel();
        let path = self.file.path().to_owned();
        let ignored_seeds = self.ignored_seeds;
        let writer = FileWriter::new(self, layout.clone(), companies.clone());
        let writer = std::thread::Builder::new()
            .name("contacts-data".to_owned())
            .spawn(move || writer.run(&waiting))
            .map_err(|reason| DataError {
                path,
                reason: reason.into(),
            })?;
        Ok(Store {
            ignored_seeds,
            jobs,
            writer: Mutex::new(Some(writer)),
        })
    }
}

/// Returns the file after adding these books, which it does not have yet.
fn begun(
    path: &Path,
    file: Option<DataFile>,
    layout: &Layout,
    new: &[(u32, &Book)],
) -> io::Result<DataFile> {
    let batches = new
        .iter()
        .flat_map(|(company, book)| lines::book(layout, *company, book));
    let Some(mut file) = file else {
        return DataFile::create(path, batches);
    };
    // It is one batch, so that no book is stored in part.
    let batch: Vec<u8> = batches.flatten().collect();
    if !batch.is_empty() {
        file.append(&batch)?;
    }
    Ok(file)
}

impl Store {
    /// Sends a change to be stored; the next writers take it into account, and nobody else sees it
    /// before it is safe.
    pub(crate) fn save(
        &self,
        mut writer: BookWriter<'_>,
        key: u64,
        packed: Option<PackedContact>,
    ) -> Saved {
        let (sender, saved) = oneshot::channel();
        let ticket = writer.put_ahead(key, packed.clone());
        // Without a writer the sender is dropped, and whoever waits learns that nothing was saved.
        let _ = self.jobs.send(Job::Save(PendingChange {
            company: writer.number(),
            key,
            packed,
            ticket,
            sender,
        }));
        // Only now may the next one write: changes are stored in the order in which they were made.
        drop(writer);
        saved
    }

    /// Changes a company's book as a whole.
    pub(crate) fn rewrite(&self, company: u32, rewrite: Rewrite) -> Saved {
        let (sender, saved) = oneshot::channel();
        let _ = self.jobs.send(Job::Rewrite(company, rewrite, sender));
        saved
    }

    /// Writes the changes that wait, and closes the file.
    pub(crate) fn close(&self) {
        let _ = self.jobs.send(Job::Stop);
        let writer = self.writer.lock().expect("no holder panics").take();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }
}

impl From<&io::Error> for NotSaved {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => NotSaved::Full,
            _ => NotSaved::Failed,
        }
    }
}
