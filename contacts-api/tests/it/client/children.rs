//! What depends on the whole process, and is tested in a child of its own.

use std::process::Command;
use std::time::Duration;

use contacts_api::{Client, PhoneNumber, Retry, types};
use contacts_emulator::{Emulator, Fault};

use super::TOKEN;

/// Runs a test that is ignored here in a process of its own, and gives what it printed.
fn in_a_child(test: &str, variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env_remove("CONTACTS_TOKEN")
        .env_remove("CONTACTS_URL")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_trace_tells_the_attempts_and_nothing_of_the_contact_or_the_token() {
    let log = in_a_child("client::children::traced_in_a_child", &[]);
    for told in [
        r#"operation="create_contact" method="POST" attempt=1 status=200 duration_ms="#,
        r#"operation="get_contact_by_number" method="GET" attempt=1 status=503"#,
        r#"operation="get_contact_by_number" method="GET" attempt=2 status=503"#,
        "trying again",
    ] {
        assert!(log.contains(told), "no {told:?} in:\n{log}");
    }
    // Both calls of the client that has no budget.
    let spent = log.matches("no retry: the budget of retries is spent");
    assert_eq!(spent.count(), 2, "{log}");
    // The crates below log too: what they do with connections.
    assert!(log.contains("log reqwest::connect: "), "{log}");
    // More digits than a port has.
    let spelled = ["71 99 99 99", "71999999", "719999"];
    for line in log.lines() {
        // This one logs the numbers that it reads. The documentation says so, and what to do.
        if line.starts_with("log rlibphonenumber") {
            continue;
        }
        for secret in [TOKEN, "Relatel", "kundeservice"].iter().chain(&spelled) {
            assert!(!line.contains(secret), "{secret:?} is in:\n{line}");
        }
    }
}

/// Prints what crates log that do not trace.
struct Printed;

impl log::Log for Printed {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        println!("log {}: {}", record.target(), record.args());
    }

    fn flush(&self) {}
}

#[tokio::test]
#[ignore = "run by the test above: what is traced is decided once for a process"]
async fn traced_in_a_child() {
    let faults = [Fault::status(503).on("get_contact_by_number")];
    let emulator = Emulator::builder()
        .token(TOKEN)
        .faults(faults)
        .start()
        .await
        .unwrap();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_ansi(false)
        // Whose microseconds may be part of the number.
        .without_time()
        .init();
    log::set_logger(&Printed).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let client = Client::builder()
        .token(TOKEN)
        .base_url(emulator.url())
        .retry(
            Retry::default()
                .attempts(2)
                .backoff(Duration::ZERO, Duration::ZERO),
        )
        .build()
        .unwrap();
    let contact = types::NewContact::builder()
        .name("Relatel A/S")
        .number("4571999999")
        .email("kundeservice@relatel.dk");
    let body = types::CreateContactRequest::builder().contact(contact);
    client.create_contact().body(body).send().await.unwrap();
    let by_number = client.get_contact_by_number().number("4571999999");
    let error = by_number.send().await.unwrap_err();
    tracing::error!(%error, ?error, "as an application does");
    let once = client_without_budget(emulator.url());
    for _ in 0..2 {
        let by_number = once.get_contact_by_number().number("4571999999");
        by_number.send().await.unwrap_err();
    }
    // A create in doubt, with its look-ups, a number as people write it, and one that is refused.
    emulator
        .set_faults([Fault::reset_after().first(1)])
        .unwrap();
    let number = PhoneNumber::parse_in("+45 71 99 99 98", "DK").unwrap();
    let contact = types::NewContact::builder()
        .name("Relatel 2")
        .number(number);
    let body = types::CreateContactRequest::builder().contact(contact);
    client.create_once(body).await.unwrap();
    let error = client
        .list_contacts()
        .number("71 99 99 99")
        .send()
        .await
        .unwrap_err();
    tracing::error!(%error, ?error, "as an application does");
}

fn client_without_budget(url: &str) -> Client {
    let builder = Client::builder().token(TOKEN).base_url(url);
    builder.retry(Retry::default().budget(0)).build().unwrap()
}

#[test]
fn a_client_is_made_from_the_environment() {
    // The environment of a process that has threads cannot be changed, so that of a child is.
    let child = |variables: &[_]| in_a_child("client::children::from_env_in_a_child", variables);
    let token = ("CONTACTS_TOKEN", "a-secret-token\n");
    assert!(child(&[]).contains("there is no API token: set `CONTACTS_TOKEN`"));
    assert!(child(&[token]).contains("https://app.relatel.dk/api/v2"));
    assert!(
        child(&[token, ("CONTACTS_URL", "http://127.0.0.1:1/x/")])
            .contains("http://127.0.0.1:1/x\n")
    );
    assert!(
        child(&[token, ("CONTACTS_URL", "http://a.dk")]).contains("`http://a.dk` is not encrypted")
    );
}

#[test]
#[ignore = "run by the test above, with an environment of its own"]
fn from_env_in_a_child() {
    match Client::from_env() {
        Ok(client) => println!("{}", client.base_url()),
        Err(error) => println!("{error}"),
    }
}
