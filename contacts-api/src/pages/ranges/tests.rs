use std::collections::VecDeque;

use super::*;

use crate::pages::rounds::{self, Decider, PAGE, books};

impl Decider for Ranges {
    type Ask = Ask;

    fn ask(&mut self) -> Option<(u64, Ask)> {
        Ranges::ask(self).map(|ask| (ask.from, ask))
    }

    fn arrived(&mut self, ask: Ask, page: &[u64]) -> Vec<u64> {
        let kept = Ranges::arrived(self, ask, page).unwrap();
        page[..kept].to_vec()
    }
}

fn read(book: &[u64], n: usize, page: usize) -> rounds::Reading {
    rounds::read(Ranges::new(0, &[]), book, n, page)
}

#[test]
fn every_contact_is_read_exactly_once_however_the_ids_lie() {
    for contacts in [0, 1, 99, 100, 101, 399, 400, 401, 4_999, 5_000, 20_000] {
        for (name, book) in books(contacts) {
            for (n, page) in [(1, PAGE), (2, PAGE), (8, PAGE), (16, 30), (64, PAGE)] {
                let mut reading = read(&book, n, page);
                reading.ids.sort_unstable();
                assert_eq!(reading.ids, book, "{contacts} {name}, {n} at once");
            }
        }
    }
}

#[test]
fn a_small_book_costs_hardly_a_request_more() {
    for contacts in [0, 1, 99, 100, 250, 1_000, 4_000] {
        let book: Vec<_> = (1..=contacts).collect();
        let alone = read(&book, 1, PAGE).requests;
        let together = read(&book, 8, PAGE).requests;
        let more = usize::from(contacts >= 400);
        assert!(
            together <= alone + more,
            "{contacts}: {together} for {alone}"
        );
    }
}

#[test]
fn a_large_book_is_read_almost_as_many_times_faster_with_few_requests_more() {
    for (name, book) in books(100_000) {
        let needed = 1_001.0;
        for (n, times) in [(8, 6.5), (16, 9.0)] {
            let reading = read(&book, n, PAGE);
            let faster = needed / reading.rounds as f64;
            let more = reading.requests as f64 / needed - 1.0;
            println!(
                "{name}: {n} at once, {faster:.1} times, {:+.1} %",
                more * 100.0
            );
            assert!(more <= 0.05, "{name}: {n} at once cost {more} more");
            assert!(
                faster >= times,
                "{name}: {n} at once are {faster} times faster"
            );
        }
    }
}

#[test]
fn a_page_that_hides_a_contact_does_not_hide_those_behind_it() {
    for (n, hidden) in [(1, 37), (4, 250), (8, 5_000), (16, 9_999)] {
        let book: Vec<u64> = (1..=10_000).collect();
        let mut ranges = Ranges::new(0, &[]);
        let mut on_their_way = VecDeque::new();
        let mut seen = Vec::new();
        loop {
            while on_their_way.len() < n
                && let Some(ask) = ranges.ask()
            {
                on_their_way.push_back(ask);
            }
            let Some(ask) = on_their_way.pop_front() else {
                break;
            };
            let begin = book.partition_point(|id| *id < ask.from);
            let page = &book[begin..(begin + PAGE).min(book.len())];
            // The service reads a page and leaves one contact out.
            let page: Vec<_> = page.iter().copied().filter(|it| *it != hidden).collect();
            let kept = ranges.arrived(ask, &page).unwrap();
            seen.extend_from_slice(&page[..kept]);
        }
        seen.sort_unstable();
        let wanted: Vec<_> = book.into_iter().filter(|it| *it != hidden).collect();
        assert!(seen == wanted, "{n} at once: {} contacts", seen.len());
    }
}

#[test]
fn a_service_that_ignores_the_cursor_is_an_error_and_not_a_wrong_list() {
    let mut ranges = Ranges::new(0, &[]);
    let page: Vec<_> = (1..=100).collect();
    let first = ranges.ask().unwrap();
    assert_eq!(ranges.arrived(first, &page), Ok(100));
    let second = ranges.ask().unwrap();
    assert_eq!(
        ranges.arrived(second, &page),
        Err(Disorder { after: 100, id: 1 })
    );
}

#[test]
fn a_service_that_cannot_begin_in_the_middle_is_read_one_page_after_the_other() {
    let book: Vec<u64> = (1..=20_000).collect();
    let mut ranges = Ranges::new(0, &[]);
    let mut ids = Vec::new();
    let mut asked = VecDeque::new();
    let mut known = 0;
    loop {
        while asked.len() < 8
            && let Some(ask) = ranges.ask()
        {
            asked.push_back(ask);
        }
        let Some(ask) = asked.pop_front() else { break };
        // It begins where the last page ended, or else at the beginning.
        let begin = if ask.from <= known + 1 { ask.from } else { 1 };
        let begin = book.partition_point(|id| *id < begin);
        let page = &book[begin..(begin + PAGE).min(book.len())];
        let kept = ranges.arrived(ask, page).unwrap();
        ids.extend_from_slice(&page[..kept]);
        known = ids.last().copied().unwrap_or_default();
    }
    assert_eq!(ids, book);
}

/// Returns ranges under way with these ids: where each goes on, where it ends, and how many ids
/// there are to a contact.
fn under_way(ranges: &[(u64, Option<u64>, f64)]) -> Ranges {
    let ranges = ranges.iter().map(|(cursor, end, density)| {
        let range = Range {
            cursor: *cursor,
            end: *end,
            busy: true,
            probe: false,
            density: *density,
        };
        (*cursor, range)
    });
    Ranges {
        open: ranges.collect(),
        largest: PAGE,
        worth: Worth::Cutting,
        ..Ranges::new(0, &[])
    }
}

#[test]
fn requests_are_extra_that_the_contacts_did_not_need() {
    let mut ranges = under_way(&[
        (0, Some(10), 1.0),
        (10, Some(20), 1.0),
        (20, Some(30), 1.0),
        (30, None, 1.0),
    ]);
    ranges.open.get_mut(&0).unwrap().busy = false;
    ranges.open.get_mut(&20).unwrap().busy = false;
    ranges.contacts = 950;
    ranges.requests = 15;
    // Ten pages have come and two are on their way; of four ranges, every second loses a page.
    assert_eq!(ranges.extra(), 3 + 2);
}

#[test]
fn one_request_in_twenty_five_may_be_extra_and_a_few_to_begin_with() {
    let mut ranges = under_way(&[(1_000, Some(3_000), 2.0), (5_000, None, 1.0)]);
    assert_eq!(ranges.budget(1_000), 4);
    ranges.contacts = 90 * PAGE;
    // And ten and fifty pages are left.
    assert_eq!(ranges.budget(10_000), 4 + 150 / 25);
}

#[test]
fn nothing_is_cut_beyond_the_budget() {
    let mut ranges = under_way(&[(0, Some(100_000), 1.0)]);
    ranges.tail = Some(100_000);
    let budget = ranges.budget(100_000);
    ranges.requests = budget + 2;
    assert_eq!((ranges.extra(), ranges.ask()), (budget + 1, None));
    ranges.requests -= 1;
    assert_eq!(ranges.ask().map(|it| it.from), Some(100 + 99_900 / 2));
}

#[test]
fn the_range_with_the_most_pages_left_is_cut_and_not_the_one_with_the_most_ids() {
    let ranges = under_way(&[(0, Some(4_800), 8.0), (4_800, Some(5_900), 1.0)]);
    // Each without the page under way: five pages and ten.
    assert_eq!(ranges.widest(5_900), Some((4_800, 4_900 + 1_000 / 2)));
}

#[test]
fn how_dense_a_book_is_is_told_by_the_ids_that_its_contacts_span() {
    let mut ranges = Ranges::new(0, &[]);
    let ask = ranges.ask().unwrap();
    let page: Vec<u64> = (1..=10).map(|id| 1_000 + id * 7).collect();
    ranges.arrived(ask, &page).unwrap();
    assert_eq!((ranges.span, ranges.contacts), (64, 10));
    assert!((ranges.density() - 6.4).abs() < 1e-9);
    assert_eq!(ranges.ids(3.0, ranges.density()), 192);
}

#[test]
fn a_range_of_which_nothing_was_read_goes_back_only_to_the_one_that_ends_there() {
    let mut ranges = Ranges::new(0, &[100, 200]);
    let asks: Vec<_> = (0..3).map(|_| ranges.ask().unwrap()).collect();
    let [last, middle, _] = asks[..] else {
        panic!("{asks:?}")
    };
    assert_eq!(
        ranges.arrived(middle, &(100..200).collect::<Vec<_>>()),
        Ok(100)
    );
    let from_the_beginning: Vec<_> = (1..=100).collect();
    assert_eq!(
        ranges.arrived(last, &from_the_beginning),
        Err(Disorder { after: 199, id: 1 })
    );
}
