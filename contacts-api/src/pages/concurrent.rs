use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{FuturesUnordered, try_unfold};

use super::plan::{Ask, Plan};
use super::with_page_size;
use crate::Error;
use crate::generated::builder::ListContacts;
use crate::types::Contact;

impl<'a> ListContacts<'a> {
    /// All contacts of the list, read with up to `n` requests at once: in no particular order, and
    /// for a large book almost `n` times faster than [`stream`](Self::stream).
    ///
    /// Ids are the only cursor of the API, so the book is cut into ranges of ids that are read side
    /// by side, each until a page reaches the next. It is cut where most is left to read; probes
    /// that find nothing are kept to about one request in twenty-five. A book of less than about 50
    /// pages is read one page after the other, with at most one request more.
    ///
    /// At most `n` pages are in memory. Dropping the stream ends the requests that are on their way.
    /// As with `stream`, a contact that exists from the first request to the last is seen exactly
    /// once.
    ///
    /// # Errors
    ///
    /// As for [`stream`](Self::stream): after an error the stream ends.
    ///
    /// ```no_run
    /// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let count = client
    ///     .list_contacts()
    ///     .stream_concurrent(8)
    ///     .try_fold(0, |count, _| async move { Ok(count + 1) })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_concurrent(
        self,
        n: usize,
    ) -> impl Stream<Item = Result<Contact, Error>> + Send + use<'a> {
        let first = match &self.id_gt_or_eq {
            Ok(Some(first)) => *first,
            // What cannot be sent is found out by sending it.
            _ => 0,
        };
        let reading = Reading {
            request: with_page_size(self),
            n: n.max(1),
            plan: Plan::new(first),
            on_their_way: FuturesUnordered::new(),
            ready: VecDeque::new(),
        };
        try_unfold(reading, |mut reading| async move {
            let next = reading.next().await?;
            Ok(next.map(|contact| (contact, reading)))
        })
    }
}

type Page<'a> = Pin<Box<dyn Future<Output = Result<(Ask, Vec<Contact>), Error>> + Send + 'a>>;

struct Reading<'a> {
    request: ListContacts<'a>,
    n: usize,
    plan: Plan,
    on_their_way: FuturesUnordered<Page<'a>>,
    /// What is read and not yet given away.
    ready: VecDeque<Contact>,
}

impl<'a> Reading<'a> {
    async fn next(&mut self) -> Result<Option<Contact>, Error> {
        loop {
            if let Some(contact) = self.ready.pop_front() {
                return Ok(Some(contact));
            }
            while self.on_their_way.len() < self.n
                && let Some(ask) = self.plan.ask()
            {
                self.on_their_way.push(self.page(ask));
            }
            let Some(page) = self.on_their_way.next().await else {
                return Ok(None);
            };
            let (ask, mut contacts) = page?;
            let ids: Vec<_> = contacts.iter().map(|contact| contact.id).collect();
            let kept = self
                .plan
                .arrived(ask, &ids)
                .map_err(|disorder| Error::order(disorder.after, disorder.id))?;
            contacts.truncate(kept);
            self.ready = contacts.into();
        }
    }

    fn page(&self, ask: Ask) -> Page<'a> {
        let request = self.request.clone();
        // The id that everything begins with need not be sent, unless it was set.
        let request = if ask.from == 0 {
            request
        } else {
            request.id_gt_or_eq(ask.from)
        };
        Box::pin(async move { Ok((ask, request.send().await?.into_inner().contacts)) })
    }
}
