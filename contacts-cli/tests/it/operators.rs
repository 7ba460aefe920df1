//! The commands of `docs/operators.md`, run as they stand there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use contacts_emulator::Emulator;
use contacts_tests::Page;

use crate::program::{Desk, Ended, book, emulator, writes};

const ROWS: &str = "Kundenr;Navn;Tlf\n1;Åse;71000001\n2;Bo;71000002\n";

/// The code in this language below this heading of the page.
fn blocks(heading: &str, language: &str) -> Vec<String> {
    Page::read("docs/operators.md").below(heading, language)
}

/// A machine as the page has it, below a folder: the token, and the programs that the scripts call.
struct Machine {
    desk: Desk,
}

impl Machine {
    fn of(emulator: &Emulator) -> Self {
        let desk = Desk::bare().with("CONTACTS_URL", emulator.url());
        for folder in ["var/lib/contacts/acme", "var/log/contacts"] {
            fs::create_dir_all(desk.path(folder)).unwrap();
        }
        for token in ["etc/contacts/acme.token", "token/token"] {
            let token = desk.file(token, emulator.token());
            // As the page says, and as a volume of Kubernetes has it.
            fs::set_permissions(token, fs::Permissions::from_mode(0o440)).unwrap();
        }
        let here = desk.path("");
        let here = here.display();
        desk.program("crm-export", &format!("cat {here}/export.csv"));
        desk.program("mail", &format!("{{ echo \"$@\"; cat; }} > {here}/mail"));
        desk.file("customers.csv", ROWS);
        desk.file("export.csv", ROWS);
        Machine { desk }
    }

    /// A text of the page, with the places of this machine.
    fn here(&self, text: &str) -> String {
        let here = self.desk.path("").display().to_string();
        let here = here.trim_end_matches('/');
        ["/var/lib/", "/var/log/", "/etc/contacts/"]
            .iter()
            .fold(text.to_owned(), |text, place| {
                text.replace(place, &format!("{here}{place}"))
            })
    }

    fn run(&self, script: &str) -> Ended {
        self.desk.run_script(&self.here(script))
    }
}

#[test]
fn one_run_and_its_script_under_cron_keep_the_book() {
    let emulator = emulator(&[]);
    let machine = Machine::of(&emulator);
    machine.run(&blocks("One run", "sh")[0]).exits(0);
    assert_eq!(book(&emulator), ["1 Åse 4571000001 -", "2 Bo 4571000002 -"]);

    let crontab = &blocks("Under cron", "crontab")[0];
    let job: Vec<&str> = crontab.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(job.len(), 7, "five fields, a user and a command: {job:?}");

    let script = &blocks("Under cron", "sh")[0];
    let sent = writes(&emulator);
    let ended = machine.run(script).exits(0);
    assert_eq!((writes(&emulator), &*ended.stderr), (sent, ""));
    assert!(!machine.desk.path("mail").exists());

    // A row that cannot be used goes to who keeps the CRM, and the rest is in the book.
    machine.desk.file(
        "export.csv",
        format!("{ROWS}3;Carl;nobody\n4;Dorte;71000004\n"),
    );
    machine.run(script).exits(3);
    assert_eq!(book(&emulator).len(), 3);
    let mail = fs::read_to_string(machine.desk.path("mail")).unwrap();
    assert!(
        mail.contains("crm@acme.example") && mail.contains("Carl;nobody"),
        "{mail}"
    );

    // A CRM that has no export leaves the last one as it was.
    fs::remove_file(machine.desk.path("export.csv")).unwrap();
    machine.run(script).exits(1);
    assert_eq!(book(&emulator).len(), 3);
}

#[test]
fn a_pod_finds_its_file_its_token_and_its_state() {
    let emulator = emulator(&[]);
    let machine = Machine::of(&emulator);
    let data = machine.desk.file("data/customers.csv", ROWS);
    let manifest = &blocks("Many companies", "yaml")[0];
    let (_, arguments) = manifest.split_once("args:\n").expect("the arguments");
    let arguments = arguments
        .lines()
        .map_while(|line| line.trim().strip_prefix("- "))
        .map(|it| it.replace("/data", &data.parent().unwrap().display().to_string()))
        .map(|it| {
            it.replace(
                "/token/",
                &format!("{}/", machine.desk.path("token").display()),
            )
        });
    let arguments: Vec<String> = arguments.collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for unchanged in [false, true] {
        let sent = writes(&emulator);
        machine.desk.run_with("", &arguments).exits(0);
        assert_eq!(writes(&emulator) == sent, unchanged);
    }
    assert_eq!(book(&emulator).len(), 2);
}

#[test]
fn a_plan_an_export_and_a_log_do_what_the_page_says() {
    let emulator = emulator(&[]);
    let machine = Machine::of(&emulator);
    let machine = Machine {
        desk: machine.desk.with("CONTACTS_TOKEN", emulator.token()),
    };
    machine
        .run(&blocks("Look first, then apply", "sh")[0])
        .exits(0);
    assert_eq!(book(&emulator).len(), 2);
    assert!(machine.desk.path("plan.html").exists());

    machine
        .run(&blocks("What is stored where", "sh")[0])
        .exits(0);
    let mut backups = fs::read_dir(machine.desk.path("backup")).unwrap();
    let backup = backups.next().unwrap().unwrap().path();
    fs::rename(backup, machine.desk.path("backup/2026-01-31.jsonl")).unwrap();

    let restore = blocks("Restore", "sh");
    let before = book(&emulator);
    machine
        .desk
        .file("customers.csv", ROWS.replace("Bo", "Wrong"));
    let wrong = "contacts sync customers.csv --key Kundenr --state DIR --log log.jsonl";
    machine.run(wrong).exits(0);
    assert_ne!(book(&emulator), before);
    machine.run(&restore[0]).exits(0);
    assert_eq!(book(&emulator), before);

    machine.run("contacts update 1 --name Spoilt").exits(0);
    machine.run("contacts delete 2 --yes").exits(0);
    machine.run(&restore[1]).exits(0);
    let names = |book: Vec<String>| {
        let names = book.into_iter();
        let mut names: Vec<_> = names
            .map(|it| it.split_once(' ').unwrap().1.to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(book(&emulator)), names(before));
}
