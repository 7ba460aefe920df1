use std::collections::VecDeque;

use super::*;

const PAGE: usize = 100;

struct Reading {
    ids: Vec<u64>,
    requests: usize,
    /// How long it took, in the time that one request takes.
    rounds: usize,
    /// The most contacts that waited.
    waited: usize,
}

/// Reads a book with `n` requests at once, all of which take the same time.
fn read(book: &[u64], n: usize, page: usize) -> Reading {
    let mut strips = Strips::new(0, n);
    let mut reading = Reading {
        ids: Vec::new(),
        requests: 0,
        rounds: 0,
        waited: 0,
    };
    let mut on_their_way = VecDeque::new();
    loop {
        while on_their_way.len() < n
            && let Some(ask) = strips.ask()
        {
            on_their_way.push_back((reading.rounds + 1, ask));
            reading.requests += 1;
        }
        let Some((at, ask)) = on_their_way.pop_front() else {
            return reading;
        };
        reading.rounds = reading.rounds.max(at);
        let begin = book.partition_point(|id| *id < ask.from);
        let ids = &book[begin..(begin + page).min(book.len())];
        let contacts = ids.iter().map(|id| (*id, *id)).collect();
        strips.arrived(ask, contacts).unwrap();
        reading.ids.extend(strips.ready());
        reading.waited = reading.waited.max(strips.waiting());
    }
}

/// Books whose ids lie differently.
fn books(contacts: u64) -> Vec<(&'static str, Vec<u64>)> {
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

#[test]
fn every_contact_comes_exactly_once_and_in_order_however_the_ids_lie() {
    for contacts in [0, 1, 99, 100, 101, 399, 400, 401, 4_999, 5_000, 20_000] {
        for (name, book) in books(contacts) {
            for (n, page) in [(1, PAGE), (2, PAGE), (8, PAGE), (16, 30), (64, PAGE)] {
                let reading = read(&book, n, page);
                assert_eq!(reading.ids, book, "{contacts} {name}, {n} at once");
            }
        }
    }
}

#[test]
fn a_book_that_ends_with_the_greatest_id_is_read_to_its_end() {
    let book: Vec<u64> = (u64::MAX - 1_234..=u64::MAX).collect();
    assert_eq!(read(&book, 8, PAGE).ids, book);
}

#[test]
fn a_small_book_costs_hardly_a_request_more() {
    for contacts in [0, 1, 99, 100, 250, 1_000, 4_000] {
        let book: Vec<_> = (1..=contacts).collect();
        let alone = read(&book, 1, PAGE).requests;
        let together = read(&book, 8, PAGE).requests;
        assert!(
            together <= alone + 8.min(alone / 4),
            "{contacts}: {together} for {alone}"
        );
    }
}

#[test]
fn a_large_book_is_read_many_times_faster_while_few_contacts_wait() {
    for (name, book) in books(100_000) {
        let needed = 1_001.0;
        for (n, times) in [(4, 3.7), (8, 7.0), (16, 13.0)] {
            let reading = read(&book, n, PAGE);
            let faster = needed / reading.rounds as f64;
            let more = reading.requests as f64 / needed - 1.0;
            println!(
                "{name}: {n} at once, {faster:.1} times, {:+.1} %, {} waited",
                more * 100.0,
                reading.waited
            );
            assert!(more <= 0.07, "{name}: {n} at once cost {more} more");
            assert!(
                faster >= times,
                "{name}: {n} at once are {faster} times faster"
            );
            let pages = reading.waited / PAGE;
            assert!(pages <= 80 * n, "{name}: {pages} pages waited, {n} at once");
        }
    }
}

#[test]
fn a_service_that_ignores_the_cursor_is_an_error_and_not_a_wrong_list() {
    let page = || (1..=100).map(|id| (id, id)).collect::<Vec<_>>();
    let mut strips = Strips::new(0, 8);
    let first = strips.ask().unwrap();
    strips.arrived(first, page()).unwrap();
    let second = strips.ask().unwrap();
    assert_eq!(
        strips.arrived(second, page()),
        Err(Disorder { after: 100, id: 1 })
    );
}

#[test]
fn a_service_that_cannot_begin_in_the_middle_is_read_one_page_after_the_other() {
    let book: Vec<u64> = (1..=20_000).collect();
    let mut strips = Strips::new(0, 8);
    let mut ids = Vec::new();
    let mut asked = VecDeque::new();
    let mut known = 0;
    loop {
        while asked.len() < 8
            && let Some(ask) = strips.ask()
        {
            asked.push_back(ask);
        }
        let Some(ask) = asked.pop_front() else { break };
        // It begins where the last page ended, or else at the beginning.
        let begin = if ask.from <= known + 1 { ask.from } else { 1 };
        let begin = book.partition_point(|id| *id < begin);
        let page = &book[begin..(begin + PAGE).min(book.len())];
        let contacts = page.iter().map(|id| (*id, *id)).collect();
        strips.arrived(ask, contacts).unwrap();
        ids.extend(strips.ready());
        known = ids.last().copied().unwrap_or_default();
    }
    assert_eq!(ids, book);
}
