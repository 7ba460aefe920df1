//! What clients may take of an emulator, and who is let in.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use contacts_emulator::Emulator;

use super::Raw;
use super::socket::{GET, PATIENCE, TOKEN, answers, connect, get, post, started, statuses};

#[tokio::test]
async fn what_is_too_slow_is_answered_408() {
    let time = Duration::from_millis(50);
    let head = started(|it| it.head_time(time)).await;
    let content = started(|it| it.content_time(time)).await;
    let table: [(&str, &Emulator, Vec<u8>); 6] = [
        ("nothing", &head, Vec::new()),
        ("empty lines", &head, b"\r\n".to_vec()),
        ("half a request line", &head, b"GET /api".to_vec()),
        (
            "half a head",
            &head,
            format!("{GET}host: localhost\r\n").into_bytes(),
        ),
        (
            "half a content",
            &content,
            post("content-length: 100\r\n", "half"),
        ),
        (
            "half of the chunks",
            &content,
            post("transfer-encoding: chunked\r\n", "5\r\nhalf"),
        ),
    ];
    for (shape, emulator, bytes) in table {
        assert_eq!(statuses(emulator, &bytes), [408], "{shape}");
    }
    let first = format!("{GET}{TOKEN}host: localhost\r\n\r\nGET /half");
    assert_eq!(statuses(&head, first.as_bytes()), [200, 408]);
}

#[tokio::test]
async fn a_head_that_ends_before_its_end_is_answered() {
    let emulator = started(|it| it).await;
    let mut stream = connect(&emulator);
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(answers(&mut stream)[0].0, 400);
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed_without_a_word() {
    let time = Duration::from_millis(50);
    let emulator = started(|it| it.idle_time(time).head_time(time)).await;
    let kept = format!("{GET}{TOKEN}host: localhost\r\n\r\n");
    assert_eq!(statuses(&emulator, kept.as_bytes()), [200]);
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_its_connection() {
    let contacts = super::many(20_000);
    let emulator = started(|it| it.seed(contacts).content_time(Duration::from_millis(50))).await;
    let mut stream = connect(&emulator);
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    let request =
        format!("GET /api/v2/contacts?limit=100 HTTP/1.1\r\n{TOKEN}host: localhost\r\n\r\n");
    // More than the buffers of the system take: the emulator waits, then goes.
    let error = loop {
        if let Err(error) = stream.write_all(request.as_bytes()) {
            break error.kind();
        }
    };
    assert!(
        [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe].contains(&error),
        "{error}"
    );
}

#[tokio::test]
async fn half_sent_contents_do_not_keep_others_out() {
    let time = Duration::from_millis(100);
    let emulator = started(|it| it.max_connections(16).content_time(time)).await;
    let half = post("content-length: 100\r\n", "half");
    for round in 1..=3 {
        let mut streams: Vec<_> = (0..16).map(|_| connect(&emulator)).collect();
        for stream in &mut streams {
            stream.write_all(&half).unwrap();
        }
        for stream in &mut streams {
            // A place is free again a moment after its answer.
            let status = answers(stream)[0].0;
            assert!(status == 408 || (status == 503 && round > 1), "{status}");
        }
    }
    let start = std::time::Instant::now();
    while Raw::authorized(&emulator, "GET", "/contacts")
        .send()
        .await
        .status
        != 200
    {
        assert!(start.elapsed() < PATIENCE, "the places stay taken");
    }
}

#[tokio::test]
async fn who_comes_when_all_places_are_taken_is_told_so() {
    let emulator = started(|it| it.max_connections(2)).await;
    let mut taken: Vec<_> = (0..2).map(|_| connect(&emulator)).collect();
    for stream in &mut taken {
        // Answered, so it has its place.
        stream
            .write_all(format!("{GET}{TOKEN}host: localhost\r\n\r\n").as_bytes())
            .unwrap();
        assert_eq!(stream.read(&mut [0; 12]).unwrap(), 12);
    }
    for bytes in [get("host: localhost\r\n"), Vec::new()] {
        let mut stream = connect(&emulator);
        let _ = stream.write_all(&bytes);
        let (status, json) = answers(&mut stream).remove(0);
        assert_eq!(status, 503);
        let message = "all connections that the emulator takes are in use";
        assert_eq!(json["message"], message);
    }
    drop(taken);
    let start = std::time::Instant::now();
    while statuses(&emulator, &get("host: localhost\r\n")) != [200] {
        assert!(start.elapsed() < PATIENCE, "the places stay taken");
    }
}

#[tokio::test]
async fn an_emulator_answers_for_the_hosts_that_it_was_told() {
    let emulator = started(|it| it.allow_host("api.test")).await;
    for (host, status) in [("api.test", 200), ("API.test:80", 200), ("x.api.test", 421)] {
        let request = get(&format!("host: {host}\r\n"));
        assert_eq!(statuses(&emulator, &request), [status], "{host}");
    }
    let wide = started(|it| it.address("0.0.0.0:0".parse().unwrap())).await;
    let port = wide
        .url()
        .split(':')
        .nth(2)
        .unwrap()
        .split('/')
        .next()
        .unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.write_all(&get("host: box.lan\r\n")).unwrap();
    assert_eq!(answers(&mut stream)[0].0, 200);
}

#[tokio::test]
async fn only_pages_of_an_allowed_origin_may_read() {
    let origin = "http://localhost:3000";
    let emulator = started(|it| it.cors(origin)).await;
    let closed = started(|it| it).await;
    let ask = async |emulator: &Emulator, method, origin: &str| {
        Raw::authorized(emulator, method, "/contacts/1")
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            )
            .send()
            .await
    };
    let answer = ask(&emulator, "OPTIONS", origin).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers["access-control-allow-origin"], origin);
    assert_eq!(
        answer.headers["access-control-allow-headers"],
        "authorization,content-type"
    );
    let methods = answer.headers["access-control-allow-methods"]
        .to_str()
        .unwrap();
    assert!(methods.contains("PUT"), "{methods}");
    let answer = ask(&emulator, "GET", origin).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["access-control-allow-origin"], origin);
    assert_eq!(answer.headers["vary"], "Origin");
    for (emulator, origin) in [(&emulator, "http://stranger.example"), (&closed, origin)] {
        for method in ["OPTIONS", "GET"] {
            let answer = ask(emulator, method, origin).await;
            let names = answer
                .headers
                .keys()
                .map(reqwest::header::HeaderName::as_str);
            let mut names = names.filter(|it| it.starts_with("access-control-"));
            assert_eq!(names.next(), None, "{method} {origin}");
        }
    }
    let any = started(|it| it.cors("*")).await;
    let answer = ask(&any, "GET", "http://stranger.example").await;
    assert_eq!(
        answer.headers["access-control-allow-origin"],
        "http://stranger.example"
    );

    for none in ["", "localhost", "http://localhost/", "http://a b", "null"] {
        let error = Emulator::builder().cors(none).start().await.unwrap_err();
        let message = format!(
            "`{none}` is no origin: write SCHEME://HOST or SCHEME://HOST:PORT, or * for any"
        );
        assert_eq!(error.to_string(), message);
    }
}
