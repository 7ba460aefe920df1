use std::fmt;
use std::sync::{Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use crate::behaviour::RateLimit;
use crate::book::Book;

/// One company: its own token, its own book, nothing shared with another.
pub(crate) struct Company {
    /// The first is 0; this is what the data file knows it by.
    pub(crate) number: u32,
    pub(crate) token: String,
    book: RwLock<Book>,
    window: Mutex<Window>,
}

/// The requests since a moment.
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
            window: Mutex::default(),
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().expect("no holder panics")
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Book> {
        self.book.write().expect("no holder panics")
    }

    /// Counts a request, or tells how long to wait.
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

/// Without the token and the contacts.
impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
