//! What it costs to read a list from the bounds of an earlier one.

use std::collections::VecDeque;

use fastrand::Rng;

use super::ranges::Ranges;

const PAGE: usize = 100;

/// Returns the ids of a book, how many requests it took, and in how many rounds of `n` at once.
fn read(book: &[u64], bounds: &[u64], n: usize) -> (Vec<u64>, usize, usize) {
    let mut ranges = Ranges::new(0, bounds);
    let (mut ids, mut requests, mut rounds) = (Vec::new(), 0, 0);
    let mut on_their_way = VecDeque::new();
    loop {
        while on_their_way.len() < n
            && let Some(ask) = ranges.ask()
        {
            on_their_way.push_back((rounds + 1, ask));
            requests += 1;
        }
        let Some((at, ask)) = on_their_way.pop_front() else {
            ids.sort_unstable();
            return (ids, requests, rounds);
        };
        rounds = rounds.max(at);
        let begin = book.partition_point(|id| *id < ask.from);
        let page = &book[begin..(begin + PAGE).min(book.len())];
        let kept = ranges.arrived(ask, page).unwrap();
        ids.extend_from_slice(&page[..kept]);
    }
}

fn bounds_of(book: &[u64]) -> Vec<u64> {
    book.iter().copied().step_by(PAGE - 1).skip(1).collect()
}

#[test]
fn a_book_that_is_as_it_was_is_read_from_all_bounds_at_once() {
    let book: Vec<u64> = (1..=100_000).map(|id| id * 3).collect();
    let (ids, requests, rounds) = read(&book, &bounds_of(&book), 32);
    assert_eq!(ids, book);
    // A page for each bound, and one that finds nothing behind the last.
    assert_eq!(requests, 1_012);
    assert_eq!(rounds, 1_012_usize.div_ceil(32));
}

#[test]
fn a_small_book_that_is_as_it_was_costs_one_probe_beside_its_pages() {
    let book: Vec<u64> = (1..=250).collect();
    let (ids, requests, rounds) = read(&book, &bounds_of(&book), 8);
    assert_eq!(ids, book);
    assert_eq!((requests, rounds), (5, 2));
}

#[test]
fn what_has_come_behind_the_last_bound_is_read_at_once_too() {
    let bounds = bounds_of(&(1..=50_000).collect::<Vec<_>>());
    let book: Vec<u64> = (1..=100_000).collect();
    let (ids, requests, rounds) = read(&book, &bounds, 32);
    assert_eq!(ids, book);
    assert!(requests <= 1_060, "{requests}");
    assert!(rounds <= 60, "{rounds}");
}

#[test]
fn every_contact_is_read_exactly_once_however_old_the_bounds_are() {
    for seed in 0..500 {
        let mut random = Rng::with_seed(seed);
        let widest = random.u64(1..20_000);
        let mut ids = |most: usize, widest: u64| -> Vec<u64> {
            let count = random.usize(0..most);
            (0..count).map(|_| random.u64(1..=widest)).collect()
        };
        let mut book = ids(3_000, widest);
        book.sort_unstable();
        book.dedup();
        let bounds = ids(200, widest * 2);
        for n in [1, 3, 8, 40] {
            assert_eq!(read(&book, &bounds, n).0, book, "seed {seed}, {n} at once");
        }
    }
}

#[test]
fn a_book_that_ends_with_the_greatest_id_is_read_to_its_end() {
    let book: Vec<u64> = (u64::MAX - 1_234..=u64::MAX).collect();
    assert_eq!(read(&book, &bounds_of(&book), 8).0, book);
    assert_eq!(read(&book, &[u64::MAX], 8).0, book);
}
