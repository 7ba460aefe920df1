use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::{FuturesUnordered, try_unfold};

use super::ranges::{Ask, Ranges};
use super::{At, Cursor, ListStream, Request};
use crate::Error;
use crate::phone_book::ContactId;

/// Streams all items of a list with up to `n` requests at once; page after page where ids do not
/// ascend or are not the cursor.
///
/// `bounds` are ids, a page apart in an earlier list, from which reading begins at the same time. They cost
/// nothing if they are out of date, and need not belong to contacts.
pub(crate) fn stream_concurrent<R: Request + 'static>(
    request: R,
    n: usize,
    bounds: &[u64],
) -> ListStream<R::Item> {
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
        n: n.max(1),
        ranges: Ranges::new(first, bounds),
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
    n: usize,
    ranges: Ranges,
    on_their_way: FuturesUnordered<Page<R::Item>>,
    /// The items that were read and not yet yielded.
    ready: VecDeque<R::Item>,
}

impl<R: Request + 'static> Reading<R> {
    async fn next(&mut self) -> Result<Option<R::Item>, Error> {
        loop {
            if let Some(contact) = self.ready.pop_front() {
                return Ok(Some(contact));
            }
            while self.on_their_way.len() < self.n
                && let Some(ask) = self.ranges.ask()
            {
                self.on_their_way.push(self.page(ask));
            }
            let Some(page) = self.on_their_way.next().await else {
                return Ok(None);
            };
            let (ask, mut items) = page?;
            // An item without an id has no place among the others.
            items.retain(|item| R::id(item).is_some());
            let ids = items.iter().filter_map(|it| R::id(it)?.as_number());
            let ids: Vec<u64> = ids.collect();
            let kept = self
                .ranges
                .arrived(ask, &ids)
                .map_err(|it| Error::order(it.after.into(), it.id.into()))?;
            items.truncate(kept);
            self.ready = items.into();
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
