use super::*;
use crate::pages::rounds::{self, Decider, PAGE, books};

impl Decider for Strips<u64> {
    type Ask = Ask;

    fn ask(&mut self) -> Option<(u64, Ask)> {
        Strips::ask(self).map(|ask| (ask.from, ask))
    }

    fn arrived(&mut self, ask: Ask, page: &[u64]) -> Vec<u64> {
        let contacts = page.iter().map(|id| (*id, *id)).collect();
        Strips::arrived(self, ask, contacts).unwrap();
        self.ready().into()
    }

    fn waiting(&self) -> usize {
        Strips::waiting(self)
    }
}

fn read(book: &[u64], n: usize, page: usize) -> rounds::Reading {
    rounds::read(Strips::new(0, n), book, n, page)
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

/// Returns a strip under way.
fn strip(key: usize, cursor: u64, end: Option<u64>) -> Strip<u64> {
    Strip {
        busy: true,
        unread: false,
        ..Strip::new(key, cursor, end, 1.0)
    }
}

/// Returns strips under way.
fn under_way<const N: usize>(n: usize, open: [Strip<u64>; N]) -> Strips<u64> {
    Strips {
        open: VecDeque::from(open),
        at_once: n,
        largest: PAGE,
        requests: 100,
        last_key: N,
        ..Strips::new(0, n)
    }
}

/// Returns the page that a strip was asked for, with these contacts.
fn arrived(
    strips: &mut Strips<u64>,
    strip: usize,
    from: u64,
    ids: impl Iterator<Item = u64>,
) -> Result<(), Disorder> {
    strips.arrived(Ask { strip, from }, ids.map(|id| (id, id)).collect())
}

#[test]
fn no_more_contacts_wait_than_the_strips_under_way_would_hold_twice() {
    let strips = under_way(4, []);
    assert!(strips.may_wait(7_999, 31_999));
    assert!(!strips.may_wait(8_000, 31_999));
    assert!(!strips.may_wait(7_999, 32_000));
}

#[test]
fn while_the_first_page_is_slow_the_others_are_read_until_enough_wait() {
    for (n, most) in [(2, 4_000), (4, 8_000), (8, 16_000)] {
        let mut strips = under_way(n, [strip(0, 0, Some(1_000)), strip(1, 1_000, None)]);
        let mut asked = VecDeque::from([Ask {
            strip: 1,
            from: 1_000,
        }]);
        while let Some(ask) = asked.pop_front() {
            arrived(&mut strips, ask.strip, ask.from, (ask.from..).take(PAGE)).unwrap();
            assert!(strips.ready().is_empty());
            assert!(strips.waiting() < 3 * most, "{n} at once");
            // One is slow.
            while asked.len() < n - 1
                && let Some(ask) = strips.ask()
            {
                asked.push_back(ask);
            }
        }
        // Those that were begun may be read to their ends.
        let waiting = strips.waiting();
        let enough = most..most + n * PAGES_A_STRIP as usize * PAGE;
        assert!(enough.contains(&waiting), "{n} at once: {waiting}");
        // The page that they wait for may be asked for, however many wait.
        arrived(&mut strips, 0, 0, 0..100).unwrap();
        assert_eq!(strips.ready().len(), PAGE);
        let next = strips.ask().map(|it| (it.strip, it.from));
        assert_eq!(next, Some((0, 100)), "{n} at once");
    }
}

#[test]
fn how_dense_a_strip_is_is_told_by_the_ids_that_its_page_spans() {
    let mut strips = under_way(2, [strip(0, 0, None)]);
    arrived(&mut strips, 0, 0, (1..=10).map(|id| 1_000 + id * 7)).unwrap();
    assert!((strips.density - 6.4).abs() < 1e-9);
}

#[test]
fn a_strip_is_cut_only_where_half_a_strip_is_left_behind_it() {
    let strips = under_way(2, []);
    let cut = |end| strips.cut_in(&strip(0, 0, Some(end)));
    assert_eq!((cut(1_500), cut(1_501)), (None, Some(1_000)));
}

#[test]
fn a_gap_is_as_wide_as_it_was_first_seen() {
    let open = [
        strip(0, 0, Some(100)),
        strip(1, 100, Some(300)),
        strip(2, 300, None),
    ];
    let mut strips = under_way(4, open);
    arrived(&mut strips, 1, 100, 500..600).unwrap();
    arrived(&mut strips, 2, 300, 500..600).unwrap();
    assert_eq!(strips.gap, (100, 500));
}

#[test]
fn a_strip_that_turns_out_to_be_empty_does_not_show_that_the_book_goes_on() {
    let unread = |key, cursor, end| Strip {
        unread: true,
        ..strip(key, cursor, end)
    };
    let open = [
        strip(0, 0, Some(100)),
        unread(1, 100, Some(300)),
        unread(2, 300, None),
    ];
    let mut strips = under_way(8, open);
    strips.at_once = 2;
    arrived(&mut strips, 1, 100, 500..600).unwrap();
    assert_eq!(strips.at_once, 2);
    arrived(&mut strips, 2, 300, 500..600).unwrap();
    assert_eq!(strips.at_once, 4);
}

#[test]
fn a_strip_of_which_something_was_read_does_not_go_back() {
    let mut strips = under_way(4, [strip(0, 0, Some(100)), strip(1, 100, None)]);
    assert_eq!(
        arrived(&mut strips, 1, 100, 1..=100),
        Err(Disorder { after: 99, id: 1 })
    );
}
