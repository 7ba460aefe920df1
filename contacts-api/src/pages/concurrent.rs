use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::{FuturesUnordered, try_unfold};

use super::ranges::{Ask, Ranges};
use super::{At, Cursor, ListStream, Request};
use crate::Error;
use crate::phone_book::ContactId;

/// All items of a list, read with up to `n` requests at once; one page after the other where ids
/// do not ascend or are not what a list goes on from.
///
/// `bounds` are ids from which it is read at once, from the beginning: those of an earlier list, a page
/// apart. They cost nothing where they are wrong by now, and need not be those of contacts.
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
    // What cannot be sent is found out by sending it.
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
    /// Is the contact with the id that is asked for in the page?
    inclusive: bool,
    n: usize,
    ranges: Ranges,
    on_their_way: FuturesUnordered<Page<R::Item>>,
    /// What is read and not yet given away.
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
            // One without an id has no place among the others.
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
        // The id that everything begins with need not be sent, unless it was set.
        let request = if ask.from == 0 {
            request
        } else {
            request.at(&At::Id(ContactId::from(from)))
        };
        Box::pin(async move { Ok((ask, request.read().await?)) })
    }
}
