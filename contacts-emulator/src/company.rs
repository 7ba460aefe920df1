use std::fmt;
use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use crate::ahead::{Ahead, Ticket};
use crate::behaviour::RateLimit;
use crate::book::{Book, LAST, Layout, PackedContact};

/// One company: with its own token and its own book, and nothing shared with another.
pub(crate) struct Company {
    /// The company's number in the data file; the first is 0.
    pub(crate) number: u32,
    pub(crate) token: String,
    /// The book as it is shown. Whoever takes both locks takes the other one first.
    book: RwLock<Book>,
    ahead: Mutex<Ahead>,
    window: Mutex<Window>,
}

/// The requests since a point in time.
struct Window {
    since: Instant,
    requests: u32,
}

impl Default for Window {
    fn default() -> Self {
        Window {
            since: Instant::now(),
            requests: 0,
        }
    }
}

impl Company {
    pub(crate) fn new(number: u32, token: String, book: Book) -> Self {
        Company {
            number,
            token,
            book: RwLock::new(book),
            ahead: Mutex::default(),
            window: Mutex::default(),
        }
    }

    /// Returns the book as it is shown.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().expect("no holder panics")
    }

    fn edit(&self) -> RwLockWriteGuard<'_, Book> {
        self.book.write().expect("no holder panics")
    }

    fn ahead(&self) -> MutexGuard<'_, Ahead> {
        self.ahead.lock().expect("no holder panics")
    }

    /// Begins to write; the next writer waits until this one has said what it writes.
    pub(crate) fn write(&self) -> BookWriter<'_> {
        BookWriter {
            ahead: self.ahead(),
            book: self.read(),
            company: self,
        }
    }

    /// Returns whether the change with this ticket may still be made.
    pub(crate) fn is_ahead(&self, ticket: Ticket) -> bool {
        self.ahead().has(ticket)
    }

    /// Makes a change that was stored.
    pub(crate) fn settle(
        &self,
        layout: &Layout,
        key: u64,
        packed: Option<PackedContact>,
        ticket: Ticket,
    ) {
        let mut ahead = self.ahead();
        self.edit().change(layout, key, packed);
        ahead.settle(key, ticket);
    }

    /// Forgets the changes that are not stored: they cannot be, or depend on others that cannot be.
    pub(crate) fn give_up(&self) {
        self.ahead().give_up();
    }

    /// Replaces the book with another. Changes that are not stored are overtaken.
    pub(crate) fn rewrite<E>(&self, new: impl FnOnce(&Book) -> Result<Book, E>) -> Result<(), E> {
        let mut ahead = self.ahead();
        let book = new(&self.read())?;
        *self.edit() = book;
        ahead.give_up();
        Ok(())
    }

    /// Changes the book as a whole, where nothing is stored.
    pub(crate) fn rewrite_at_once(&self, rewrite: impl FnOnce(&mut Book)) {
        let _ahead = self.ahead();
        rewrite(&mut self.edit());
    }

    /// Counts a request; the error says how long to wait.
    pub(crate) fn admit(&self, limit: RateLimit) -> Result<(), Duration> {
        let mut window = self.window.lock().expect("no holder panics");
        let age = window.since.elapsed();
        if age >= limit.per {
            *window = Window::default();
        } else if window.requests >= limit.requests {
            return Err(limit.per.saturating_sub(age));
        }
        window.requests += 1;
        Ok(())
    }

    /// Forgets the requests that were counted.
    pub(crate) fn admit_again(&self) {
        *self.window.lock().expect("no holder panics") = Window::default();
    }
}

/// A company's book for a writer: as it will be when everything on its way to the data file is stored.
pub(crate) struct BookWriter<'a> {
    company: &'a Company,
    ahead: MutexGuard<'a, Ahead>,
    book: RwLockReadGuard<'a, Book>,
}

impl BookWriter<'_> {
    /// Returns the company's number.
    pub(crate) fn number(&self) -> u32 {
        self.company.number
    }

    /// Returns the book as it is shown; ids are the same in both.
    pub(crate) fn shown(&self) -> &Book {
        &self.book
    }

    pub(crate) fn get(&self, key: u64) -> Option<&PackedContact> {
        self.ahead.get(key, self.book.get(key))
    }

    /// Returns the key of the next new contact, if there is one left.
    pub(crate) fn next(&self) -> Option<u64> {
        let next = self.book.next().max(self.ahead.next());
        Some(next).filter(|it| *it <= LAST)
    }

    /// Returns whether a contact other than this one has the number (as JSON).
    pub(crate) fn has_number(&self, layout: &Layout, number: &[u8], own: Option<u64>) -> bool {
        let is_it = |packed: &PackedContact| layout.number(packed).is_some_and(|it| *it == *number);
        let mut shown = self.book.with_number(layout, number, 0);
        let mut ahead = self.ahead.contacts();
        shown.any(|(key, _)| Some(key) != own && !self.ahead.changes(key))
            || ahead.any(|(key, packed)| Some(key) != own && is_it(packed))
    }

    /// Makes a change at once, where nothing is stored.
    pub(crate) fn change(self, layout: &Layout, key: u64, packed: Option<PackedContact>) {
        let BookWriter {
            company,
            ahead: _ahead,
            book,
        } = self;
        drop(book);
        company.edit().change(layout, key, packed);
    }

    /// Shows a change to the writers that follow.
    pub(crate) fn put_ahead(&mut self, key: u64, packed: Option<PackedContact>) -> Ticket {
        self.ahead.put(key, packed)
    }
}

/// Shows neither the token nor the contacts.
impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
