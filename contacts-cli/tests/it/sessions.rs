//! What a person sees who syncs, applies and undoes, word for word, as it stands in `tests/golden`.
//!
//! A change that is meant is written down by `SNAPSHOTS=overwrite cargo test -p contacts-cli --test it sessions`.

use std::fmt::Write as _;

use contacts_emulator::Emulator;
use snapbox::{Assert, Data};

use crate::program::{Desk, emulator};

/// Commands that are run one after the other, and what each prints.
struct Session {
    desk: Desk,
    emulator: Emulator,
    text: String,
}

impl Session {
    fn new(title: &str, contacts: &[(&str, &str)]) -> Self {
        let emulator = emulator(contacts);
        Session {
            desk: Desk::at(&emulator),
            emulator,
            text: format!("{title}\n"),
        }
    }

    /// Says what happens next.
    fn says(&mut self, text: &str) -> &mut Self {
        write!(self.text, "\n{text}\n").unwrap();
        self
    }

    fn file(&mut self, name: &str, content: &str) -> &mut Self {
        self.desk.file(name, content);
        write!(self.text, "\n`{name}`:\n\n```text\n{content}```\n").unwrap();
        self
    }

    fn runs(&mut self, arguments: &str) -> &mut Self {
        let ended = self.desk.run(arguments);
        writeln!(self.text, "\n```console\n$ contacts {arguments}").unwrap();
        if ended.exit != 0 {
            writeln!(self.text, "? {}", ended.exit).unwrap();
        }
        for (name, text) in [("stderr", &ended.stderr), ("stdout", &ended.stdout)] {
            for line in text.lines() {
                let line = format!("{name}: {line}");
                writeln!(self.text, "{}", line.trim_end()).unwrap();
            }
        }
        self.text.push_str("```\n");
        self
    }

    /// Somebody else does something, of which nothing is shown.
    fn meanwhile(&mut self, text: &str, arguments: &str) -> &mut Self {
        self.says(text);
        self.desk.run(arguments).exits(0);
        self
    }

    /// Panics if the program has said something else than what is written down.
    fn is(&self, name: &str) {
        let address = self.emulator.url().split("://").nth(1).unwrap();
        let (host, _) = address.split_once('/').unwrap();
        let text = self
            .text
            .replace(host, "HOST")
            .replace(&host.replace(':', "_"), "HOST");
        let text = with_hidden_hash(&text);
        let path = format!("{}/tests/golden/{name}.md", env!("CARGO_MANIFEST_DIR"));
        let assert = Assert::new().action_env("SNAPSHOTS");
        assert.eq(text, Data::read_from(path.as_ref(), None));
    }
}

/// The name of a state has digits that tell its company, and others in each run.
fn with_hidden_hash(text: &str) -> String {
    let mut parts = text.split("HOST-");
    let mut hidden = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        hidden.push_str("HOST-HASH");
        hidden.push_str(part.trim_start_matches(|it: char| it.is_ascii_hexdigit()));
    }
    hidden
}

const BOOK: [(&str, &str); 5] = [
    ("Reception", "4533002208"),
    ("Åse Ærø", "4520100001"),
    ("Bo", "4520100002"),
    ("Carl Clausen", "4520100003"),
    ("Dorte", "4520100004"),
];

const MONDAY: &str = "\
Kundenr;Navn;Mobil;E-mail
1;Åse Ærø;20 10 00 01;aase@x.dk
2;Bo Bæk;20 10 00 02;
3;Carl Clausen;20 10 00 03;
4;Dorte;20 10 00 04;
5;Eva;20 10 00 05;eva@x.dk
6;Eva igen;20 10 00 05;
7;Finn;ring til Bo;
8;Gerda;45 12 34 56 78;
";

#[test]
fn a_first_run_is_rehearsed_and_done() {
    let mut session = Session::new(
        "A book that was filled by hand, and the first sync of it.",
        &BOOK,
    );
    session
        .file("monday.csv", MONDAY)
        .runs("sync monday.csv --key Kundenr --adopt --dry-run")
        .runs("sync monday.csv --key Kundenr --adopt --concurrency 1 --log monday.jsonl")
        .says("A second run has nothing to do.")
        .runs("sync monday.csv --key Kundenr -q")
        .says("The CRM has changed: a name, a number, somebody less.")
        .file(
            "tuesday.csv",
            "Kundenr;Navn;Mobil;E-mail\n1;Åse Ærø;20 10 00 11;aase@x.dk\n2;Bo Bæk;20 10 00 02;\n\
             3;Carl Carlsen;20 10 00 03;carl@x.dk\n4;Dorte;20 10 00 04;\n5;Eva;20 10 00 05;eva@x.dk\n",
        )
        .runs("sync tuesday.csv --key Kundenr --delete --dry-run")
        .runs("sync tuesday.csv --key Kundenr --delete --dry-run --detailed-exitcode -q")
        .runs("sync tuesday.csv --key Kundenr --delete --log tuesday.jsonl -q")
        .says("It was the wrong file: put it back.")
        .runs("undo tuesday.jsonl")
        .runs("undo tuesday.jsonl")
        .meanwhile("Somebody changes Eva by hand, and Monday is put back as well.", "update 6 --name Evelyn")
        .runs("undo monday.jsonl");
    session.is("sync-first");
}

#[test]
fn a_long_plan_is_cut() {
    let mut rows = "Navn;Mobil\n".to_owned();
    for at in 0..40 {
        writeln!(rows, "Kunde {at};2010{at:04}").unwrap();
    }
    let mut session = Session::new("Forty customers.", &[]);
    session.desk.file("forty.csv", rows);
    session.runs("sync forty.csv --dry-run");
    session.is("sync-long");
}

#[test]
fn a_plan_waits_and_is_applied() {
    let mut session = Session::new("A plan that somebody looks at first.", &BOOK);
    session
        .file("monday.csv", MONDAY)
        .runs("sync monday.csv --out plan.json -q")
        .meanwhile("Meanwhile Bo is changed by hand.", "update 3 --name Bodil")
        .meanwhile(
            "And somebody makes a contact with the number of Eva.",
            "create --name Evelyn --number 20100005",
        )
        .runs("apply plan.json --concurrency 1")
        .says("A plan is for one phone book.")
        .runs("apply plan.json --url http://127.0.0.1:1/api/v2")
        .says("And what is no plan is said to be none.")
        .runs("apply monday.csv")
        .runs("apply nowhere.json");
    session.is("sync-apply");
}

#[test]
fn what_is_unsafe_is_refused() {
    let mut session = Session::new("Deletes that are refused.", &BOOK);
    session
        .file("monday.csv", MONDAY)
        .runs("sync monday.csv --adopt -q")
        .says("An export that broke: a header, and nothing else.")
        .file("empty.csv", "Kundenr;Navn;Mobil;E-mail\n")
        .runs("sync empty.csv --delete")
        .says("One that was cut.")
        .file(
            "cut.csv",
            "Kundenr;Navn;Mobil;E-mail\n1;Åse Ærø;20 10 00 01;aase@x.dk\n2;Bo Bæk;20 10 00\n",
        )
        .runs("sync cut.csv --delete")
        .says("One that is another company's.")
        .file(
            "other.csv",
            "Kundenr;Navn;Mobil;E-mail\n1;Inge;20 20 00 01;\n",
        )
        .runs("sync other.csv --delete")
        .says("It is meant.")
        .runs("sync other.csv --delete --max-delete 100% -q")
        .says("A file that has nothing at all.")
        .file("nothing.csv", "")
        .runs("sync nothing.csv --delete");
    session.is("sync-refused");
}

#[test]
fn what_nobody_can_decide_is_a_conflict() {
    let book = [
        ("Åse", "4520100001"),
        ("Åse Ærø", "4520100001"),
        ("Bo", "4520100002"),
    ];
    let mut session = Session::new("Several that have one number.", &book);
    session
        .says("In the phone book:")
        .file("rows.csv", "Navn;Mobil\nAase;20 10 00 01\nBo;20 10 00 02\n")
        .runs("sync rows.csv")
        .says("In the file:")
        .file(
            "shared.csv",
            "Navn;Mobil\nBo;20 10 00 02\nBodil;20 10 00 02\nCarl;20 10 00 03\n",
        )
        .runs("sync shared.csv --on-shared refuse --dry-run")
        .runs("sync shared.csv --on-shared join --dry-run")
        .runs("sync shared.csv --on-shared last --dry-run");
    session.is("sync-conflicts");
}

#[test]
fn files_of_something_else_are_told_from_ours() {
    let mut session = Session::new("What is remembered is for one book.", &BOOK);
    session
        .file("rows.csv", "Kundenr;Navn;Mobil\n2;Bo Bæk;20 10 00 02\n")
        .runs("sync rows.csv --key Kundenr --state state --log log.jsonl -q")
        .says("A log of another book.")
        .runs("undo log.jsonl --url http://127.0.0.1:1/api/v2")
        .says("What is no log, and what is not there.")
        .runs("undo rows.csv")
        .runs("undo nowhere.jsonl")
        .runs("sync rows.csv --rejects nowhere/rejects.csv")
        .runs("sync rows.csv --log nowhere/log.jsonl")
        .says("A state that something else has written.");
    let folder = session.desk.path("state");
    let files = folder.read_dir().unwrap().map(|it| it.unwrap().path());
    let states: Vec<_> = files
        .filter(|it| it.extension().is_some_and(|it| it == "state"))
        .collect();
    std::fs::write(&states[0], "not a state").unwrap();
    session.runs("sync rows.csv --key Kundenr --state state");
    session.is("sync-foreign");
}
