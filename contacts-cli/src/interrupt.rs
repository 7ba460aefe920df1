//! Ctrl-C: the first asks the run to stop, the second leaves at once.

use std::cell::Cell;
use std::future::Future;

use crate::failure::{Exit, Failure, say};

/// How the process was asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// By a person, with Ctrl-C.
    Interrupt,
    /// By the system or by who started it.
    Terminate,
}

/// Knows whether the run was asked to stop.
#[derive(Debug, Default)]
pub(crate) struct Interrupt(Cell<bool>);

impl Interrupt {
    pub(crate) fn is_set(&self) -> bool {
        self.0.get()
    }

    /// Runs `work` while listening: for work that ends early by itself when [`Self::is_set`].
    pub(crate) async fn watch<T>(&self, work: impl Future<Output = T>) -> T {
        let listen = async {
            asked_to_stop().await;
            self.0.set(true);
            say("stopping when the requests under way are answered; Ctrl-C again leaves at once");
            asked_to_stop().await;
            std::process::exit(Exit::Interrupted as i32);
        };
        tokio::select! {
            result = work => result,
            () = listen => unreachable!("the second Ctrl-C ends the process"),
        }
    }
}

/// Runs `work`, which may be dropped at any moment, until it is done or the run is asked to stop.
pub(crate) async fn unless_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        result = work => result,
        _ = asked_to_stop() => Err(Failure::interrupted()),
    }
}

/// Returns when the process is asked to end. A process that cannot be told is ended by the signal
/// itself, so then this waits for ever.
pub(crate) async fn asked_to_stop() -> Asked {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => Asked::Interrupt,
        () = terminated() => Asked::Terminate,
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
