//! The client without `async`: a runtime that waits for one call at a time.
//!
//! It adds no methods of its own: a call is built as always and waited for here, so every operation of the
//! document can be used this way.
//!
//! ```no_run
//! use contacts_api::Client;
//! use contacts_api::blocking::Waiting;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let waiting = Waiting::new()?;
//! let client = Client::from_env()?;
//! let found = waiting.on(client.get_contact_by_number().number("4571999999").send())?;
//! println!("{}", found.contact.name.as_deref().unwrap_or("unknown"));
//!
//! for contact in waiting.each(client.list_contacts().stream()) {
//!     println!("{}", contact?.id);
//! }
//! # Ok(())
//! # }
//! ```

use std::future::Future;
use std::io;

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::runtime::{Builder, Runtime};

/// Waits for calls on the thread that asks.
///
/// One is enough for a whole program: connections stay open between its calls. It has no threads of
/// its own, so nothing happens unless somebody waits.
#[derive(Debug)]
pub struct Waiting {
    runtime: Runtime,
}

impl Waiting {
    /// Makes the runtime that waits.
    ///
    /// # Errors
    ///
    /// If the operating system has run out of something that a runtime needs, such as file
    /// descriptors.
    ///
    /// ```
    /// let waiting = contacts_api::blocking::Waiting::new()?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Waiting { runtime })
    }

    /// Waits for a call and returns its result.
    ///
    /// # Panics
    ///
    /// If the thread is one of an async runtime: `await` the call there.
    ///
    /// ```
    /// # let client = contacts_api::Client::builder().token("5f2c").build().unwrap();
    /// # let waiting = contacts_api::blocking::Waiting::new()?;
    /// let error = waiting.on(client.list_contacts().limit(101).send()).unwrap_err();
    /// assert!(error.is_invalid_request());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn on<F: Future>(&self, call: F) -> F::Output {
        self.runtime.block_on(call)
    }

    /// Waits for each item of a stream as the iterator is asked for it.
    ///
    /// # Panics
    ///
    /// As [`on`](Self::on), when it is asked for an item.
    ///
    /// ```
    /// # let waiting = contacts_api::blocking::Waiting::new()?;
    /// let numbers = waiting.each(futures_util::stream::iter([1, 2]));
    /// assert_eq!(numbers.collect::<Vec<_>>(), [1, 2]);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn each<S: Stream + Unpin>(&self, mut stream: S) -> impl Iterator<Item = S::Item> {
        std::iter::from_fn(move || self.runtime.block_on(stream.next()))
    }
}
