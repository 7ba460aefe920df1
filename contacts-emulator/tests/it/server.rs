//! The server around the API: limits, and how it ends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use contacts_emulator::{Emulator, Fault, StartError};
use futures_util::FutureExt;

use super::{Raw, address, relatel};

/// Sends the request on a connection of its own, and reads until the server ends it.
fn exchange(emulator: &Emulator, request: &str) -> String {
    let mut stream = TcpStream::connect(address(emulator)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test]
async fn a_request_that_is_under_way_is_answered_before_the_end() {
    let time = Duration::from_millis(500);
    let emulator = Emulator::builder()
        .seed([relatel()])
        .faults([Fault::latency(time..=time)])
        .start()
        .await
        .unwrap();
    let url = emulator.url().to_owned();
    let mut request = Box::pin(Raw::authorized(&emulator, "GET", "/contacts").send());
    while emulator.under_way() == 0 {
        assert!(
            request.as_mut().now_or_never().is_none(),
            "the answer is late on demand"
        );
        tokio::task::yield_now().await;
    }
    let (answer, ()) = tokio::join!(request, emulator.shutdown());
    assert_eq!(answer.status, 200);
    let after = TcpStream::connect(url.split('/').nth(2).unwrap());
    assert!(after.is_err(), "nothing listens any more");
}

#[tokio::test]
async fn an_emulator_that_is_dropped_in_a_runtime_stops() {
    let emulator = Emulator::start().await.unwrap();
    let address = address(&emulator).to_owned();
    assert_eq!(
        Raw::authorized(&emulator, "GET", "/contacts")
            .send()
            .await
            .status,
        200
    );
    drop(emulator);
    // The threads end in the background; the port is free soon after.
    let start = Instant::now();
    while TcpStream::connect(&address).is_ok() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "it still listens"
        );
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let emulator = Emulator::start().await.unwrap();
    let taken = address(&emulator).parse().unwrap();
    let error = Emulator::builder()
        .address(taken)
        .start()
        .await
        .unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }));
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("{taken} cannot be listened on: ")),
        "{message}"
    );
}

#[tokio::test]
async fn two_companies_cannot_have_one_token() {
    let builder = Emulator::builder().token("t").company("t", [relatel()]);
    let error = builder.start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "two companies have the same token: give each its own"
    );
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_refused() {
    for token in ["", "two words", "Ø", "line\nbreak"] {
        let error = Emulator::builder().token(token).start().await.unwrap_err();
        assert!(matches!(error, StartError::Token), "{token:?}: {error}");
    }
}

#[tokio::test]
async fn an_emulator_for_all_addresses_has_a_url_that_works_here() {
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let emulator = Emulator::builder()
        .address(everywhere)
        .start()
        .await
        .unwrap();
    assert!(
        emulator.url().starts_with("http://127.0.0.1:"),
        "{}",
        emulator.url()
    );
    emulator.client().list_contacts().send().await.unwrap();
}

#[test]
fn a_program_without_async_has_an_emulator_too() {
    let emulator = Emulator::builder()
        .seed([relatel()])
        .start_blocking()
        .unwrap();
    let request = format!(
        "GET /api/v2/contacts/1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
        emulator.token()
    );
    let answer = exchange(&emulator, &request);
    assert!(
        answer.contains("\"number_formatted\":\"71 99 99 99\""),
        "{answer}"
    );
}
