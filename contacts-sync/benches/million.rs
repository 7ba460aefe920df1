//! A phone book of a million contacts that are all as the source wants them: how long a run takes, and
//! how much memory. And books at 50 ms a request: what several requests at once bring.
//!
//! `cargo bench -p contacts-sync --bench million` prints. The service is a process of its own. Memory
//! is read from `/proc`, so Linux only. With the program in `CONTACTS` it measures a file of a million
//! rows as well.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use contacts_api::Client;
use contacts_emulator::{Emulator, Fault, Seed};
use contacts_sync::{Entry, INDEX_BYTES, Reconciler, State};
use serde_json::{Map, json};

const TOKEN: &str = "5f2c";
const MILLION: u64 = 1_000_000;
const HUNDRED_THOUSAND: u64 = 100_000;
/// How long a request takes, in milliseconds.
const WAIT: u64 = 50;

fn main() {
    let arguments: Vec<_> = env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["serve", contacts, wait] => serve(number(contacts), number(wait)),
        ["plan", url, contacts, changed, at_once, state] => {
            run(
                url,
                number(contacts),
                number(changed),
                number(at_once),
                state,
            );
        }
        // Cargo runs benches as tests too, and wants them short.
        _ if !arguments.iter().any(|it| it == "--bench") => {}
        _ => measure(),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

fn measure() {
    println!("index: {INDEX_BYTES} bytes a contact, beside the texts of the source\n");
    let service = Service::start(MILLION, 0);
    println!("{MILLION} unchanged, 8 at once:");
    for state in ["", "new", "again"] {
        let name = match state {
            "" => "nothing remembered",
            "new" => "adopted",
            _ => "remembered",
        };
        service.plan(name, MILLION, 0, 8, state);
    }
    if let Some(program) = env::var_os("CONTACTS") {
        service.program(Path::new(&program));
    }
    drop(service);

    println!("\n{HUNDRED_THOUSAND} unchanged at {WAIT} ms a request:");
    let service = Service::start(HUNDRED_THOUSAND, WAIT);
    let alone = service.plan("one after the other", HUNDRED_THOUSAND, 0, 1, "new");
    let warm = service.plan("32 at once, remembered", HUNDRED_THOUSAND, 0, 32, "again");
    println!("  {:.1} times faster", alone / warm);

    println!("\n{HUNDRED_THOUSAND} at {WAIT} ms, 1,000 of them changed:");
    let listing = service.plan(
        "8 at once, nothing changed",
        HUNDRED_THOUSAND,
        0,
        8,
        "again",
    );
    let changed = service.plan("8 at once, changed", HUNDRED_THOUSAND, 1_000, 8, "again");
    drop(service);
    let least = listing + seconds(1_000_u64.div_ceil(8) * WAIT);
    println!(
        "  {:.2} of the {least:.2} s that the list and the writes take",
        changed / least
    );

    println!("\ncreated at {WAIT} ms a request:");
    let service = Service::start(0, WAIT);
    let alone = service.plan("1,000 one after the other", 1_000, 0, 1, "");
    drop(service);
    let service = Service::start(0, WAIT);
    let together = service.plan("10,000, 8 at once", 10_000, 0, 8, "");
    println!("  {:.2} times faster", alone * 10.0 / together);
}

fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}

struct Service {
    child: Child,
    url: String,
    folder: tempfile::TempDir,
}

impl Service {
    fn start(contacts: u64, wait: u64) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["serve", &contacts.to_string(), &wait.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut url = String::new();
        let output = child.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut url).expect("a line");
        Service {
            child,
            url: url.trim().to_owned(),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// Brings the book in step with so many entries; returns how long it took, in seconds.
    fn plan(&self, name: &str, contacts: u64, changed: u64, at_once: u64, state: &str) -> f64 {
        let file = self.folder.path().join("book.state");
        let state = if state.is_empty() {
            ""
        } else {
            file.to_str().expect("a path")
        };
        let numbers = [contacts, changed, at_once].map(|it| it.to_string());
        let [contacts, changed, at_once] = &numbers;
        print!("  {name}: ");
        std::io::stdout().flush().expect("a terminal");
        let begin = Instant::now();
        let status = Command::new(env::current_exe().expect("this program"))
            .args(["plan", &self.url, contacts, changed, at_once, state])
            .status();
        assert!(status.expect("a process").success());
        begin.elapsed().as_secs_f64()
    }

    /// Runs the program on a file with a row for each contact.
    fn program(&self, program: &Path) {
        let file = self.folder.path().join("rows.csv");
        let mut rows = "Nr;Navn;Telefon;E-mail\n".to_owned();
        for at in 0..MILLION {
            let row = wanted(at, false);
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            let line = [at.to_string(), text("name"), text("number"), text("email")];
            rows += &line.join(";");
            rows.push('\n');
        }
        fs::write(&file, rows).expect("a file");
        for (name, more) in [
            ("nothing remembered", &[][..]),
            (
                "adopted by key",
                &["--key", "Nr", "--adopt", "--state", "state"],
            ),
            ("remembered by key", &["--key", "Nr", "--state", "state"]),
        ] {
            let begin = Instant::now();
            let mut child = Command::new(program.canonicalize().expect("the program"))
                .args(["sync", "rows.csv", "-q", "--concurrency", "8"])
                .args(more)
                .current_dir(self.folder.path())
                .env("HOME", self.folder.path())
                .env("CONTACTS_URL", &self.url)
                .env("CONTACTS_TOKEN", TOKEN)
                .stdout(Stdio::null())
                .spawn()
                .expect("a process");
            let mut peak = 0;
            let status = loop {
                if let Some(status) = child.try_wait().expect("a child") {
                    break status;
                }
                peak = status_of(&child.id().to_string(), "VmHWM:").max(peak);
                thread::sleep(Duration::from_millis(10));
            };
            assert!(status.success(), "{status}");
            let time = begin.elapsed().as_secs_f64();
            let peak = peak / 1024 / 1024;
            println!("  contacts sync, {name}: {time:.2} s, peak {peak} MiB");
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn serve(contacts: u64, wait: u64) {
    let seeds = (0..contacts).map(|at| {
        let contact = wanted(at, false);
        Seed::new(contact)
    });
    let wait = Duration::from_millis(wait);
    let mut builder = Emulator::builder().token(TOKEN).seed(seeds);
    if !wait.is_zero() {
        builder = builder.faults([Fault::latency(wait..=wait)]);
    }
    let emulator = builder
        .start_blocking()
        .expect("an emulator on a free port");
    println!("{}", emulator.url());
    let _ = std::io::stdin().lock().read_line(&mut String::new());
}

/// What the source says of a contact.
fn wanted(at: u64, is_changed: bool) -> Map<String, serde_json::Value> {
    let name = if is_changed {
        "Anders And"
    } else {
        "Firma Nummer"
    };
    let contact = json!({
        "name": format!("{name} {at} A/S"),
        "number": format!("45{}", 20_000_000 + at * 7),
        "email": format!("kontakt{at}@firma-{}.dk", at % 1000),
    });
    contact.as_object().expect("an object").clone()
}

fn run(url: &str, contacts: u64, changed: u64, at_once: u64, state: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let client = Client::builder()
        .token(TOKEN)
        .base_url(url)
        .build()
        .expect("a client");
    let state = (!state.is_empty()).then(|| State::open(state).expect("a state"));
    let mut reconciler = Reconciler::new(&client).expect("the document has all");
    reconciler = reconciler
        .concurrency(usize::try_from(at_once).expect("few"))
        .rules(contacts_sync::Rules::default().adopt(state.is_some()));
    if let Some(state) = &state {
        reconciler = reconciler.state(state);
    }
    let begin = Instant::now();
    let before = resident();
    runtime.expect("a runtime").block_on(async {
        let mut draft = reconciler.draft().expect("a draft");
        for at in 0..contacts {
            let is_changed = changed > 0 && at % (contacts / changed) == 0;
            let payload = wanted(at, is_changed);
            draft.entry(Entry {
                key: Some(format!("K{at}")),
                id: None,
                number: payload["number"].as_str().expect("a text").parse().expect("a number"),
                payload,
                unset: Vec::new(),
                cleared: Vec::new(),
                row: at + 2,
            });
        }
        let taken = begin.elapsed();
        let source = resident().saturating_sub(before);
        let plan = draft.plan().await.expect("a plan");
        let planned = begin.elapsed();
        let (creates, updates, _) = plan.counts();
        let applied = reconciler.apply(&plan).await.expect("it is applied");
        println!(
            "{:.2} s, {:.2} s of CPU ({:.2} s source, {:.2} s book, {:.2} s {} writes), peak {} MiB, source {} \
             bytes an entry",
            begin.elapsed().as_secs_f64(),
            cpu(),
            taken.as_secs_f64(),
            planned.as_secs_f64() - taken.as_secs_f64(),
            begin.elapsed().as_secs_f64() - planned.as_secs_f64(),
            creates + updates,
            peak() / 1024 / 1024,
            source / contacts.max(1),
        );
        assert_eq!(applied.undone(), 0);
    });
}

fn resident() -> u64 {
    status_of("self", "VmRSS:")
}

/// The seconds that this process has had a processor.
fn cpu() -> f64 {
    let nanoseconds = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = nanoseconds.split(' ').next().and_then(|it| it.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0)).as_secs_f64()
}

fn peak() -> u64 {
    status_of("self", "VmHWM:")
}

/// A line of a process's status, in bytes.
fn status_of(process: &str, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|it| it.trim().trim_end_matches("kB").trim().parse().ok());
    kilobytes.unwrap_or(0_u64) * 1024
}
