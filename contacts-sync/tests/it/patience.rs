//! How long a service is waited for, by a clock that goes on when all wait: so the service is a task
//! beside the run, and no thread of its own.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use contacts_api::{Client, Retry};
use contacts_sync::{End, Reconciler, Rules};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::{LocalSet, spawn_local};

use crate::support::plan;

/// Answers each list with nothing, and each create with the wish to wait for a minute; counts creates.
async fn serve(listener: TcpListener, creates: Rc<Cell<u32>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut request = Vec::new();
        while !request.windows(4).any(|it| it == b"\r\n\r\n") {
            stream.read_buf(&mut request).await.unwrap();
        }
        let answer = if request.starts_with(b"POST") {
            creates.set(creates.get() + 1);
            "429 Too Many Requests\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n"
        } else {
            "200 OK\r\ncontent-length: 15\r\n\r\n{\"contacts\":[]}"
        };
        let answer =
            format!("HTTP/1.1 {answer}").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_may_ask_for_a_quarter_of_an_hour_and_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .token("5f2c")
        .retry(Retry::never());
    let client = client.build().unwrap();
    let creates = Rc::new(Cell::new(0));
    let run = async {
        spawn_local(serve(listener, Rc::clone(&creates)));
        // However slowly its bytes come, the timeout of a request is not what happens next.
        spawn_local(async {
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        let reconciler = Reconciler::new(&client).unwrap().rules(Rules::default());
        let row = [("A", "Åse", "4571999999", None)];
        let planned = plan(&reconciler, &row).await;
        reconciler.apply(&planned).await.unwrap()
    };
    let applied = LocalSet::new().run_until(run).await;
    assert!(matches!(&applied.ends[..], [End::Failed(_)]), "{applied:?}");
    assert_eq!(creates.get(), 1 + 15);
}
