use std::sync::{Arc, RwLock};

use contacts_openapi::Document;

use crate::behaviour::Behaviour;
use crate::book::{Book, Layout, Record};
use crate::company::Company;
use crate::faults::{Fault, Plan};
use crate::journal::Journal;
use crate::store::{Change, Changed, Saved, Store};
use crate::wire::Times;

/// All that a request may need.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) document: &'static Document,
    pub(crate) layout: Arc<Layout>,
    pub(crate) companies: Vec<Company>,
    pub(crate) faults: Plan,
    pub(crate) journal: Journal,
    pub(crate) store: Option<Store>,
    pub(crate) limits: Limits,
    pub(crate) behaviour: RwLock<Arc<Behaviour>>,
    pub(crate) start: Start,
}

/// What was set at the start.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) faults: Vec<Fault>,
    pub(crate) behaviour: Behaviour,
}

/// A change that the data file does not have; the log says why.
#[derive(Debug)]
pub(crate) struct NotSaved;

/// How much the emulator takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of a request's content.
    pub(crate) content: usize,
    /// Bytes of a request's head.
    pub(crate) head: usize,
    pub(crate) connections: usize,
    pub(crate) times: Times,
}

impl Service {
    /// The company with this token.
    pub(crate) fn company(&self, token: &str) -> Option<&Company> {
        self.companies.iter().find(|it| it.token == token)
    }

    pub(crate) fn behaviour(&self) -> Arc<Behaviour> {
        self.behaviour.read().expect("no holder panics").clone()
    }

    pub(crate) fn set_behaviour(&self, behaviour: Behaviour) {
        *self.behaviour.write().expect("no holder panics") = Arc::new(behaviour);
    }

    /// Sends a change to the data file, if there is one. The caller holds the book, so that changes
    /// get there in the order in which they were made.
    pub(crate) fn save(
        &self,
        company: &Company,
        book: &Book,
        key: u64,
        record: Option<&Record>,
    ) -> Option<Saved> {
        let store = self.store.as_ref()?;
        let stored = |it: &Record| it.to_stored(&self.layout, book.given_id(key));
        Some(store.save(Change {
            company: company.number,
            what: Changed::Contact(key, record.map(stored)),
            next: book.next(),
        }))
    }

    /// Changes a company's book as a whole; done when that is safe.
    pub(crate) async fn rewrite(
        &self,
        company: &Company,
        rewrite: impl FnOnce(&mut Book),
    ) -> Result<(), NotSaved> {
        let saved = {
            let mut book = company.write();
            rewrite(&mut book);
            let stored = |(key, record): (u64, &Record)| {
                (key, record.to_stored(&self.layout, book.given_id(key)))
            };
            self.store.as_ref().map(|store| {
                store.save(Change {
                    company: company.number,
                    what: Changed::Book(book.from(0).map(stored).collect()),
                    next: book.next(),
                })
            })
        };
        match saved {
            Some(saved) => saved.await.map_err(|_| NotSaved),
            None => Ok(()),
        }
    }

    /// Brings everything back to the start: books, faults and their counts, switches, the journal.
    pub(crate) async fn reset(&self) -> Result<(), NotSaved> {
        for company in &self.companies {
            self.rewrite(company, |book| book.reset(&self.layout))
                .await?;
            company.admit_again();
        }
        self.faults.set(self.start.faults.clone());
        self.set_behaviour(self.start.behaviour.clone());
        self.journal.clear();
        Ok(())
    }
}
