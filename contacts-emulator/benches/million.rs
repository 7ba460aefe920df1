//! A million contacts: how long the start from CSV takes, what each contact costs, and whether a page
//! costs the same wherever it is.
//!
//! `cargo bench -p contacts-emulator --bench million`. Memory is read from `/proc`, so Linux only.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::time::{Duration, Instant};

use contacts_api::Client;
use contacts_emulator::Emulator;

const CONTACTS: u64 = 1_000_000;
const START: Duration = Duration::from_secs(5);
const BYTES: u64 = 300;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("contacts.csv");
    write_csv(&file).expect("a CSV file");

    let before = resident();
    let start = Instant::now();
    let emulator = Emulator::builder()
        .seed_file(&file)
        .expect("the file is read")
        .start_blocking()
        .expect("an emulator on a free port");
    let started = start.elapsed();
    let each = resident().saturating_sub(before) / CONTACTS;
    println!(
        "start from CSV: {:.2} s (limit {START:?})",
        started.as_secs_f64()
    );
    println!("resident: {each} bytes a contact (limit {BYTES})");

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let client = emulator.client();
    let mut report = String::from("a page of 100 from:");
    for from in [1, CONTACTS / 2, CONTACTS - 100] {
        let time = runtime.block_on(page(&client, from));
        let _ = write!(report, "  {from}: {time:.0?}");
    }
    let time = runtime.block_on(by_number(&client));
    println!("{report}\na look-up by number: {time:.0?}");
    drop(emulator);

    let data = folder.path().join("book");
    for what in ["made from CSV", "read again"] {
        let start = Instant::now();
        let builder = Emulator::builder().data(&data).seed_file(&file);
        let emulator = builder.expect("the file is read").start_blocking();
        let time = start.elapsed();
        println!(
            "start with a data file, {what}: {:.2} s",
            time.as_secs_f64()
        );
        assert_eq!(
            emulator.expect("an emulator").contacts().len() as u64,
            CONTACTS
        );
    }
    assert!(started <= START, "the start took {started:?}");
    assert!(each <= BYTES, "a contact takes {each} bytes");
}

fn write_csv(file: &std::path::Path) -> std::io::Result<()> {
    let mut csv = BufWriter::new(std::fs::File::create(file)?);
    writeln!(csv, "name,number,email")?;
    for n in 1..=CONTACTS {
        let number = 20_000_000 + n * 7;
        writeln!(
            csv,
            "Firma Nummer {n} A/S,45{number},kontakt{n}@firma-{}.dk",
            n % 1000
        )?;
    }
    csv.flush()
}

/// The fastest of several: what the machine does besides is not the emulator's.
async fn page(client: &Client, from: u64) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..50 {
        let start = Instant::now();
        let page = client.list_contacts().limit(100).id_gt_or_eq(from).send();
        let contacts = page.await.expect("a page").into_inner().contacts;
        least = least.min(start.elapsed());
        assert_eq!((contacts.len(), contacts[0].id), (100, from));
    }
    least
}

async fn by_number(client: &Client) -> Duration {
    let mut least = Duration::MAX;
    for n in (1..=CONTACTS).step_by(20_011) {
        let number = format!("45{}", 20_000_000 + n * 7);
        let start = Instant::now();
        let found = client.get_contact_by_number().number(number).send();
        let id = found.await.expect("a contact").contact.id;
        least = least.min(start.elapsed());
        assert_eq!(id, n);
    }
    least
}

/// Bytes of memory that this process has resident.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|it| it.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|it| it.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.expect("the resident set is told in kB") * 1024
}
