//! Reads all items of a list, page by page, with the cursor that the document has.
//!
//! - this module reads one page after the other,
//! - `concurrent` reads several at once, and `ranges` decides which,
//! - `in_order` does so in the order of ids, and `strips` decides.

mod concurrent;
mod in_order;
mod ranges;
#[cfg(test)]
mod remembered;
#[cfg(test)]
mod rounds;
mod strips;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{iter, try_unfold};

use crate::phone_book::{Contact, ContactId};
use crate::{Client, Error};

pub(crate) use concurrent::stream_concurrent;
pub(crate) use in_order::stream_in_order;

/// A stream of the items of a list, which is read as the stream is polled.
///
/// It borrows nothing, need not be pinned, and sends no more requests once it is dropped.
///
/// ```no_run
/// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
/// use futures_util::StreamExt;
///
/// let mut contacts = client.list_contacts().stream();
/// while let Some(contact) = contacts.next().await {
///     println!("{}", contact?.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct ListStream<T = Contact>(Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>);

impl<T> ListStream<T> {
    pub(crate) fn new(stream: impl Stream<Item = Result<T, Error>> + Send + 'static) -> Self {
        ListStream(Box::pin(stream))
    }

    /// Returns a stream that fails at once.
    pub(crate) fn failing(error: Error) -> Self
    where
        T: Send + 'static,
    {
        ListStream::new(iter([Err(error)]))
    }
}

impl<T> Stream for ListStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> fmt::Debug for ListStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").finish_non_exhaustive()
    }
}

/// The request of a list; the build implements it for the operations whose lists have pages.
pub(crate) trait Request: Clone + Send {
    /// What is listed.
    type Item: Send + 'static;

    /// How the next page is asked for.
    const CURSOR: Cursor;

    /// Asks for pages of this size, unless one is set; `None` asks for the largest.
    fn sized(self, size: Option<u64>) -> Self;

    /// Returns the id that the list begins with, if one is set.
    fn first(&self) -> Option<ContactId>;

    /// Asks for the page that begins here.
    fn at(self, at: &At) -> Self;

    /// Sends it.
    fn read(self) -> impl Future<Output = Result<Vec<Self::Item>, Error>> + Send;

    /// Returns what identifies an item.
    fn id(item: &Self::Item) -> Option<ContactId>;
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "a document has one of these")]
pub(crate) enum Cursor {
    /// By an id: the page has the contacts after it, and the contact with that id too if it is
    /// inclusive. Ids that are whole numbers ascend.
    Id { inclusive: bool, ascending: bool },
    /// By the count of contacts that came before.
    Offset,
    /// By the number of the page.
    Page { first: u64 },
    /// Not at all: there is one page.
    OnePage,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    Id(ContactId),
    Count(u64),
}

/// Adds the streams to the builder of an operation that lists contacts, or something else.
#[allow(unused_macro_rules, reason = "a document may have one list only")]
macro_rules! streams {
    ($builder:ident: $item:ty) => {
        impl crate::builder::$builder<'_> {
            /// Streams all items of the list, page by page as the stream is polled.
            ///
            /// # Errors
            ///
            /// After an error the stream ends. Beside the errors of the operation there is one more: ids that
            /// do not ascend, since items may then be missing.
            pub fn stream(self) -> crate::ListStream<$item> {
                crate::pages::stream(self.into_owned())
            }

            /// Streams all items of the list, in no particular order, with up to `n` requests at
            /// once where its ids ascend and are its cursor.
            ///
            /// # Errors
            ///
            /// As for [`stream`](Self::stream): after an error the stream ends.
            pub fn stream_concurrent(self, n: usize) -> crate::ListStream<$item> {
                crate::pages::stream_concurrent(self.into_owned(), n, &[])
            }
        }
    };
    ($builder:ident) => {
        impl crate::builder::$builder<'_> {
            /// Streams all contacts of the list in ascending order of their ids, page by page as
            /// the stream is polled.
            ///
            /// A page is as large as the document allows, unless its size is set. The list begins at the
            /// first id, if one is set, and has only contacts with the number, if one is set. Only an empty
            /// page ends it: a service may give fewer contacts than were asked for, or hide one. A contact
            /// that exists from the first request to the last is seen exactly once; one that is created or
            /// deleted meanwhile may or may not be seen.
            ///
            /// # Errors
            ///
            /// After an error the stream ends. Beside the errors of the operation there is one more: ids that
            /// do not ascend, since contacts may then be missing.
            ///
            /// ```no_run
            /// # async fn example(client: contacts_api::Client) -> Result<(), contacts_api::Error> {
            /// use futures_util::TryStreamExt;
            ///
            /// let mut contacts = client.list_contacts().stream();
            /// while let Some(contact) = contacts.try_next().await? {
            ///     println!("{} {}", contact.id, contact.name.unwrap_or_default());
            /// }
            /// # Ok(())
            /// # }
            /// ```
            pub fn stream(self) -> crate::ListStream {
                crate::pages::stream(self.into_owned())
            }

            /// Streams all contacts of the list with up to `n` requests at once, in no particular order: for
            /// a large book almost `n` times faster than [`stream`](Self::stream).
            ///
            /// Ids are the only cursor of the API, so the book is cut into ranges of ids that are read side
            /// by side, each until a page reaches the next. It is cut where most is left to read; probes that
            /// find nothing are kept to about one request in twenty-five. A book of fewer than about 50 pages
            /// is read page after page, with at most one extra request. So is a list without ascending ids as
            /// its cursor.
            ///
            /// At most `n` pages are in memory. Dropping the stream cancels the requests under way. As with
            /// `stream`, a contact that exists from the first request to the last is seen exactly once.
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
            pub fn stream_concurrent(self, n: usize) -> crate::ListStream {
                crate::pages::stream_concurrent(self.into_owned(), n, &[])
            }
        }
    };
}
#[allow(unused_imports, reason = "a document may have no list")]
pub(crate) use streams;

/// The list operation of a document that has none.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "most documents have a list")]
pub(crate) struct Never<'a>(std::convert::Infallible, PhantomData<&'a Client>);

#[allow(dead_code, reason = "most documents have a list")]
impl Never<'_> {
    pub(crate) fn into_owned(self) -> Never<'static> {
        match self.0 {}
    }
}

impl Request for Never<'_> {
    type Item = Contact;

    const CURSOR: Cursor = Cursor::OnePage;

    fn sized(self, _: Option<u64>) -> Self {
        self
    }

    fn first(&self) -> Option<ContactId> {
        None
    }

    fn at(self, _: &At) -> Self {
        self
    }

    async fn read(self) -> Result<Vec<Contact>, Error> {
        match self.0 {}
    }

    fn id(_: &Contact) -> Option<ContactId> {
        None
    }
}

/// Streams all items of a list, one page after the other.
pub(crate) fn stream<R: Request + 'static>(request: R) -> ListStream<R::Item> {
    let pages = Pages {
        page: VecDeque::new(),
        largest: 0,
        count: 0,
        read: 0,
        last_id: None,
        before: Vec::new(),
        is_last: false,
        request: request.sized(None),
    };
    ListStream::new(try_unfold(pages, |mut pages| async move {
        let next = pages.next().await?;
        Ok(next.map(|contact| (contact, pages)))
    }))
}

struct Pages<R: Request> {
    request: R,
    /// The items that were read and not yet yielded.
    page: VecDeque<R::Item>,
    /// The size of the largest page so far.
    largest: usize,
    /// How many contacts have come, and in how many pages.
    count: u64,
    read: u64,
    last_id: Option<ContactId>,
    /// The ids of the previous page, where a page may repeat some of them.
    before: Vec<ContactId>,
    is_last: bool,
}

impl<R: Request> Pages<R> {
    const ASCENDING: bool = matches!(
        R::CURSOR,
        Cursor::Id {
            ascending: true,
            ..
        }
    );

    async fn next(&mut self) -> Result<Option<R::Item>, Error> {
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
        let Some(request) = self.request_of_next() else {
            self.is_last = true;
            return Ok(());
        };
        let mut page = request.read().await?;
        let size = page.len();
        let last = self.last_id.clone();
        for item in &page {
            let Some(id) = R::id(item) else { continue };
            if let Some(last) = self
                .last_id
                .as_ref()
                .filter(|it| Self::ASCENDING && id <= **it)
            {
                return Err(Error::order(last.clone(), id));
            }
            self.last_id = Some(id);
        }
        if !Self::ASCENDING {
            self.leave_out_known(&mut page);
        }
        // Unless the id has changed, nobody can tell that the service goes on.
        let is_short = size < self.largest && (self.last_id == last || self.last_id.is_none());
        self.is_last = page.is_empty() || is_short || R::CURSOR == Cursor::OnePage;
        self.largest = self.largest.max(size);
        self.count += page.len() as u64;
        self.read += 1;
        self.page = page.into();
        Ok(())
    }

    /// Leaves out what was in the previous page. No id is known to follow a text, so the last one is asked
    /// for again; and a service that counts pages may repeat the last one for ever.
    fn leave_out_known(&mut self, page: &mut Vec<R::Item>) {
        let ids: Vec<_> = page.iter().filter_map(R::id).collect();
        page.retain(|item| R::id(item).is_none_or(|it| !self.before.contains(&it)));
        self.before = ids;
    }

    /// Returns the request of the next page; `None` if there can be none.
    fn request_of_next(&self) -> Option<R> {
        let request = self.request.clone();
        if self.read == 0 {
            return Some(request);
        }
        Some(match R::CURSOR {
            Cursor::OnePage => return None,
            Cursor::Offset => request.at(&At::Count(self.count)),
            Cursor::Page { first } => request.at(&At::Count(first + self.read)),
            Cursor::Id {
                inclusive,
                ascending,
            } => {
                let last = self.last_id.clone()?;
                match last.as_number() {
                    Some(number) if inclusive && ascending => {
                        request.at(&At::Id(number.checked_add(1)?.into()))
                    }
                    _ => request.at(&At::Id(last)),
                }
            }
        })
    }
}
