//! Decides which page to read next when several are read at once. Nothing here sends anything.
//!
//! Ids are the only cursor, so the book is cut into ranges of ids that are read side by side. How its ids are
//! spread is not known: the first pages tell how dense they are, and a probe far beyond tells whether the
//! book is worth cutting. If it is, more probes, each twice as far, find its end. From then on, each free
//! request takes the second half of the range with the most left. A probe asks for a full page, so one that
//! finds contacts is not wasted.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pages and densities are estimates: they say where to cut, not what is read"
)]

use std::collections::BTreeMap;

/// Books of fewer pages are read one page after the other: probes would cost more than they save.
const PAGES_WORTH_SPLITTING: f64 = 50.0;
/// The first pages are read one by one, so that a small book costs no extra request.
const PAGES_BEFORE_PROBING: usize = 4;
/// How many probes look for the end of the book at the same time.
const PROBES_AT_ONCE: usize = 8;
/// A range with fewer pages left is not split: half a page is lost on average where ranges meet.
const PAGES_WORTH_STEALING: f64 = 3.0;

/// The ranges that are still to be read.
#[derive(Debug)]
pub(super) struct Ranges {
    /// The ranges by their first id; they do not overlap and leave no gap that was not read.
    open: BTreeMap<u64, Range>,
    /// The size of the largest page so far.
    largest: usize,
    /// Ids from here on did not exist when they were asked for. This only guides the splitting.
    tail: Option<u64>,
    /// How many contacts were yielded, and how many ids they span: for the density.
    contacts: usize,
    span: u64,
    requests: usize,
    worth: Worth,
}

/// Whether the book is worth cutting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    Unknown,
    /// A probe far beyond, from this id, is under way or found nothing.
    Asked(u64),
    Cutting,
    /// The service does not answer properly when asked for the middle of the book.
    Impossible,
}

#[derive(Debug)]
struct Range {
    /// The next id to ask for.
    cursor: u64,
    /// The first id beyond the range; the last range has none.
    end: Option<u64>,
    busy: bool,
    /// Whether no page of it has arrived yet, so that none of its contacts was yielded.
    probe: bool,
    /// How many ids there are to a contact, in its last page.
    density: f64,
}

impl Range {
    fn end_before(&self, tail: u64) -> u64 {
        self.end.map_or(tail, |end| end.min(tail))
    }
}

/// A page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    range: u64,
    /// The lowest id that the page may have.
    pub(super) from: u64,
}

/// A page whose ids are not what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Disorder {
    pub(super) after: u64,
    pub(super) id: u64,
}

impl Ranges {
    /// Plans to read all ids from the first. `bounds`, in any order, are ids at which the book is
    /// cut from the beginning: each range is about a page.
    pub(super) fn new(first: u64, bounds: &[u64]) -> Self {
        let mut starts: Vec<u64> = bounds.iter().copied().filter(|it| *it > first).collect();
        starts.push(first);
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
        let ranges = starts.iter().zip(ends).map(|(start, end)| {
            let range = Range {
                cursor: *start,
                end,
                busy: false,
                probe: *start > first,
                density: 1.0,
            };
            (*start, range)
        });
        Ranges {
            open: ranges.collect(),
            largest: 0,
            tail: None,
            contacts: 0,
            span: 0,
            requests: 0,
            worth: Worth::Unknown,
        }
    }

    /// Returns the next page to ask for; `None` while no page is worth it.
    pub(super) fn ask(&mut self) -> Option<Ask> {
        // The last range goes first: nobody knows where it ends.
        let idle = self.open.iter().rfind(|(_, range)| !range.busy);
        let start = match idle {
            Some((start, _)) => *start,
            None => self.split()?,
        };
        let range = self.open.get_mut(&start)?;
        range.busy = true;
        self.requests += 1;
        Some(Ask {
            range: start,
            from: range.cursor,
        })
    }

    /// Takes the ids of a page that has arrived; returns how many of them, from the first, belong
    /// to the range for which it was read.
    pub(super) fn arrived(&mut self, ask: Ask, ids: &[u64]) -> Result<usize, Disorder> {
        let Some(mut range) = self.open.remove(&ask.range) else {
            return Ok(0);
        };
        range.busy = false;
        if let Some(disorder) = disorder(ask.from, ids) {
            // A book that cannot be read from its middle may still be read on from where it was
            // left.
            if range.probe && self.give_back(ask.range, range.end) {
                self.worth = Worth::Impossible;
                return Ok(0);
            }
            return Err(disorder);
        }
        self.largest = self.largest.max(ids.len());
        self.see_tail(ask.from, ids);
        let kept = range
            .end
            .map_or(ids.len(), |end| ids.partition_point(|id| *id < end));
        let Some(last) = ids[..kept].last() else {
            return Ok(0);
        };
        if range.probe && self.worth == Worth::Asked(ask.range) {
            self.worth = Worth::Cutting;
        }
        // The position of the first contact says nothing about the density.
        let begin = if self.contacts == 0 { ids[0] } else { ask.from };
        let span = last - begin + 1;
        self.contacts += kept;
        self.span = self.span.saturating_add(span);
        let reached_the_end = kept < ids.len() || range.end == last.checked_add(1);
        // A short page is not the end: the service may have hidden one of its contacts. An empty one is.
        if !reached_the_end && *last != u64::MAX {
            range.density = ratio(span, kept);
            range.cursor = last + 1;
            range.probe = false;
            self.open.insert(ask.range, range);
        }
        Ok(kept)
    }

    /// Guesses from a page where the book ends: after a short page, until contacts are seen beyond
    /// it.
    fn see_tail(&mut self, from: u64, ids: &[u64]) {
        let end = ids.last().map_or(from, |last| last.saturating_add(1));
        if ids.is_empty() || ids.len() < self.largest {
            self.tail = Some(self.tail.map_or(end, |known| known.min(end)));
        }
        if !ids.is_empty() && self.tail.is_some_and(|tail| tail < end) {
            self.tail = None;
        }
    }

    /// Returns a range that was not read at all to the one before it, if that is still being read.
    fn give_back(&mut self, start: u64, end: Option<u64>) -> bool {
        let before = self.open.range_mut(..start).next_back();
        match before {
            Some((_, range)) if range.end == Some(start) => {
                range.end = end;
                true
            }
            _ => false,
        }
    }

    /// Cuts a range in two, and returns the first id of the second.
    fn split(&mut self) -> Option<u64> {
        let (start, at) = match (self.worth, self.tail) {
            (Worth::Unknown, None) if self.requests >= PAGES_BEFORE_PROBING => {
                let cut = self.beyond(1)?;
                self.worth = Worth::Asked(cut.1);
                cut
            }
            (Worth::Cutting, None) => self.beyond(PROBES_AT_ONCE)?,
            (Worth::Cutting, Some(tail)) if self.extra() <= self.budget(tail) => {
                self.widest(tail)?
            }
            _ => return None,
        };
        let range = self.open.get_mut(&start)?;
        let second = Range {
            cursor: at,
            end: range.end.replace(at),
            busy: false,
            probe: true,
            density: range.density,
        };
        self.open.insert(at, second);
        Some(at)
    }

    /// Returns a probe that lies as far beyond the last range as all that has been seen, while the
    /// end is not known.
    fn beyond(&self, at_once: usize) -> Option<(u64, u64)> {
        let probes = self.open.values().rev().take_while(|range| range.probe);
        if probes.count() >= at_once {
            return None;
        }
        let (start, last) = self.open.last_key_value()?;
        let (_, first) = self.open.first_key_value()?;
        let mut further = self.ids(PAGES_WORTH_SPLITTING, self.density());
        // The first probe asks whether cutting is worth it, however far away the beginning is.
        if self.worth == Worth::Cutting {
            further = further.max(last.cursor - first.cursor);
        }
        let at = last.cursor.checked_add(further)?;
        (last.end.is_none()).then_some((*start, at))
    }

    /// Returns the middle of the range with the most pages left, not counting the page under way.
    fn widest(&self, tail: u64) -> Option<(u64, u64)> {
        let (start, begin, left, _) = self
            .open
            .iter()
            .filter_map(|(start, range)| {
                let begin = range.cursor.checked_add(self.ids(1.0, range.density))?;
                let left = range.end_before(tail).checked_sub(begin)?;
                let pages = ratio(left, self.largest) / range.density;
                Some((*start, begin, left, pages))
            })
            .filter(|(.., pages)| *pages >= PAGES_WORTH_STEALING)
            .max_by(|one, other| one.3.total_cmp(&other.3))?;
        // Both halves are read at the same time, but the page under way belongs to the first.
        Some((start, begin + left / 2))
    }

    /// Returns how many more requests were sent than the contacts so far needed.
    fn extra(&self) -> usize {
        let on_their_way = self.open.values().filter(|range| range.busy).count();
        let needed = self.contacts.div_ceil(self.largest.max(1));
        // A range that is split off loses half a page in the end.
        (self.requests.saturating_sub(on_their_way + needed)) + self.open.len() / 2
    }

    /// Returns how many extra requests are worth it: one in twenty-five, and a few to begin with.
    fn budget(&self, tail: u64) -> usize {
        let left: f64 = self
            .open
            .values()
            .map(|range| {
                let left = range.end_before(tail).saturating_sub(range.cursor);
                ratio(left, self.largest) / range.density
            })
            .sum();
        let pages = ratio(self.contacts as u64, self.largest) + left;
        4 + (pages / 25.0) as usize
    }

    fn density(&self) -> f64 {
        ratio(self.span, self.contacts).max(1.0)
    }

    /// Returns how many ids so many pages span.
    fn ids(&self, pages: f64, density: f64) -> u64 {
        (pages * density * self.largest as f64) as u64
    }
}

fn ratio(ids: u64, contacts: usize) -> f64 {
    ids as f64 / contacts.max(1) as f64
}

fn disorder(from: u64, ids: &[u64]) -> Option<Disorder> {
    let first = ids.first().filter(|id| **id < from);
    let first = first.map(|id| Disorder {
        after: from.saturating_sub(1),
        id: *id,
    });
    let pair = ids.windows(2).find(|pair| pair[0] >= pair[1]);
    first.or(pair.map(|pair| Disorder {
        after: pair[0],
        id: pair[1],
    }))
}

#[cfg(test)]
mod tests;
