//! `contacts serve`: the API on this machine, for everybody who has no account.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::program::{CUSTOMERS, Desk};

/// A `contacts serve` that ends with the test.
struct Served {
    child: Child,
    stdout: BufReader<ChildStdout>,
    url: String,
}

impl Served {
    fn start(desk: &Desk, arguments: &str) -> Self {
        let mut child = desk.start(&format!("serve {arguments}"), Stdio::null());
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{url:?}");
        Served {
            child,
            stdout,
            url: url.trim_end().to_owned(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_line_is_the_url_and_the_token_is_that_of_the_environment() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "5f2c");
    let served = Served::start(&desk, "--port 0");
    let desk = desk.with("CONTACTS_URL", &served.url);
    desk.run("create --name A --number 71999999").exits(0);
    assert_eq!(desk.run("lookup 71999999 -o json").exits(0).json()["id"], 1);
    desk.with("CONTACTS_TOKEN", "other").run("list").exits(4);
    // An emulator's own token is no secret.
    let served = Served::start(&Desk::bare().with("CONTACTS_TOKEN", "5f2c"), "--token open");
    let desk = Desk::bare().with("CONTACTS_URL", &served.url);
    desk.with("CONTACTS_TOKEN", "open").run("list").exits(0);
}

#[test]
fn without_a_token_it_says_which_one_it_wants() {
    let desk = Desk::bare();
    let mut served = Served::start(&desk, "");
    let mut stderr = BufReader::new(served.child.stderr.take().unwrap()).lines();
    let line = stderr.next().unwrap().unwrap();
    let token = line.strip_prefix("CONTACTS_TOKEN is ").unwrap();
    let desk = Desk::bare()
        .with("CONTACTS_URL", &served.url)
        .with("CONTACTS_TOKEN", token);
    desk.run("list").exits(0);
}

#[test]
fn it_begins_with_the_contacts_of_a_file() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    desk.file(
        "book.json",
        "[{\"id\": 7, \"name\": null, \"number\": \"hidden\"}, {\"id\": 9}]",
    );
    desk.file(
        "book.csv",
        "id,name,number\n7,A,4571999999\n9,B,4533002208\n",
    );
    for (file, count, first) in [("book.json", 2, 7), ("book.csv", 2, 7), (CUSTOMERS, 230, 1)] {
        let served = Served::start(&desk, &format!("--seed {file}"));
        let listed = Desk::bare()
            .with("CONTACTS_TOKEN", "t")
            .with("CONTACTS_URL", &served.url)
            .run("list --all -o json")
            .exits(0)
            .json();
        assert_eq!(listed.as_array().unwrap().len(), count, "{file}");
        assert_eq!(listed[0]["id"], first, "{file}");
    }
    desk.run("serve --seed nowhere.csv")
        .exits(1)
        .says(&["nowhere.csv"]);
    desk.file("odd.csv", "a;b\n1;2\n");
    desk.run("serve --seed odd.csv")
        .exits(1)
        .says(&["odd.csv", "`a"]);
}

#[test]
fn faults_and_switches_are_flags() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    let served = Served::start(
        &desk,
        "--fault get_contact:500@1 --switch unique-numbers=true",
    );
    let desk = desk.with("CONTACTS_URL", &served.url);
    desk.run("create --name A --number 71999999").exits(0);
    desk.run("create --name B --number 71999999")
        .exits(1)
        .says(&["422"]);
    desk.run("get 1").exits(1).says(&["500"]);
    desk.run("get 1").exits(0);
    desk.run("serve --fault everything").exits(2);
    desk.run("serve --switch everything=true")
        .exits(2)
        .says(&["everything"]);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let desk = Desk::bare();
    let served = Served::start(&desk, "");
    let port = served.url.split([':', '/']).nth(4).unwrap().to_owned();
    desk.run(&format!("serve --port {port}"))
        .exits(1)
        .says(&[&port, "cannot be listened on"]);
}

#[test]
#[cfg(unix)]
fn it_ends_in_order_when_it_is_asked_to() {
    for (signal, exit) in [("-INT", 130), ("-TERM", 0)] {
        let desk = Desk::bare();
        let mut served = Served::start(&desk, "");
        let id = served.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(served.child.wait().unwrap().code(), Some(exit), "{signal}");
        let mut rest = String::new();
        served.stdout.read_line(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn what_is_kept_in_a_file_is_there_again() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    for expected in [1, 2] {
        let served = Served::start(&desk, "--data book.redb");
        let here = Desk::bare()
            .with("CONTACTS_TOKEN", "t")
            .with("CONTACTS_URL", &served.url);
        here.run("create --name A --number 71999999").exits(0);
        let listed = here.run("list -o json").exits(0).json();
        assert_eq!(listed.as_array().unwrap().len(), expected);
    }
}
