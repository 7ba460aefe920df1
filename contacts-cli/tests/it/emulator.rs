//! `contacts serve`: the API on this machine, for everybody who has no account.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use crate::program::{CUSTOMERS, Desk};

/// A `contacts serve` that ends with the test.
struct Served {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: Option<BufReader<ChildStderr>>,
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
            stderr: child.stderr.take().map(BufReader::new),
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
    let mut stderr = served.stderr.take().unwrap().lines();
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
        "[{\"id\": 7, \"name\": \"A\", \"number\": \"4571999999\"}, {\"id\": 9, \"number\": \"hidden\"}]",
    );
    desk.file(
        "book.csv",
        "id,name,number\n7,A,4571999999\n9,B,4533002208\n",
    );
    for (file, count, first) in [("book.json", 1, 7), ("book.csv", 2, 7), (CUSTOMERS, 230, 1)] {
        let mut served = Served::start(&desk, &format!("--seed {file}"));
        let said = said_until(&mut served, "Ctrl-C stops");
        let told = format!("{file}: {count} contacts to begin with");
        assert!(said.iter().any(|it| it.starts_with(&told)), "{said:?}");
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
fn a_file_is_read_in_the_same_way_whatever_its_header_is_called() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    let rows = "7;A;71 99 99 99\n9;B;nobody\n-3;C;33002208\n11;D;+45 33 00 22 09\n";
    for (file, header) in [
        ("own.csv", "id;name;number"),
        ("theirs.csv", "id;Navn;Telefon"),
    ] {
        desk.file(file, format!("{header}\n{rows}"));
        let mut served = Served::start(&desk, &format!("--seed {file}"));
        let said = said_until(&mut served, "Ctrl-C stops");
        for told in [
            "2 contacts to begin with, 2 rows cannot be used",
            "row 3: number \"nobody\"",
            "row 4: its id cannot be kept: ids are whole numbers from 0 to",
        ] {
            assert!(said.iter().any(|it| it.contains(told)), "{told}: {said:?}");
        }
        let here = Desk::bare()
            .with("CONTACTS_TOKEN", "t")
            .with("CONTACTS_URL", &served.url);
        let listed = here.run("list --all -o json").exits(0).json();
        let listed: Vec<_> = listed.as_array().unwrap().iter().collect();
        assert_eq!(listed.len(), 2, "{file}");
        for (contact, id, number) in [(listed[0], 7, "4571999999"), (listed[1], 11, "4533002209")] {
            assert_eq!(contact["id"], id, "{file}");
            assert_eq!(contact["number"], number, "{file}");
        }
    }
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

/// What was written to stderr until the line that is this, that line included.
fn said_until(served: &mut Served, last: &str) -> Vec<String> {
    let mut said = Vec::new();
    let stderr = served.stderr.as_mut().unwrap();
    while said.last().is_none_or(|it: &String| it != last) {
        let mut line = String::new();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "{said:?}");
        said.push(line.trim_end().to_owned());
    }
    said
}

#[test]
fn it_says_where_the_api_its_page_and_its_control_are() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    for (flags, has_control) in [("", true), ("--no-control", false)] {
        let mut served = Served::start(&desk, flags);
        let root = served.url.strip_suffix("/api/v2").unwrap().to_owned();
        let said = said_until(&mut served, "Ctrl-C stops");
        let mut expected = vec![
            format!("Contact API is at {}", served.url),
            format!("{root}/docs shows it and tries it"),
        ];
        if has_control {
            expected.push(format!(
                "{root}/emulator controls the emulator: contacts, faults, switches, requests"
            ));
        }
        expected.push("Ctrl-C stops".to_owned());
        assert_eq!(said, expected);
    }
}

#[test]
fn each_request_is_a_line_of_the_log_and_nobody_s() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "secret");
    let mut served = Served::start(&desk, "-v --fault list_contacts:503@1");
    let desk = desk.with("CONTACTS_URL", &served.url);
    desk.run("create --name Hans --number 71999999").exits(0);
    desk.run("get 9");
    desk.run("list").exits(0);
    let other = format!("{}/other", served.url);
    desk.with("CONTACTS_URL", &other).run("get 1");
    // A line is there before its answer.
    served.child.kill().unwrap();
    let mut log = String::new();
    let stderr = served.stderr.as_mut().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    for told in [
        "operation=\"create_contact\" method=\"POST\" status=200 elapsed=",
        "operation=\"get_contact\" method=\"GET\" status=404 reason=\"not found\" elapsed=",
        "operation=\"list_contacts\" method=\"GET\" status=503 fault=\"list_contacts:503@1\" \
         reason=\"out of order on demand\" elapsed=",
        "operation=\"no such path\" method=\"GET\" status=404 \
         reason=\"the document has nothing at this path\" elapsed=",
    ] {
        let line = log.lines().find(|it| it.contains(told));
        let line = line.unwrap_or_else(|| panic!("{told} is not in {log}"));
        // The time, as RFC 3339 has it.
        let time = line.split(' ').next().unwrap();
        assert!(time.starts_with("20") && time.ends_with('Z'), "{line}");
    }
    for secret in ["Hans", "71999999", "secret"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn several_companies_are_flags_each_with_its_file() {
    let desk = Desk::bare();
    desk.file("second.csv", "name,number\nB,4571999999\n");
    desk.file("third.csv", "Navn;Telefon\nC;71 99 99 98\nD;33002208\n");
    let flags = "--token a --company b=second.csv --company c===third.csv --company d";
    let served = Served::start(&desk, flags);
    for (token, names) in [
        ("a", vec![]),
        ("b", vec!["B"]),
        ("c==", vec!["C", "D"]),
        ("d", vec![]),
    ] {
        let desk = Desk::bare().with("CONTACTS_TOKEN", token);
        let desk = desk.with("CONTACTS_URL", &served.url);
        let listed = desk.run("list -o json").exits(0).json();
        let listed = listed.as_array().unwrap().iter();
        let listed: Vec<_> = listed.map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(listed, names, "{token}");
    }
    desk.run("serve --company =x").exits(2);
    desk.run("serve --token a --company a")
        .exits(1)
        .says(&["two companies have the same token"]);
    desk.run("serve --company a=nowhere.csv")
        .exits(1)
        .says(&["nowhere.csv"]);
}

#[test]
fn who_reaches_it_is_a_flag() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    let flags = "--cors http://localhost:3000 --allow-host api.test --head-time 5 --content-time 5 --idle-time 5";
    let served = Served::start(&desk, flags);
    let address = served.url.split('/').nth(2).unwrap();
    for (host, status) in [("api.test", " 200 "), ("other.test", " 421 ")] {
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /emulator/health HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             origin: http://localhost:3000\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(status), "{host}: {answer}");
        let opened = "access-control-allow-origin: http://localhost:3000";
        assert_eq!(answer.contains(opened), host == "api.test", "{answer}");
    }
    desk.run("serve --cors nowhere")
        .exits(1)
        .says(&["`nowhere` is no origin"]);
    desk.run("serve --idle-time 0").exits(2);
    let mut wide = Served::start(&desk, "--address 0.0.0.0");
    let said = said_until(&mut wide, "Ctrl-C stops");
    assert_eq!(
        said[0],
        "others in the network reach this emulator: it listens on 0.0.0.0"
    );
}

#[test]
fn a_strict_emulator_and_small_limits_are_flags() {
    let desk = Desk::bare().with("CONTACTS_TOKEN", "t");
    let flags = "--strict --max-content 100 --max-connections 9 --threads 1 --journal=1";
    let served = Served::start(&desk, flags);
    let desk = desk.with("CONTACTS_URL", &served.url);
    desk.run("create --name A --number 71999999").exits(0);
    let refused = |content: &str| {
        let ended = desk.run_fed("call create_contact --body -", content);
        assert_eq!(ended.exit, 1, "{ended:#?}");
        ended.stderr
    };
    let slip = refused(r#"{"contact": {"name": "A", "number": "4571999999", "nmae": "B"}}"#);
    assert!(slip.contains("nmae: is not a property of this"), "{slip}");
    let long = format!(
        r#"{{"contact": {{"name": "{:99}", "number": "4571999999"}}}}"#,
        ""
    );
    let long = refused(&long);
    assert!(long.contains("413"), "{long}");
    for wrong in [
        "--journal=0",
        "--threads 0",
        "--max-connections 0",
        "--max-content x",
    ] {
        desk.run(&format!("serve {wrong}")).exits(2);
    }
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
    desk.file("seed.csv", "name,number\nB,4533002208\n");
    for (expected, flags) in [(1, ""), (2, ""), (3, " --seed seed.csv")] {
        let mut served = Served::start(&desk, &format!("--data book.data{flags}"));
        let said = said_until(&mut served, "Ctrl-C stops");
        let told = "a seed is not used: the file of --data has the contacts already";
        assert_eq!(said.iter().any(|it| it == told), expected == 3, "{said:?}");
        let here = Desk::bare()
            .with("CONTACTS_TOKEN", "t")
            .with("CONTACTS_URL", &served.url);
        here.run("create --name A --number 71999999").exits(0);
        let listed = here.run("list -o json").exits(0).json();
        assert_eq!(listed.as_array().unwrap().len(), expected);
    }
}
