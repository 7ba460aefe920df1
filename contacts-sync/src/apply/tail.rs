//! Contacts that somebody else makes while a plan is applied.
//!
//! A second run on another machine, which no lock keeps out, makes the same contacts. Ids ascend, so
//! whatever was made since the book was read is behind its last id: one request shows all of it. It is
//! looked at before the first create, after it, soon again, then every second, and at the end. Who sees
//! another at work on the same numbers waits for a random time and looks again, until the other is
//! done or has begun to wait as well: as on an Ethernet, one of them goes on alone. What both made at
//! the same moment is seen too: of two that are the same, the younger is taken away by who made it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use contacts_api::phone_book::{Contact, ContactId, Listing, id_of};
use contacts_api::{Client, Error};
use futures_util::TryStreamExt as _;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep};

use crate::layout::Layout;
use crate::number::compact;
use crate::plan::{Change, Plan, Step};

/// How long a look counts.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// After so many creates it is looked again, however little time has passed.
const SOON: [u64; 4] = [0, 1, 8, 64];
/// For how long another at work is waited for before looking again, in milliseconds.
const WAIT: std::ops::Range<u64> = 300..900;

/// What a look has found.
#[derive(Debug)]
pub(super) enum Look<'t> {
    /// Nobody has the number. The first create is alone: what is held is let go after it.
    Free(Option<MutexGuard<'t, Last>>),
    /// This contact has come with it.
    There(Box<Contact>),
}

/// A contact of this run that another one is the same as.
#[derive(Debug)]
pub(super) struct Double {
    /// The step of the plan that made it.
    pub(super) step: usize,
    pub(super) id: u64,
    pub(super) other: Contact,
}

#[derive(Debug)]
pub(super) struct Tail {
    how: How,
    /// The numbers of all that the plan creates.
    numbers: HashSet<u64>,
    /// What was begun and not answered: it may be there already.
    on_its_way: RefCell<HashSet<u64>>,
    /// Contacts with a number that was on its way when they were seen.
    unsure: RefCell<Vec<(u64, u64, Contact)>>,
    /// What this run has made: its numbers, and by them the ids and the steps.
    ours: RefCell<HashMap<u64, (u64, usize)>>,
    /// Contacts of others with numbers that this run has not made.
    others: RefCell<HashMap<u64, Contact>>,
    doubles: RefCell<Vec<Double>>,
    /// Has another been at work since this was last asked?
    is_alive: Cell<bool>,
    /// Does all of this run wait for another?
    is_waiting: Cell<bool>,
    /// Has it been looked once?
    has_looked: Cell<bool>,
    creates: Cell<u64>,
    last: Mutex<Last>,
}

/// How far the book has been looked at.
#[derive(Debug)]
pub(super) struct Last {
    id: u64,
    looked: Option<Instant>,
}

/// How it can be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// By what is behind the last id.
    BehindLast,
    /// By asking for each number.
    ByNumber,
    /// Not at all.
    No,
}

impl Tail {
    pub(super) fn new(plan: &Plan, layout: &Layout<'_>) -> Self {
        let creates = plan
            .steps
            .iter()
            .filter(|it| matches!(it.change, Change::Create { .. }));
        Tail {
            how: if layout.ids_ascend() {
                How::BehindLast
            } else if layout.gets_by_number() {
                How::ByNumber
            } else {
                How::No
            },
            numbers: creates.filter_map(|it| it.number.parse().ok()).collect(),
            on_its_way: RefCell::default(),
            unsure: RefCell::default(),
            ours: RefCell::default(),
            others: RefCell::default(),
            doubles: RefCell::default(),
            is_alive: Cell::new(false),
            is_waiting: Cell::new(false),
            has_looked: Cell::new(false),
            creates: Cell::new(0),
            last: Mutex::new(Last {
                id: plan.last_id.unwrap_or(0),
                looked: None,
            }),
        }
    }

    /// Looks whether somebody else has made what this step is about to; gives up waiting for others
    /// when `is_to_end` says so.
    pub(super) async fn look(
        &self,
        client: &Client,
        step: &Step,
        is_to_end: &dyn Fn() -> bool,
    ) -> Result<Look<'_>, Error> {
        let Ok(number) = step.number.parse::<u64>() else {
            return Ok(Look::Free(None));
        };
        match self.how {
            How::No => return Ok(Look::Free(None)),
            How::ByNumber => return by_number(client, step).await,
            How::BehindLast => {}
        }
        let count = self.creates.get();
        self.creates.set(count + 1);
        let last = match self.last.try_lock() {
            // One looks at this moment, as it does every second: the others need not wait for that.
            Err(_) if self.is_quiet(count) => None,
            Ok(last) => Some(last),
            Err(_) => Some(self.last.lock().await),
        };
        let Some(mut last) = last else {
            return Ok(self.known(number, None));
        };
        if SOON.contains(&count) || last.looked.is_none_or(|it| it.elapsed() >= LOOK_AGAIN) {
            self.read(client, &mut last).await?;
            while self.is_alive.take() && !is_to_end() {
                self.is_waiting.set(true);
                sleep(Duration::from_millis(fastrand::u64(WAIT))).await;
                self.read(client, &mut last).await?;
            }
            self.is_waiting.set(false);
            self.has_looked.set(true);
        }
        Ok(self.known(number, (count == 0).then_some(last)))
    }

    /// Has nobody else been at work, as far as has been seen since the first creates?
    fn is_quiet(&self, count: u64) -> bool {
        let is_beyond = SOON.iter().all(|it| *it < count);
        is_beyond && self.has_looked.get() && !self.is_waiting.get() && !self.is_alive.get()
    }

    /// Returns what is known of a number that is about to be created.
    fn known<'t>(&self, number: u64, alone: Option<MutexGuard<'t, Last>>) -> Look<'t> {
        if let Some(contact) = self.others.borrow_mut().remove(&number) {
            return Look::There(Box::new(contact));
        }
        self.on_its_way.borrow_mut().insert(number);
        Look::Free(alone)
    }

    /// Looks once more, when all is sent.
    pub(super) async fn last_look(&self, client: &Client) -> Result<(), Error> {
        if self.how != How::BehindLast || self.ours.borrow().is_empty() {
            return Ok(());
        }
        let mut last = self.last.lock().await;
        self.read(client, &mut last).await
    }

    async fn read(&self, client: &Client, last: &mut Last) -> Result<(), Error> {
        let book = client.phone_book();
        let from = last.id.checked_add(1).map(ContactId::from);
        let mut contacts = book.list(Listing {
            from,
            ..Listing::default()
        });
        while let Some(contact) = contacts.try_next().await? {
            let Some(id) = id_of(&contact).and_then(|it| it.as_number()) else {
                continue;
            };
            last.id = last.id.max(id);
            let number = contacts_api::phone_book::number_of(&contact);
            let number = number.map(Value::from).as_ref().and_then(crate::number_of);
            let Some(number) = number
                .map(|it| compact(&it))
                .filter(|it| self.numbers.contains(it))
            else {
                continue;
            };
            if self.on_its_way.borrow().contains(&number) {
                self.unsure.borrow_mut().push((number, id, contact));
            } else {
                self.seen(number, id, contact);
            }
        }
        last.looked = Some(Instant::now());
        Ok(())
    }

    /// Takes a contact into account that has come with a number of the plan.
    fn seen(&self, number: u64, id: u64, contact: Contact) {
        match self.ours.borrow().get(&number) {
            Some((ours, _)) if *ours == id => {}
            Some((ours, step)) => {
                self.is_alive.set(true);
                // Who made the older one keeps it.
                if id < *ours {
                    self.doubles.borrow_mut().push(Double {
                        step: *step,
                        id: *ours,
                        other: contact,
                    });
                }
            }
            None => {
                self.is_alive.set(true);
                self.others.borrow_mut().entry(number).or_insert(contact);
            }
        }
    }

    /// Takes note of what came of a create: of the contact that was made, if one was.
    pub(super) fn answered(&self, at: usize, step: &Step, id: Option<&ContactId>) {
        let Ok(number) = step.number.parse::<u64>() else {
            return;
        };
        self.on_its_way.borrow_mut().remove(&number);
        if let Some(id) = id.and_then(ContactId::as_number) {
            self.ours.borrow_mut().insert(number, (id, at));
        }
        let (now, rest): (Vec<_>, Vec<_>) = self
            .unsure
            .take()
            .into_iter()
            .partition(|it| it.0 == number);
        self.unsure.replace(rest);
        for (number, id, contact) in now {
            self.seen(number, id, contact);
        }
    }

    /// Gives the contacts of this run that another has made as well.
    pub(super) fn doubles(&self) -> Vec<Double> {
        self.doubles.take()
    }
}

async fn by_number<'t>(client: &Client, step: &Step) -> Result<Look<'t>, Error> {
    let Ok(number) = step.number.parse() else {
        return Ok(Look::Free(None));
    };
    match client.phone_book().get_by_number(&number).await {
        Ok(contact) => Ok(Look::There(Box::new(contact))),
        Err(error) if error.is_not_found() => Ok(Look::Free(None)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
