use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::{FuturesUnordered, try_unfold};

use super::strips::{Ask, Strips};
use super::{At, Cursor, ListStream, Request};
use crate::Error;
use crate::phone_book::ContactId;

/// Streams all items of a list by ascending ids with up to `n` requests at once; page after page
/// where ids do not ascend or are not the cursor.
pub(crate) fn stream_in_order<R: Request + 'static>(request: R, n: usize) -> ListStream<R::Item> {
    let Cursor::Id {
        inclusive,
        ascending: true,
    } = R::CURSOR
    else {
        return super::stream(request);
    };
    // A request that cannot be sent fails when it is sent.
    let first = request.first().and_then(|it| it.as_number()).unwrap_or(0);
    let reading = Reading {
        request: request.sized(None),
        inclusive,
        strips: Strips::new(first, n.max(1)),
        on_their_way: FuturesUnordered::new(),
        ready: VecDeque::new(),
    };
    ListStream::new(try_unfold(reading, |mut reading| async move {
        let next = reading.next().await?;
        Ok(next.map(|contact| (contact, reading)))
    }))
}

type Page<T> = Pin<Box<dyn Future<Output = Result<(Ask, Vec<T>), Error>> + Send>>;

struct Reading<R: Request> {
    request: R,
    /// Whether a page includes the contact with the id that was asked for.
    inclusive: bool,
    strips: Strips<R::Item>,
    on_their_way: FuturesUnordered<Page<R::Item>>,
    /// The items that can be yielded: nothing before them is still to come.
    ready: VecDeque<R::Item>,
}

impl<R: Request + 'static> Reading<R> {
    async fn next(&mut self) -> Result<Option<R::Item>, Error> {
        loop {
            if let Some(contact) = self.ready.pop_front() {
                return Ok(Some(contact));
            }
            while let Some(ask) = self.strips.ask() {
                self.on_their_way.push(self.page(ask));
            }
            let Some(page) = self.on_their_way.next().await else {
                return Ok(None);
            };
            let (ask, items) = page?;
            // An item without an id has no place among the others.
            let with_id = |it: R::Item| Some((R::id(&it)?.as_number()?, it));
            let items = items.into_iter().filter_map(with_id).collect();
            self.strips
                .arrived(ask, items)
                .map_err(|it| Error::order(it.after.into(), it.id.into()))?;
            self.ready = self.strips.ready();
        }
    }

    fn page(&self, ask: Ask) -> Page<R::Item> {
        let request = self.request.clone();
        let from = if self.inclusive {
            ask.from
        } else {
            ask.from.saturating_sub(1)
        };
        // The very first id need not be sent, unless it was set.
        let request = if ask.from == 0 {
            request
        } else {
            request.at(&At::Id(ContactId::from(from)))
        };
        Box::pin(async move { Ok((ask, request.read().await?)) })
    }
}
