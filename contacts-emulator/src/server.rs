//! Connections: accepted up to a limit, served by hyper, reset on demand, shut down gracefully.
//!
//! A client that comes when all places are taken is told so at once: without an answer it could not
//! know why it waits.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::header::{ALLOW, CONNECTION, VARY};
use http::{HeaderValue, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::api::{self, Answer, Api};
use crate::builder::StartError;
use crate::service::Limits;
use crate::wire::{Connection, ConnectionLimits, Cors, Hosts, Line};

/// How long requests that are under way may take at a shutdown.
const GRACE: Duration = Duration::from_secs(5);
/// How many clients that are turned away are waited for until they have read why.
const LEAVING: usize = 64;

/// The threads that serve.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    runtime: Option<Runtime>,
    stop: watch::Sender<bool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(
        address: SocketAddr,
        threads: usize,
        limits: Limits,
        hosts: &[String],
        front: Front,
    ) -> Result<Self, StartError> {
        let listen = |source| StartError::Listen { address, source };
        let listener = StdListener::bind(address).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("contacts-emulator")
            .enable_all()
            .build()
            .map_err(StartError::Threads)?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener).map_err(listen)?
        };
        if !address.ip().is_loopback() {
            let hosts = if hosts.is_empty() { "any" } else { "some" };
            tracing::warn!(%address, hosts, "others in the network reach the emulator");
        }
        let connections = limits.connections;
        let limits = Arc::new(ConnectionLimits {
            head: limits.head,
            times: limits.times,
            hosts: Hosts::new(address, hosts),
        });
        let (stop, stopping) = watch::channel(false);
        let accepting = runtime.spawn(accept(listener, connections, limits, front, stopping));
        Ok(Server {
            address,
            runtime: Some(runtime),
            stop,
            accepting: Some(accepting),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until all connections are closed.
    pub(crate) async fn shut_down(&mut self) {
        self.stop.send_replace(true);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.await;
        }
        self.stop();
    }

    /// Stops at once.
    pub(crate) fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // This may be called in a runtime, where waiting is not allowed.
            runtime.shutdown_background();
        }
    }
}

async fn accept(
    listener: TcpListener,
    most: usize,
    limits: Arc<ConnectionLimits>,
    front: Front,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(most));
    let leaving = Arc::new(Semaphore::new(LEAVING));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|it| *it) => break,
        };
        // Connections that have ended are forgotten.
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                if let Ok(place) = places.clone().try_acquire_owned() {
                    let serving = serve(stream, limits.clone(), front.clone(), stopping.clone());
                    connections.spawn(async move {
                        serving.await;
                        drop(place);
                    });
                    continue;
                }
                tracing::warn!(
                    status = 503,
                    connections = most,
                    "turned away: all places are taken"
                );
                if let Ok(place) = leaving.clone().try_acquire_owned() {
                    let time = limits.times.linger;
                    connections.spawn(async move {
                        let _ = tokio::time::timeout(time, turn_away(stream)).await;
                        drop(place);
                    });
                }
            }
            // File descriptors may have run out, for example: connections that end make room.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, async {
        while connections.join_next().await.is_some() {}
    })
    .await;
    connections.shutdown().await;
}

/// Says that all places are taken, and waits until the client has read it.
async fn turn_away(mut stream: TcpStream) -> std::io::Result<()> {
    let answer = Answer::error(
        StatusCode::SERVICE_UNAVAILABLE,
        "all connections that the emulator takes are in use",
    );
    let content = answer.content();
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nretry-after: 1\r\nconnection: close\r\n\r\n",
        content.len()
    );
    stream
        .write_all(&[head.as_bytes(), &content].concat())
        .await?;
    stream.shutdown().await?;
    let mut unread = [0; 1024];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

async fn serve(
    stream: TcpStream,
    limits: Arc<ConnectionLimits>,
    front: Front,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are small and written at once: waiting for more only makes them late.
    let _ = stream.set_nodelay(true);
    let line = Arc::new(Line::default());
    let times = limits.times;
    let head = limits.head;
    let connection = Connection::new(stream, limits, line.clone());
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let (front, line) = (front.clone(), line.clone());
        async move {
            let mut response = match line.refusal(&request) {
                Some(refused) => refused.whole(),
                None => front.answer(request).await,
            };
            if api::is_reset(&response) {
                line.reset();
                return Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
            }
            if line.is_last() {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            Ok(response)
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        // hyper gets a head only when it is complete, so this is how long it waits for the next
        // one.
        .header_read_timeout(times.idle + times.head)
        // The connection refuses long heads; hyper never sees more than one head at a time.
        .max_buf_size(head + (1 << 14))
        .serve_connection(TokioIo::new(connection), service);
    let mut serving = pin!(serving);
    let stopped = tokio::select! {
        result = serving.as_mut() => Some(result),
        _ = stopping.wait_for(|it| *it) => None,
    };
    let result = if let Some(result) = stopped {
        result
    } else {
        serving.as_mut().graceful_shutdown();
        serving.await
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Everything that is answered: the API, and the emulator's own paths where the document has none.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    api: Arc<Api>,
    own: Router,
    cors: Arc<Cors>,
}

impl Front {
    pub(crate) fn new(api: Api, own: Router, cors: Cors) -> Self {
        Front {
            cors: Arc::new(cors),
            api: Arc::new(api),
            own,
        }
    }

    async fn answer(self, request: hyper::Request<Incoming>) -> axum::response::Response {
        if self.cors.is_closed() {
            return self.answer_here(request).await;
        }
        let origin = self.cors.asks(&request);
        let allowed = origin.as_ref().and_then(|_| Cors::allowed(&request));
        let mut response = match allowed {
            Some(allowed) => allowed,
            None => self.answer_here(request).await,
        };
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            Cors::open(headers, origin);
        }
        response
    }

    async fn answer_here(mut self, request: hyper::Request<Incoming>) -> axum::response::Response {
        use tower_service::Service;
        if request.uri().path() == "*" {
            let allow = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            return Answer::empty(StatusCode::NO_CONTENT)
                .with(ALLOW, allow)
                .whole();
        }
        let mut request = request.map(axum::body::Body::new);
        forgive_trailing_slash(&mut request);
        let request = match self.api.answer(request).await {
            Ok(response) => return response,
            Err(request) => request,
        };
        match self.own.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Treats `/contacts/` like `/contacts`, as the real service does.
fn forgive_trailing_slash(request: &mut axum::extract::Request) {
    let path = request.uri().path();
    let shorter = path.trim_end_matches('/');
    if shorter.len() == path.len() || shorter.is_empty() {
        return;
    }
    let target = match request.uri().query() {
        Some(query) => format!("{shorter}?{query}"),
        None => shorter.to_owned(),
    };
    if let Ok(uri) = target.parse() {
        *request.uri_mut() = uri;
    }
}
