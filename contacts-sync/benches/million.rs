//! A phone book of a million contacts that are all as the source wants them: how long a plan takes, and
//! how much memory. And smaller books at 50 ms a request: what several requests at once bring.
//!
//! `cargo bench -p contacts-sync --bench million` prints. The service is a process of its own. Memory
//! is read from `/proc`, so Linux only.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use contacts_api::Client;
use contacts_emulator::{Emulator, Fault, Seed};
use contacts_sync::{Entry, Reconciler, State};
use serde_json::{Map, json};

const TOKEN: &str = "5f2c";
const MILLION: u64 = 1_000_000;

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
    let service = Service::start(MILLION, 0);
    for state in ["", "new", "again"] {
        print!(
            "{MILLION} unchanged, {}: ",
            match state {
                "" => "nothing remembered",
                "new" => "adopted",
                _ => "remembered",
            }
        );
        service.plan(MILLION, 0, 8, state);
    }
    drop(service);
    for (contacts, changed, at_once) in [
        (10_000, 0, 1),
        (10_000, 0, 8),
        (100_000, 0, 32),
        (100_000, 1_000, 8),
    ] {
        let service = Service::start(contacts, 50);
        for state in ["new", "again"] {
            print!(
                "{contacts} at 50 ms, {changed} changed, {at_once} at once, {}: ",
                match state {
                    "new" => "cold",
                    _ => "warm",
                }
            );
            service.plan(contacts, changed, at_once, state);
        }
    }
    let service = Service::start(0, 50);
    for (created, at_once) in [(1_000, 1), (10_000, 8)] {
        print!("{created} created at 50 ms, {at_once} at once: ");
        service.plan(created, 0, at_once, "");
    }
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

    fn plan(&self, contacts: u64, changed: u64, at_once: u64, state: &str) {
        let file = self.folder.path().join("book.state");
        let state = if state.is_empty() {
            ""
        } else {
            file.to_str().expect("a path")
        };
        let numbers = [contacts, changed, at_once].map(|it| it.to_string());
        let [contacts, changed, at_once] = &numbers;
        let status = Command::new(env::current_exe().expect("this program"))
            .args(["plan", &self.url, contacts, changed, at_once, state])
            .status();
        assert!(status.expect("a process").success());
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
            "{:.2} s ({:.2} s source, {:.2} s book, {:.2} s {} writes), peak {} MiB, source {} bytes an entry",
            begin.elapsed().as_secs_f64(),
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
    status("VmRSS:")
}

fn peak() -> u64 {
    status("VmHWM:")
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|it| it.trim().trim_end_matches("kB").trim().parse().ok());
    kilobytes.unwrap_or(0_u64) * 1024
}
