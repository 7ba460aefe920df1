use std::sync::{Arc, RwLock};

use contacts_openapi::Document;
use serde_json::Value;

use crate::behaviour::Behaviour;
use crate::book::{Book, Layout, Record};
use crate::company::Company;
use crate::faults::Plan;
use crate::journal::Journal;
use crate::store::{Change, Saved, Store};

/// All that a request may need.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) layout: &'static Layout,
    pub(crate) words: Vocabulary,
    pub(crate) companies: Vec<Company>,
    pub(crate) faults: Plan,
    pub(crate) journal: Journal,
    pub(crate) store: Option<Store>,
    pub(crate) limits: Limits,
    pub(crate) behaviour: RwLock<Arc<Behaviour>>,
}

/// How much the emulator takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of a request's content.
    pub(crate) content: usize,
    /// Bytes of a request's head.
    pub(crate) head: usize,
    pub(crate) connections: usize,
}

/// The document's names for what is around contacts.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// The property that one contact is in.
    pub(crate) contact_key: String,
    /// The property that a page of contacts is in.
    pub(crate) list_key: String,
}

impl Vocabulary {
    pub(crate) fn new(document: &Document) -> Self {
        let of = |operation, default: &str| {
            envelope_key(document, operation).unwrap_or_else(|| default.to_owned())
        };
        Vocabulary {
            contact_key: of("get_contact", "contact"),
            list_key: of("list_contacts", "contacts"),
        }
    }
}

/// The only property of an operation's answer.
fn envelope_key(document: &Document, operation: &str) -> Option<String> {
    let operation = document.operation(operation)?;
    let method = operation.method.to_ascii_lowercase();
    let responses = document
        .json()
        .get("paths")?
        .get(&operation.path)?
        .get(&method)?
        .get("responses")?;
    let success = operation.success.first()?.to_string();
    let schema = document
        .resolve(responses.get(&success)?)
        .get("content")?
        .get("application/json")?
        .get("schema")?;
    let properties = document
        .resolve(schema)
        .get("properties")
        .map(Value::as_object)??;
    let mut names = properties.keys();
    let only = names.next()?;
    names.next().is_none().then(|| only.clone())
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
        id: u64,
        record: Option<&Record>,
    ) -> Option<Saved> {
        let store = self.store.as_ref()?;
        Some(store.save(Change {
            company: company.number,
            id,
            record: record.map(|it| it.to_stored(self.layout)),
            next: book.next(),
        }))
    }
}
