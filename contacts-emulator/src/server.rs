//! Connections: accepted up to a limit, served by hyper, reset on demand, shut down gracefully.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::api::{self, Api};
use crate::builder::StartError;
use crate::connection::{Connection, Resetter};
use crate::service::Limits;

/// How long requests that are under way may take at a shutdown.
const GRACE: Duration = Duration::from_secs(5);
/// How long a connection may wait for a request's head.
const HEAD_TIME: Duration = Duration::from_secs(60);

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
        let (stop, stopping) = watch::channel(false);
        let accepting = runtime.spawn(accept(listener, limits, front, stopping));
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

    /// Done when all connections are closed.
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
    limits: Limits,
    front: Front,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = accepted => accepted,
            _ = stopping.wait_for(|it| *it) => break,
        };
        // Connections that are over are forgotten.
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let serving = serve(stream, limits, front.clone(), stopping.clone());
                connections.spawn(async move {
                    serving.await;
                    drop(place);
                });
            }
            // Out of file descriptors, say: connections that end make room.
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

async fn serve(
    stream: TcpStream,
    limits: Limits,
    front: Front,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are small and written whole: waiting for more only makes them late.
    let _ = stream.set_nodelay(true);
    let resetter = Resetter::default();
    let connection = Connection::new(stream, resetter.clone());
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let resetter = resetter.clone();
        let answering = front.clone().answer(request);
        async move {
            let response = answering.await;
            if api::is_reset(&response) {
                resetter.reset();
                return Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
            }
            Ok(response)
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(limits.head)
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

/// All that is answered: the API, and the emulator's own paths where the document has none.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    api: Arc<Api>,
    own: Router,
}

impl Front {
    pub(crate) fn new(api: Api, own: Router) -> Self {
        Front {
            api: Arc::new(api),
            own,
        }
    }

    async fn answer(mut self, request: hyper::Request<Incoming>) -> axum::response::Response {
        use tower_service::Service;
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

/// `/contacts/` is `/contacts`, as it is for the real service.
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
