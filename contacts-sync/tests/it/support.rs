//! A phone book, its state, and what both have.

use std::path::PathBuf;

use contacts_api::Client;
use contacts_api::phone_book::{Contact, Listing};
use contacts_emulator::Emulator;
use contacts_sync::{
    Applied, AuditLog, Entry, Plan, PlanDraft, Reconciler, Rules, State, SyncError, Undo, Undone,
};
use futures_util::TryStreamExt as _;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// An emulator, a client of it, and a folder.
pub(crate) struct Desk {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    pub(crate) state: State,
    pub(crate) folder: TempDir,
}

/// A row of a source: key, name, number, e-mail.
pub(crate) type Row<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(Emulator::start().await.unwrap())
    }

    pub(crate) fn with(emulator: Emulator) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Desk {
            client: emulator.client(),
            state: State::open(folder.path().join("book.state")).unwrap(),
            emulator,
            folder,
        }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// One request at a time, so that ids are known.
    pub(crate) fn reconciler(&self, rules: Rules) -> Reconciler<'_> {
        let reconciler = Reconciler::new(&self.client).unwrap();
        reconciler.state(&self.state).rules(rules).concurrency(1)
    }

    pub(crate) async fn plan(&self, rows: &[Row<'_>], rules: Rules) -> Plan {
        plan(&self.reconciler(rules), rows).await
    }

    pub(crate) async fn sync(&self, rows: &[Row<'_>], rules: Rules) -> Result<Applied, SyncError> {
        let reconciler = self.reconciler(rules);
        let plan = plan(&reconciler, rows).await;
        reconciler.apply(&plan).await
    }

    /// The same, with a log.
    pub(crate) async fn logged(&self, rows: &[Row<'_>], rules: Rules) -> Applied {
        let log = AuditLog::open(self.file("log.jsonl"), self.client.base_url()).unwrap();
        let reconciler = self.reconciler(rules).audit(&log);
        let plan = plan(&reconciler, rows).await;
        reconciler.apply(&plan).await.unwrap()
    }

    pub(crate) async fn undo(&self, log: &str) -> Undone {
        let undo = Undo::read(&self.file(log), self.client.base_url()).unwrap();
        let again = AuditLog::open(self.file("undo.jsonl"), self.client.base_url()).unwrap();
        undo.run(&self.reconciler(Rules::default()).audit(&again))
            .await
            .unwrap()
    }

    /// `7 Åse 4571999999 a@x.dk` for each contact, in the order of their ids.
    pub(crate) async fn book(&self) -> Vec<String> {
        let contacts: Vec<Contact> = self
            .client
            .phone_book()
            .list(Listing::default())
            .try_collect()
            .await
            .unwrap();
        let line = |contact: &Contact| {
            let name = contact.name.as_deref().unwrap_or("-");
            let number = contact.number.as_deref().unwrap_or("-");
            let email = contact.email.as_deref().unwrap_or_default();
            format!("{} {name} {number} {email}", contact.id)
                .trim()
                .to_owned()
        };
        contacts.iter().map(line).collect()
    }

    pub(crate) async fn has(&self, contacts: &[(&str, &str)]) {
        for (name, number) in contacts {
            let contact = contacts_api::types::NewContact::builder()
                .name(*name)
                .number(*number);
            let contact = contact.try_into().unwrap();
            self.client.phone_book().create(contact).await.unwrap();
        }
    }
}

pub(crate) fn entry((key, name, number, email): Row<'_>, row: u64) -> Entry {
    let mut payload = Map::new();
    payload.insert("name".to_owned(), json!(name));
    payload.insert("number".to_owned(), json!(number));
    if let Some(email) = email {
        payload.insert("email".to_owned(), json!(email));
    }
    Entry {
        key: (!key.is_empty()).then(|| key.to_owned()),
        id: None,
        number: number.parse().unwrap(),
        payload,
        unset: Vec::new(),
        cleared: Vec::new(),
        row,
    }
}

pub(crate) fn take(draft: &mut PlanDraft<'_>, rows: &[Row<'_>]) {
    for (row, at) in rows.iter().zip(2..) {
        draft.entry(entry(*row, at));
    }
}

pub(crate) async fn plan(reconciler: &Reconciler<'_>, rows: &[Row<'_>]) -> Plan {
    let mut draft = reconciler.draft().unwrap();
    take(&mut draft, rows);
    draft.plan().await.unwrap()
}

/// What a plan is about to do, a line each.
pub(crate) fn lines(plan: &Plan) -> Vec<String> {
    let steps = plan.steps.iter().map(|step| {
        let json = serde_json::to_value(step).unwrap();
        let row = step.row.map(|it| format!("{it} ")).unwrap_or_default();
        let id = json
            .get("id")
            .map(|it| format!(" {it}"))
            .unwrap_or_default();
        let sent = json
            .get("update")
            .map(Value::to_string)
            .map(|it| format!(" {it}"));
        format!(
            "{row}{}{id}{}",
            json["action"].as_str().unwrap(),
            sent.unwrap_or_default()
        )
    });
    let left_out = |what: &'static str, list: &[contacts_sync::LeftOut]| -> Vec<String> {
        list.iter()
            .map(|it| format!("{} {what}: {}", it.row, it.reason))
            .collect()
    };
    let mut lines: Vec<String> = steps.collect();
    lines.extend(left_out("duplicate", &plan.duplicates));
    lines.extend(left_out("conflict", &plan.conflicts));
    if plan.unchanged > 0 {
        lines.push(format!("{} unchanged", plan.unchanged));
    }
    lines
}
