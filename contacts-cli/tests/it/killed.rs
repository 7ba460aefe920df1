//! Syncs that are killed, as by a power cut, at moments that a seed chooses, over a service that fails
//! at random.
//!
//! `CONTACTS_KILLS` says how often, 12 times unless set; `CONTACTS_KILL_SEED` repeats a run.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use contacts_emulator::{Emulator, Fault, Seed};
use contacts_sync::State;
use fastrand::Rng;

use crate::program::{Desk, book, writes};

/// What a company's CRM knows: by the customer's number, the name and the phone number.
#[derive(Default)]
struct Crm {
    customers: BTreeMap<u32, (String, String)>,
    /// No phone number is given twice.
    numbers: u32,
    last: u32,
}

/// Contacts that somebody has made by hand, which no run may touch.
const BY_HAND: [(&str, &str); 2] = [
    ("Reception", "4570000001"),
    ("Lager, kun om natten", "4570000002"),
];

const FLAGS: &str = "--key Nr --state state --log log.jsonl --report report.html \
                     --delete --max-delete 100% --concurrency 8 --no-input -q";

#[test]
fn a_sync_that_is_killed_at_any_moment_is_made_whole_by_the_next() {
    let variable =
        |name: &str, default: u64| env::var(name).map_or(default, |it| it.parse().unwrap());
    let wanted = variable("CONTACTS_KILLS", 12);
    let first = variable("CONTACTS_KILL_SEED", 1);
    let (mut kills, mut after_writes, mut seed) = (0, 0, first);
    while kills < wanted {
        println!("CONTACTS_KILL_SEED={seed}");
        let (killed, wrote) = nights(seed, (wanted - kills).min(12));
        kills += killed;
        after_writes += wrote;
        seed += 1;
    }
    println!("killed {kills} times, {after_writes} of them after a run's first write");
}

/// A few nights of one company, with so many kills; says how many there were, and how many of them
/// came after something had been written.
fn nights(seed: u64, kills: u64) -> (u64, u64) {
    let mut random = Rng::with_seed(seed);
    let by_hand = BY_HAND.map(|(name, number)| Seed::new([("name", name), ("number", number)]));
    let emulator = Emulator::builder().seed(by_hand).fault_seed(seed);
    let emulator = emulator.start_blocking().unwrap();
    let desk = Desk::at(&emulator);
    let mut crm = Crm::default();
    let (mut killed, mut wrote) = (0, 0);
    // As long as a run takes on this machine.
    let mut run = Duration::from_millis(100);
    for night in 0.. {
        if killed >= kills {
            break;
        }
        crm.next_day(&mut random);
        desk.file("rows", crm.csv());
        for _ in 0..random.u64(1..=4) {
            emulator.set_faults(faults()).unwrap();
            let before = writes(&emulator);
            let child = desk.start(&format!("sync rows {FLAGS}"), Stdio::null());
            if is_killed(child, &emulator, run, &mut random) {
                killed += 1;
                wrote += u64::from(writes(&emulator) > before);
            }
            let report = std::fs::read_to_string(desk.path("report.html"));
            assert!(report.map_or(true, |it| it.trim_end().ends_with("</script>")));
            crm.rename(&mut random);
            desk.file("rows", crm.csv());
        }
        emulator.set_faults([]).unwrap();
        let begin = Instant::now();
        desk.run(&format!("sync rows {FLAGS}")).exits(0);
        run = begin.elapsed();
        let at = format!("seed {seed}, night {night}");
        assert_eq!(contents(&emulator), crm.contents(), "{at}");
        let sent = writes(&emulator);
        desk.run(&format!("sync rows {FLAGS}")).exits(0);
        assert_eq!(
            writes(&emulator),
            sent,
            "{at}: the second run sent something"
        );
        assert_eq!(remembered(&desk), crm.customers.len() as u64, "{at}");
        // What is remembered is right: each customer is found by its key where its number has changed.
        let ids = ids(&emulator);
        crm.renumber_all();
        desk.file("rows", crm.csv());
        desk.run(&format!("sync rows {FLAGS}")).exits(0);
        assert_eq!(
            contents(&emulator),
            crm.contents(),
            "{at}, with other numbers"
        );
        assert_eq!(self::ids(&emulator), ids, "{at}: a contact was made again");
    }
    // And so is the log: what all runs have done can be put back.
    desk.run("undo log.jsonl --state state -q").exits(0);
    assert_eq!(
        contents(&emulator),
        Crm::default().contents(),
        "seed {seed}, undone"
    );
    assert_eq!(remembered(&desk), 0, "seed {seed}, undone");
    (killed, wrote)
}

/// Lets a run go on for a while that nobody can foresee, and kills it; false if it had ended by then.
fn is_killed(mut child: Child, emulator: &Emulator, run: Duration, random: &mut Rng) -> bool {
    let before = emulator.requests().len();
    // Counted by its requests it is cut between them, by the clock where it reads and writes files.
    let (requests, time) = if random.bool() {
        (random.usize(1..50), Duration::from_millis(4))
    } else {
        (0, run)
    };
    let mut is_running = true;
    while is_running && emulator.requests().len() < before + requests {
        std::thread::yield_now();
        is_running = child.try_wait().unwrap().is_none();
    }
    let begin = Instant::now();
    let time = time.mul_f64(random.f64());
    while is_running && begin.elapsed() < time {
        std::thread::yield_now();
        is_running = child.try_wait().unwrap().is_none();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    is_running
}

fn faults() -> Vec<Fault> {
    let mut faults = vec![
        Fault::latency(Duration::ZERO..=Duration::from_millis(3)),
        Fault::status(503).on("list_contacts").rate(0.1),
        Fault::truncate().on("list_contacts").rate(0.1),
    ];
    for write in ["create_contact", "update_contact", "delete_contact"] {
        for fault in [
            Fault::reset_before(),
            Fault::reset_after(),
            Fault::truncate(),
            Fault::status(503),
            Fault::html(502),
            Fault::too_many_requests(Duration::ZERO),
        ] {
            faults.push(fault.on(write).rate(0.04));
        }
    }
    faults
}

impl Crm {
    /// Customers come, go, and get other names and numbers.
    fn next_day(&mut self, random: &mut Rng) {
        for _ in 0..random.usize(5..40) {
            self.last += 1;
            let number = self.number();
            self.customers
                .insert(self.last, (format!("Kunde {}", self.last), number));
        }
        for key in self.some(random, 10) {
            self.customers.remove(&key);
        }
        for key in self.some(random, 10) {
            let number = self.number();
            self.customers.get_mut(&key).unwrap().1 = number;
        }
        self.rename(random);
    }

    fn rename(&mut self, random: &mut Rng) {
        for key in self.some(random, 5) {
            self.customers.get_mut(&key).unwrap().0 = format!("Kunde {key} ({})", random.u16(..));
        }
    }

    fn renumber_all(&mut self) {
        for key in self.customers.keys().copied().collect::<Vec<_>>() {
            let number = self.number();
            self.customers.get_mut(&key).unwrap().1 = number;
        }
    }

    /// About one customer in so many.
    fn some(&self, random: &mut Rng, in_so_many: u32) -> Vec<u32> {
        let keys = self.customers.keys().copied();
        keys.filter(|_| random.u32(0..in_so_many) == 0).collect()
    }

    fn number(&mut self) -> String {
        self.numbers += 1;
        format!("45{}", 71_000_000 + self.numbers)
    }

    fn csv(&self) -> String {
        let mut csv = "Nr;Navn;Telefon\n".to_owned();
        for (key, (name, number)) in &self.customers {
            writeln!(csv, "{key};{name};+{number}").unwrap();
        }
        csv
    }

    fn contents(&self) -> Vec<String> {
        let customers = self.customers.values();
        let customers = customers.map(|(name, number)| format!("{name} {number} -"));
        let by_hand = BY_HAND
            .iter()
            .map(|(name, number)| format!("{name} {number} -"));
        let mut contents: Vec<_> = customers.chain(by_hand).collect();
        contents.sort();
        contents
    }
}

/// What is in a book, whatever the ids and the order in which it came.
fn contents(emulator: &Emulator) -> Vec<String> {
    let book = book(emulator);
    let contents = book.iter().filter_map(|it| it.split_once(' '));
    let mut contents: Vec<_> = contents.map(|(_, rest)| rest.to_owned()).collect();
    contents.sort();
    contents
}

fn ids(emulator: &Emulator) -> Vec<u64> {
    let mut ids: Vec<_> = emulator.contacts().iter().map(|it| it.id).collect();
    ids.sort_unstable();
    ids
}

/// How many contacts the state says are this tool's.
fn remembered(desk: &Desk) -> u64 {
    let files = desk
        .path("state")
        .read_dir()
        .unwrap()
        .map(|it| it.unwrap().path());
    let mut states = files.filter(|it| it.extension().is_some_and(|it| it == "state"));
    let state = State::open(states.next().unwrap()).unwrap();
    state.len().unwrap()
}
