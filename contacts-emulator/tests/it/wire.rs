//! What comes over TCP that no client of HTTP would send: each shape is answered with JSON and the
//! right status, and the connection ends.

use std::io::{Read, Write};

use super::Raw;
use super::socket::{CLOSE, GET, POST, TOKEN, answers, connect, get, post, started, statuses};

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
async fn what_is_no_request_is_answered_with_json_and_the_right_status() {
    let emulator = started(|it| it).await;
    let long = "x".repeat(70_000);
    let many = "x: 1\r\n".repeat(101);
    let contact = r#"{"contact":{"name":"N","number":"4520202020"}}"#;
    let length = format!("content-length: {}\r\n", contact.len());
    let chunked = "transfer-encoding: chunked\r\n";
    let chunks = format!("{:x}\r\n{contact}\r\n0\r\n\r\n", contact.len());
    let host = "host: localhost\r\n";
    let text = |text: &str| text.as_bytes().to_vec();
    let tls = b"\x16\x03\x01\x00\xf4\x01\x00\x00\xf0\x03\x03client hello\r\n\r\n".to_vec();
    let table: Vec<(&str, Vec<u8>, &[u16])> = vec![
        // What is HTTP, whatever it looks like.
        ("a request", get(host), &[200]),
        (
            "lone line feeds",
            text(&format!("{GET}{TOKEN}{host}{CLOSE}").replace("\r\n", "\n")),
            &[200],
        ),
        (
            "empty lines before it",
            [b"\r\n\r\n".to_vec(), get(host)].concat(),
            &[200],
        ),
        (
            "HTTP/1.0 without a host",
            text(&format!("GET /api/v2/contacts/1 HTTP/1.0\r\n{TOKEN}\r\n")),
            &[200],
        ),
        (
            "two at once",
            [get(host).as_slice(), &get(host)].concat(),
            &[200],
        ),
        (
            "pipelined",
            [text(&format!("{GET}{TOKEN}{host}\r\n")), get(host)].concat(),
            &[200, 200],
        ),
        (
            "pipelined before what is none",
            [
                text(&format!("{GET}{TOKEN}{host}\r\n")),
                text("nonsense\r\n\r\n"),
            ]
            .concat(),
            &[200, 400],
        ),
        (
            "an absolute target, whose host counts",
            text(&format!(
                "GET http://localhost/api/v2/contacts/1 HTTP/1.1\r\nhost: x.example\r\n{TOKEN}{CLOSE}"
            )),
            &[200],
        ),
        (
            "the server as such",
            text(&format!("OPTIONS * HTTP/1.1\r\n{host}{CLOSE}")),
            &[204],
        ),
        ("chunks", post(chunked, &chunks), &[200]),
        (
            "a request behind chunks is not looked for",
            [
                text(&format!(
                    "{POST}{TOKEN}content-type: application/json\r\n{chunked}\r\n{chunks}"
                )),
                get(host),
            ]
            .concat(),
            &[200],
        ),
        (
            "expects 100-continue",
            post(&format!("{length}expect: 100-continue\r\n"), contact),
            &[100, 200],
        ),
        (
            "expects 100-continue without a token",
            text(&format!("{POST}{length}expect: 100-continue\r\n{CLOSE}")),
            &[401],
        ),
        // What is refused by its head.
        ("no HTTP", text("hello\r\n\r\n"), &[400]),
        ("HTTP/0.9", text("GET /api/v2/contacts\r\n"), &[400]),
        (
            "HTTP/1.2",
            text(&format!("GET / HTTP/1.2\r\n{host}{CLOSE}")),
            &[505],
        ),
        ("HTTP/2", text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), &[505]),
        (
            "HTTP/3",
            text(&format!("GET / HTTP/3\r\n{host}{CLOSE}")),
            &[505],
        ),
        (
            "a version that is none",
            text(&format!("GET / HTTX/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        ("TLS", tls, &[400]),
        ("SSH", text("SSH-2.0-OpenSSH_9.9\r\n"), &[400]),
        ("zeros", vec![0; 1000], &[400]),
        (
            "a NUL in the target",
            text(&format!("GET /\0 HTTP/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        ("a NUL in a value", get(&format!("{host}x: \0\r\n")), &[400]),
        (
            "a carriage return in a value",
            get(&format!("{host}x: a\rb\r\n")),
            &[400],
        ),
        (
            "a folded header",
            get(&format!("{host}x: a\r\n b\r\n")),
            &[400],
        ),
        (
            "a space before the colon",
            get(&format!("{host}x : a\r\n")),
            &[400],
        ),
        (
            "a header without a name",
            get(&format!("{host}: a\r\n")),
            &[400],
        ),
        (
            "a header without a colon",
            get(&format!("{host}nonsense\r\n")),
            &[400],
        ),
        (
            "a method that is none",
            text(&format!("G(T / HTTP/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        (
            "a target with a space",
            text(&format!("GET /a b HTTP/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        (
            "a target that is no path",
            text(&format!("GET contacts HTTP/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        (
            "an asterisk",
            text(&format!("GET * HTTP/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        (
            "another scheme",
            text(&format!("GET ftp://localhost/ HTTP/1.1\r\n{host}{CLOSE}")),
            &[400],
        ),
        (
            "a tunnel",
            text(&format!("CONNECT localhost:80 HTTP/1.1\r\n{host}{CLOSE}")),
            &[501],
        ),
        ("no host", get(""), &[400]),
        ("two hosts", get(&format!("{host}{host}")), &[400]),
        (
            "two hosts, HTTP/1.0",
            text(&format!("GET / HTTP/1.0\r\n{host}{host}\r\n")),
            &[400],
        ),
        ("a host that is none", get("host: a b\r\n"), &[400]),
        ("an empty host", get("host: \r\n"), &[400]),
        ("another host", get("host: rebound.example\r\n"), &[421]),
        (
            "another host in the target",
            text(&format!(
                "GET http://rebound.example/ HTTP/1.1\r\n{host}{CLOSE}"
            )),
            &[421],
        ),
        (
            "a long target",
            text(&format!("GET /{long} HTTP/1.1\r\n{host}{CLOSE}")),
            &[414],
        ),
        (
            "a long header",
            get(&format!("{host}x: {long}\r\n")),
            &[431],
        ),
        ("many headers", get(&format!("{host}{many}")), &[431]),
        (
            "another expectation",
            get(&format!("{host}expect: cake\r\n")),
            &[417],
        ),
        // What is refused by how long it says to be.
        (
            "a length and chunks",
            post(&format!("{length}{chunked}"), &chunks),
            &[400],
        ),
        (
            "chunks and a length",
            post(&format!("{chunked}{length}"), &chunks),
            &[400],
        ),
        (
            "two lengths",
            post(&format!("{length}content-length: 5\r\n"), contact),
            &[400],
        ),
        (
            "the same length twice",
            post(&format!("{length}{length}"), contact),
            &[400],
        ),
        (
            "a list of lengths",
            post("content-length: 5, 5\r\n", "12345"),
            &[400],
        ),
        (
            "a length with a sign",
            post("content-length: +5\r\n", "12345"),
            &[400],
        ),
        (
            "a negative length",
            post("content-length: -1\r\n", ""),
            &[400],
        ),
        ("no length", post("content-length: \r\n", ""), &[400]),
        (
            "a length beyond all",
            post("content-length: 99999999999999999999\r\n", ""),
            &[413],
        ),
        (
            "a coding that is not known",
            post("transfer-encoding: gzip, chunked\r\n", &chunks),
            &[501],
        ),
        (
            "chunks twice",
            post(&format!("{chunked}{chunked}"), &chunks),
            &[400],
        ),
        (
            "chunks of HTTP/1.0",
            text(&format!(
                "POST /api/v2/contacts HTTP/1.0\r\n{chunked}\r\n{chunks}"
            )),
            &[400],
        ),
        // What is refused by its content.
        (
            "a gigabyte that is said",
            post("content-length: 1073741824\r\n", ""),
            &[413],
        ),
        (
            "a gigabyte of a stranger",
            text(&format!("{POST}content-length: 1073741824\r\n\r\n")),
            &[401],
        ),
        (
            "half a content of a stranger",
            text(&format!("{POST}content-length: 100\r\n\r\nhalf")),
            &[401],
        ),
        (
            "chunks of a stranger",
            text(&format!("{POST}{chunked}\r\n")),
            &[401],
        ),
        ("a chunk without a size", post(chunked, "zz\r\n"), &[400]),
        (
            "a chunk that is longer than it says",
            post(chunked, "1\r\nab\r\n0\r\n\r\n"),
            &[400],
        ),
        (
            "a chunk of a size beyond all",
            post(chunked, "fffffffffffffffff\r\n"),
            &[400],
        ),
        (
            "chunks that are too many",
            post(chunked, &format!("200000\r\n{}", "x".repeat(2_000_000))),
            &[413],
        ),
        (
            "a content to nowhere",
            text(&format!(
                "POST /nowhere HTTP/1.1\r\n{host}content-length: 1073741824\r\n\r\n"
            )),
            &[404],
        ),
    ];
    assert!(table.len() > 60);
    for (shape, bytes, expected) in table {
        assert_eq!(statuses(&emulator, &bytes), expected, "{shape}");
        // In small pieces it is the same.
        if bytes.len() < 300 {
            let mut stream = connect(&emulator);
            for byte in &bytes {
                if stream.write_all(&[*byte]).is_err() {
                    break;
                }
            }
            let statuses: Vec<_> = answers(&mut stream).into_iter().map(|it| it.0).collect();
            assert_eq!(statuses, expected, "{shape}, byte by byte");
        }
    }
    let request = Raw::authorized(&emulator, "GET", "/contacts").send();
    assert_eq!(request.await.status, 200);
}

#[tokio::test]
async fn the_answer_to_head_has_no_content_whatever_was_wrong() {
    let emulator = started(|it| it).await;
    let mut stream = connect(&emulator);
    stream.write_all(b"HEAD / HTTP/1.1\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}
