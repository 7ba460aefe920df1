//! Decides which page to read next when several are read at once and contacts are wanted in the
//! order of their ids. Nothing here sends anything.
//!
//! The book is cut into consecutive strips of some ten pages. Each strip is read from its first page to its
//! last, several strips side by side. Contacts of the first strip are yielded at once, those of the others
//! wait. A strip that ends makes room for one behind the last, so that no more contacts wait than a few
//! strips hold, however large the book is. (`ranges` is faster at finding the
//! end end of a book, but reads it
//! everywhere at once: in order, all of it would have to wait.)

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pages and densities are estimates: they say where to cut, not what is read"
)]

use std::collections::VecDeque;

use super::ranges::Disorder;

/// The first pages are read one by one, so that a small book costs no extra request.
const PAGES_BEFORE_CUTTING: usize = 4;
/// How long a strip is: half a page is lost on average where two meet.
const PAGES_A_STRIP: f64 = 10.0;
/// How many contacts may wait before a strip that is read on, as a multiple of what `n` strips hold.
const WAITING: usize = 2;
/// How many contacts may wait in all, as a multiple of what `n` strips hold.
const WAITING_AT_MOST: usize = 8;

/// The strips that were not yielded yet, by their ids.
#[derive(Debug)]
pub(super) struct Strips<T> {
    open: VecDeque<Strip<T>>,
    n: usize,
    /// How many strips are read at once: it grows as the book turns out to go on.
    at_once: usize,
    /// The size of the largest page so far.
    largest: usize,
    /// How many ids there are to a contact, in the last page that had any.
    density: f64,
    /// Ids from here on did not exist when they were asked for.
    tail: Option<u64>,
    /// Between these two ids there is known to be no contact.
    gap: (u64, u64),
    requests: usize,
    /// The key of the newest strip: strips have keys since their places change.
    last_key: usize,
}

#[derive(Debug)]
struct Strip<T> {
    key: usize,
    /// The next id to ask for.
    cursor: u64,
    /// The first id beyond the strip; the last strip has none.
    end: Option<u64>,
    busy: bool,
    /// Whether all of it has been read.
    done: bool,
    /// Whether no page of it has arrived yet.
    unread: bool,
    density: f64,
    waiting: VecDeque<T>,
}

/// A page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    strip: usize,
    /// The lowest id that the page may have.
    pub(super) from: u64,
}

impl<T> Strips<T> {
    pub(super) fn new(first: u64, n: usize) -> Self {
        Strips {
            open: VecDeque::from([Strip::new(0, first, None, 1.0)]),
            n,
            at_once: 1,
            largest: 0,
            density: 1.0,
            tail: None,
            gap: (0, 0),
            requests: 0,
            last_key: 0,
        }
    }

    /// Returns the next page to ask for; `None` while there is none, no more contacts may wait, or enough
    /// strips are being read.
    pub(super) fn ask(&mut self) -> Option<Ask> {
        let at = match self.idle() {
            Some(at) => at,
            None => self.cut()?,
        };
        let strip = &mut self.open[at];
        strip.busy = true;
        self.requests += 1;
        Some(Ask {
            strip: strip.key,
            from: strip.cursor,
        })
    }

    /// Takes the contacts of a page that has arrived, with their ids.
    pub(super) fn arrived(&mut self, ask: Ask, page: Vec<(u64, T)>) -> Result<(), Disorder> {
        let Some(at) = self.open.iter().position(|it| it.key == ask.strip) else {
            return Ok(());
        };
        self.open[at].busy = false;
        if let Some(disorder) = disorder(ask.from, &page) {
            return self.give_back(at).ok_or(disorder);
        }
        self.largest = self.largest.max(page.len());
        let strip = &mut self.open[at];
        let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) else {
            // Only an empty page ends a list; a short page does not.
            strip.done = true;
            self.tail = Some(self.tail.map_or(ask.from, |tail| tail.min(ask.from)));
            return Ok(());
        };
        let density = (last - first + 1) as f64 / page.len() as f64;
        let next = last.checked_add(1);
        let end = strip.end.unwrap_or(u64::MAX);
        let end = self.tail.map_or(end, |tail| tail.min(end));
        let kept = match strip.end {
            Some(end) => page.partition_point(|(id, _)| *id < end),
            None => page.len(),
        };
        // The page goes up to the first contact that it does not have, or beyond.
        strip.done = next.is_none_or(|next| next >= end);
        if !strip.done {
            strip.cursor = next.unwrap_or(u64::MAX);
        }
        if *first > self.gap.1 {
            self.gap = (ask.from, *first);
        }
        if strip.unread && strip.key > 0 && kept > 0 {
            self.at_once = self.n.min(self.at_once.saturating_mul(2));
        }
        strip.unread = false;
        strip.density = density;
        self.density = density;
        let items = page.into_iter().take(kept).map(|(_, item)| item);
        strip.waiting.extend(items);
        Ok(())
    }

    /// Returns what comes next in the book, as far as it is known.
    pub(super) fn ready(&mut self) -> VecDeque<T> {
        let mut ready = VecDeque::new();
        while let Some(strip) = self.open.front_mut() {
            ready.append(&mut strip.waiting);
            if !strip.done {
                break;
            }
            self.open.pop_front();
        }
        ready
    }

    /// Returns the first strip that is not being read at the moment and may be.
    fn idle(&self) -> Option<usize> {
        let mut before = 0;
        let total = self.waiting();
        for (at, strip) in self.open.iter().enumerate() {
            before += strip.waiting.len();
            if !strip.done && !strip.busy && (at == 0 || self.may_wait(before, total)) {
                return Some(at);
            }
        }
        None
    }

    /// Returns whether more contacts may wait, if `before` wait already up to their place and `total` in all.
    fn may_wait(&self, before: usize, total: usize) -> bool {
        let strips = PAGES_A_STRIP as usize * self.largest.max(1) * self.n;
        before < strips * WAITING && total < strips * WAITING_AT_MOST
    }

    fn waiting(&self) -> usize {
        self.open.iter().map(|it| it.waiting.len()).sum()
    }

    /// Cuts the first strip with more pages left than a strip should have, and returns the place of the
    /// second.
    fn cut(&mut self) -> Option<usize> {
        if self.requests >= PAGES_BEFORE_CUTTING && self.at_once == 1 && self.n > 1 {
            self.at_once = 2;
        }
        let busy = self.open.iter().filter(|it| it.busy).count();
        if busy >= self.at_once {
            return None;
        }
        let mut before = 0;
        let total = self.waiting();
        let found = self.open.iter().enumerate().find_map(|(at, strip)| {
            before += strip.waiting.len();
            if strip.done || !self.may_wait(before, total) {
                return None;
            }
            Some((at, self.cut_in(strip)?))
        });
        let (at, cut) = found?;
        self.last_key += 1;
        let strip = &mut self.open[at];
        let end = strip.end.replace(cut);
        let second = Strip::new(self.last_key, cut, end, strip.density);
        self.open.insert(at + 1, second);
        Some(at + 1)
    }

    /// Returns where to cut a strip that is being read at the moment.
    fn cut_in(&self, strip: &Strip<T>) -> Option<u64> {
        let density = if strip.unread {
            self.density
        } else {
            strip.density
        };
        let ids = |pages: f64| (pages * density * self.largest as f64) as u64;
        let mut at = strip.cursor.checked_add(ids(PAGES_A_STRIP).max(1))?;
        if (self.gap.0..self.gap.1).contains(&at) {
            at = self.gap.1;
        }
        let least = at.checked_add(ids(PAGES_A_STRIP / 2.0))?;
        let end = match (strip.end, self.tail) {
            (Some(end), Some(tail)) => end.min(tail),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => return Some(at),
        };
        (least < end).then_some(at)
    }

    /// Returns a strip that was not read at all to the one before it, if that is still being read: a book
    /// that cannot be read from its middle may still be read on from where it was left.
    fn give_back(&mut self, at: usize) -> Option<()> {
        let is_unread = self.open[at].unread;
        let before = at.checked_sub(1)?;
        if !is_unread || self.open[before].done {
            return None;
        }
        self.open[before].end = self.open[at].end;
        self.open.remove(at);
        self.at_once = 1;
        self.n = 1;
        Some(())
    }
}

impl<T> Strip<T> {
    fn new(key: usize, first: u64, end: Option<u64>, density: f64) -> Self {
        Strip {
            key,
            cursor: first,
            end,
            busy: false,
            done: false,
            unread: true,
            density,
            waiting: VecDeque::new(),
        }
    }
}

fn disorder<T>(from: u64, page: &[(u64, T)]) -> Option<Disorder> {
    let first = page.first().filter(|(id, _)| *id < from);
    let first = first.map(|(id, _)| Disorder {
        after: from.saturating_sub(1),
        id: *id,
    });
    let pair = page.windows(2).find(|pair| pair[0].0 >= pair[1].0);
    first.or(pair.map(|pair| Disorder {
        after: pair[0].0,
        id: pair[1].0,
    }))
}

#[cfg(test)]
mod tests;
