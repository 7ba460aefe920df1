//! A book that is read in rounds: each request takes the same time, so that the cost can be counted.

use std::collections::VecDeque;

/// How many contacts are on a page.
pub(super) const PAGE: usize = 100;

/// What decides which page is asked for next.
pub(super) trait Decider {
    type Ask;

    /// Returns the page to ask for, and its least id.
    fn ask(&mut self) -> Option<(u64, Self::Ask)>;

    /// Takes the ids of a page, and returns those that are read with it.
    fn arrived(&mut self, ask: Self::Ask, page: &[u64]) -> Vec<u64>;

    /// Returns how many contacts have come and wait for others.
    fn waiting(&self) -> usize {
        0
    }
}

/// What it took to read a book.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) ids: Vec<u64>,
    pub(super) requests: usize,
    /// How long it took, in the time that one request takes.
    pub(super) rounds: usize,
    /// The most contacts that waited.
    pub(super) waited: usize,
}

/// Reads a book, whose ids ascend, with `n` requests at once.
pub(super) fn read(mut decider: impl Decider, book: &[u64], n: usize, page: usize) -> Reading {
    let mut reading = Reading::default();
    let mut on_their_way = VecDeque::new();
    loop {
        while on_their_way.len() < n
            && let Some(ask) = decider.ask()
        {
            on_their_way.push_back((reading.rounds + 1, ask));
            reading.requests += 1;
        }
        let Some((round, (from, ask))) = on_their_way.pop_front() else {
            return reading;
        };
        reading.rounds = reading.rounds.max(round);
        let begin = book.partition_point(|id| *id < from);
        let ids = &book[begin..(begin + page).min(book.len())];
        reading.ids.extend(decider.arrived(ask, ids));
        reading.waited = reading.waited.max(decider.waiting());
    }
}

/// Returns books with differently spread ids, each with what is special about it.
pub(super) fn books(contacts: u64) -> Vec<(&'static str, Vec<u64>)> {
    let ids = 1..=contacts;
    let half = contacts / 2;
    let behind_a_hole = |id| if id > half { id + 50 * contacts } else { id };
    let denser = |id| if id < half { id * 40 } else { half * 40 + id };
    vec![
        ("dense", ids.clone().collect()),
        ("every seventh", ids.clone().map(|id| id * 7).collect()),
        (
            "a hole in the middle",
            ids.clone().map(behind_a_hole).collect(),
        ),
        (
            "thinner and thinner",
            ids.clone().map(|id| id + id * id / 5_000).collect(),
        ),
        (
            "dense in its second half",
            ids.clone().map(denser).collect(),
        ),
        ("far from zero", ids.map(|id| id + 3_000_000_000).collect()),
    ]
}
