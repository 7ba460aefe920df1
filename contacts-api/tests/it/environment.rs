//! What the environment of a process says of proxies.

use std::io::{BufRead, BufReader, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};

use contacts_api::{Client, Retry};
use serde_json::json;

use crate::wire::{Service, json};

#[test]
fn no_proxy_is_asked_for_this_machine() {
    // The environment of a process that has threads cannot be changed, so that of a child is.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let by = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            by.lock().unwrap().push(line);
            let answer = "HTTP/1.1 418 Proxy\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "environment::beside_a_proxy_in_a_child",
            "--ignored",
        ])
        .envs(
            [
                "HTTP_PROXY",
                "http_proxy",
                "HTTPS_PROXY",
                "ALL_PROXY",
                "all_proxy",
            ]
            .map(|it| (it, proxy.as_str())),
        )
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("1 passed"), "{said}");
    assert_eq!(
        *asked.lock().unwrap(),
        ["GET http://contacts.invalid/contacts HTTP/1.1\r\n"]
    );
}

#[tokio::test]
#[ignore = "run by the test above, with an environment of its own"]
async fn beside_a_proxy_in_a_child() {
    let service = Service::start(|_, _| json(200, &json!({"contacts": []}))).await;
    let client = service.builder().retry(Retry::never()).build().unwrap();
    client.list_contacts().send().await.unwrap();
    assert_eq!(service.seen().len(), 1);
    // Another machine, in the clear because it was allowed, is asked through it; else it is not asked.
    let other = Client::builder()
        .token("t")
        .base_url("http://contacts.invalid")
        .allow_plain_http();
    let other = other.retry(Retry::never()).build().unwrap();
    let error = other.list_contacts().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 418, "{error}");
    let plain = Client::builder()
        .token("t")
        .base_url("http://contacts.invalid");
    assert!(plain.build().is_err());
}
