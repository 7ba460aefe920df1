//! All contacts of a list, page by page: keyset pagination over ids.
//!
//! - this module reads one page after the other,
//! - `concurrent` reads several at once, and `plan` decides which.

mod concurrent;
mod plan;

use std::collections::VecDeque;

use futures_core::Stream;
use futures_util::stream::try_unfold;

use crate::generated::builder::ListContacts;
use crate::types::Contact;
use crate::{Bounded, Error};

impl<'a> ListContacts<'a> {
    /// All contacts of the list, in ascending order of their ids, read page by page as the stream is
    /// polled.
    ///
    /// A page has 100 contacts (the document's maximum) unless [`limit`](Self::limit) is set;
    /// [`id_gt_or_eq`](Self::id_gt_or_eq) begins with that id, [`number`](Self::number) filters. The
    /// list ends with an empty page, or with one that is shorter than the largest so far: a service
    /// may give fewer than were asked for. A contact that exists from the first request to the last
    /// is seen exactly once; one that is created or deleted meanwhile may or may not be seen.
    ///
    /// # Errors
    ///
    /// After an error the stream ends. Beside the errors of the operation there is one of its own:
    /// ids that do not ascend, as contacts may be missing then.
    ///
    /// ```no_run
    /// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut contacts = std::pin::pin!(client.list_contacts().stream());
    /// while let Some(contact) = contacts.try_next().await? {
    ///     println!("{} {}", contact.id, contact.name.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<Contact, Error>> + Send + use<'a> {
        let pages = Pages {
            page: VecDeque::new(),
            largest: 0,
            last_id: None,
            is_last: false,
            request: with_page_size(self),
        };
        try_unfold(pages, |mut pages| async move {
            let next = pages.next().await?;
            Ok(next.map(|contact| (contact, pages)))
        })
    }
}

/// The largest page unless another size is set.
fn with_page_size(mut request: ListContacts<'_>) -> ListContacts<'_> {
    fn fill<E, const MIN: i64, const MAX: i64>(limit: &mut Result<Option<Bounded<MIN, MAX>>, E>) {
        if let Ok(limit @ None) = limit {
            *limit = Some(Bounded::MAX);
        }
    }
    fill(&mut request.limit);
    request
}

struct Pages<'a> {
    request: ListContacts<'a>,
    /// What is read and not yet given away.
    page: VecDeque<Contact>,
    /// The size of the largest page so far.
    largest: usize,
    last_id: Option<u64>,
    is_last: bool,
}

impl Pages<'_> {
    async fn next(&mut self) -> Result<Option<Contact>, Error> {
        loop {
            if let Some(contact) = self.page.pop_front() {
                return Ok(Some(contact));
            }
            if self.is_last {
                return Ok(None);
            }
            self.read().await?;
        }
    }

    async fn read(&mut self) -> Result<(), Error> {
        let mut request = self.request.clone();
        if let Some(last) = self.last_id {
            let Some(first) = last.checked_add(1) else {
                self.is_last = true;
                return Ok(());
            };
            request = request.id_gt_or_eq(first);
        }
        let page = request.send().await?.into_inner().contacts;
        for contact in &page {
            if let Some(last) = self.last_id.filter(|last| contact.id <= *last) {
                return Err(Error::order(last, contact.id));
            }
            self.last_id = Some(contact.id);
        }
        self.is_last = page.is_empty() || page.len() < self.largest;
        self.largest = self.largest.max(page.len());
        self.page = page.into();
        Ok(())
    }
}
