//! The commands of `README.md`, `docs/cli.md` and the READMEs of the command and the emulator, run as
//! they stand there.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::symlink;
use std::process::{Child, Stdio};

use contacts_emulator::Emulator;
use contacts_tests::Page;
use serde_json::Value;

use crate::program::{CUSTOMERS, Desk, Ended, book, emulator, lines, writes};

/// The commands of a script, each as it stands there.
fn commands(script: &str) -> Vec<String> {
    let script = script.replace("\\\n", "");
    let lines = script.lines().filter(|it| !it.trim().is_empty());
    lines.map(str::to_owned).collect()
}

/// The headings of the blocks that are run, here and in `operators`: a block more has to be run, too.
#[test]
fn every_script_of_the_pages_is_among_those_that_are_run() {
    let pages: [(&str, &[&str]); 4] = [
        ("README.md", &["Try it"]),
        ("contacts-cli/README.md", &[""]),
        (
            "docs/cli.md",
            &[
                "",
                "Keep the book in step",
                "When the service and the document disagree",
            ],
        ),
        (
            "docs/operators.md",
            &[
                "One run",
                "Under cron",
                "Under cron",
                "Many companies",
                "Look first, then apply",
                "What is stored where",
                "Restore",
                "Restore",
            ],
        ),
    ];
    for (name, run) in pages {
        let page = Page::read(name);
        let languages = ["sh", "crontab", "yaml"];
        let scripts = page.blocks().iter();
        let scripts = scripts.filter(|it| languages.contains(&&*it.language));
        let headings: Vec<_> = scripts.map(|it| &*it.heading).collect();
        assert_eq!(headings, run, "{name}");
    }
}

/// A desk with a `cargo` that writes down what it was asked for, and runs the program that is built.
fn desk_with_cargo() -> Desk {
    let desk = Desk::bare();
    let here = desk.path("");
    let script = format!(
        "echo \"$*\" >> {}cargo\n[ \"$1 $2\" = 'run --' ] || exit 0\nshift 2\nexec contacts \"$@\"",
        here.display(),
    );
    desk.program("cargo", &script);
    desk
}

/// What a sync of the sample says, of whichever page.
fn is_the_sync_of_the_sample(ended: &Ended) {
    let said = format!("{}{}", ended.stdout, ended.stderr);
    for part in [
        "240 rows: 219 created",
        "plan: create 219",
        "Rows that were rejected:",
    ] {
        assert!(said.contains(part), "{part:?} is not in {said}");
    }
}

#[test]
fn what_the_readme_says_to_try_is_the_sync_of_the_sample_and_all_tests() {
    let readme = Page::read("README.md");
    let script = readme.below("Try it", "sh").concat();
    let [sync, test] = commands(&script).try_into().expect("two commands");
    let desk = desk_with_cargo();
    symlink(env!("CARGO_MANIFEST_DIR"), desk.path("contacts-cli")).unwrap();
    assert!(readme.text().contains("240 rows") && readme.text().contains("exit code 3"));
    is_the_sync_of_the_sample(&desk.run_script(&sync).exits(3));

    // These tests are a part of it.
    desk.run_script(&test).exits(0);
    assert_eq!(lines(&desk.path("cargo"))[1..], ["test --workspace"]);
}

#[test]
fn what_the_page_of_the_package_says_installs_it_and_syncs_a_list() {
    let script = Page::read("contacts-cli/README.md").blocks()[0]
        .code
        .clone();
    let [install, sync, help] = commands(&script).try_into().expect("three commands");
    let desk = desk_with_cargo();
    desk.run_script(&install).exits(0);
    let asked = concat!("install ", env!("CARGO_PKG_NAME"), " --locked");
    assert_eq!(lines(&desk.path("cargo")), [asked]);

    fs::copy(CUSTOMERS, desk.path("customers.csv")).unwrap();
    is_the_sync_of_the_sample(&desk.run_script(&sync).exits(3));
    let help = desk.run_script(&help).exits(0);
    assert!(help.stdout.contains("--emulator"), "{help:#?}");
}

/// Seven contacts, the last of which has an e-mail address.
fn seven() -> Emulator {
    let numbers: Vec<String> = (1..=6).map(|it| format!("457100010{it}")).collect();
    let mut contacts: Vec<_> = numbers.iter().map(|it| ("Bo", &**it)).collect();
    contacts.push(("Relatel", "4571999999"));
    let emulator = emulator(&contacts);
    let mail = Desk::at(&emulator).run("update 7 --email info@relatel.dk");
    mail.exits(0);
    emulator
}

#[test]
fn contacts_are_found_made_changed_listed_and_exported_as_the_page_says() {
    let script = Page::read("docs/cli.md").below("", "sh");
    let [lookup, create, update, list, export] =
        commands(&script[0]).try_into().expect("five commands");
    let emulator = seven();
    let desk = Desk::at(&emulator);
    let found = desk.run_script(&lookup).exits(0);
    assert!(found.stdout.contains("Relatel"), "{found:#?}");

    desk.run_script(&create).exits(0);
    let made = "8 Relatel A/S 4571999999 kundeservice@relatel.dk";
    assert_eq!(book(&emulator).last().map(String::as_str), Some(made));

    assert_eq!(book(&emulator)[6], "7 Relatel 4571999999 info@relatel.dk");
    desk.run_script(&update).exits(0);
    assert_eq!(book(&emulator)[6], "7 Relatel 4571999999 -");

    let listed = desk.run_script(&list).exits(0);
    assert_eq!(listed.stdout.lines().count(), 1 + 8, "{listed:#?}");
    desk.run_script(&export).exits(0);
    assert!(fs::read(desk.path("book.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn a_sync_shows_what_would_change_does_it_and_is_put_back_as_the_page_says() {
    let script = Page::read("docs/cli.md").below("Keep the book in step", "sh");
    let [shown, done, undone] = commands(&script[0]).try_into().expect("three commands");
    let emulator = emulator(&[("Bo", "4571000101")]);
    let desk = Desk::at(&emulator);
    desk.file("customers.xlsx", include_bytes!("../data/customers.xlsx"));
    let before = book(&emulator);

    let ended = desk.run_script(&shown).exits(0);
    assert!(ended.stdout.contains("Nordlys El"), "{ended:#?}");
    assert_eq!(writes(&emulator), 0);

    desk.run_script(&done).exits(0);
    assert_eq!(book(&emulator).len(), 1 + 5);
    assert!(desk.path("sync.jsonl").exists());

    desk.run_script(&undone).exits(0);
    assert_eq!(book(&emulator), before);
}

#[test]
fn a_drift_is_looked_for_in_the_whole_book_as_the_page_says() {
    let heading = "When the service and the document disagree";
    let script = &Page::read("docs/cli.md").below(heading, "sh")[0];
    let numbers: Vec<String> = (1..=250)
        .map(|it| (4_571_000_000_u64 + it).to_string())
        .collect();
    let contacts: Vec<_> = numbers.iter().map(|it| ("Bo", &**it)).collect();
    let emulator = emulator(&contacts);
    let ended = Desk::at(&emulator).run_script(script).exits(0);
    assert!(
        ended.stdout.starts_with("250 contacts are as "),
        "{ended:#?}"
    );
}

/// The emulator of the page, which ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether a program that the page calls is on this machine.
fn has(desk: &Desk, program: &str) -> bool {
    desk.run_script(&format!("{program} --version")).exit == 0
}

#[test]
fn the_examples_of_the_emulator_answer_what_the_page_shows() {
    let page = Page::read("contacts-emulator/README.md");
    let blocks: Vec<_> = page
        .blocks()
        .iter()
        .filter(|it| it.language != "json")
        .collect();
    let [install, serve] = commands(&blocks[0].code).try_into().expect("two commands");

    // The package is there, and the program is built from it already.
    let folder = install
        .strip_prefix("cargo install --path ")
        .expect("a path");
    assert!(
        env!("CARGO_MANIFEST_DIR").ends_with(&format!("/{folder}")),
        "{folder}"
    );

    let flags = serve.strip_prefix("contacts ").expect("the program");
    assert!(flags.contains("--port 8080"), "{flags}");
    let desk = Desk::bare();
    let mut served = Served(desk.start(&flags.replace("--port 8080", "--port 0"), Stdio::piped()));
    let mut url = String::new();
    let stdout = served.0.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut url).unwrap();
    let root = url
        .trim_end()
        .strip_suffix("/api/v2")
        .expect("the URL of the API");

    if let Some(missing) = ["curl", "python3"].iter().find(|it| !has(&desk, it)) {
        // CI has both; whoever has only a Rust toolchain can do without.
        assert!(env::var_os("CI").is_none(), "{missing} is missing");
        eprintln!("the examples were not run: {missing} is missing");
        return;
    }
    let desk = desk.with("ROOT", root).with("NO_PROXY", "127.0.0.1");
    // What the page begins with, but for the look at the emulator's health.
    let (functions, _) = blocks[1]
        .code
        .trim_end()
        .rsplit_once('\n')
        .expect("several lines");
    let mut count = 0;
    for (index, block) in page.blocks().iter().enumerate() {
        if block.language != "sh" || block.line == blocks[0].line {
            continue;
        }
        let script = format!("set -eu\n{functions}\n{}", block.code);
        let ended = desk.run_script(&script).exits(0);
        if let Some(shown) = page
            .blocks()
            .get(index + 1)
            .filter(|it| it.language == "json")
        {
            let shown: Value = serde_json::from_str(&shown.code).unwrap();
            assert_eq!(ended.json(), shown, "line {}", block.line);
            count += 1;
        }
    }
    assert_eq!(
        count + blocks.len(),
        page.blocks().len(),
        "an answer follows no command"
    );
}
