use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::data_file::DataFile;
use super::{Job, NotSaved, Opened, PendingChange, Rewrite, lines};
use crate::book::{Book, Layout};
use crate::company::Company;

/// The most changes that one batch takes.
const BATCH: usize = 1024;
/// How many outdated lines are not worth the work of removing them.
const IDLE_LINES: u64 = 50_000;

/// Writes the data file.
pub(super) struct FileWriter {
    file: DataFile,
    layout: Arc<Layout>,
    companies: Arc<[Company]>,
    others: Vec<(u32, Book)>,
    lines: u64,
    /// With this many lines the file is rewritten; the number is raised if that fails.
    most: u64,
}

impl FileWriter {
    pub(super) fn new(opened: Opened, layout: Arc<Layout>, companies: Arc<[Company]>) -> Self {
        FileWriter {
            file: opened.file,
            layout,
            companies,
            others: opened.others,
            lines: opened.lines,
            most: 0,
        }
    }

    pub(super) fn run(mut self, waiting: &Receiver<Job>) {
        self.tidy();
        let mut is_open = true;
        while is_open {
            let Ok(first) = waiting.recv() else { break };
            let mut changes = Vec::new();
            let mut last = None;
            let mut jobs = std::iter::once(first).chain(waiting.try_iter());
            while changes.len() < BATCH && last.is_none() {
                match jobs.next() {
                    Some(Job::Save(change)) => changes.push(change),
                    other => {
                        last = other;
                        break;
                    }
                }
            }
            self.save(changes);
            match last {
                Some(Job::Rewrite(company, rewrite, sender)) => {
                    // A client that has gone no longer waits.
                    let _ = sender.send(self.rewrite(company, rewrite));
                }
                Some(Job::Stop) => is_open = false,
                _ => {}
            }
            self.tidy();
        }
        if let Err(error) = self.file.close() {
            tracing::warn!(%error, "the data file was not closed");
        }
    }

    fn save(&mut self, changes: Vec<PendingChange>) {
        let (changes, overtaken): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|it| self.company(it.company).is_ahead(it.ticket));
        for change in overtaken {
            let _ = change.sender.send(Err(NotSaved::Overtaken));
        }
        if changes.is_empty() {
            return;
        }
        let mut batch = Vec::new();
        for change in &changes {
            let company = self.company(change.company);
            let (key, packed) = (change.key, change.packed.as_ref());
            let book = company.read();
            let given = book.given_id(key);
            lines::contact(&mut batch, &self.layout, company.number, key, given, packed);
        }
        let saved = self.file.append(&batch);
        match &saved {
            Ok(()) => self.lines += changes.len() as u64,
            Err(error) => {
                failed(error);
                // Later changes were decided on the basis of these.
                for change in &changes {
                    self.company(change.company).give_up();
                }
            }
        }
        for change in changes {
            if saved.is_ok() {
                let company = self.company(change.company);
                company.settle(&self.layout, change.key, change.packed, change.ticket);
            }
            let told = saved.as_ref().map_err(NotSaved::from);
            let _ = change.sender.send(told.copied());
        }
    }

    /// Rewrites a company's book; nobody writes to it in the meantime.
    fn rewrite(&mut self, company: u32, rewrite: Rewrite) -> Result<(), NotSaved> {
        let FileWriter { file, layout, .. } = self;
        let mut count = 0;
        self.companies[company as usize].rewrite(|book| {
            let mut new = book.clone();
            rewrite(&mut new);
            let mut batch = Vec::new();
            lines::anew(&mut batch, company);
            for piece in lines::book(layout, company, &new) {
                batch.extend_from_slice(&piece);
            }
            count = new.len() as u64;
            let saved = file.append(&batch).map_err(|error| {
                failed(&error);
                NotSaved::from(&error)
            });
            saved.map(|()| new)
        })?;
        self.lines += count;
        Ok(())
    }

    fn company(&self, number: u32) -> &Company {
        &self.companies[number as usize]
    }

    /// Rewrites the file when more than half of it is outdated.
    fn tidy(&mut self) {
        let live = |books: &[(u32, Book)]| books.iter().map(|it| it.1.len()).sum::<usize>();
        let here: usize = self.companies.iter().map(|it| it.read().len()).sum();
        let live = (here + live(&self.others)) as u64;
        if self.lines <= self.most.max(2 * live + IDLE_LINES) {
            return;
        }
        match self.write_anew() {
            Ok(file) => {
                self.file = file;
                self.lines = live;
                self.most = 0;
            }
            Err(error) => {
                tracing::warn!(%error, "the data file stays longer than it need be");
                self.most = 2 * self.lines;
            }
        }
    }

    fn write_anew(&self) -> io::Result<DataFile> {
        let books: Vec<_> = self
            .companies
            .iter()
            .map(|it| (it.number, it.read()))
            .collect();
        let here = books.iter().map(|(number, book)| (*number, &**book));
        let others = self.others.iter().map(|(number, book)| (*number, book));
        let all = here.chain(others);
        let batches = all.flat_map(|(number, book)| lines::book(&self.layout, number, book));
        DataFile::create(self.file.path(), batches)
    }
}

fn failed(error: &io::Error) {
    tracing::error!(%error, "the data file could not be written: nothing was changed");
}
