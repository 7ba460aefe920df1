//! A sync through a proxy that does what proxies do: the book is exact in the end, and no request is
//! early.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use contacts_emulator::Emulator;
use contacts_tests::Proxy;

use crate::program::Desk;

/// Makes a phone book of so many rows, with so many of a hundred requests spoiled in each way, and brings
/// half of them up to date.
fn the_book_is_exact(percent: u64, rows: u64) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = Emulator::builder().token("5f2c").start_blocking().unwrap();
    let (proxy, url) = runtime.block_on(Proxy::start(&emulator, percent));
    let desk = Desk::bare()
        .with("CONTACTS_URL", &url)
        .with("CONTACTS_TOKEN", "5f2c");
    let name = |row: u64, version: &str| format!("Customer {row} {version}");
    let file = |version: &dyn Fn(u64) -> &'static str| {
        let mut file = "Navn;Telefon\n".to_owned();
        for row in 0..rows {
            writeln!(file, "{};{}", name(row, version(row)), 71_000_000 + row).unwrap();
        }
        file
    };
    let book = || -> BTreeSet<String> {
        let contacts = emulator.contacts();
        assert_eq!(contacts.len() as u64, rows, "lost, or there twice");
        let names = contacts.into_iter().filter_map(|it| it.name);
        names.collect()
    };
    let first = |_| "first";
    let ended = desk.sync(file(&first), "--concurrency 64").exits(0);
    assert_eq!(ended.counts(), format!("created {rows}"));
    assert_eq!(book(), (0..rows).map(|it| name(it, first(it))).collect());

    let second = |row: u64| {
        if row.is_multiple_of(2) {
            "second"
        } else {
            "first"
        }
    };
    let ended = desk.sync(file(&second), "--concurrency 64").exits(0);
    let half = rows / 2;
    assert_eq!(ended.counts(), format!("updated {half}, unchanged {half}"));
    assert_eq!(book(), (0..rows).map(|it| name(it, second(it))).collect());

    assert_eq!(proxy.early(), 0, "requests were early");
    assert!(proxy.faults() > rows / 2);
}

#[test]
fn at_three_per_cent_of_each_fault_a_sync_makes_the_book_exact() {
    the_book_is_exact(3, 600);
}

#[test]
fn at_eight_per_cent_of_each_fault_a_sync_makes_the_book_exact() {
    the_book_is_exact(8, 80);
}
