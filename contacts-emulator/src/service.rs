use std::sync::{Arc, RwLock};

use contacts_openapi::Document;

use crate::behaviour::Behaviour;
use crate::book::{Book, Layout, PackedContact};
use crate::company::{BookWriter, Company};
use crate::faults::{Fault, FaultSchedule};
use crate::journal::Journal;
use crate::store::{NotSaved, Saved, Store};
use crate::wire::Times;

/// Everything that a request may need.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) document: &'static Document,
    pub(crate) layout: Arc<Layout>,
    pub(crate) companies: Arc<[Company]>,
    pub(crate) faults: FaultSchedule,
    pub(crate) journal: Journal,
    pub(crate) store: Option<Store>,
    pub(crate) limits: Limits,
    pub(crate) behaviour: RwLock<Arc<Behaviour>>,
    pub(crate) start: InitialSettings,
}

/// What was set at the start.
#[derive(Debug)]
pub(crate) struct InitialSettings {
    pub(crate) faults: Vec<Fault>,
    pub(crate) behaviour: Behaviour,
}

/// How much the emulator takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most bytes of a request's content.
    pub(crate) content: usize,
    /// The most bytes of a request's head.
    pub(crate) head: usize,
    pub(crate) connections: usize,
    pub(crate) times: Times,
}

impl Service {
    /// Returns the company with this token.
    pub(crate) fn company(&self, token: &str) -> Option<&Company> {
        self.companies.iter().find(|it| it.token == token)
    }

    pub(crate) fn behaviour(&self) -> Arc<Behaviour> {
        self.behaviour.read().expect("no holder panics").clone()
    }

    pub(crate) fn set_behaviour(&self, behaviour: Behaviour) {
        *self.behaviour.write().expect("no holder panics") = Arc::new(behaviour);
    }

    /// Changes or deletes a contact; the result is waited for if the change has to be stored first.
    pub(crate) fn save(
        &self,
        writer: BookWriter<'_>,
        key: u64,
        packed: Option<PackedContact>,
    ) -> Option<Saved> {
        if let Some(store) = &self.store {
            return Some(store.save(writer, key, packed));
        }
        writer.change(&self.layout, key, packed);
        None
    }

    /// Changes a company's book as a whole; returns when that is safe.
    pub(crate) async fn rewrite(
        &self,
        company: &Company,
        rewrite: impl FnOnce(&mut Book) + Send + 'static,
    ) -> Result<(), NotSaved> {
        let Some(store) = &self.store else {
            company.rewrite_at_once(rewrite);
            return Ok(());
        };
        let saved = store.rewrite(company.number, Box::new(rewrite));
        saved.await.unwrap_or(Err(NotSaved::Failed))
    }

    /// Brings everything back to the start: books, faults and their counts, switches, the journal.
    pub(crate) async fn reset(&self) -> Result<(), NotSaved> {
        for company in self.companies.iter() {
            let layout = self.layout.clone();
            self.rewrite(company, move |book| book.reset(&layout))
                .await?;
            company.admit_again();
        }
        self.faults.set(self.start.faults.clone());
        self.set_behaviour(self.start.behaviour.clone());
        self.journal.clear();
        Ok(())
    }
}
