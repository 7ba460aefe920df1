//! What the emulator logs has nothing of anybody in it: no token, no name, no number, no e-mail.
//!
//! A program of its own: who listens to the log is one for the whole process.

use std::fmt::{Debug, Write as _};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use contacts_api::{Client, Retry, types};
use contacts_emulator::{Emulator, Fault};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down everything, at every level.
struct Listener(Arc<Mutex<String>>);

struct Text<'a>(&'a mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // The client in this process is not what is asked about.
        !metadata.target().starts_with("contacts_api")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Text(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Text(&mut self.0.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        let mut log = self.0.lock().unwrap();
        let _ = write!(log, "\n{}", event.metadata().target());
        event.record(&mut Text(&mut log));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Sends what no client of ours would.
fn send(emulator: &Emulator, method: &str, path: &str, content: &str) {
    let url = emulator.url().strip_prefix("http://").unwrap();
    let (address, _) = url.split_once('/').unwrap();
    let length = content.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer secret-token\r\n\
         connection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{content}"
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
}

#[tokio::test]
async fn the_log_has_nothing_of_anybody() {
    let log = Arc::new(Mutex::new(String::new()));
    tracing::subscriber::set_global_default(Listener(log.clone())).unwrap();
    let emulator = Emulator::builder()
        .token("secret-token")
        .faults([
            Fault::reset_after().on("create_contact").nth(2),
            Fault::truncate().on("get_contact").nth(2),
        ])
        .start()
        .await
        .unwrap();
    let client = |token: &str| {
        let builder = Client::builder().base_url(emulator.url()).token(token);
        builder.retry(Retry::never()).build().unwrap()
    };
    let (client, stranger) = (client("secret-token"), client("wrong-token"));
    let new = types::NewContact::builder()
        .name("Hans Hansen")
        .number("4571999999")
        .email("hans@example.com");
    for _ in 0..2 {
        let create = client
            .create_contact()
            .body_map(|it| it.contact(new.clone()));
        let _ = create.send().await;
        let _ = client.get_contact().id(1_u64).send().await;
        let _ = client
            .get_contact_by_number()
            .number("4571999999")
            .send()
            .await;
        let _ = client.list_contacts().number("4571999999").send().await;
        let _ = stranger.list_contacts().number("4571999999").send().await;
    }
    let strict = "[\"unknown-properties=refused\"]";
    send(&emulator, "PUT", "/emulator/behaviour", strict);
    let contact =
        "{\"contact\": {\"name\": \"Hans\", \"number\": \"Hans\", \"hans@example.com\": 71999999}}";
    send(&emulator, "POST", "/api/v2/contacts", contact);
    send(&emulator, "GET", "/api/v2/contacts/71999999x", "");
    send(&emulator, "GET", "/api/v2/contacts?limit=71999999", "");
    send(
        &emulator,
        "GET",
        "/Hans/71999999?access_token=secret-token",
        "",
    );
    send(&emulator, "HANS", "/api/v2/contacts", "");
    send(&emulator, "PUT", "/emulator/faults", "[\"Hans:500\"]");
    send(
        &emulator,
        "PUT",
        "/emulator/contacts",
        "[{\"id\": 71999999}, {\"id\": 71999999}]",
    );
    emulator.shutdown().await;

    let log = log.lock().unwrap();
    for told in [
        "operation=\"create_contact\" method=\"POST\" status=422 reason=\"number: must match ",
        "fault=\"create_contact:reset-after@2\"",
        "operation=\"get_contact_by_number\" method=\"GET\" status=200",
        "operation=\"list_contacts\" method=\"GET\" status=401 reason=\"unauthorized\"",
        "operation=\"list_contacts\" method=\"GET\" status=400 \
         reason=\"limit: is more than the maximum of 100\"",
        "operation=\"no such path\" method=\"GET\" status=404 \
         reason=\"the document has nothing at this path\"",
        "operation=\"no such method\" method=\"another\" status=405",
        "operation=\"/emulator/behaviour\" method=\"PUT\" status=200",
        "operation=\"/emulator/contacts\" method=\"PUT\" status=422",
    ] {
        assert!(log.contains(told), "{told} is not in the log:{log}");
    }
    for secret in [
        "secret-token",
        "wrong-token",
        "Hans",
        "HANS",
        "hans",
        "71999999",
        "71 99 99 99",
        "example.com",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log:{log}");
    }
}
