//! A service that answers as it is told, and tells what it was asked.

use contacts_api::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const NOTHING: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

/// What a service was asked that answers once, and what came of it.
pub(crate) async fn asked<F: Future>(
    answer: &str,
    ask: impl FnOnce(Client) -> F,
) -> (String, F::Output) {
    let (mut requests, output) = asked_often(&[answer.to_owned()], ask).await;
    (requests.remove(0), output)
}

/// What a service was asked that answers so often, and what came of it.
pub(crate) async fn asked_often<F: Future>(
    answers: &[String],
    ask: impl FnOnce(Client) -> F,
) -> (Vec<String>, F::Output) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    let client = Client::builder()
        .token("user:pass")
        .secret("app", "app-secret");
    let client = client.base_url(url).build().unwrap();
    let serve = async {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            requests.push(request(&mut socket).await);
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        requests
    };
    tokio::join!(serve, ask(client))
}

async fn request(socket: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = socket.read(&mut chunk).await.unwrap();
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|it| it.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |it| it.parse().unwrap()) {
                return text;
            }
        }
        assert_ne!(count, 0, "cut off: {text}");
    }
}

pub(crate) fn json(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// The first line, without the method and the version.
pub(crate) fn target(request: &str) -> &str {
    let line = request.lines().next().unwrap();
    line.split(' ').nth(1).unwrap()
}

pub(crate) fn header<'r>(request: &'r str, name: &str) -> Option<&'r str> {
    let head = request.split("\r\n\r\n").next().unwrap();
    let mut found = head.lines().filter_map(|line| {
        let (known, value) = line.split_once(": ")?;
        known.eq_ignore_ascii_case(name).then_some(value)
    });
    let first = found.next();
    assert_eq!(found.next(), None, "{name} stands twice in {head}");
    first
}

pub(crate) fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}
